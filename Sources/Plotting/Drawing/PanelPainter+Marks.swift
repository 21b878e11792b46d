import Tensors

extension PanelPainter {
    /// Draws everything but heat maps, which lie under all marks, and crosses, which lie over the axes.
    func paint(_ mark: Mark, _ colour: Colour) {
        switch mark {
        case .line(let xs, let ys, var stroke, _):
            stroke.colour = colour
            for run in runs(xs, ys) {
                if run.count == 1 {
                    canvas.fillDisc(run[0], radius: max(1.5 * stroke.width, 2), colour)
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
            paint(discs: radius, xs, ys, colour)
        case .bars(let edges, let heights, _, _):
            paintBars(edges, heights, colour)
        case .contour(let field, let levels, let stroke, let isLabelled):
            paint(contour: field, levels, stroke, isLabelled: isLabelled)
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
            // An outline that crosses itself very often takes Cairo very long.
            let isLong = piece.count > 500 && stroke.dash == .solid
            if piece.last != start || isLong {
                if piece.count > 1 { canvas.stroke(piece, stroke) }
                piece = [start]
            }
            piece.append(end)
        }
        if piece.count > 1 { canvas.stroke(piece, stroke) }
    }

    /// Of very many discs, one for each small square.
    private func paint(discs radius: Double, _ xs: [Double], _ ys: [Double], _ colour: Colour) {
        let room = surroundings
        let side = max(radius / (xs.count > 100_000 ? 2 : 4), 0.25)
        let columns = Int(room.width / side) + 1
        var isTaken = [Bool](repeating: false, count: xs.count > 5000 ? columns * (Int(room.height / side) + 1) : 0)
        for index in 0..<min(xs.count, ys.count) {
            if index & 0xFFF == 0, Interrupt.requested { return }
            guard let point = point(xs[index], ys[index]), room.contains(point) else { continue }
            if !isTaken.isEmpty {
                let square = Int((point.y - room.y) / side) * columns + Int((point.x - room.x) / side)
                if isTaken[square] { continue }
                isTaken[square] = true
            }
            canvas.fillDisc(point, radius: radius, colour)
        }
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

    /// The drawable points, cut at gaps; of many, those that show (see ``ThinnedLine``).
    func runs(_ xs: [Double], _ ys: [Double]) -> [[Point]] {
        var runs: [[Point]] = []
        var line = ThinnedLine(keepsAll: xs.count <= 1000)
        for index in 0..<min(xs.count, ys.count) {
            if index & 0xFFFF == 0, Interrupt.requested { break }
            if let point = point(xs[index], ys[index]) {
                line.add(point)
            } else if let run = line.end() {
                runs.append(run)
            }
        }
        if let run = line.end() { runs.append(run) }
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
            guard let high = point(xs[index], upper[index]),
                let low = point(xs[index], lower[index]) ?? scene.bottom(lower[index]).flatMap({ point(xs[index], $0) })
            else {
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
