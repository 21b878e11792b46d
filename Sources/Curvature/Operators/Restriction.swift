import Kernels
import Tensors

/// DᵀHD for the k directions in the rows of D (k, N): the dimension-reduced Hessian (Eq. 19 for k = 2), float64 (k, k).
///
/// It is made symmetric: what rounding leaves of a difference is halved.
public func restrict(_ H: any LinearOperator, _ directions: Tensor) throws -> Tensor {
    let n = H.dimension
    guard directions.rank == 2, directions.shape[1] == n else {
        throw TensorError("restrict: directions of shape \(Shape.describe(directions.shape)) for \(n) parameters")
    }
    let rows = try directions.converted(to: H.dtype)
    let k = rows.shape[0]
    let products = try H.applied(to: rows)
    let width = n * H.dtype.byteSize
    var entries = [Double](repeating: 0, count: k * k)
    for i in 0..<k {
        for j in 0..<k {
            entries[i * k + j] = try VectorKernels.dot(
                rows.pointer + i * width, products.pointer + j * width, count: n, dtype: H.dtype)
        }
    }
    return try Tensor((0..<k * k).map { 0.5 * (entries[$0] + entries[$0 % k * k + $0 / k]) }, shape: [k, k])
}
