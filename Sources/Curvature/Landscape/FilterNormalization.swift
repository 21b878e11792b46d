import Tensors

/// `d` with each filter scaled to the norm of the same filter of `θ` (Li et al. 2018).
///
/// A filter is a slice along `axis`. Tensors with fewer than two axes have no filters: they become 0, or are taken whole if
/// `includesVectors`. A zero filter of either stays 0. Both of one shape; the result is float64.
public func filterNormalized(_ d: Tensor, like θ: Tensor, axis: Int, includesVectors: Bool = false) throws -> Tensor {
    guard d.shape == θ.shape else {
        throw TensorError("filter_normalize: shapes \(Shape.describe(d.shape)) and \(Shape.describe(θ.shape)) differ")
    }
    guard d.rank >= 2 || includesVectors else { return try Tensor(zeros: .float64, shape: d.shape) }
    var values = d.doubles()
    let target = θ.doubles()
    let (filters, inner): (Int, Int)
    if d.rank >= 2 {
        let axis = try Shape.axis(axis, rank: d.rank)
        (filters, inner) = (d.shape[axis], Shape.strides(d.shape)[axis])
    } else {
        (filters, inner) = (1, max(1, d.count))
    }
    func filter(_ i: Int) -> Int { i / inner % max(1, filters) }
    var (own, wanted) = ([Double](repeating: 0, count: filters), [Double](repeating: 0, count: filters))
    for i in values.indices {
        own[filter(i)] += values[i] * values[i]
        wanted[filter(i)] += target[i] * target[i]
    }
    for i in values.indices {
        let f = filter(i)
        values[i] = own[f] == 0 ? 0 : values[i] * (wanted[f] / own[f]).squareRoot()
    }
    return try Tensor(values, shape: d.shape)
}
