import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// The half-width a of an interval on which a loss along a direction is quadratic and its curvature stands out from rounding:
/// `alpha="auto"`.
///
/// From second differences `D(a) = (L(a) − 2L(0) + L(−a))/a²` on a ladder of widths, that a for which the sum of what rounding
/// makes of D, 4ε|L|/a², and of its change to half the width is least.
func automaticHalfWidth(_ field: any ScalarField, along direction: Tensor) throws -> Double {
    let norm = try VectorKernels.norm(direction.pointer, count: direction.count, dtype: direction.dtype)
    guard norm > 0, norm.isFinite else {
        throw TensorError("alpha=\"auto\" along a direction of norm \(norm)", hint: "give alpha, or another direction")
    }
    // Displacements from 10 down to 10⁻⁸.
    let widths = (0...30).map { 10 / norm * pow(0.5, Double($0)) }
    let points = [0] + widths + widths.map(-)
    let values = try field.evaluate(directions: [direction], coefficients: Tensor(points, shape: [points.count, 1])).doubles()
    let roundoff = field.dtype == .float32 ? 0x1p-24 : 0x1p-53
    func second(_ j: Int) -> Double {
        ((values[1 + j] - values[0]) + (values[1 + widths.count + j] - values[0])) / (widths[j] * widths[j])
    }
    var best: (width: Double, error: Double)?
    for j in 0..<widths.count - 1 {
        let magnitude = max(abs(values[0]), abs(values[1 + j]), abs(values[1 + widths.count + j]))
        let error = 4 * roundoff * magnitude / (widths[j] * widths[j]) + abs(second(j) - second(j + 1))
        guard error.isFinite else { continue }
        if let best, error >= best.error { continue }
        best = (widths[j], error)
    }
    guard let best else {
        throw TensorError("alpha=\"auto\": the loss is not finite near the point", hint: "look at the loss at θ itself first")
    }
    return best.width
}
