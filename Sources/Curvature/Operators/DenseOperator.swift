import Kernels
import Tensors

/// A square matrix as an operator.
public struct DenseOperator: LinearOperator {
    public let matrix: Tensor
    public let dimension: Int
    public var dtype: DType { matrix.dtype }

    /// Throws unless the matrix is square, of rank 2. Integers and booleans become float64.
    public init(_ matrix: Tensor) throws {
        guard matrix.rank == 2, matrix.shape[0] == matrix.shape[1] else {
            throw TensorError(
                "an operator is a square matrix, not a tensor of shape \(Shape.describe(matrix.shape))",
                hint: "for a function of vectors write operator(n, matvec)")
        }
        self.matrix = try matrix.converted(to: matrix.dtype.isFloat ? matrix.dtype : .float64)
        dimension = matrix.shape[0]
    }

    /// `Y = X Aᵀ`: row i of Y is A times row i of X.
    public func apply(_ x: Tensor, into y: Tensor) throws {
        let count = dimension > 0 ? x.count / dimension : 0
        let product = Gemm(dtype: dtype, m: count, n: dimension, k: dimension, transposeB: true)
        try product.run(x.pointer, matrix.pointer, y.pointer)
    }
}

/// The matrix of an operator, H = [H e₁, …, H e_N], where N is small.
///
/// Throws, before any product, an error that names the memory it needs where the machine has not that much.
public func denseMatrix(of H: any LinearOperator, monitor: (any ProgressMonitor)? = nil) throws -> Tensor {
    let n = H.dimension
    do { try Memory.check(Shape.count([n, n]) * H.dtype.byteSize) } catch let error as TensorError {
        throw TensorError(
            "the dense \(n)×\(n) matrix: \(error.message)", hint: "eigsh and hutchinson need products only, no matrix")
    }
    // The rows of H are its columns.
    let rows = try Tensor(uninitialized: H.dtype, shape: [n, n])
    let block = Blocks.size(dimension: n)
    var start = 0
    while start < n {
        try Interruption.check(monitor, ProgressReport(task: "dense", done: start, total: n))
        let range = start..<min(start + block, n)
        let units = try Tensor(zeros: H.dtype, shape: [range.count, n])
        for (i, j) in range.enumerated() {
            let byte = (i * n + j) * H.dtype.byteSize
            if H.dtype == .float32 {
                units.pointer.storeBytes(of: 1, toByteOffset: byte, as: Float.self)
            } else {
                units.pointer.storeBytes(of: 1, toByteOffset: byte, as: Double.self)
            }
        }
        try H.apply(units, into: rows.rows(range))
        start = range.upperBound
    }
    return rows
}
