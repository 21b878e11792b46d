import Tensors

// Sum, difference, product and quotient: linear, or bilinear, in their operands.

public struct Negate: ElementwiseOp {
    public static let opcode = Opcode.negate
    public init() {}

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[0].map { try g.negate($0) }
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        if let accumulator { return try g.subtract(accumulator, ct) }
        return try g.negate(ct)
    }
}

public struct Add: ElementwiseOp {
    public static let opcode = Opcode.add
    public init() {}

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let a = dx[0], let b = dx[1] else { return dx[0] ?? dx[1] }
        return try g.add(a, b)
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        try g.accumulate(ct, accumulator)
    }
}

public struct Subtract: ElementwiseOp {
    public static let opcode = Opcode.subtract
    public init() {}

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let b = dx[1] else { return dx[0] }
        guard let a = dx[0] else { return try g.negate(b) }
        return try g.subtract(a, b)
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        if operand == 0 { return try g.accumulate(ct, accumulator) }
        return try Negate().transpose(g, x, to: 0, ct, accumulator: accumulator)
    }
}

public struct Multiply: ElementwiseOp {
    public static let opcode = Opcode.multiply
    public init() {}

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        if x[0] == x[1], let dx = dx[0] { return try g.multiply(dx, g.multiply(g.scalar(2, like: x[0]), x[0])) }
        let a = try dx[0].map { try g.multiply($0, x[1]) }
        let b = try dx[1].map { try g.multiply(x[0], $0) }
        guard let a, let b else { return a ?? b }
        return try g.add(a, b)
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        try g.accumulate(g.multiply(ct, x[1 - operand]), accumulator)
    }
}

public struct Divide: ElementwiseOp {
    public static let opcode = Opcode.divide
    public init() {}

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let b = dx[1] else { return try dx[0].map { try g.divide($0, x[1]) } }
        let fall = try g.multiply(y, b)
        return try g.divide(dx[0].map { try g.subtract($0, fall) } ?? g.negate(fall), x[1])
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        guard operand == 0 else { throw GraphError.notLinear(op: Self.name) }
        return try g.accumulate(g.divide(ct, x[1]), accumulator)
    }
}
