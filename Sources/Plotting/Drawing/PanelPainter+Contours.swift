import Glibc

extension PanelPainter {
    /// Lines of equal value, each with its value where one of its lines is long and straight enough for it.
    func paint(contour field: Field, _ contours: Contours, _ stroke: Stroke, isLabelled: Bool) {
        guard let colours = scene.colours else { return }
        let x = field.x.map { across($0) ?? .nan }
        let y = field.y.map { down($0) ?? .nan }
        let crosses = scene.panel.marks.compactMap { if case .cross(let x, let y, _, _) = $0 { point(x, y) } else { nil } }
        var labels = ContourLabels(canvas: canvas, frame: frame, taken: crosses)
        for (level, lines) in scene.lines(of: field, contours, x: x, y: y) {
            guard let ground = colours.colour(level.value) else { continue }
            var stroke = stroke
            // Over a heat map a line has the colour of its cells: it is seen by its lightness.
            if stroke.colour == nil { stroke.colour = scene.hasHeatmap ? ground.contrasting : ground }
            let longest = isLabelled ? lines.indices.max { lines[$0].length < lines[$1].length } : nil
            for (index, line) in lines.enumerated() {
                guard let label = labels.place(index == longest ? level.label : "", on: line) else {
                    canvas.stroke(line, stroke)
                    continue
                }
                for part in [label.before, label.after] where part.count > 1 { canvas.stroke(part, stroke) }
                labels.paint(label, scene.hasHeatmap ? ground.contrasting : Colour(0x303030))
            }
        }
    }
}

/// The numbers in lines of equal value: each in a gap of its line, apart from each other.
private struct ContourLabels {
    let canvas: Canvas
    let frame: Rect
    /// Where other labels and crosses are.
    private var taken: [Point]

    init(canvas: Canvas, frame: Rect, taken: [Point]) {
        self.canvas = canvas
        self.frame = frame
        self.taken = taken
    }

    struct Label {
        let text: String
        let centre: Point
        let angle: Double
        /// The line up to its gap, and from there on.
        let before: [Point]
        let after: [Point]
    }

    /// The straightest place for a text in a line; nil where there is none.
    mutating func place(_ text: String, on line: [Point]) -> Label? {
        guard !text.isEmpty else { return nil }
        let gap = canvas.width(of: text, size: Typography.tick - 1) + 5
        let total = line.length
        guard total > 2.5 * gap else { return nil }
        let room = frame.inset(left: gap / 2, top: 9, right: gap / 2, bottom: 9)
        var best: (start: Double, straightness: Double)?
        let candidates = 24
        for candidate in 1..<candidates {
            let start = (total - gap) * Double(candidate) / Double(candidates)
            let (a, b) = (line.point(at: start), line.point(at: start + gap))
            let middle = line.point(at: start + gap / 2)
            guard room.contains(middle), taken.allSatisfy({ hypot($0.x - middle.x, $0.y - middle.y) > gap + 8 }) else { continue }
            let straightness = hypot(b.x - a.x, b.y - a.y) / gap
            if straightness > best?.straightness ?? 0.93 { best = (start, straightness) }
        }
        guard let best else { return nil }
        let (a, b) = (line.point(at: best.start), line.point(at: best.start + gap))
        var angle = atan2(b.y - a.y, b.x - a.x)
        if angle > .pi / 2 { angle -= .pi }
        if angle < -.pi / 2 { angle += .pi }
        let centre = Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2)
        taken.append(centre)
        let (before, after) = line.split(from: best.start, to: best.start + gap)
        return Label(text: text, centre: centre, angle: angle, before: before, after: after)
    }

    func paint(_ label: Label, _ colour: Colour) {
        let drop = Typography.tick * 0.33
        canvas.text(
            label.text,
            at: Point(x: label.centre.x - sin(label.angle) * drop, y: label.centre.y + cos(label.angle) * drop),
            size: Typography.tick - 1, anchor: .middle, angle: label.angle, colour: colour)
    }
}

extension [Point] {
    /// Along the line.
    fileprivate var length: Double {
        zip(self, dropFirst()).reduce(0) { $0 + hypot($1.1.x - $1.0.x, $1.1.y - $1.0.y) }
    }

    /// The point at a distance along the line.
    fileprivate func point(at distance: Double) -> Point { split(from: distance, to: distance).before.last ?? Point(x: 0, y: 0) }

    /// The line up to one distance along it, and from another on.
    fileprivate func split(from start: Double, to end: Double) -> (before: [Point], after: [Point]) {
        var (before, after): ([Point], [Point]) = (Array(prefix(1)), [])
        var passed = 0.0
        for (a, b) in zip(self, dropFirst()) {
            let step = hypot(b.x - a.x, b.y - a.y)
            func between(_ distance: Double) -> Point {
                let t = step > 0 ? Swift.min(Swift.max((distance - passed) / step, 0), 1) : 0
                return Point(x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y))
            }
            if passed < start { before.append(passed + step <= start ? b : between(start)) }
            if passed + step > end {
                if after.isEmpty { after.append(between(end)) }
                after.append(b)
            }
            passed += step
        }
        return (before, after)
    }
}

extension Colour {
    /// Black on light grounds, white on dark ones.
    var contrasting: Colour { (oklab.x > 0.62 ? Colour.black : .white).with(opacity: 0.85) }
}
