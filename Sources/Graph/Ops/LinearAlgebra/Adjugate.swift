import Tensors

// The derivative of det A is tr(adj A · dA). The adjugate is det A · A⁻¹ where A is regular. Where it is not, or hardly, it is
// made of the singular value decomposition A = U·S·Vᵀ: adj A = σ·V·adj(S)·Uᵀ with σ = det U · det V, adj(S)ᵢᵢ the product of the
// other singular values (Stewart 1998, *On the adjugate matrix*); finite in value and derivative for any A.

/// What the adjugate of a singular matrix is made of; zeros for a regular one.
struct AdjugateFactors: Factorization {
    static let name = "adjugate_factors"
    static let function = "det"
    static let isOfSquares = true
    var routine: MatrixRoutine { .adjugateFactors }
}

/// A part of these. Derivatives of it are not known, which is the third of a determinant, where A is singular: NaN there.
struct AdjugatePart: FactorPart {
    static let name = "adjugate_part"
    enum Kind: Int {
        /// 1 where A is regular, 0 where it is not.
        case isRegular
        /// 0 where A is regular, NaN where it is not.
        case unknown
        /// U, Vh, and the products of all singular values but the i-th and j-th, times σ.
        case left, right, products
    }
    let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    var attributes: [Int] { [kind.rawValue] }
    func part(rows: Int, columns n: Int) -> PackedPart {
        switch kind {
        case .isRegular, .unknown: PackedPart(offset: kind.rawValue, shape: [])
        default: PackedPart(offset: 2 + (kind.rawValue - 2) * n * n, shape: [n, n])
        }
    }
    func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[1], kind != .isRegular, kind != .unknown else { return nil }
        let rank = g.type(dA).rank
        let sum = try g.sum(dA, axes: [rank - 2, rank - 1])
        let product = try g.multiply(sum, g.emit(AdjugatePart(.unknown), x))
        return try g.expand(product, axes: [rank - 2, rank - 1], to: g.type(y).shape)
    }
}

/// adj A of a singular A, as computed from the parts (first operand); the others are the packed parts and A.
///
/// In the basis of the singular vectors, M = Uᵀ·Ȧ·V changes a diagonal: the adjugate's diagonal by Σⱼ Pᵢⱼ·Mⱼⱼ, the rest by −Pᵢⱼ·Mᵢⱼ.
struct SingularAdjugate: Op {
    static let name = "singular_adjugate"

    func resultType(_ operands: [TensorType]) throws -> TensorType { operands[0] }
    func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[2] else { return nil }
        let parts = [x[1], x[2]]
        let (u, vh) = try (g.emit(AdjugatePart(.left), parts), g.emit(AdjugatePart(.right), parts))
        let v = try g.matrixTranspose(vh)
        let one = try g.identity(like: dA)
        let products = try g.emit(AdjugatePart(.products), parts)
        let others = try g.multiply(products, g.subtract(g.scalar(1, like: one), one))
        let turned = try g.matmul(g.matrixTranspose(u), g.matmul(dA, v))
        let n = g.type(dA).shape[g.type(dA).rank - 1]
        let diagonal = try g.sum(g.multiply(others, g.rows(g.diagonals(turned), count: n)), axes: [g.type(dA).rank - 1])
        let change = try g.subtract(g.multiply(one, g.columns(diagonal, count: n)), g.multiply(others, turned))
        return try g.matmul(v, g.matmul(change, g.matrixTranspose(u)))
    }
    func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(self, x.map { try g.batched($0, count) })
    }
    func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .alias }
}

extension Graph {
    /// adj A, of square matrices.
    func adjugate(_ a: ValueID) throws -> ValueID {
        let parts = try [emit(AdjugateFactors(), [a]), a]
        let shape = type(a).shape
        let axes = [shape.count - 2, shape.count - 1]
        let regular = try emit(AdjugatePart(.isRegular), parts)
        let isRegular = try expand(emit(NotEqual(), [regular, zeros(like: regular)]), axes: axes, to: shape)
        // Neither way meets numbers that are not finite where the other is taken: a zero times these would not be one.
        let one = try identity(like: a)
        let safe = try emit(Select(), [isRegular, a, one])
        let factors = try emit(LU(), [safe])
        let determinant = try emit(Determinant(isOfRegular: true), [factors, safe])
        let inverse = try divide(one, by: safe, factors, rejectsSingular: false)
        let direct = try multiply(expand(determinant, axes: axes, to: shape), inverse)
        return try emit(Select(), [isRegular, direct, singularAdjugate(parts)])
    }

    /// adj A where A is singular, from the packed parts and A.
    func singularAdjugate(_ parts: [ValueID]) throws -> ValueID {
        let (u, vh) = try (emit(AdjugatePart(.left), parts), emit(AdjugatePart(.right), parts))
        let products = try diagonals(emit(AdjugatePart(.products), parts))
        let scaled = try multiply(matrixTranspose(vh), rows(products, count: type(u).shape[type(u).rank - 1]))
        return try emit(SingularAdjugate(), [matmul(scaled, matrixTranspose(u))] + parts)
    }
}
