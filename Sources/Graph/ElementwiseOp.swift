import Tensors

/// An op on operands of one shape, element by element.
///
/// Broadcasting is an op of its own: operands here have equal shapes, and equal types but for the condition of `Select`.
public protocol ElementwiseOp: Op {
    static var opcode: Opcode { get }
    init()
}

extension ElementwiseOp {
    public static var name: String { "\(opcode)" }

    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        try Self.checkEqual(operands)
        return operands[0]
    }

    static func checkEqual(_ operands: [TensorType]) throws {
        for type in operands where type != operands[0] {
            throw TensorError("`\(name)` needs operands of one type, not \(operands[0]) and \(type)")
        }
    }

    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(self, x.map { try $0.isBatched ? $0.id : g.broadcast($0.id, to: [count] + g.type($0.id).shape) })
    }

    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .elementwise(Self.opcode) }
}

/// A function of one number with a derivative: `y = f(x)`, `ẏ = f′(x)·ẋ`.
public protocol UnaryOp: ElementwiseOp {
    /// f′(x), which may be said through y; nil where it is 0 everywhere.
    func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID?
}

extension UnaryOp {
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dx = dx[0], let slope = try derivative(g, x[0], y) else { return nil }
        return try g.multiply(dx, slope)
    }
}

/// A question about numbers whose answer is a boolean: no derivative flows through it.
public protocol PredicateOp: ElementwiseOp {}

extension PredicateOp {
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        try Self.checkEqual(operands)
        return operands[0].with(dtype: .bool)
    }
}
