import Tensors

extension Tensor {
    /// Row i of a (k, N) tensor, as a view of shape (1, N).
    func row(_ i: Int) throws -> Tensor { try view(from: i * (shape.last ?? 0), shape: [1, shape.last ?? 0]) }

    /// Rows i to j of a (k, N) tensor, as a view.
    func rows(_ range: Range<Int>) throws -> Tensor {
        let n = shape.last ?? 0
        return try view(from: range.lowerBound * n, shape: [range.count, n])
    }
}
