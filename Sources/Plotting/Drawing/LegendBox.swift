/// The list of labelled marks inside the axes, in the corner where it hides least.
struct LegendBox {
    private let entries: [Scene.Entry]
    private let canvas: Canvas
    private let width: Double
    private let height: Double

    init(_ entries: [Scene.Entry], canvas: Canvas) {
        self.entries = entries
        self.canvas = canvas
        width = (entries.map { $0.width(on: canvas) }.max() ?? 0) + 12
        height = Double(entries.count) * Typography.line + 7
    }

    /// The corner (or the middle of the top or bottom) with the fewest marks behind it, and the share of them it hides.
    func bestPlace(in painter: PanelPainter) -> (box: Rect, hidden: Double) {
        let frame = painter.frame
        let (left, right) = (frame.x + 6, frame.right - 6 - width)
        let (top, bottom) = (frame.y + 6, frame.bottom - 6 - height)
        let centre = frame.middle.x - width / 2
        let boxes = [(right, top), (left, top), (right, bottom), (left, bottom), (centre, top), (centre, bottom)]
            .map { Rect(x: $0, y: $1, width: width, height: height) }
        let points = painter.samples()
        let hidden = boxes.map { box in points.count { box.contains($0) } }
        let best = boxes.indices.min { (hidden[$0], $0) < (hidden[$1], $1) } ?? 0
        let fits = width + 12 <= frame.width && height + 12 <= frame.height
        return (boxes[best], fits ? Double(hidden[best]) / Double(max(points.count, 1)) : 1)
    }

    func paint(in painter: PanelPainter) {
        guard !entries.isEmpty else { return }
        let box = bestPlace(in: painter).box
        canvas.fill(box, .white.with(opacity: 0.85))
        canvas.stroke(box, Colour(0xCCCCCC), width: 0.6)
        for (index, entry) in entries.enumerated() {
            entry.draw(
                on: canvas, at: Point(x: box.x + 6, y: box.y + 14 + Double(index) * Typography.line))
        }
    }
}

extension PanelPainter {
    /// Places that marks cover: the middles of squares of a coarse grid, each once, so that noise counts no more than a line.
    fileprivate func samples() -> [Point] {
        let side = 5.0
        var squares: Set<SIMD2<Int>> = []
        func mark(_ point: Point) {
            guard frame.contains(point) else { return }
            squares.insert([Int(point.x / side), Int(point.y / side)])
        }
        func along(_ a: Point, _ b: Point) {
            guard let (start, end) = frame.clip(a, b) else { return }
            let steps = Int(min(max(abs(end.x - start.x), abs(end.y - start.y)) / 4, 200)) + 1
            for step in 0...steps {
                let t = Double(step) / Double(steps)
                mark(Point(x: start.x + t * (end.x - start.x), y: start.y + t * (end.y - start.y)))
            }
        }
        func polyline(_ xs: [Double], _ ys: [Double]) {
            for run in runs(xs, ys) { for (a, b) in zip(run, run.dropFirst()) { along(a, b) } }
        }
        for covering in scene.panel.marks {
            switch covering {
            case .line(let xs, let ys, _, _): polyline(xs, ys)
            case .band(let xs, let lower, let upper, _, _):
                polyline(xs, lower)
                polyline(xs, upper)
            case .scatter(let xs, let ys, _, _, _):
                let stride = max(xs.count / 2000, 1)
                for index in Swift.stride(from: 0, to: xs.count, by: stride) {
                    if let point = point(xs[index], ys[index]) { mark(point) }
                }
            case .bars(let edges, let heights, _, _):
                for (index, height) in heights.enumerated() {
                    let x = edges[index] / 2 + edges[index + 1] / 2
                    if let top = point(x, height), let base = down(0) ?? Optional(frame.bottom) {
                        along(top, Point(x: top.x, y: base))
                    }
                }
            case .cross(let x, let y, _, _):
                if let point = point(x, y) { mark(point) }
            case .horizontal(let y, _, _):
                if let y = down(y) { along(Point(x: frame.x, y: y), Point(x: frame.right, y: y)) }
            case .vertical(let x, _, _):
                if let x = across(x) { along(Point(x: x, y: frame.y), Point(x: x, y: frame.bottom)) }
            case .heatmap, .contour, .surface:
                break
            }
        }
        return squares.map { Point(x: (Double($0.x) + 0.5) * side, y: (Double($0.y) + 0.5) * side) }
    }
}
