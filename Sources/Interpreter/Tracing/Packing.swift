import Graph
import Kernels
import Tensors

// Structures as one vector: what primitives and structure arithmetic produce is one buffer whose leaves are views, so that
// flattening is free.
extension Structure {
    /// The parameters as one vector of `dtype` (N,). No copy where the leaves already lie one after the other in it.
    func flattened(_ leaves: [Value], as dtype: DType) throws -> Tensor {
        try Structure.packed(leaves.map(Structure.tensor), as: dtype)
    }

    /// The leaves of a vector in `dtype`, where they lie if that is their type; nil for what has not this structure.
    func tensors(of value: Value, as dtype: DType) throws -> [Tensor]? {
        var leaves: [Value] = []
        guard collect(value, equally: false, { leaves.append($0) }) else { return nil }
        return try leaves.map { try Structure.tensor($0).converted(to: dtype) }
    }

    private static func tensor(_ leaf: Value) throws -> Tensor {
        guard let tensor = leaf.numbers else {
            throw TensorError("\(leaf.messageName) inside a structure is not a float tensor")
        }
        return tensor
    }

    /// Tensors as one vector of `dtype`: their own memory if they lie one after the other in it, else a copy.
    static func packed(_ tensors: [Tensor], as dtype: DType) throws -> Tensor {
        let count = tensors.reduce(0) { $0 + $1.count }
        if let first = tensors.first, first.dtype == dtype {
            var end = first.byteOffset
            let isPacked = tensors.allSatisfy { tensor in
                defer { end += tensor.byteCount }
                return tensor.buffer === first.buffer && tensor.byteOffset == end && tensor.dtype == dtype
            }
            if isPacked { return try Tensor(dtype: dtype, shape: [count], buffer: first.buffer, byteOffset: first.byteOffset) }
        }
        let result = try Tensor(uninitialized: dtype, shape: [count])
        var memory = result.pointer
        for tensor in tensors {
            try tensor.write(to: memory, as: dtype)
            memory += tensor.count * dtype.byteSize
        }
        return result
    }

    /// A vector (N,) as a value of this structure, its leaves views; each in its own type, or all in `dtype`.
    func unflattened(_ vector: Tensor, as dtype: DType? = nil) throws -> Value {
        var start = 0
        func value(_ structure: Structure) throws -> Value {
            switch structure {
            case .leaf(let type, _):
                guard start + type.count <= vector.count else { break }
                defer { start += type.count }
                return Value(try vector.view(from: start, shape: type.shape).converted(to: dtype ?? type.dtype))
            case .constant(let constant): return constant
            case .list(let parts): return try Value(list: parts.map(value))
            case .record(let layout, let parts): return .record(try RecordBox(layout: layout, values: parts.map(value)))
            }
            throw mismatch(vector)
        }
        let result = try value(self)
        guard start == vector.count else { throw mismatch(vector) }
        return result
    }

    private func mismatch(_ vector: Tensor) -> TensorError {
        TensorError("\(vector.count) numbers do not fill \(description) of \(dimension) parameters")
    }
}

/// Tensors of several types, those of one element type in one buffer, one after the other.
struct PackedResults {
    private struct Leaf {
        let type: TensorType
        let buffer: Int
        let start: Int
    }
    private var leaves: [Leaf] = []
    private var buffers: [(dtype: DType, count: Int)] = []

    init(_ types: [TensorType]) {
        for type in types {
            let buffer = buffers.firstIndex { $0.dtype == type.dtype } ?? buffers.count
            if buffer == buffers.count { buffers.append((type.dtype, 0)) }
            leaves.append(Leaf(type: type, buffer: buffer, start: buffers[buffer].count))
            buffers[buffer].count += type.count
        }
    }

    /// Fresh ones, to be written.
    func make() throws -> [Tensor] {
        let wholes = try buffers.map { try Tensor(uninitialized: $0.dtype, shape: [$0.count]) }
        return try leaves.map { try wholes[$0.buffer].view(from: $0.start, shape: $0.type.shape) }
    }
}
