import Tensors

/// Eigenvalues and eigenvectors of the symmetric part of A.
public struct Eigen: Factorization {
    public static let name = "eigen"
    public static let function = "eigh"
    public static let isOfSquares = true
    public var routine: MatrixRoutine { .eigen(vectors: true) }
    public init() {}
}

/// The eigenvalues w, ascending. `ẇᵢ = vᵢᵀ·Ȧ·vᵢ`, finite also where some are equal.
public struct Eigenvalues: FactorPart {
    public static let name = "eigenvalues"
    public init() {}
    public func part(rows: Int, columns n: Int) -> PackedPart { PackedPart(offset: 0, shape: [n]) }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[1].map {
            let vectors = try g.emit(Eigenvectors(), x)
            return try g.sum(g.multiply(vectors, g.matmul($0, vectors)), axes: [g.type(vectors).rank - 2])
        }
    }
}

/// The unit eigenvectors as the columns of V. `V̇ = V·(F∘(Vᵀ·Ȧ·V))`, Fᵢⱼ = 1/(wⱼ − wᵢ) beside the diagonal: not finite where
/// eigenvalues are equal.
public struct Eigenvectors: FactorPart {
    public static let name = "eigenvectors"
    public init() {}
    public func part(rows: Int, columns n: Int) -> PackedPart { PackedPart(offset: n, shape: [n, n], strides: [1, n]) }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[1] else { return nil }
        let n = g.type(y).shape[g.type(y).rank - 1]
        let w = try g.emit(Eigenvalues(), x)
        let gaps = try g.subtract(g.rows(w, count: n), g.columns(w, count: n))
        let turns = try g.matmul(g.matrixTranspose(y), g.matmul(dA, y))
        return try g.matmul(y, g.multiply(g.reciprocalBesideDiagonal(gaps), g.symmetricPart(turns)))
    }
}

extension Graph {
    /// 1/x beside the diagonals of square matrices with 0 on them, 0 there.
    func reciprocalBesideDiagonal(_ x: ValueID) throws -> ValueID {
        let one = try identity(like: x)
        return try subtract(divide(scalar(1, like: x), add(x, one)), one)
    }
}
