import Tensors

// Diagonals: the k-th lies k above the main one, below it for negative k.
extension Graph {
    /// The square matrix with a vector on its k-th diagonal, or the k-th diagonal of a matrix.
    public func diag(_ x: ValueID, k: Int = 0) throws -> ValueID {
        let shape = type(x).shape
        switch shape.count {
        case 1:
            let side = shape[0].addingReportingOverflow(Int(clamping: k.magnitude))
            guard !side.overflow else { throw TensorError("`diag` with k = \(k): too many elements") }
            let n = side.partialValue
            let count = try Shape.count([n, n])
            let blank = try broadcast(emit(Scalar(0, type(x).dtype), []), to: [count])
            let start = k >= 0 ? k : -k * n
            let region = Region(starts: [shape[0] == 0 ? 0 : start], steps: [n + 1], extents: shape)
            return try reshape(emit(UpdateRegion(region, accumulate: false), [blank, x]), [n, n])
        case 2: return try diagonal(x, k: k)
        default:
            throw TensorError(
                "`diag` takes a vector or a matrix, not shape \(Shape.describe(shape))",
                hint: "`trace` sums over the diagonals of higher tensors")
        }
    }

    /// The sum over the k-th diagonal of the first two axes.
    public func trace(_ x: ValueID, k: Int = 0) throws -> ValueID {
        guard type(x).rank >= 2 else {
            throw TensorError("`trace` takes a matrix, not shape \(Shape.describe(type(x).shape))")
        }
        let diagonal = try diagonal(numeric(x), k: k)
        return try sum(diagonal, axes: [type(diagonal).rank - 1])
    }

    /// The k-th diagonal of the first two axes, as the last axis.
    private func diagonal(_ x: ValueID, k: Int) throws -> ValueID {
        let shape = type(x).shape
        let (rows, columns) = (shape[0], shape[1])
        let rest = Array(shape[2...])
        // Both bounds hold for any k, so that nothing below overflows.
        let isInside = k < columns && k > -rows
        let (row, column) = !isInside ? (0, 0) : k >= 0 ? (0, k) : (-k, 0)
        let length = isInside ? Swift.min(rows - row, columns - column) : 0
        let moved = try permute(x, Array(2..<shape.count) + [0, 1])
        let flat = try reshape(moved, rest + [rows * columns])
        return try part(of: flat, axis: rest.count, from: row * columns + column, count: length, step: columns + 1)
    }

    /// The lower triangle of the last two axes, up to the k-th diagonal; zero above.
    public func tril(_ x: ValueID, k: Int = 0) throws -> ValueID { try triangle(x, k: k, isLower: true) }

    /// The upper triangle of the last two axes, from the k-th diagonal on; zero below.
    public func triu(_ x: ValueID, k: Int = 0) throws -> ValueID { try triangle(x, k: k, isLower: false) }

    private func triangle(_ x: ValueID, k: Int, isLower: Bool) throws -> ValueID {
        let shape = type(x).shape
        guard shape.count >= 2 else {
            throw TensorError("`\(isLower ? "tril" : "triu")` takes a matrix, not shape \(Shape.describe(shape))")
        }
        let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
        let row = try reshape(emit(Iota(count: rows), []), [rows, 1])
        let column = try emit(Iota(count: columns), [])
        // Any k beyond the matrix is as good as the one just beyond it.
        let bound = Swift.min(Swift.max(k, -rows - 1), columns + 1)
        let limit = try add(row, scalar(Double(isLower ? bound : bound - 1), like: row))
        let isBelow = try elementwise(LessEqual(), [column, limit], in: "tril")
        let mask = try broadcast(isBelow, to: shape)
        let zero = try zeros(like: x)
        return try emit(Select(), isLower ? [mask, x, zero] : [mask, zero, x])
    }
}
