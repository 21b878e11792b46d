import Graph
import Syntax
import Tensors

// Arithmetic on structures as one pass over all N numbers; what comes of it lies in one buffer.
extension TensorEngine {
    public func structureBinary(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value? {
        guard op == .add || op == .subtract || op == .multiply || op == .divide else { return nil }
        if let (form, vector) = try packed(a) {
            guard var y = try operand(b, form) else { return nil }
            var x = Value(vector)
            return try form.value(binary(op, &x, &y))
        }
        guard let (form, vector) = try packed(b), var x = try operand(a, form) else { return nil }
        var y = Value(vector)
        return try form.value(binary(op, &x, &y))
    }

    public func structureScaledSum(_ op: BinaryOperator, _ x: Value, _ c: Value, _ y: Value) throws -> Value? {
        guard op == .add || op == .subtract, c.isScalar, c.trace == nil else { return nil }
        guard let (form, vector) = try packed(x), let other = try form.vector(y) else { return nil }
        let name = op == .add ? "x + c * y" : "x - c * y"
        let sum = try apply(name, [Value(vector), c, Value(other)], promotion: .arithmetic) { g, x in
            let scaled = try g.elementwise(Multiply(), [x[1], x[2]], in: "*")
            return try op == .add
                ? g.elementwise(Add(), [x[0], scaled], in: "+") : g.elementwise(Subtract(), [x[0], scaled], in: "-")
        }
        return try form.value(sum)
    }

    /// An operand as what a flat operation takes: a vector or a number; nil where leaf by leaf is the way.
    private func operand(_ value: Value, _ form: PackedForm) throws -> Value? {
        if value.isScalar { return value.trace == nil ? value : nil }
        return try form.vector(value).map { Value($0) }
    }

    /// A structure as one vector, with its form, from those met lately; nil for what has none.
    private func packed(_ value: Value) throws -> (PackedForm, Tensor)? {
        switch value {
        case .record, .list: break
        default: return nil
        }
        for (index, form) in forms.enumerated() {
            guard let vector = try form.vector(value) else { continue }
            if index > 0 { forms.swapAt(0, index) }
            return (form, vector)
        }
        guard let form = try PackedForm(value), let vector = try form.vector(value) else { return nil }
        if forms.count == TensorEngine.formLimit { forms.removeLast() }
        forms.insert(form, at: 0)
        return (form, vector)
    }

    private static let formLimit = 8
}

/// The form of records or lists, nested, whose float leaves are tensors of one type: they can be seen as one vector (N,).
final class PackedForm {
    private let structure: Structure
    private let count: Int
    private let leafCount: Int

    init?(_ value: Value) throws {
        structure = try Structure(of: value)
        let types = structure.leafTypes
        leafCount = types.count
        count = structure.dimension
        guard let first = types.first, types.allSatisfy({ $0.dtype == first.dtype && $0.count > 0 }), structure.isPackable else {
            return nil
        }
    }

    /// The numbers of a value as one vector, which is the leaves' own memory if they lie one after the other; nil for a value
    /// of another form.
    func vector(_ value: Value) throws -> Tensor? {
        var leaves: [Tensor] = []
        leaves.reserveCapacity(leafCount)
        let isSame = structure.collect(value) { if case .tensor(let box) = $0 { leaves.append(box.tensor) } }
        guard isSame, leaves.count == leafCount, let dtype = leaves.first?.dtype else { return nil }
        return try Structure.packed(leaves, as: dtype)
    }

    /// A vector as a value of this form, its leaves of the vector's type: a leaf keeps its own, unless it met a wider one.
    func value(_ vector: Value) throws -> Value? {
        guard case .tensor(let box) = vector, box.tensor.count == count else { return nil }
        return try structure.unflattened(box.tensor, as: box.tensor.dtype)
    }
}

extension Structure {
    /// Whether leaves are strong, and constants are quickly compared.
    fileprivate var isPackable: Bool {
        switch self {
        case .leaf(_, let isWeak): !isWeak
        case .constant(.tensor), .constant(.traced), .constant(.tracedInt): false
        case .constant: true
        case .list(let parts), .record(_, let parts): parts.allSatisfy(\.isPackable)
        }
    }
}
