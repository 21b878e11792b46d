/// A contiguous, row-major array of numbers: a value, sharing its buffer until written.
///
/// Leaves of a packed structure are tensors with one buffer and different offsets.
public struct Tensor: Sendable {
    public let dtype: DType
    public let shape: [Int]
    /// Number of elements.
    public let count: Int
    public private(set) var buffer: Buffer
    /// Where the first element lies, in bytes from the buffer's start.
    public let byteOffset: Int

    /// A view of `shape` elements of `buffer` from `byteOffset` on. Throws if the buffer does not hold them.
    public init(dtype: DType, shape: [Int], buffer: Buffer, byteOffset: Int = 0) throws {
        let count = try Shape.count(shape)
        // A part without elements lies anywhere.
        let byteOffset = count == 0 ? 0 : byteOffset
        guard byteOffset >= 0, byteOffset % dtype.byteSize == 0, byteOffset + count * dtype.byteSize <= buffer.byteCount else {
            throw TensorError("a tensor of shape \(Shape.describe(shape)) does not fit into its buffer")
        }
        self.dtype = dtype
        self.shape = shape
        self.count = count
        self.buffer = buffer
        self.byteOffset = byteOffset
    }

    /// Uninitialised elements, to be written by the caller before anyone else sees them.
    public init(uninitialized dtype: DType, shape: [Int]) throws {
        let count = try Shape.count(shape)
        self.dtype = dtype
        self.shape = shape
        self.count = count
        buffer = try Buffer(byteCount: count * dtype.byteSize)
        byteOffset = 0
    }

    @inlinable public var rank: Int { shape.count }
    @inlinable public var byteCount: Int { count * dtype.byteSize }
    /// The first element. Valid while the tensor lives.
    @inlinable public var pointer: UnsafeMutableRawPointer { buffer.pointer + byteOffset }

    /// Whether no one else holds this tensor's buffer, so that it may be written in place.
    public mutating func isUniquelyHeld() -> Bool { isKnownUniquelyReferenced(&buffer) }

    /// The same elements under another shape of equal count.
    public func reshaped(_ shape: [Int]) throws -> Tensor {
        guard try Shape.count(shape) == count else {
            throw TensorError(
                "cannot reshape \(Shape.describe(self.shape)) with \(count) elements to \(Shape.describe(shape))",
                hint: "the shape has \(try Shape.count(shape)) elements; one extent can be -1")
        }
        return try Tensor(dtype: dtype, shape: shape, buffer: buffer, byteOffset: byteOffset)
    }

    /// `count` elements from the `start`-th of the flattened tensor on, under `shape`: a view.
    public func view(from start: Int, shape: [Int]) throws -> Tensor {
        try Tensor(dtype: dtype, shape: shape, buffer: buffer, byteOffset: byteOffset + start * dtype.byteSize)
    }
}
