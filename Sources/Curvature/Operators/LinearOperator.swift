import Tensors

/// A symmetric linear map of ℝᴺ, known by its products with vectors: H in `y = H x`.
///
/// Sets of vectors are the rows of a (k, N) tensor.
public protocol LinearOperator {
    /// N.
    var dimension: Int { get }
    /// float32 or float64: that of the vectors it takes and gives.
    var dtype: DType { get }
    /// Whether H is symmetric by its construction (a Hessian is). Otherwise `eigsh` looks for a difference between
    /// uᵀHv and vᵀHu.
    var isSymmetricByConstruction: Bool { get }
    /// Writes `H xᵢ` into row i of `y` for each row of `x`. Both are contiguous, of shape (k, N) and of `dtype`, and do not
    /// overlap; `y` is uninitialised. Not to be called from two threads at once.
    func apply(_ x: Tensor, into y: Tensor) throws
}

extension LinearOperator {
    public var isSymmetricByConstruction: Bool { false }

    /// `H xᵢ` for each row of `x`, of shape (k, N) or (N,); the result has x's shape.
    public func applied(to x: Tensor) throws -> Tensor {
        guard x.rank == 1 || x.rank == 2, x.shape.last == dimension else {
            throw TensorError(
                "an operator on \(dimension) parameters is applied to shape \(Shape.describe(x.shape))",
                hint: "vectors are rows of \(dimension) numbers")
        }
        let rows = try x.converted(to: dtype).reshaped([x.rank == 1 ? 1 : x.shape[0], dimension])
        let y = try Tensor(uninitialized: dtype, shape: rows.shape)
        if rows.count > 0 { try apply(rows, into: y) }
        return try y.reshaped(x.shape)
    }
}
