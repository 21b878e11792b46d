/// Draws a panel in two dimensions: fields, marks, axes, legend.
struct PanelPainter {
    let canvas: Canvas
    let scene: Scene
    let place: Layout.Place
    let resolution: Double

    var frame: Rect { place.frame }

    func paint() {
        canvas.clipped(to: frame) {
            for mark in scene.panel.marks { if case .heatmap(let field) = mark { paint(heatmap: field) } }
            for (mark, colour) in zip(scene.panel.marks, scene.markColours) { paint(mark, colour) }
        }
        paintAxes()
        for (mark, colour) in zip(scene.panel.marks, scene.markColours) {
            if case .cross(let x, let y, _, _) = mark, let point = point(x, y), frame.contains(point) {
                canvas.cross(point, colour)
            }
        }
        if place.hasLegendInside { LegendBox(scene.legend, canvas: canvas).paint(in: self) }
        canvas.paint(strip: place.strip, in: place.cell)
        place.bar?.draw(on: canvas, beside: Rect(x: frame.right + 10, y: frame.y, width: 0, height: frame.height))
    }

    // MARK: Places

    /// Across the page; nil if `x` cannot be drawn on this scale.
    func across(_ x: Double) -> Double? {
        scene.x.fraction(x).map { frame.x + (scene.panel.x.isDescending ? 1 - $0 : $0) * frame.width }
    }

    /// Down the page.
    func down(_ y: Double) -> Double? {
        scene.y.fraction(y).map { frame.y + (scene.panel.y.isDescending ? $0 : 1 - $0) * frame.height }
    }

    func point(_ x: Double, _ y: Double) -> Point? {
        guard let across = across(x), let down = down(y) else { return nil }
        return Point(x: across, y: down)
    }

    /// Room around the frame in which lines are drawn to their true direction before they are cut.
    var surroundings: Rect {
        Rect(x: frame.x - 50, y: frame.y - 50, width: frame.width + 100, height: frame.height + 100)
    }

    // MARK: Axes

    private func paintAxes() {
        canvas.stroke(frame, .black, width: 0.8)
        let (black, length) = (Colour.black, Typography.tickLength)
        for (ticks, size) in [(place.x.minor, length / 2), (place.x.major.map(\.value), length)] {
            for x in ticks.compactMap(across) {
                canvas.line(Point(x: x, y: frame.bottom), Point(x: x, y: frame.bottom + size), black, width: 0.8)
            }
        }
        for (ticks, size) in [(place.y.minor, length / 2), (place.y.major.map(\.value), length)] {
            for y in ticks.compactMap(down) {
                canvas.line(Point(x: frame.x, y: y), Point(x: frame.x - size, y: y), black, width: 0.8)
            }
        }
        let baseline = frame.bottom + length + Typography.tick + 1
        for tick in place.x.major {
            guard let x = across(tick.value) else { continue }
            canvas.text(tick.label, at: Point(x: x, y: baseline), size: Typography.tick, anchor: .middle)
        }
        var widest = 0.0
        for tick in place.y.major {
            guard let y = down(tick.value) else { continue }
            widest = max(widest, canvas.width(of: tick.label, size: Typography.tick))
            canvas.text(
                tick.label, at: Point(x: frame.x - length - 3, y: y + Typography.tick * 0.36), size: Typography.tick,
                anchor: .end)
        }
        canvas.text(
            place.x.annotation, at: Point(x: frame.right, y: baseline + Typography.line), size: Typography.tick, anchor: .end)
        canvas.text(place.y.annotation, at: Point(x: frame.x, y: frame.y - 5), size: Typography.tick)

        let xLabel = canvas.fitted(scene.panel.x.label, size: Typography.label, width: frame.width)
        canvas.text(
            xLabel.text, at: Point(x: frame.middle.x, y: baseline + Typography.line + 1), size: xLabel.size, anchor: .middle)
        let yLabel = canvas.fitted(scene.panel.y.label, size: Typography.label, width: frame.height)
        let left = frame.x - length - 3 - widest - 8
        canvas.text(yLabel.text, at: Point(x: left, y: frame.middle.y), size: yLabel.size, anchor: .middle, angle: -.pi / 2)
        let hasAnnotation = !place.y.annotation.isEmpty || !(place.bar?.annotation ?? "").isEmpty
        canvas.paint(titleOf: place, above: hasAnnotation ? Typography.tick + 10 : 7)
    }
}

extension Canvas {
    /// The title of a panel, so far above its frame: over the middle of the frame, or beside it where the cell ends.
    func paint(titleOf place: Layout.Place, above: Double) {
        guard let title = place.title else { return }
        let half = title.width / 2
        let middle = max(min(place.frame.middle.x, place.cell.right - half), place.cell.x + half)
        title.draw(on: self, middle: middle, baseline: place.frame.y - above)
    }

    /// Lines of legend entries and notes at the foot of a panel.
    func paint(strip: [[Scene.Entry]], in cell: Rect) {
        for (index, line) in strip.enumerated() {
            let width = line.map { $0.width(on: self) }.reduce(0, +) + 14 * Double(line.count - 1)
            var x = max(cell.middle.x - width / 2, cell.x)
            let y = cell.bottom - 3 - Double(strip.count - 1 - index) * Typography.line
            for entry in line {
                entry.draw(on: self, at: Point(x: x, y: y))
                x += entry.width(on: self) + 14
            }
        }
    }
}
