import Tensors

/// Marks in braille dots, eight a character, and crosses.
extension TerminalPanel {
    mutating func paintDots() {
        var areas = BrailleRaster(width: plotWidth, height: plotHeight)
        var lines = areas
        for (place, colour) in scene.markColours.enumerated() {
            let mark = scene.panel.marks[place]
            if mark.isArea {
                add(mark, letterColour(colour), scene.panel.texture(ofMark: place), to: &areas)
            } else {
                add(mark, letterColour(colour), .full, to: &lines)
            }
        }
        for row in 0..<plotHeight {
            for column in 0..<plotWidth {
                // Where a line runs over an area, the character is the line's alone.
                guard let (text, colour) = lines.cell(column, row) ?? areas.cell(column, row) else { continue }
                let ground = canvas.cell(left + 1 + column, top + row).ground
                canvas.put(
                    .init(text: text, foreground: colour ?? ground?.contrasting.with(opacity: 1), background: ground),
                    left + 1 + column, top + row)
            }
        }
    }

    private func add(_ mark: Mark, _ colour: Colour?, _ texture: Texture, to raster: inout BrailleRaster) {
        let (width, height) = (Double(raster.dotWidth), Double(raster.dotHeight))
        // Just inside, so that the ends of the axes have their dot.
        func dot(_ x: Double, _ y: Double) -> Point? {
            guard let a = across(x), let b = down(y) else { return nil }
            return Point(x: a * (width - 1) + 0.5, y: b * (height - 1) + 0.5)
        }
        func polyline(_ points: some Sequence<Point?>, _ stroke: Stroke) {
            var phase = 0
            var last: Point?
            for (turn, point) in points.enumerated() {
                if turn & 0xFFFF == 0, Interrupt.requested { return }
                if let point { raster.segment(last ?? point, point, stroke, colour, phase: &phase) }
                last = point
            }
        }
        func fill(_ x: Double, from a: Double, to b: Double, _ texture: Texture) {
            let (low, high) = (max(min(a, b), 0), min(max(a, b), height - 1))
            guard low <= high, x >= 0, x < width else { return }
            for y in Int(low)...Int(high) where texture.covers(Int(x), y) { raster.dot(Int(x), y, colour) }
        }
        switch mark {
        case .line(let xs, let ys, let stroke, _):
            polyline(zip(xs, ys).lazy.map { dot($0, $1) }, stroke)
        case .band(let xs, let lower, let upper, _, _):
            for index in xs.indices.dropLast() {
                guard let a = dot(xs[index], lower[index]), let b = dot(xs[index], upper[index]),
                    let c = dot(xs[index + 1], lower[index + 1]), let d = dot(xs[index + 1], upper[index + 1])
                else { continue }
                let (start, end) = (max(min(a.x, c.x), 0), min(max(a.x, c.x), width - 1))
                guard start <= end else { continue }
                for column in Int(start)...Int(end) {
                    let t = a.x == c.x ? 0 : min(max((Double(column) + 0.5 - a.x) / (c.x - a.x), 0), 1)
                    fill(Double(column), from: a.y + t * (c.y - a.y), to: b.y + t * (d.y - b.y), texture)
                }
            }
        case .scatter(let xs, let ys, _, _, _):
            for (x, y) in zip(xs, ys) {
                guard let p = dot(x, y), p.x >= 0, p.x < width, p.y >= 0, p.y < height else { continue }
                raster.dot(Int(p.x), Int(p.y), colour)
            }
        case .bars(let edges, let heights, _, _):
            for (index, value) in heights.enumerated() where value != 0 {
                guard let a = across(edges[index]), let b = across(edges[index + 1]), let end = down(value) else { continue }
                let base = (down(0) ?? 1) * (height - 1)
                let start = max((min(a, b) * width).rounded(), 0)
                let stop = min((max(a, b) * width).rounded(), width)
                guard start < stop else { continue }
                let texture = colours == .none ? texture : .full
                for column in Int(start)..<Int(stop) { fill(Double(column), from: end * (height - 1), to: base, texture) }
            }
        case .contour(let field, let contours, _, _):
            guard showsContours else { return }
            let x = field.x.map { (across($0) ?? .nan) * (width - 1) + 0.5 }
            let y = field.y.map { (down($0) ?? .nan) * (height - 1) + 0.5 }
            for (level, lines) in scene.lines(of: field, contours, x: x, y: y) {
                let ground = scene.colours?.colour(level.value) ?? .black
                let colour = hasField ? ground.contrasting.with(opacity: 1) : letterColour(ground)
                var phase = 0
                for line in lines {
                    for (a, b) in zip(line, line.dropFirst()) { raster.segment(a, b, Stroke(), colour, phase: &phase) }
                }
            }
        case .horizontal(let y, let stroke, _):
            guard let b = down(y) else { return }
            let at = b * (height - 1) + 0.5
            polyline([Point(x: 0, y: at), Point(x: width - 1, y: at)], stroke)
        case .vertical(let x, let stroke, _):
            guard let a = across(x) else { return }
            let at = a * (width - 1) + 0.5
            polyline([Point(x: at, y: 0), Point(x: at, y: height - 1)], stroke)
        case .heatmap, .surface, .cross:
            break
        }
    }

    mutating func paintCrosses() {
        for (mark, colour) in zip(scene.panel.marks, scene.markColours) {
            guard case .cross(let x, let y, _, _) = mark, let column = slot(across(x), of: plotWidth),
                let row = slot(down(y), of: plotHeight)
            else { continue }
            let ground = canvas.cell(left + 1 + column, top + row).ground
            let contrast = ground?.contrasting.with(opacity: 1) ?? letterColour(colour)
            canvas.put(.init(text: "×", foreground: contrast, background: ground), left + 1 + column, top + row)
        }
    }
}

extension Mark {
    /// Whether the mark fills an area with dots.
    fileprivate var isArea: Bool {
        switch self {
        case .bars, .band: true
        default: false
        }
    }
}
