import Tensors

// How factorizations are ops.
//
// A factorization computes all that it gives at once, packed in one row of numbers for each matrix. Its *parts* (an eigenvalue
// vector, a triangular factor) are ops of their own that read the row where it lies; their second operand is the matrix itself,
// by which they are differentiated. So a factorization runs once however many parts and derivatives use it, a part of which
// nothing is differentiated costs no derivative of the others, and the factorization itself has no tangent.

/// A factorization of the matrices in the operand's last two axes; leading axes are a batch.
public protocol Factorization: Op {
    var routine: MatrixRoutine { get }
    /// The function of the language, for messages.
    static var function: String { get }
    static var isOfSquares: Bool { get }
}

extension Factorization {
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        let (lead, rows, columns) = try operands[0].matrices(in: Self.function, square: Self.isOfSquares)
        return operands[0].with(shape: lead + [routine.resultCount(rows: rows, columns: columns)])
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, [x[0].id]) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .matrix(routine, reads: [0]) }
}

/// Where a part lies in the packed row: its offset, its shape, and the distance of neighbours along each axis of it.
public struct PackedPart: Sendable {
    var offset: Int
    var shape: [Int]
    var strides: [Int]

    init(offset: Int, shape: [Int], strides: [Int]? = nil) {
        self.offset = offset
        self.shape = shape
        self.strides = strides ?? Shape.strides(shape)
    }
}

/// A part of a factorization. Operands: the packed row, and the matrix.
public protocol FactorPart: Op {
    /// Where it lies for matrices of rows × columns.
    func part(rows: Int, columns: Int) -> PackedPart
}

extension FactorPart {
    private func part(_ operands: [TensorType]) -> PackedPart {
        let shape = operands[1].shape
        return part(rows: shape[shape.count - 2], columns: shape[shape.count - 1])
    }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        let lead = Array(operands[1].shape.dropLast(2))
        guard operands[1].rank >= 2, lead == Array(operands[0].shape.dropLast()) else {
            throw TensorError("`\(Self.name)` does not read \(operands[0]) of \(operands[1])")
        }
        return operands[0].with(shape: lead + part(operands).shape)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(self, x.map { try g.batched($0, count) })
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let part = part(operands)
        let lead = Shape.strides(operands[0].shape).dropLast()
        return .strided(offset: part.offset, strides: lead + part.strides)
    }
}

extension TensorType {
    /// The type as matrices: leading axes, rows and columns. Throws, in the function's name, where it is none.
    func matrices(in function: String, square: Bool = false) throws -> (lead: [Int], rows: Int, columns: Int) {
        guard rank >= 2 else {
            throw TensorError(
                "`\(function)` takes a matrix, not shape \(Shape.describe(shape))",
                hint: "the last two axes are the matrix; those before are a batch of them")
        }
        let (rows, columns) = (shape[rank - 2], shape[rank - 1])
        guard !square || rows == columns else {
            throw TensorError(
                "`\(function)` takes a square matrix, not shape \(Shape.describe(shape))",
                hint: rank > 2 ? "the last two axes are the matrix" : nil)
        }
        return (Array(shape.dropLast(2)), rows, columns)
    }
}

// What the rules of these ops are written in.
extension Graph {
    /// Matrices with rows and columns exchanged.
    func matrixTranspose(_ x: ValueID) throws -> ValueID { try movingAxis(x, from: type(x).rank - 1, to: type(x).rank - 2) }

    /// Unit matrices of the type and shape of `x`.
    func identity(like x: ValueID) throws -> ValueID {
        let type = type(x)
        let n = type.shape[type.rank - 1]
        let one = try emit(Scalar(1, type.dtype), [])
        return try broadcast(diag(broadcast(one, to: [n])), to: type.shape)
    }

    /// The diagonals of square matrices, as the last axis.
    func diagonals(_ x: ValueID) throws -> ValueID {
        let shape = type(x).shape
        let (lead, n) = (Array(shape.dropLast(2)), shape[shape.count - 1])
        return try part(of: reshape(x, lead + [n * n]), axis: lead.count, from: 0, count: n, step: n + 1)
    }

    /// x (…, n) along the rows of matrices (…, rows, n), or down their columns (…, n, columns).
    func rows(_ x: ValueID, count: Int) throws -> ValueID {
        let shape = type(x).shape
        let (lead, last) = (Array(shape.dropLast()), shape.suffix(1))
        return try broadcast(reshape(x, lead + [1] + last), to: lead + [count] + last)
    }
    func columns(_ x: ValueID, count: Int) throws -> ValueID {
        let shape = type(x).shape
        return try broadcast(reshape(x, shape + [1]), to: shape + [count])
    }

    /// (x + xᵀ)/2 of matrices.
    func symmetricPart(_ x: ValueID) throws -> ValueID {
        try multiply(add(x, matrixTranspose(x)), scalar(0.5, like: x))
    }
}
