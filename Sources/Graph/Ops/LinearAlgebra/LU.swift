import Tensors

/// The LU factors of square matrices, with the determinant in three forms.
public struct LU: Factorization {
    public static let name = "lu"
    public static let function = "solve"
    public static let isOfSquares = true
    public var routine: MatrixRoutine { .lu }
    public init() {}
}

/// log|det A|, whose derivative is tr(A⁻¹·dA).
public struct LogDeterminant: FactorPart {
    public static let name = "log_determinant"
    public init() {}
    public func part(rows: Int, columns n: Int) -> PackedPart { PackedPart(offset: n * n + n + 1, shape: []) }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[1].map { try g.traceOfProduct(g.divide(g.identity(like: x[1]), by: x[1], x[0], rejectsSingular: false), $0) }
    }
}

/// det A, whose derivative is tr(adj A · dA) (`Adjugate.swift`).
public struct Determinant: FactorPart {
    public static let name = "determinant"
    /// Whether A is known to be regular, so that adj A is det A · A⁻¹.
    public let isOfRegular: Bool

    public init(isOfRegular: Bool = false) { self.isOfRegular = isOfRegular }

    public var attributes: [Int] { [isOfRegular ? 1 : 0] }
    public func part(rows: Int, columns n: Int) -> PackedPart { PackedPart(offset: n * n + n + 2, shape: []) }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dA = dx[1] else { return nil }
        if !isOfRegular { return try g.traceOfProduct(g.adjugate(x[1]), dA) }
        let inverse = try g.divide(g.identity(like: x[1]), by: x[1], x[0], rejectsSingular: false)
        return try g.multiply(y, g.traceOfProduct(inverse, dA))
    }
}

/// The sign of det A: −1, 0 or 1. Its derivative is 0.
public struct DeterminantSign: FactorPart {
    public static let name = "determinant_sign"
    public init() {}
    public func part(rows: Int, columns n: Int) -> PackedPart { PackedPart(offset: n * n + n, shape: []) }
}

/// X with X·A = B, or X·Aᵀ = B: rows of B, (…, k, n), each solved for.
///
/// Operands: the packed factors of A, A itself, and B. `Ẋ = (Ḃ − X·Ȧ)·A⁻¹`.
public struct RightDivide: Op {
    public static let name = "right_divide"
    public let isTransposed: Bool
    /// Whether a singular A is an error; else there are infinities and NaN, as in the derivative of log|det A|.
    public let rejectsSingular: Bool

    public init(isTransposed: Bool, rejectsSingular: Bool) {
        self.isTransposed = isTransposed
        self.rejectsSingular = rejectsSingular
    }

    public var attributes: [Int] { [isTransposed ? 1 : 0, rejectsSingular ? 1 : 0] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        let (a, b) = (operands[1], operands[2])
        guard a.rank >= 2, b.rank == a.rank, b.shape.dropLast(2) == a.shape.dropLast(2), a.shape.last == b.shape.last,
            a.dtype == b.dtype
        else { throw TensorError("cannot divide \(b) by \(a)") }
        return b
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        let moved = try dx[1].map { try g.matmul(y, isTransposed ? g.matrixTranspose($0) : $0) }
        guard let moved else { return try dx[2].map { try g.emit(self, [x[0], x[1], $0]) } }
        return try g.emit(self, [x[0], x[1], dx[2].map { try g.subtract($0, moved) } ?? g.negate(moved)])
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        guard operand == 2 else { throw GraphError.notLinear(op: Self.name) }
        let other = RightDivide(isTransposed: !isTransposed, rejectsSingular: rejectsSingular)
        return try g.accumulate(g.emit(other, [x[0], x[1], ct]), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.batchOfRows(self, x, count: count)
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        .matrix(.divide(isTransposed: isTransposed, rejectsSingular: rejectsSingular), reads: [0, 2])
    }
}

extension Graph {
    /// B·A⁻¹, or B·A⁻ᵀ, given A's packed factors.
    func divide(
        _ b: ValueID, by a: ValueID, _ factors: ValueID, isTransposed: Bool = false, rejectsSingular: Bool = true
    ) throws -> ValueID {
        try emit(RightDivide(isTransposed: isTransposed, rejectsSingular: rejectsSingular), [factors, a, b])
    }

    /// tr(A·B), of matrices.
    func traceOfProduct(_ a: ValueID, _ b: ValueID) throws -> ValueID {
        let product = try multiply(matrixTranspose(a), b)
        return try sum(product, axes: [type(a).rank - 2, type(a).rank - 1])
    }

    /// The batch rule of a division, whose last operand's rows are solved for one by one: of one matrix for all, the batch is
    /// more rows.
    func batchOfRows(_ op: some Op, _ x: [BatchedValue], count: Int) throws -> ValueID {
        let last = x.count - 1
        guard !x[..<last].contains(where: \.isBatched) else { return try emit(op, x.map { try batched($0, count) }) }
        let shape = type(x[last].id).shape
        let place = shape.count - 3
        var rows = shape
        rows.removeFirst()
        rows[place] *= count
        let stacked = try reshape(movingAxis(x[last].id, from: 0, to: place), rows)
        let result = try emit(op, x[..<last].map(\.id) + [stacked])
        return try movingAxis(reshape(result, shape[1..<(place + 1)] + [count] + shape.suffix(2)), from: place, to: 0)
    }
}
