import Tensors

/// A = U·diag(s)·Vh, with the vectors that are asked for.
public struct SVD: Factorization {
    public static let name = "svd"
    public static let function = "svd"
    public static let isOfSquares = false
    public let vectors: MatrixRoutine.SingularVectors

    public init(_ vectors: MatrixRoutine.SingularVectors) { self.vectors = vectors }

    public var attributes: [Int] { [vectors.rawValue] }
    public var routine: MatrixRoutine { .svd(vectors) }
}

/// The singular values s, descending, (k,) with k = min(m, n). `ṡᵢ = uᵢᵀ·Ȧ·vᵢ`.
public struct SingularValues: FactorPart {
    public static let name = "singular_values"
    public init() {}
    public func part(rows m: Int, columns n: Int) -> PackedPart { PackedPart(offset: 0, shape: [min(m, n)]) }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[1].map {
            let factors = try [g.emit(SVD(.thin), [x[1]]), x[1]]
            let (u, vh) = try (g.emit(LeftVectors(), factors), g.emit(RightVectors(), factors))
            return try g.sum(g.multiply(u, g.matmul($0, g.matrixTranspose(vh))), axes: [g.type(u).rank - 2])
        }
    }
}

/// The left singular vectors as columns, U: (m, k), or all of them, (m, m), which have no derivative.
///
/// With M = Uᵀ·Ȧ·V and Fᵢⱼ = 1/(sⱼ² − sᵢ²) beside the diagonal: `U̇ = U·(F∘(M·S + S·Mᵀ)) + (1 − U·Uᵀ)·Ȧ·V·S⁻¹`.
public struct LeftVectors: FactorPart {
    public static let name = "left_vectors"
    public let areAll: Bool

    public init(areAll: Bool = false) { self.areAll = areAll }

    public var attributes: [Int] { [areAll ? 1 : 0] }
    public func part(rows m: Int, columns n: Int) -> PackedPart {
        PackedPart(offset: min(m, n), shape: [m, areAll ? m : min(m, n)])
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[1] else { return nil }
        if areAll { throw SVD.noDerivativeOfAll }
        let v = try g.matrixTranspose(g.emit(RightVectors(), x))
        return try g.singularTurn(y, v, g.emit(SingularValues(), x), dA)
    }
}

/// The right singular vectors as rows, Vh: (k, n), or all of them, (n, n), which have no derivative. Aᵀ has them as left ones.
public struct RightVectors: FactorPart {
    public static let name = "right_vectors"
    public let areAll: Bool

    public init(areAll: Bool = false) { self.areAll = areAll }

    public var attributes: [Int] { [areAll ? 1 : 0] }
    public func part(rows m: Int, columns n: Int) -> PackedPart {
        let k = min(m, n)
        return PackedPart(offset: k + m * (areAll ? m : k), shape: [areAll ? n : k, n])
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[1] else { return nil }
        if areAll { throw SVD.noDerivativeOfAll }
        let u = try g.emit(LeftVectors(), x)
        let turned = try g.singularTurn(
            g.matrixTranspose(y), u, g.emit(SingularValues(), x), g.matrixTranspose(dA))
        return try g.matrixTranspose(turned)
    }
}

extension SVD {
    static var noDerivativeOfAll: TensorError {
        TensorError(
            "`svd` has no derivative of all singular vectors of a matrix that is not square: those beyond min(m, n) are not unique",
            hint: "`svd(A, full_matrices=false)` gives those that are")
    }
}

extension Graph {
    /// U̇ of A = U·S·Vᵀ.
    fileprivate func singularTurn(_ u: ValueID, _ v: ValueID, _ s: ValueID, _ dA: ValueID) throws -> ValueID {
        let shape = type(u).shape
        let (m, k) = (shape[shape.count - 2], shape[shape.count - 1])
        let image = try matmul(dA, v)
        let inside = try matmul(matrixTranspose(u), image)
        let (across, down) = try (rows(s, count: k), columns(s, count: k))
        let gaps = try multiply(subtract(across, down), add(across, down))
        let turns = try add(multiply(inside, across), multiply(matrixTranspose(inside), down))
        let turned = try matmul(u, multiply(reciprocalBesideDiagonal(gaps), turns))
        guard m > k else { return turned }
        let outside = try subtract(image, matmul(u, inside))
        return try add(turned, divide(outside, rows(s, count: m)))
    }
}
