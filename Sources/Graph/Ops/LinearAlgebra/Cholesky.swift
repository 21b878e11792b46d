import Tensors

/// The lower triangular L with L·Lᵀ = A, of the symmetric part of A.
///
/// `L̇ = L·Φ(L⁻¹·Ȧ·L⁻ᵀ)`, Φ the lower triangle with half the diagonal (Smith 1995, in the form of Murray 2016).
public struct Cholesky: Op {
    public static let name = "cholesky"
    public init() {}

    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        _ = try operands[0].matrices(in: "cholesky", square: true)
        return operands[0]
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[0] else { return nil }
        let division = TriangleDivide(isUpper: false, isTransposed: true)
        let right = try g.emit(division, [y, g.symmetricPart(dA)])
        // Symmetric, so that its transpose will do.
        let both = try g.emit(division, [y, g.matrixTranspose(right)])
        let half = try g.multiply(g.identity(like: y), g.scalar(0.5, like: y))
        let weights = try g.subtract(g.scalar(1, like: y), half)
        return try g.matmul(y, g.tril(g.multiply(both, weights)))
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, [x[0].id]) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .matrix(.cholesky, reads: [0]) }
}

/// X with X·T = B, or X·Tᵀ = B, for a triangular T: rows of B, (…, k, n), each solved for. `Ẋ = (Ḃ − X·Ṫ)·T⁻¹`.
///
/// T's other triangle is not read. A 0 on its diagonal gives infinities and NaN.
public struct TriangleDivide: Op {
    public static let name = "triangle_divide"
    public let isUpper: Bool
    public let isTransposed: Bool

    public init(isUpper: Bool, isTransposed: Bool) {
        self.isUpper = isUpper
        self.isTransposed = isTransposed
    }

    public var attributes: [Int] { [isUpper ? 1 : 0, isTransposed ? 1 : 0] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        let (t, b) = (operands[0], operands[1])
        guard t.rank >= 2, b.rank == t.rank, b.shape.dropLast(2) == t.shape.dropLast(2), t.shape.last == b.shape.last,
            t.shape[t.rank - 2] == t.shape.last, t.dtype == b.dtype
        else { throw TensorError("cannot divide \(b) by the triangle \(t)") }
        return b
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        let moved: ValueID? = try dx[0].map {
            let triangle = try isUpper ? g.triu($0) : g.tril($0)
            return try g.matmul(y, isTransposed ? g.matrixTranspose(triangle) : triangle)
        }
        guard let moved else { return try dx[1].map { try g.emit(self, [x[0], $0]) } }
        return try g.emit(self, [x[0], dx[1].map { try g.subtract($0, moved) } ?? g.negate(moved)])
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        guard operand == 1 else { throw GraphError.notLinear(op: Self.name) }
        return try g.accumulate(g.emit(TriangleDivide(isUpper: isUpper, isTransposed: !isTransposed), [x[0], ct]), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.batchOfRows(self, x, count: count)
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        .matrix(.divideByTriangle(isUpper: isUpper, isTransposed: isTransposed), reads: [0, 1])
    }
}
