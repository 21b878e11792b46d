import Kernels
import Tensors

/// Random vectors, each known by its number: the i-th depends on seed, stream and i only.
public struct RandomDirections: Sendable {
    public var dimension: Int
    public var dtype: DType
    public var distribution: RandomFill.Distribution
    public var seed: UInt64
    public var stream: UInt64

    public init(dimension: Int, dtype: DType, distribution: RandomFill.Distribution, seed: UInt64, stream: UInt64) {
        self.dimension = dimension
        self.dtype = dtype
        self.distribution = distribution
        self.seed = seed
        self.stream = stream
    }

    /// Vectors `first ..< first + count` as rows (count, N).
    public func rows(_ first: Int, _ count: Int) throws -> Tensor {
        let result = try Tensor(uninitialized: dtype, shape: [count, dimension])
        // Normal numbers come in pairs: each vector begins with one.
        let stride = UInt64(dimension + dimension % 2)
        for i in 0..<count {
            try RandomFill.fill(
                distribution, into: result.pointer + i * dimension * dtype.byteSize, count: dimension, dtype: dtype, seed: seed,
                stream: stream, startIndex: UInt64(first + i) * stride)
        }
        return result
    }
}
