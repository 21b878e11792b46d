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
        // In units of the larger coordinate, whose square may be out of range; the slope does not depend on the unit.
        let larger = try g.emit(Maximum(), x.map { try g.emit(Absolute(), [$0]) })
        let isFinite = try g.emit(IsFinite(), [larger])
        let unit = try g.emit(StopGradient(), [g.emit(Select(), [isFinite, larger, g.scalar(1, like: larger)])])
        let (p, q) = (try g.divide(x[0], unit), try g.divide(x[1], unit))
        let square = try g.multiply(unit, g.add(g.multiply(p, p), g.multiply(q, q)))
        let a = try dx[0].map { try g.multiply($0, g.divide(q, square)) }
        let b = try dx[1].map { try g.multiply($0, g.divide(g.negate(p), square)) }
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
