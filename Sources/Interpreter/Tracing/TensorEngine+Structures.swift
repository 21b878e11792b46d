import Graph
import Syntax
import Tensors

// Arithmetic on structures as one pass over all N numbers; what comes of it lies in one buffer.
extension TensorEngine {
    public func structureBinary(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value? {
        guard op == .add || op == .subtract || op == .multiply || op == .divide else { return nil }
        var x = a
        var y = b
        let form: PackedForm
        if let (found, vector) = try packed(a) {
            form = found
            x = Value(vector)
            guard let other = try operand(b, form) else { return nil }
            y = other
        } else if let (found, vector) = try packed(b), let other = try operand(a, found) {
            form = found
            x = other
            y = Value(vector)
        } else {
            return nil
        }
        guard case .tensor(let box) = try binary(op, &x, &y), box.tensor.count == form.count else { return nil }
        // A leaf keeps its type, unless it meets a wider one.
        return try form.structure.unflattened(box.tensor, as: box.tensor.dtype)
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
        guard case .tensor(let box) = sum, box.tensor.count == form.count else { return nil }
        return try form.structure.unflattened(box.tensor, as: box.tensor.dtype)
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
    let structure: Structure
    let count: Int
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
