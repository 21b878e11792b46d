import Kernels
import Tensors

// Structures as one vector: what primitives and structure arithmetic produce is one buffer whose leaves are views, so that
// flattening is free.
extension Structure {
    /// The parameters as one vector of `dtype` (N,). No copy where the leaves already lie one after the other in it.
    func flattened(_ leaves: [Value], as dtype: DType) throws -> Tensor {
        let tensors = try leaves.map { leaf in
            guard let tensor = leaf.numbers else {
                throw TensorError("\(leaf.messageName) inside a structure is not a float tensor")
            }
            return tensor
        }
        if let packed = try Structure.packed(tensors), packed.dtype == dtype { return packed }
        let result = try Tensor(uninitialized: dtype, shape: [dimension])
        var start = 0
        for tensor in tensors {
            try tensor.write(to: result.pointer + start * dtype.byteSize, as: dtype)
            start += tensor.count
        }
        return result
    }

    /// The whole of tensors that lie one after the other in one buffer; nil if they do not.
    static func packed(_ tensors: [Tensor]) throws -> Tensor? {
        guard let first = tensors.first else { return nil }
        var end = first.byteOffset
        var count = 0
        for tensor in tensors {
            guard tensor.buffer === first.buffer, tensor.byteOffset == end, tensor.dtype == first.dtype else { return nil }
            end += tensor.byteCount
            count += tensor.count
        }
        return try Tensor(dtype: first.dtype, shape: [count], buffer: first.buffer, byteOffset: first.byteOffset)
    }

    /// A vector (N,) as a value of this structure, its leaves views; each in its own type.
    func unflattened(_ vector: Tensor) throws -> Value {
        guard vector.count == dimension else {
            throw TensorError("\(vector.count) numbers do not fill \(description) of \(dimension) parameters")
        }
        var start = 0
        var types = leafTypes.makeIterator()
        return try rebuilt {
            guard let type = types.next() else { throw TensorError("a structure has more leaves than types") }
            let view = try vector.view(from: start, shape: type.shape)
            start += type.count
            return Value(try view.converted(to: type.dtype))
        }
    }
}
