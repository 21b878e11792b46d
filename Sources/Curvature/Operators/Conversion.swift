import Kernels
import Tensors

extension Tensor {
    /// The same numbers as another type; itself if it is of that type.
    func converted(to dtype: DType) throws -> Tensor {
        guard dtype != self.dtype else { return self }
        let result = try Tensor(uninitialized: dtype, shape: shape)
        try write(to: result)
        return result
    }

    /// Writes the numbers into a tensor of equal count and any type.
    func write(to destination: Tensor) throws {
        let copy = try StridedCopy(
            extents: [count], from: dtype, strides: [1], to: destination.dtype, strides: [1])
        try copy.run(from: pointer, to: destination.pointer)
    }

    /// Row i of a (k, N) tensor, as a view of shape (1, N).
    func row(_ i: Int) throws -> Tensor { try view(from: i * (shape.last ?? 0), shape: [1, shape.last ?? 0]) }

    /// Rows i to j of a (k, N) tensor, as a view.
    func rows(_ range: Range<Int>) throws -> Tensor {
        let n = shape.last ?? 0
        return try view(from: range.lowerBound * n, shape: [range.count, n])
    }
}
