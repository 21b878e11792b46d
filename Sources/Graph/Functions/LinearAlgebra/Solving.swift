import Tensors

// Linear systems and determinants, of matrices in the last two axes.
extension Graph {
    /// X with A·X = B: of a vector b for each matrix, or of the columns of B; leading axes broadcast.
    public func solve(_ a: ValueID, _ b: ValueID) throws -> ValueID {
        let operands = try promoting([floating(a), floating(b)])
        let (a, b) = (operands[0], operands[1])
        let (left, right) = (type(a).shape, type(b).shape)
        let (lead, n, _) = try type(a).matrices(in: "solve", square: true)
        func failure(_ hint: String) -> TensorError {
            TensorError("shapes do not match in `solve`: \(Shape.describe(left)) and \(Shape.describe(right))", hint: hint)
        }
        guard let extent = right.count == 1 ? right.last : right.dropLast().last else {
            throw failure("the right-hand side is a vector, or the columns of a matrix")
        }
        guard extent == n else { throw failure("A has \(n) rows, b has \(extent)") }
        let factors = try emit(LU(), [a])
        // Right-hand sides as rows.
        if right.count == 1 {
            let row = try broadcast(reshape(b, [1, n]), to: lead + [1, n])
            return try reshape(divide(row, by: a, factors, isTransposed: true), lead + [n])
        }
        let rows = try matrixTranspose(b)
        if lead.isEmpty {
            let shape = type(rows).shape
            let tall = try reshape(rows, [shape.dropLast().reduce(1, &*), n])
            return try matrixTranspose(reshape(divide(tall, by: a, factors, isTransposed: true), shape))
        }
        guard let common = Shape.broadcast(lead, Array(right.dropLast(2))) else {
            throw failure("the leading axes do not broadcast")
        }
        let x = try divide(
            broadcast(rows, to: common + type(rows).shape.suffix(2)), by: broadcast(a, to: common + [n, n]),
            broadcast(factors, to: common + type(factors).shape.suffix(1)), isTransposed: true)
        return try matrixTranspose(x)
    }

    /// A⁻¹.
    public func inv(_ a: ValueID) throws -> ValueID {
        let a = try floating(a)
        _ = try type(a).matrices(in: "inv", square: true)
        return try divide(identity(like: a), by: a, emit(LU(), [a]))
    }

    /// det A.
    public func det(_ a: ValueID) throws -> ValueID {
        let a = try floating(a)
        _ = try type(a).matrices(in: "det", square: true)
        return try emit(Determinant(), [emit(LU(), [a]), a])
    }

    /// The sign of det A and log|det A|: 0 and −∞ of a singular matrix.
    public func slogdet(_ a: ValueID) throws -> (sign: ValueID, logarithm: ValueID) {
        let a = try floating(a)
        _ = try type(a).matrices(in: "slogdet", square: true)
        let factors = try emit(LU(), [a])
        return try (emit(DeterminantSign(), [factors, a]), emit(LogDeterminant(), [factors, a]))
    }
}
