import Tensors

/// What is known of a tensor before its numbers are: element type and shape.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
    public var dtype: DType
    public var shape: [Int]

    public init(_ dtype: DType, _ shape: [Int]) {
        self.dtype = dtype
        self.shape = shape
    }

    public var rank: Int { shape.count }
    /// Number of elements. Shapes in a graph have passed `Shape.count`, so that this cannot overflow.
    public var count: Int { shape.reduce(1, &*) }
    public var byteCount: Int { count &* dtype.byteSize }
    public var description: String { "\(dtype.name)\(Shape.describe(shape))" }

    public func with(dtype: DType) -> TensorType { TensorType(dtype, shape) }
    public func with(shape: [Int]) -> TensorType { TensorType(dtype, shape) }
}
