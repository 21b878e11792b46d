import Tensors

// Functions with a kink or a jump. Their slope at it is that of the table in architecture.md: abs and sign 0, maximum and
// minimum that of the first of equal operands.

public struct Absolute: UnaryOp {
    public static let opcode = Opcode.absolute
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.emit(Sign(), [x]) }
}

public struct Sign: ElementwiseOp {
    public static let opcode = Opcode.sign
    public init() {}
}

public struct Floor: ElementwiseOp {
    public static let opcode = Opcode.floor
    public init() {}
}

public struct Ceiling: ElementwiseOp {
    public static let opcode = Opcode.ceiling
    public init() {}
}

/// To the nearest whole number, halves to the even one.
public struct Round: ElementwiseOp {
    public static let opcode = Opcode.round
    public init() {}
}

/// x₀ − x₁·⌊x₀/x₁⌋ has slope 1 in x₀ and −⌊x₀/x₁⌋ in x₁.
public struct Modulo: ElementwiseOp {
    public static let opcode = Opcode.modulo
    public init() {}

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        let fall = try dx[1].map { try g.multiply($0, g.emit(FloorDivide(), x)) }
        guard let fall else { return dx[0] }
        return try dx[0].map { try g.subtract($0, fall) } ?? g.negate(fall)
    }
}

public struct FloorDivide: ElementwiseOp {
    public static let opcode = Opcode.floorDivide
    public init() {}
}

public struct Maximum: ElementwiseOp {
    public static let opcode = Opcode.maximum
    public init() {}
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try g.selectTangent(takesFirst: g.emit(LessEqual(), [x[1], x[0]]), dx, like: y)
    }
}

public struct Minimum: ElementwiseOp {
    public static let opcode = Opcode.minimum
    public init() {}
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try g.selectTangent(takesFirst: g.emit(LessEqual(), x), dx, like: y)
    }
}

/// `x₀ ? x₁ : x₂`, x₀ boolean: nothing of the branch not taken is seen, not even 0·∞.
public struct Select: ElementwiseOp {
    public static let opcode = Opcode.select

    /// Where it comes from, which decides what a branch of 0 means to products with it (`Masks.swift`).
    public enum Role: Int, Sendable {
        /// From the program: a number like any other.
        case choice
        /// From a derivative of a choice: nothing flows there.
        case mask
        /// From a derivative of a function with a kink: nothing flows there, and what it is multiplied with is finite.
        case kink
    }
    public let role: Role

    public init() { role = .choice }
    public init(_ role: Role) { self.role = role }

    public var attributes: [Int] { [role.rawValue] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard operands[0] == operands[1].with(dtype: .bool), operands[1] == operands[2] else {
            throw TensorError("`select` does not take \(operands[0]), \(operands[1]), \(operands[2])")
        }
        return operands[1]
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try g.selectTangent(derived, takesFirst: x[0], [dx[1], dx[2]], like: y)
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        let zero = try g.scalar(0, like: ct)
        switch operand {
        case 1: return try g.accumulate(g.emit(derived, [x[0], ct, zero]), accumulator)
        case 2: return try g.accumulate(g.emit(derived, [x[0], zero, ct]), accumulator)
        default: throw GraphError.notLinear(op: Self.name)
        }
    }

    /// What its derivative selects with.
    private var derived: Select { role == .choice ? Select(.mask) : self }
}

extension Graph {
    /// The tangent of whichever operand was taken; a zero tangent on one side costs a select, on both nothing.
    fileprivate func selectTangent(
        _ select: Select = Select(.kink), takesFirst: ValueID, _ dx: [ValueID?], like y: ValueID
    ) throws -> ValueID? {
        guard dx[0] != nil || dx[1] != nil else { return nil }
        let zero = try scalar(0, like: y)
        return try emit(select, [takesFirst, dx[0] ?? zero, dx[1] ?? zero])
    }
}
