import Tensors

// The smooth functions of networks that are not made of others, for their digits far out.

/// σ(x) = 1/(1 + e⁻ˣ).
public struct Sigmoid: UnaryOp {
    public static let opcode = Opcode.sigmoid
    public init() {}
    /// σ(x)·σ(−x): 1 − σ(x) would lose its digits for large x.
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? {
        try g.multiply(y, g.emit(Sigmoid(), [g.negate(x)]))
    }
}

/// log(1 + eˣ), without overflow.
public struct Softplus: UnaryOp {
    public static let opcode = Opcode.softplus
    public init() {}
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? { try g.emit(Sigmoid(), [x]) }
}

/// The error function.
public struct Erf: UnaryOp {
    public static let opcode = Opcode.erf
    public init() {}
    /// 2/√π · exp(−x²).
    public func derivative(_ g: Graph, _ x: ValueID, _ y: ValueID) throws -> ValueID? {
        try g.multiply(g.scalar(1.1283791670955126, like: x), g.emit(Exp(), [g.negate(g.multiply(x, x))]))
    }
}
