import Tensors

/// What filter normalisation does with leaves that have no filters: vectors and scalars.
public enum VectorRule: Sendable, Hashable {
    /// They get 0 (biases and normalisation parameters stay as they are; Li et al. 2018).
    case zero
    /// Each is one filter.
    case whole
}

/// Filter normalisation (Li et al. 2018) of one leaf of a direction: each filter of `direction` gets the norm of the same filter of
/// `point`,
///
///     d_f ← d_f ‖θ_f‖ / ‖d_f‖.
///
/// A filter is a slice along `axis`: 0 for convolutions and (out, in) matrices, 1 for `x @ W`. A zero filter, of either, becomes 0.
/// Both are float tensors of one shape; the result has the direction's type.
public func filterNormalize(
    _ direction: Tensor, at point: Tensor, axis: Int = 0, vectors: VectorRule = .zero
) throws -> Tensor {
    guard direction.shape == point.shape else {
        throw TensorError(
            "filter_normalize: a direction of shape \(Shape.describe(direction.shape)) at a point of shape "
                + Shape.describe(point.shape), hint: "a direction has the structure of the parameters")
    }
    guard direction.dtype.isFloat else {
        throw TensorError("filter_normalize: a direction of type \(direction.dtype.name)", hint: "directions are float tensors")
    }
    if direction.rank <= 1, vectors == .zero { return try Tensor(zeros: direction.dtype, shape: direction.shape) }
    // A filter is `outer` runs of `inner` numbers.
    var outer = 1
    var filters = 1
    var inner = direction.count
    if direction.rank > 1 {
        let axis = try Shape.axis(axis, rank: direction.rank)
        filters = direction.shape[axis]
        outer = direction.shape[..<axis].reduce(1, *)
        inner = direction.shape[(axis + 1)...].reduce(1, *)
    }
    let θ = try point.converted(to: direction.dtype)
    let result = try Tensor(uninitialized: direction.dtype, shape: direction.shape)
    func normalize<Element: BinaryFloatingPoint>(_: Element.Type) {
        let source = direction.pointer.assumingMemoryBound(to: Element.self)
        let target = result.pointer.assumingMemoryBound(to: Element.self)
        let wanted = FilterNorms(θ.pointer.assumingMemoryBound(to: Element.self), outer, filters, inner)
        let own = FilterNorms(source, outer, filters, inner)
        // ‖θ_f‖ and ‖d_f‖ may be out of range where the result is not.
        let factors = (0..<filters).map { own.norms[$0] == 0 ? 0 : wanted.norms[$0] / own.norms[$0] }
        var i = 0
        for _ in 0..<outer {
            for filter in 0..<filters {
                for _ in 0..<inner {
                    target[i] = Element(Double(source[i]) / own.scales[filter] * factors[filter] * wanted.scales[filter])
                    i += 1
                }
            }
        }
    }
    if direction.dtype == .float32 { normalize(Float.self) } else { normalize(Double.self) }
    return result
}

/// ‖x_f‖ of each filter, as a power of two near its largest number times a norm of 1 or more, so that no square leaves the range.
private struct FilterNorms {
    /// ‖x_f‖ / scale; 0 for a zero filter.
    var norms: [Double]
    var scales: [Double]

    init<Element: BinaryFloatingPoint>(_ x: UnsafePointer<Element>, _ outer: Int, _ filters: Int, _ inner: Int) {
        func forEach(_ body: (_ filter: Int, _ number: Double) -> Void) {
            var i = 0
            for _ in 0..<outer {
                for filter in 0..<filters {
                    for _ in 0..<inner {
                        body(filter, Double(x[i]))
                        i += 1
                    }
                }
            }
        }
        var largest = [Double](repeating: 0, count: filters)
        forEach { filter, number in largest[filter] = max(largest[filter], abs(number)) }
        let powers = largest.map { $0 > 0 && $0.isFinite ? $0.binade : 1 }
        var squares = [Double](repeating: 0, count: filters)
        forEach { filter, number in
            let scaled = number / powers[filter]
            squares[filter] += scaled * scaled
        }
        scales = powers
        norms = squares.map { $0.squareRoot() }
    }
}
