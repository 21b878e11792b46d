import Tensors

// Circular and hyperbolic functions and their inverses.

public struct Sin: UnaryOp {
    public static let opcode = Opcode.sin
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.emit(Cos(), [x]) }
}

public struct Cos: UnaryOp {
    public static let opcode = Opcode.cos
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.negate(g.emit(Sin(), [x])) }
}

public struct Tan: UnaryOp {
    public static let opcode = Opcode.tan
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? {
        try g.add(g.scalar(1, like: y), g.multiply(y, y))
    }
}

public struct Arcsin: UnaryOp {
    public static let opcode = Opcode.arcsin
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? {
        let one = try g.scalar(1, like: x)
        // (1 − x)(1 + x) keeps the digits that 1 − x² loses near ±1.
        return try g.divide(one, g.emit(SquareRoot(), [g.multiply(g.subtract(one, x), g.add(one, x))]))
    }
}

public struct Arccos: UnaryOp {
    public static let opcode = Opcode.arccos
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? {
        try Arcsin().derivative(g, x, y).map { try g.negate($0) }
    }
}

public struct Arctan: UnaryOp {
    public static let opcode = Opcode.arctan
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? {
        let one = try g.scalar(1, like: x)
        return try g.divide(one, g.add(one, g.multiply(x, x)))
    }
}

/// The angle of the point (x₁, x₀): arctan2(y, x).
public struct Arctan2: ElementwiseOp {
    public static let opcode = Opcode.arctan2
    public init() {}

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        let square = try g.add(g.multiply(x[0], x[0]), g.multiply(x[1], x[1]))
        let a = try dx[0].map { try g.multiply($0, g.divide(x[1], square)) }
        let b = try dx[1].map { try g.multiply($0, g.divide(g.negate(x[0]), square)) }
        guard let a, let b else { return a ?? b }
        return try g.add(a, b)
    }
}

public struct Sinh: UnaryOp {
    public static let opcode = Opcode.sinh
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.emit(Cosh(), [x]) }
}

public struct Cosh: UnaryOp {
    public static let opcode = Opcode.cosh
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.emit(Sinh(), [x]) }
}

public struct Tanh: UnaryOp {
    public static let opcode = Opcode.tanh
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? {
        let one = try g.scalar(1, like: y)
        return try g.multiply(g.subtract(one, y), g.add(one, y))
    }
}
