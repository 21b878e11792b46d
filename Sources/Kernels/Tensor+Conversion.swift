import Tensors

extension Tensor {
    /// The same numbers as another type; itself if it is of that type. Conversion is `StridedCopy`'s.
    public func converted(to dtype: DType) throws -> Tensor {
        guard dtype != self.dtype else { return self }
        let result = try Tensor(uninitialized: dtype, shape: shape)
        try write(to: result)
        return result
    }

    /// Writes the numbers into a tensor of equal count and any type.
    public func write(to destination: Tensor) throws { try write(to: destination.pointer, as: destination.dtype) }

    /// Writes the numbers one after the other, as numbers of another type, to memory that has room for them.
    public func write(to memory: UnsafeMutableRawPointer, as dtype: DType) throws {
        guard dtype != self.dtype else { return memory.copyMemory(from: pointer, byteCount: byteCount) }
        let copy = try StridedCopy(extents: [count], from: self.dtype, strides: [1], to: dtype, strides: [1])
        try copy.run(from: pointer, to: memory)
    }
}
