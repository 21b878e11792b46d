import Tensors

// Powers, exponentials and logarithms.

/// √x.
public struct SquareRoot: UnaryOp {
    public static let opcode = Opcode.squareRoot
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.divide(g.scalar(0.5, like: y), y) }
}

/// xʸ, for exponents that are not whole constants (those are repeated multiplication).
public struct Power: ElementwiseOp {
    public static let opcode = Opcode.power
    public init() {}

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        let one = try g.scalar(1, like: y)
        // x⁰ is 1 for every x, 0 among them, where 0·x⁻¹ would be NaN.
        let base = try dx[0].map { dx in
            let slope = try g.multiply(x[1], g.power(x[0], g.subtract(x[1], one)))
            if g.constant(x[1]) != nil { return try g.multiply(dx, slope) }
            let zero = try g.scalar(0, like: y)
            return try g.multiply(dx, g.emit(Select(), [g.emit(Equal(), [x[1], zero]), zero, slope]))
        }
        // 0ʸ is 0 for every y > 0, so that its slope in y is 0 there, where y·log 0 would be NaN.
        let exponent = try dx[1].map { dy in
            let zero = try g.scalar(0, like: y)
            let isZero = try g.emit(Equal(), [x[0], zero])
            let safe = try g.emit(Select(), [isZero, one, x[0]])
            return try g.multiply(dy, g.emit(Select(), [isZero, zero, g.multiply(y, g.emit(Log(), [safe]))]))
        }
        guard let base, let exponent else { return base ?? exponent }
        return try g.add(base, exponent)
    }
}

/// eˣ.
public struct Exp: UnaryOp {
    public static let opcode = Opcode.exp
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { y }
}

/// eˣ − 1, with its digits near 0.
public struct Expm1: UnaryOp {
    public static let opcode = Opcode.expm1
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.emit(Exp(), [x]) }
}

/// log x.
public struct Log: UnaryOp {
    public static let opcode = Opcode.log
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.divide(g.scalar(1, like: x), x) }
}

/// log(1 + x), with its digits near 0.
public struct Log1p: UnaryOp {
    public static let opcode = Opcode.log1p
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? {
        let one = try g.scalar(1, like: x)
        return try g.divide(one, g.add(one, x))
    }
}
