import Graph
import Syntax
import Tensors

// Arithmetic on structures that lie in one buffer: one pass over all N numbers.
extension TensorEngine {
    public func structureBinary(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value? {
        guard op == .add || op == .subtract || op == .multiply || op == .divide else { return nil }
        guard let shape = try PackedStructure(a) ?? PackedStructure(b) else { return nil }
        let left = try shape.flat(a)
        let right = try shape.flat(b)
        guard let left, let right else { return nil }
        var (x, y) = (left, right)
        guard case .tensor(let box) = try binary(op, &x, &y), box.tensor.count == shape.vector.count else { return nil }
        // A leaf keeps its type, unless it meets a wider one.
        return try shape.structure.unpacked(box.tensor)
    }
}

/// A record or list whose float leaves, all of one type and not weak, lie one after the other in one buffer.
private struct PackedStructure {
    let structure: Structure
    let vector: Tensor

    init?(_ value: Value) throws {
        switch value {
        case .record, .list: break
        default: return nil
        }
        let structure = try Structure(of: value)
        guard structure.isPackable else { return nil }
        var leaves: [Tensor] = []
        _ = structure.collect(value) { if case .tensor(let box) = $0 { leaves.append(box.tensor) } }
        guard leaves.count > 1, leaves.count == structure.leafCount, let vector = try Structure.packed(leaves) else { return nil }
        self.structure = structure
        self.vector = vector
    }

    /// The other operand as what a flat operation takes: a vector or a number; nil where leaf by leaf is the way.
    func flat(_ value: Value) throws -> Value? {
        if value.isPlainNumber { return value }
        var leaves: [Tensor] = []
        let fits = structure.collect(value) { if case .tensor(let box) = $0 { leaves.append(box.tensor) } }
        guard fits, leaves.count == structure.leafCount, let vector = try Structure.packed(leaves) else { return nil }
        return Value(vector)
    }
}

extension Structure {
    /// Whether every leaf is a tensor of the same type, and there are no other leaves than floats.
    fileprivate var isPackable: Bool {
        switch self {
        case .leaf(let type, let isWeak): !isWeak && type.count > 0
        case .constant: false
        case .list(let parts), .record(_, let parts): parts.allSatisfy(\.isPackable)
        }
    }

    /// A vector (N,) as a value of this structure, its leaves views of the vector's type.
    func unpacked(_ vector: Tensor) throws -> Value {
        var start = 0
        var types = leafTypes.makeIterator()
        return try rebuilt {
            guard let type = types.next() else { throw TensorError("a structure has more leaves than types") }
            defer { start += type.count }
            return Value(try vector.view(from: start, shape: type.shape))
        }
    }
}
