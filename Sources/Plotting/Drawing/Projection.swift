import Glibc

/// From the unit cube to the page, seen from a ``Viewpoint`` in slight perspective.
struct Projection {
    /// Lengths of the edges of the box that the unit cube becomes.
    private static let box = SIMD3(1.0, 1.0, 0.78)
    /// Distance of the eye from the middle of the box.
    private static let distance = 5.0

    /// Towards the eye.
    let towardsEye: SIMD3<Double>
    private let right: SIMD3<Double>
    private let up: SIMD3<Double>
    private var scale = 1.0
    private var origin = Point(x: 0, y: 0)

    /// As large as fits into `area`.
    init(_ view: Viewpoint, into area: Rect) {
        let azimuth = (view.azimuth.isFinite ? view.azimuth : 0) * .pi / 180
        let elevation = (view.elevation.isFinite ? min(max(view.elevation, 0), 90) : 30) * .pi / 180
        towardsEye = [cos(elevation) * cos(azimuth), cos(elevation) * sin(azimuth), sin(elevation)]
        right = [-sin(azimuth), cos(azimuth), 0]
        up = [-sin(elevation) * cos(azimuth), -sin(elevation) * sin(azimuth), cos(elevation)]
        let corners = Projection.corners.map(page)
        let (left, rightmost) = (corners.map(\.x).min() ?? 0, corners.map(\.x).max() ?? 1)
        let (top, bottom) = (corners.map(\.y).min() ?? 0, corners.map(\.y).max() ?? 1)
        scale = min(area.width / (rightmost - left), area.height / (bottom - top))
        origin = Point(
            x: area.middle.x - scale * (left + rightmost) / 2, y: area.middle.y - scale * (top + bottom) / 2)
    }

    static let corners: [SIMD3<Double>] = (0..<8).map { [Double($0 & 1), Double($0 >> 1 & 1), Double($0 >> 2)] }

    private func centred(_ p: SIMD3<Double>) -> SIMD3<Double> { (p - 0.5) * Projection.box }

    /// How near the eye a point of the unit cube is.
    func depth(_ p: SIMD3<Double>) -> Double { (centred(p) * towardsEye).sum() }

    /// The place of a point of the unit cube on the page.
    func page(_ p: SIMD3<Double>) -> Point {
        let q = centred(p)
        let factor = scale * Projection.distance / (Projection.distance - (q * towardsEye).sum())
        return Point(x: origin.x + factor * (q * right).sum(), y: origin.y - factor * (q * up).sum())
    }
}
