import Glibc

/// The box around a surface: three walls behind it, numbers along three edges in front.
struct BoxAxes {
    private let scene: Scene
    private let projection: Projection
    private let canvas: Canvas
    private let ranges: [ScaledRange]
    /// The edges with numbers, of x, y and the heights.
    private let edges: [Edge]
    private let ticks: [Ticks]
    /// The coordinate (0 or 1) of the wall behind the surface, for x and y.
    private let back: SIMD3<Double>

    init(scene: Scene, range: ScaledRange, projection: Projection, canvas: Canvas) {
        self.scene = scene
        self.projection = projection
        self.canvas = canvas
        let ranges = [scene.x, scene.y, range]
        back = [projection.towardsEye.x > 0 ? 0 : 1, projection.towardsEye.y > 0 ? 0 : 1, 0]
        let front = 1 - back
        // Of the two upright edges at the sides, the left one.
        let sides: [SIMD3<Double>] = [[front.x, back.y, 0], [back.x, front.y, 0]]
        let foot = sides.min { projection.page($0).x < projection.page($1).x } ?? sides[0]
        let isDescending = [scene.panel.x.isDescending, scene.panel.y.isDescending, false]
        let edges = [
            Edge([0, front.y, 0], [1, front.y, 0], isDescending: isDescending[0], distance: 10, projection),
            Edge([front.x, 0, 0], [front.x, 1, 0], isDescending: isDescending[1], distance: 10, projection),
            // Numbers of the plane stand farther off, clear of the lowest one of the heights.
            Edge(foot, [foot.x, foot.y, 1], isDescending: isDescending[2], distance: 7, projection),
        ]
        // The two axes of the plane have about as many.
        let plane = min(edges[0].tickCount(ranges[0], on: canvas), edges[1].tickCount(ranges[1], on: canvas))
        let counts = [plane, plane, edges[2].tickCount(ranges[2], on: canvas)]
        ticks = zip(edges.indices, counts).map { axis, count in
            count > 0 && edges[axis].hasRoom ? ranges[axis].ticks(count: count) : Ticks()
        }
        (self.edges, self.ranges) = (edges, ranges)
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
        let labels = [scene.panel.x.label, scene.panel.y.label, scene.fields.first?.label ?? ""]
        var taken: [Rect] = []
        // Heights first: of numbers that would meet at a corner, one is left out.
        for axis in [2, 0, 1] { paint(edges[axis], ticks[axis], ranges[axis], label: labels[axis], &taken) }
    }

    private func point(_ i: Int, _ a: Double, _ j: Int, _ b: Double, _ k: Int, _ c: Double) -> Point {
        var p = SIMD3<Double>()
        p[i] = a
        p[j] = b
        p[k] = c
        return projection.page(p)
    }

    private func places(_ axis: Int) -> [Double] {
        ticks[axis].major.compactMap { edges[axis].place($0.value, ranges[axis]) }
    }

    private func paint(_ edge: Edge, _ ticks: Ticks, _ range: ScaledRange, label: String, _ taken: inout [Rect]) {
        canvas.line(edge.start, edge.end, .black, width: 0.8)
        let normal = edge.normal
        for tick in ticks.major {
            guard let at = edge.point(tick.value, range) else { continue }
            canvas.line(at, Point(x: at.x + 4 * normal.x, y: at.y + 4 * normal.y), .black, width: 0.8)
            let box = edge.box(of: tick.label, at: at, on: canvas)
            guard !taken.contains(where: box.meets) else { continue }
            taken.append(box)
            canvas.text(
                tick.label, at: Point(x: box.middle.x, y: box.middle.y + Typography.tick * 0.36), size: Typography.tick,
                anchor: .middle)
        }
        let annotated = [label, ticks.annotation].filter { !$0.isEmpty }
        guard !annotated.isEmpty else { return }
        let text = canvas.fitted(
            annotated.joined(separator: "  "), size: Typography.label, width: max(edge.length * 1.2, 40))
        // Read from the left or, where the edge is steep, from below.
        var angle = atan2(edge.end.y - edge.start.y, edge.end.x - edge.start.x)
        if angle > .pi * 0.4 { angle -= .pi }
        if angle < -.pi * 0.6 { angle += .pi }
        let away = edge.reach(of: ticks, on: canvas) + 9
        // The base line lies below the middle of the letters, in the text's own direction.
        let drop = Typography.label * 0.36
        canvas.text(
            text.text,
            at: Point(
                x: edge.middle.x + away * normal.x - sin(angle) * drop, y: edge.middle.y + away * normal.y + cos(angle) * drop),
            size: text.size, anchor: .middle, angle: angle)
    }
}

/// An edge of the box on the page, with the places of its numbers.
private struct Edge {
    let start: Point
    let end: Point
    let length: Double
    /// Outwards: of the two normals, the one that points away from the middle of the box.
    let normal: Point
    private let from: SIMD3<Double>
    private let to: SIMD3<Double>
    private let isDescending: Bool
    /// From the edge to its numbers.
    private let distance: Double
    private let projection: Projection

    init(_ from: SIMD3<Double>, _ to: SIMD3<Double>, isDescending: Bool, distance: Double, _ projection: Projection) {
        (self.from, self.to) = (from, to)
        (self.isDescending, self.distance, self.projection) = (isDescending, distance, projection)
        (start, end) = (projection.page(from), projection.page(to))
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
        let centre = projection.page([0.5, 0.5, 0.5])
        let outwards = (start.x / 2 + end.x / 2 - centre.x) * -dy + (start.y / 2 + end.y / 2 - centre.y) * dx
        let sign = outwards < 0 ? -1.0 : 1
        normal = Point(x: sign * -dy / length, y: sign * dx / length)
    }

    var middle: Point { Point(x: (start.x + end.x) / 2, y: (start.y + end.y) / 2) }

    /// How far along the edge a number of its range is, from 0 to 1.
    func place(_ value: Double, _ range: ScaledRange) -> Double? {
        range.fraction(value).map { isDescending ? 1 - $0 : $0 }
    }

    func point(_ value: Double, _ range: ScaledRange) -> Point? {
        place(value, range).map { projection.page(from + (to - from) * $0) }
    }

    /// Whether the edge is seen from the side, not end-on.
    var hasRoom: Bool { length > 2 * Typography.tick }

    /// About how many ticks, up to four, have room beside each other; 0 where two have none.
    func tickCount(_ range: ScaledRange, on canvas: Canvas) -> Int {
        // An edge without numbers leaves the others theirs.
        guard hasRoom else { return 4 }
        for count in stride(from: 4, through: 2, by: -1) {
            let ticks = range.ticks(count: count)
            let boxes = ticks.major.compactMap { tick in
                point(tick.value, range).map { box(of: tick.label, at: $0, on: canvas) }
            }
            if zip(boxes, boxes.dropFirst()).allSatisfy({ !$0.meets($1) }) { return count }
        }
        return 0
    }

    /// Where the label of a tick stands. Its near side touches the end of the tick, so that texts of two axes that meet stay apart.
    func box(of label: String, at point: Point, on canvas: Canvas) -> Rect {
        let half = canvas.width(of: label, size: Typography.tick) / 2
        let (x, y) = (point.x + distance * normal.x + lean.x * half, point.y + distance * normal.y + lean.y * halfLine)
        let height = Typography.tick * 0.74
        return Rect(x: x - half, y: y - height / 2, width: 2 * half, height: height)
    }

    /// How far the labels go from the edge.
    func reach(of ticks: Ticks, on canvas: Canvas) -> Double {
        let widest = ticks.major.map { canvas.width(of: $0.label, size: Typography.tick) }.max() ?? 0
        return ticks.major.isEmpty
            ? 2 * Typography.tick : distance + lean.x * widest * normal.x + 2 * lean.y * halfLine * normal.y
    }

    private var halfLine: Double { Typography.tick * 0.4 }

    /// −1…1: on which side of its place a text stands, along both directions of the page.
    private var lean: Point {
        Point(x: min(max(normal.x * 2.2, -1), 1), y: min(max(normal.y * 2.2, -1), 1))
    }
}
