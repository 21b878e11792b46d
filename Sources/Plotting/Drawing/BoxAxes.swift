import Glibc

/// The box around a surface: three walls behind it, numbers along three edges in front.
struct BoxAxes {
    private let scene: Scene
    private let projection: Projection
    private let canvas: Canvas
    private let ticks: [Ticks]
    private let ranges: [ScaledRange]
    /// The coordinate (0 or 1) of the wall behind the surface, for x and y.
    private let back: SIMD3<Double>

    init(scene: Scene, range: ScaledRange, projection: Projection, canvas: Canvas) {
        self.scene = scene
        self.projection = projection
        self.canvas = canvas
        ranges = [scene.x, scene.y, range]
        ticks = ranges.map { $0.ticks(count: 4) }
        back = [projection.towardsEye.x > 0 ? 0 : 1, projection.towardsEye.y > 0 ? 0 : 1, 0]
    }

    /// Walls with their grid.
    func paintBack() {
        let grid = Colour(0xD8D8D8)
        for axis in 0..<3 {
            let (a, b) = ((axis + 1) % 3, (axis + 2) % 3)
            let wall = [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { s, t in point(axis, back[axis], a, s, b, t) }
            canvas.fill(wall, axis == 2 ? Colour(0xF4F4F4) : Colour(0xFAFAFA))
            for (along, across) in [(a, b), (b, a)] {
                for place in places(along) {
                    canvas.line(
                        point(axis, back[axis], along, place, across, 0), point(axis, back[axis], along, place, across, 1),
                        grid, width: 0.6)
                }
            }
            canvas.stroke(wall, Stroke(colour: Colour(0xB0B0B0), width: 0.6), closed: true)
        }
    }

    /// Edges, ticks, numbers and labels.
    func paintFront() {
        let front = 1 - back
        paintAxis(0, from: [0, front.y, 0], to: [1, front.y, 0], label: scene.panel.x.label)
        paintAxis(1, from: [front.x, 0, 0], to: [front.x, 1, 0], label: scene.panel.y.label)
        // Of the two upright edges at the sides, the left one.
        let sides: [SIMD3<Double>] = [[front.x, back.y, 0], [back.x, front.y, 0]]
        let foot = sides.min { projection.page($0).x < projection.page($1).x } ?? sides[0]
        paintAxis(2, from: foot, to: [foot.x, foot.y, 1], label: scene.fields.first?.label ?? "")
    }

    private func point(_ i: Int, _ a: Double, _ j: Int, _ b: Double, _ k: Int, _ c: Double) -> Point {
        var p = SIMD3<Double>()
        p[i] = a
        p[j] = b
        p[k] = c
        return projection.page(p)
    }

    private func isDescending(_ axis: Int) -> Bool {
        axis == 0 ? scene.panel.x.isDescending : axis == 1 ? scene.panel.y.isDescending : false
    }

    private func places(_ axis: Int) -> [Double] { ticks[axis].major.compactMap { place($0.value, axis) } }

    private func place(_ value: Double, _ axis: Int) -> Double? {
        ranges[axis].fraction(value).map { isDescending(axis) ? 1 - $0 : $0 }
    }

    private func paintAxis(_ axis: Int, from: SIMD3<Double>, to: SIMD3<Double>, label: String) {
        let (start, end) = (projection.page(from), projection.page(to))
        canvas.line(start, end, .black, width: 0.8)
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
        // Outwards: the normal of the edge that points away from the middle of the box.
        let centre = projection.page([0.5, 0.5, 0.5])
        var normal = Point(x: -dy / length, y: dx / length)
        let middle = Point(x: (start.x + end.x) / 2, y: (start.y + end.y) / 2)
        if (middle.x - centre.x) * normal.x + (middle.y - centre.y) * normal.y < 0 {
            normal = Point(x: -normal.x, y: -normal.y)
        }
        // Numbers of the plane stand farther off, clear of the lowest one of the heights.
        let distance = axis == 2 ? 7.0 : 10.0
        var reach = 0.0
        for tick in ticks[axis].major {
            guard let place = place(tick.value, axis) else { continue }
            let at = projection.page(from + (to - from) * place)
            canvas.line(at, Point(x: at.x + 4 * normal.x, y: at.y + 4 * normal.y), .black, width: 0.8)
            // The near side of the text touches the end of the tick, so that texts of two axes that meet stay apart.
            let half = canvas.width(of: tick.label, size: Typography.tick) / 2
            let (sideways, upright) = (BoxAxes.lean(normal.x) * half, BoxAxes.lean(normal.y) * Typography.tick * 0.4)
            let centre = Point(x: at.x + distance * normal.x + sideways, y: at.y + distance * normal.y + upright)
            reach = max(reach, distance + sideways * normal.x * 2 + upright * normal.y * 2)
            canvas.text(
                tick.label, at: Point(x: centre.x, y: centre.y + Typography.tick * 0.36), size: Typography.tick,
                anchor: .middle)
        }
        let annotated = [label, ticks[axis].annotation].filter { !$0.isEmpty }
        guard !annotated.isEmpty else { return }
        let text = canvas.fitted(annotated.joined(separator: "  "), size: Typography.label, width: max(length * 1.2, 40))
        var angle = atan2(dy, dx)
        // Read from the left or, where the edge is steep, from below.
        if angle > .pi * 0.4 { angle -= .pi }
        if angle < -.pi * 0.6 { angle += .pi }
        let away = reach + 9
        // The base line lies below the middle of the letters, in the text's own direction.
        let drop = Typography.label * 0.36
        canvas.text(
            text.text,
            at: Point(
                x: middle.x + away * normal.x - sin(angle) * drop, y: middle.y + away * normal.y + cos(angle) * drop),
            size: text.size, anchor: .middle, angle: angle)
    }

    /// −1…1: on which side of its place a text stands, along one direction of the page.
    private static func lean(_ component: Double) -> Double { min(max(component * 2.2, -1), 1) }
}
