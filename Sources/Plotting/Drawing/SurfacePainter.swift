import Glibc

/// Draws a panel of surfaces: the box behind, the surfaces from back to front (painter's algorithm), axes, crosses.
struct SurfacePainter {
    let canvas: Canvas
    let scene: Scene
    let place: Layout.Place
    let projection: Projection
    private let range: ScaledRange
    private let map: ColourMap

    init(canvas: Canvas, scene: Scene, place: Layout.Place) {
        self.canvas = canvas
        self.scene = scene
        self.place = place
        let colours = scene.colours ?? ColourScale([])
        (range, map) = (colours.range, colours.map)
        let view = scene.panel.marks.lazy.compactMap { if case .surface(_, let view) = $0 { view } else { nil } }.first
        projection = Projection(view ?? Viewpoint(), into: place.frame.inset(left: 52, top: 8, right: 24, bottom: 40))
    }

    func paint() {
        let axes = BoxAxes(scene: scene, range: range, projection: projection, canvas: canvas)
        axes.paintBack()
        var quads: [Quad] = []
        var holes: [[Point]] = []
        for mark in scene.panel.marks {
            if case .surface(let field, _) = mark { addQuads(of: field, to: &quads, &holes) }
        }
        canvas.hatch(holes)
        quads.sort { $0.depth < $1.depth }
        for quad in quads {
            canvas.fill(quad.corners, quad.colour)
            // In its own colour: no seam to the next one.
            canvas.stroke(quad.corners, Stroke(colour: quad.colour, width: 0.4), closed: true)
            for (a, b) in quad.lines {
                canvas.line(quad.corners[a], quad.corners[b], quad.colour.darkened(0.35), width: 0.5)
            }
        }
        for mark in scene.panel.marks {
            if case .surface(let field, _) = mark, min(field.x.count, field.y.count) == 1 { paint(lineOf: field) }
        }
        axes.paintFront()
        for (mark, colour) in zip(scene.panel.marks, scene.markColours) {
            if case .cross(let x, let y, _, _) = mark, let point = onSurface(x, y) { canvas.cross(point, colour) }
        }
        canvas.paint(titleOf: place, above: 7)
        canvas.paint(strip: place.strip, in: place.cell)
        place.bar?.draw(
            on: canvas,
            beside: Rect(
                x: place.frame.right + 6, y: place.frame.y + place.frame.height * 0.15, width: 0,
                height: place.frame.height * 0.7))
    }

    private struct Quad {
        let depth: Double
        let corners: [Point]
        let colour: Colour
        /// The sides, by their corners, that are lines of the mesh.
        let lines: [(Int, Int)]
    }

    /// At most this many squares a side: finer ones cannot be seen.
    private static let finest = 100
    /// At most this many squares of the mesh a side.
    private static let meshCount = 25

    private func addQuads(of field: Field, to quads: inout [Quad], _ holes: inout [[Point]]) {
        let columns = SurfacePainter.sampled(field.x.count)
        let rows = SurfacePainter.sampled(field.y.count)
        let u = columns.map { fraction(field.x[$0], scene.x, scene.panel.x) }
        let v = rows.map { fraction(field.y[$0], scene.y, scene.panel.y) }
        guard u.count > 1, v.count > 1, (u + v).allSatisfy(\.isFinite) else { return }
        let meshSteps = [rows, columns].map { ($0.count - 2) / SurfacePainter.meshCount + 1 }
        let light: SIMD3<Double> = [-0.35, -0.35, 0.87]
        for i in 0..<rows.count - 1 {
            for j in 0..<columns.count - 1 {
                let places = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
                let heights = places.map { row, column in height(field.values[rows[row] * field.x.count + columns[column]]) }
                guard let a = heights[0], let b = heights[1], let c = heights[2], let d = heights[3] else {
                    holes.append(places.map { projection.page([u[$0.1], v[$0.0], 0]) })
                    continue
                }
                let corners = zip(places, [a, b, c, d]).map { place, w in SIMD3(u[place.1], v[place.0], w) }
                let diagonals = (corners[2] - corners[0], corners[3] - corners[1])
                var normal = cross(diagonals.0, diagonals.1)
                if normal.z < 0 { normal *= -1 }
                let length = (normal * normal).sum().squareRoot()
                let facing = length > 0 ? max((normal * light).sum() / length, 0) : 1
                let colour = map.colour(at: (a + b + c + d) / 4).darkened(0.3 * (1 - facing))
                let isLine = [
                    i % meshSteps[0] == 0, (j + 1) % meshSteps[1] == 0, (i + 1) % meshSteps[0] == 0, j % meshSteps[1] == 0,
                ]
                quads.append(
                    Quad(
                        depth: projection.depth((corners[0] + corners[1] + corners[2] + corners[3]) / 4),
                        corners: corners.map(projection.page), colour: colour,
                        lines: (0..<4).filter { isLine[$0] }.map { ($0, ($0 + 1) % 4) }))
            }
        }
    }

    /// A field of one row or column: a line over the plane, with a gap for a hole; of one number a point over its foot.
    private func paint(lineOf field: Field) {
        var runs: [[SIMD3<Double>]] = [[]]
        for (index, value) in field.values.enumerated() {
            let u = fraction(field.x[index % field.x.count], scene.x, scene.panel.x)
            let v = fraction(field.y[index / field.x.count], scene.y, scene.panel.y)
            if u.isFinite, v.isFinite, let w = height(value) {
                runs[runs.count - 1].append([u, v, w])
            } else {
                runs.append([])
            }
        }
        for run in runs {
            for (a, b) in zip(run, run.dropFirst()) {
                let stroke = Stroke(colour: map.colour(at: (a.z + b.z) / 2), width: 2.5)
                canvas.stroke([projection.page(a), projection.page(b)], stroke)
            }
            guard run.count == 1 else { continue }
            let (foot, point) = (projection.page([run[0].x, run[0].y, 0]), projection.page(run[0]))
            canvas.line(foot, point, .grey, width: 0.8)
            canvas.fillDisc(point, radius: 4, map.colour(at: run[0].z))
        }
    }

    private func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
        [a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x]
    }

    /// Indices 0…count − 1, thinned to what can be seen, with both ends.
    private static func sampled(_ count: Int) -> [Int] {
        guard count > finest + 1 else { return Array(0..<count) }
        return (0...finest).map { $0 * (count - 1) / finest }
    }

    private func fraction(_ x: Double, _ range: ScaledRange, _ axis: Axis) -> Double {
        let fraction = range.fraction(x) ?? .nan
        return min(max(axis.isDescending ? 1 - fraction : fraction, 0), 1)
    }

    /// The height of a value in the box; nil for a hole.
    private func height(_ value: Double) -> Double? { range.fraction(value).map { min(max($0, 0), 1) } }

    /// The place of a cross: on the first surface, at the nearest grid point's height.
    private func onSurface(_ x: Double, _ y: Double) -> Point? {
        guard let field = scene.fields.first, x.isFinite, y.isFinite,
            let column = field.x.indices.min(by: { abs(field.x[$0] - x) < abs(field.x[$1] - x) }),
            let row = field.y.indices.min(by: { abs(field.y[$0] - y) < abs(field.y[$1] - y) })
        else { return nil }
        let w = height(field.values[row * field.x.count + column]) ?? 0
        return projection.page([fraction(x, scene.x, scene.panel.x), fraction(y, scene.y, scene.panel.y), w])
    }
}
