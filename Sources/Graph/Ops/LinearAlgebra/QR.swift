import Tensors

/// A = Q·R with orthonormal columns in Q and an upper triangular R, for matrices with at least as many rows as columns.
public struct QR: Factorization {
    public static let name = "qr"
    public static let function = "qr"
    public static let isOfSquares = false
    public var routine: MatrixRoutine { .qr }
    public init() {}
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        let (lead, rows, columns) = try operands[0].matrices(in: QR.function, square: false)
        guard rows >= columns else {
            throw TensorError("`qr` of a matrix with fewer rows than columns takes its square part apart")
        }
        return operands[0].with(shape: lead + [routine.resultCount(rows: rows, columns: columns)])
    }
}

/// Q, (m, n). `Q̇ = X + Q·(Ω − C)` with X = Ȧ·R⁻¹, C = Qᵀ·X, and Ω the antisymmetric matrix with C's lower triangle.
public struct QRColumns: FactorPart {
    public static let name = "qr_columns"
    public init() {}
    public func part(rows m: Int, columns n: Int) -> PackedPart { PackedPart(offset: 0, shape: [m, n]) }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[1] else { return nil }
        let (quotient, upper) = try g.triangularTurn(dA, y, g.emit(QRTriangle(), x))
        return try g.subtract(quotient, g.matmul(y, upper))
    }
}

/// R, (n, n). `Ṙ = (C − Ω)·R`.
public struct QRTriangle: FactorPart {
    public static let name = "qr_triangle"
    public init() {}
    public func part(rows m: Int, columns n: Int) -> PackedPart { PackedPart(offset: m * n, shape: [n, n]) }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[1] else { return nil }
        return try g.matmul(g.triangularTurn(dA, g.emit(QRColumns(), x), y).upper, y)
    }
}

extension Graph {
    /// X = Ȧ·R⁻¹, and the upper triangular C − Ω of C = Qᵀ·X.
    fileprivate func triangularTurn(_ dA: ValueID, _ q: ValueID, _ r: ValueID) throws -> (quotient: ValueID, upper: ValueID) {
        let quotient = try emit(TriangleDivide(isUpper: true, isTransposed: false), [r, dA])
        let c = try matmul(matrixTranspose(q), quotient)
        return try (quotient, add(triu(c), matrixTranspose(tril(c, k: -1))))
    }
}
