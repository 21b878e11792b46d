import Tensors

/// A continuous scale of colours, from 0 to 1, in steps that look equal.
///
/// A map is a curve in OKLab through a few control points, walked at constant speed: equal steps of the number are equal
/// steps of perceived colour. Lightness is monotone in the sequential maps (and in each half of the diverging one), so
/// they survive grey print and every kind of colour vision.
public struct ColourMap: Sendable, Hashable {
    public let name: String
    /// Whether the middle means something (zero): automatic limits are then symmetric about 0.
    public let isDiverging: Bool
    private let table: [Colour]

    /// `segments`: curves that follow each other, each of at least two control points (lightness, a, b), each taking an
    /// equal share of 0…1.
    init(name: String, segments: [[SIMD3<Double>]], isDiverging: Bool = false) {
        self.name = name
        self.isDiverging = isDiverging
        let size = 256
        let curves = segments.map { ArcLengthCurve(points: $0) }
        table = (0..<size).map { index in
            let place = Double(index) / Double(size - 1) * Double(curves.count)
            let segment = min(Int(place), curves.count - 1)
            return Colour(oklab: curves[segment].point(at: place - Double(segment)))
        }
    }

    /// The colour at `fraction`, clipped to 0…1; NaN gives the first.
    public func colour(at fraction: Double) -> Colour {
        guard fraction > 0 else { return table[0] }
        return table[Int(min(fraction, 1) * Double(table.count - 1) + 0.5)]
    }

    /// A name of ``all``; an error that lists them otherwise.
    public static func named(_ name: String) throws -> ColourMap {
        guard let map = all.first(where: { $0.name == name }) else {
            throw TensorError(
                "no colour map \"\(name)\"", hint: "one of \(all.map(\.name).joined(separator: ", "))")
        }
        return map
    }

    public static let all = [viridis, cividis, magma, diverging, grey]

    /// Dark violet over blue-green to yellow, after matplotlib's map of that name.
    public static let viridis = ColourMap(
        name: "viridis",
        segments: [
            [
                [0.285, 0.102, -0.091], [0.383, 0.045, -0.114], [0.470, -0.023, -0.088], [0.552, -0.071, -0.043],
                [0.636, -0.113, 0.010], [0.723, -0.140, 0.080], [0.820, -0.118, 0.152], [0.918, -0.039, 0.182],
            ]
        ])

    /// Blue over grey to yellow, after the map of that name (Nuñez, Anderton and Renslow 2018): the same for readers who do not
    /// tell red from green.
    public static let cividis = ColourMap(
        name: "cividis",
        segments: [
            [
                [0.259, -0.021, -0.088], [0.341, -0.019, -0.098], [0.409, -0.003, -0.062], [0.479, 0.000, -0.027],
                [0.548, 0.000, -0.003], [0.619, -0.001, 0.021], [0.690, -0.007, 0.056], [0.764, -0.013, 0.096],
                [0.841, -0.023, 0.138], [0.921, -0.036, 0.176],
            ]
        ])

    /// Near black over purple and orange to cream.
    public static let magma = ColourMap(
        name: "magma",
        segments: [
            [
                [0.120, 0.010, -0.030], [0.270, 0.080, -0.110], [0.400, 0.140, -0.080], [0.540, 0.185, 0.000],
                [0.680, 0.165, 0.075], [0.830, 0.070, 0.090], [0.970, -0.010, 0.060],
            ]
        ])

    /// Blue over near white to red; lightness is symmetric.
    public static let diverging = ColourMap(
        name: "diverging",
        segments: [
            [[0.380, -0.025, -0.130], [0.600, -0.050, -0.110], [0.800, -0.035, -0.055], [0.970, 0, 0]],
            [[0.970, 0, 0], [0.800, 0.075, 0.060], [0.600, 0.140, 0.080], [0.380, 0.140, 0.055]],
        ],
        isDiverging: true)

    public static let grey = ColourMap(name: "grey", segments: [[[0.2, 0, 0], [0.97, 0, 0]]])
}

/// A smooth curve through control points (Catmull–Rom), by arc length.
private struct ArcLengthCurve {
    let points: [SIMD3<Double>]
    /// Arc length from the start, at `samples + 1` equal steps of the curve's own parameter.
    private let lengths: [Double]
    private static let samples = 512

    init(points: [SIMD3<Double>]) {
        self.points = points
        var lengths = [0.0]
        var last = ArcLengthCurve.interpolate(points, 0)
        for index in 1...ArcLengthCurve.samples {
            let next = ArcLengthCurve.interpolate(points, Double(index) / Double(ArcLengthCurve.samples))
            let step = next - last
            lengths.append((lengths.last ?? 0) + (step * step).sum().squareRoot())
            last = next
        }
        self.lengths = lengths
    }

    func point(at fraction: Double) -> SIMD3<Double> {
        let wanted = fraction * (lengths.last ?? 0)
        let upper = lengths.firstIndex { $0 >= wanted } ?? lengths.count - 1
        guard upper > 0, lengths[upper] > lengths[upper - 1] else { return ArcLengthCurve.interpolate(points, 0) }
        let part = (wanted - lengths[upper - 1]) / (lengths[upper] - lengths[upper - 1])
        return ArcLengthCurve.interpolate(points, (Double(upper - 1) + part) / Double(ArcLengthCurve.samples))
    }

    private static func interpolate(_ points: [SIMD3<Double>], _ fraction: Double) -> SIMD3<Double> {
        let last = points.count - 1
        let place = min(max(fraction, 0), 1) * Double(last)
        let i = min(Int(place), max(last - 1, 0))
        let t = place - Double(i)
        let (p0, p1) = (points[max(i - 1, 0)], points[i])
        let (p2, p3) = (points[min(i + 1, last)], points[min(i + 2, last)])
        let linear = (p2 - p0) * t
        let quadratic = (2 * p0 - 5 * p1 + 4 * p2 - p3) * (t * t)
        let cubic = (3 * p1 - p0 - 3 * p2 + p3) * (t * t * t)
        return 0.5 * (2 * p1 + linear + quadratic + cubic)
    }
}
