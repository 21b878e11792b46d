extension PanelPainter {
    /// Draws everything but heat maps, which lie under all marks, and crosses, which lie over the axes.
    func paint(_ mark: Mark, _ colour: Colour) {
        switch mark {
        case .line(let xs, let ys, var stroke, _):
            stroke.colour = colour
            for run in runs(xs, ys) {
                if run.count == 1 {
                    canvas.fillDisc(run[0], radius: max(stroke.width, 1), colour)
                } else {
                    paint(polyline: run, stroke)
                }
            }
        case .band(let xs, let lower, let upper, _, _):
            let colour = colour.with(opacity: colour.opacity * Mark.bandOpacity)
            for run in bandRuns(xs, lower, upper) {
                canvas.fill(run.lower + run.upper.reversed(), colour)
            }
        case .scatter(let xs, let ys, let radius, _, _):
            for (x, y) in zip(xs, ys) {
                guard let point = point(x, y), surroundings.contains(point) else { continue }
                canvas.fillDisc(point, radius: radius, colour)
            }
        case .bars(let edges, let heights, _, _):
            paintBars(edges, heights, colour)
        case .contour(let field, let levels, let stroke):
            paint(contour: field, levels, stroke, colour)
        case .horizontal(let y, var stroke, _):
            guard let y = down(y), y >= frame.y - 50, y <= frame.bottom + 50 else { return }
            stroke.colour = colour
            canvas.stroke([Point(x: frame.x, y: y), Point(x: frame.right, y: y)], stroke)
        case .vertical(let x, var stroke, _):
            guard let x = across(x), x >= frame.x - 50, x <= frame.right + 50 else { return }
            stroke.colour = colour
            canvas.stroke([Point(x: x, y: frame.bottom), Point(x: x, y: frame.y)], stroke)
        case .heatmap, .surface, .cross:
            break
        }
    }

    /// The line as far as it is near the frame, so that Cairo sees no coordinates beyond its range.
    private func paint(polyline points: [Point], _ stroke: Stroke) {
        let room = surroundings
        var piece: [Point] = []
        for (a, b) in zip(points, points.dropFirst()) {
            guard let (start, end) = room.clip(a, b) else { continue }
            if piece.last != start {
                if piece.count > 1 { canvas.stroke(piece, stroke) }
                piece = [start]
            }
            piece.append(end)
        }
        if piece.count > 1 { canvas.stroke(piece, stroke) }
    }

    private func paintBars(_ edges: [Double], _ heights: [Double], _ colour: Colour) {
        let fill = colour.with(opacity: colour.opacity * Mark.barOpacity)
        let room = surroundings
        let base = min(max(down(0) ?? frame.bottom, room.y), room.bottom)
        var rects: [Rect] = []
        for (index, height) in heights.enumerated() {
            guard let left = across(edges[index]), let right = across(edges[index + 1]), let top = down(height),
                height != 0
            else { continue }
            let (a, b) = (max(min(left, right), room.x), min(max(left, right), room.right))
            let end = min(max(top, room.y), room.bottom)
            if b > a { rects.append(Rect(x: a, y: min(end, base), width: b - a, height: abs(base - end))) }
        }
        canvas.fill(rects, fill)
        let widest = rects.map(\.width).max() ?? 0
        if widest > 3 { for rect in rects { canvas.stroke(rect, .white, width: 0.5) } }
    }

    /// The drawable points, cut at gaps, thinned where several fall within a quarter of a point across.
    func runs(_ xs: [Double], _ ys: [Double]) -> [[Point]] {
        var runs: [[Point]] = []
        var run: [Point] = []
        for (x, y) in zip(xs, ys) {
            if let point = point(x, y) {
                run.append(point)
            } else if !run.isEmpty {
                runs.append(thinned(run))
                run = []
            }
        }
        if !run.isEmpty { runs.append(thinned(run)) }
        return runs
    }

    private func bandRuns(_ xs: [Double], _ lower: [Double], _ upper: [Double]) -> [(lower: [Point], upper: [Point])] {
        let room = surroundings
        func kept(_ point: Point) -> Point {
            Point(x: min(max(point.x, room.x), room.right), y: min(max(point.y, room.y), room.bottom))
        }
        var runs: [(lower: [Point], upper: [Point])] = []
        var isOpen = false
        for index in xs.indices {
            guard let low = point(xs[index], lower[index]), let high = point(xs[index], upper[index]) else {
                isOpen = false
                continue
            }
            if !isOpen { runs.append(([], [])) }
            isOpen = true
            runs[runs.count - 1].lower.append(kept(low))
            runs[runs.count - 1].upper.append(kept(high))
        }
        return runs
    }
}

/// A polyline that looks the same with fewer points: of consecutive points within a quarter of a point across, the first, the
/// lowest, the highest and the last.
func thinned(_ points: [Point]) -> [Point] {
    guard points.count > 1000 else { return points }
    var result: [Point] = []
    var index = 0
    while index < points.count {
        var end = index + 1
        var (low, high) = (index, index)
        while end < points.count, abs(points[end].x - points[index].x) < 0.25 {
            if points[end].y < points[low].y { low = end }
            if points[end].y > points[high].y { high = end }
            end += 1
        }
        for kept in Set([index, low, high, end - 1]).sorted() { result.append(points[kept]) }
        index = end
    }
    return result
}
