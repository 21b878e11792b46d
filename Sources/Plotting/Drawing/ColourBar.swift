/// The colours of a field and their numbers, as an upright bar.
struct ColourBar {
    let scale: ColourScale
    let label: String
    private let ticks: Ticks
    /// The values of lines over the colours.
    private let levels: [Double]
    private let excess: (below: Bool, above: Bool)
    var annotation: String { ticks.annotation }

    /// - Parameter scenes: what has these colours.
    init(scale: ColourScale, label: String, height: Double, scenes: [Scene]) {
        self.scale = scale
        self.label = label
        levels = Set(scenes.flatMap { $0.levels.map(\.value) }).sorted()
        excess = scale.excess(of: scenes.flatMap(\.fields))
        ticks = scale.range.ticks(count: Int(height / 30), beside: scenes.lazy.compactMap(\.contours).first)
    }

    /// All it takes to the right of the axes.
    func width(on canvas: Canvas) -> Double {
        Typography.barWidth + Typography.tickLength + Typography.gap + labelWidth(on: canvas)
            + (label.isEmpty ? 0 : Typography.line)
    }

    private func labelWidth(on canvas: Canvas) -> Double {
        let labels = ticks.major.map { canvas.width(of: $0.label, size: Typography.tick) }.max() ?? 0
        let above = canvas.width(of: ticks.annotation, size: Typography.tick) - Typography.barWidth - 6
        return max(labels, above)
    }

    /// Draws with the left edge at the right of `frame`, and its height.
    func draw(on canvas: Canvas, beside frame: Rect) {
        let tip = min(8, frame.height / 4)
        let bar = Rect(x: frame.right, y: frame.y, width: Typography.barWidth, height: frame.height)
            .inset(top: excess.above ? tip : 0, bottom: excess.below ? tip : 0)
        canvas.gradient(bar, scale.map.colour(at:))
        for fraction in levels.compactMap(scale.range.fraction) where (0...1).contains(fraction) {
            let y = bar.bottom - fraction * bar.height
            canvas.line(Point(x: bar.x, y: y), Point(x: bar.right, y: y), scale.map.colour(at: fraction).contrasting, width: 0.8)
        }
        // There are values beyond: an end is a point.
        let (high, low) = (Point(x: bar.middle.x, y: frame.y), Point(x: bar.middle.x, y: frame.bottom))
        let top = [Point(x: bar.x, y: bar.y)] + (excess.above ? [high] : []) + [Point(x: bar.right, y: bar.y)]
        let bottom = [Point(x: bar.right, y: bar.bottom)] + (excess.below ? [low] : []) + [Point(x: bar.x, y: bar.bottom)]
        canvas.fill(top, scale.map.colour(at: 1))
        canvas.fill(bottom, scale.map.colour(at: 0))
        canvas.stroke(top + bottom, Stroke(colour: .black, width: 0.8), closed: true)
        for fraction in ticks.minor.compactMap(scale.range.fraction) {
            let y = bar.bottom - fraction * bar.height
            canvas.line(
                Point(x: bar.right, y: y), Point(x: bar.right + Typography.tickLength / 2, y: y), .black, width: 0.8)
        }
        for tick in ticks.major {
            guard let fraction = scale.range.fraction(tick.value) else { continue }
            let y = bar.bottom - fraction * bar.height
            let end = bar.right + Typography.tickLength
            canvas.line(Point(x: bar.right, y: y), Point(x: end, y: y), .black, width: 0.8)
            canvas.text(tick.label, at: Point(x: end + 3, y: y + Typography.tick * 0.36), size: Typography.tick)
        }
        if !ticks.annotation.isEmpty {
            canvas.text(ticks.annotation, at: Point(x: bar.x, y: frame.y - 5), size: Typography.tick)
        }
        if !label.isEmpty {
            let text = canvas.fitted(label, size: Typography.label, width: frame.height)
            let x = bar.right + Typography.tickLength + Typography.gap + labelWidth(on: canvas) + Typography.line - 3
            canvas.text(text.text, at: Point(x: x, y: bar.middle.y), size: text.size, anchor: .middle, angle: -.pi / 2)
        }
    }
}
