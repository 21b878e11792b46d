import Kernels
import Tensors

/// The dimension-reduced Hessian `Aᵢⱼ = dᵢᵀ H dⱼ` (Eq. 19): float64, k×k, for the k rows of `directions`, (k, N).
///
/// It is symmetric to the bit; a difference between H's two triangles is split evenly.
public func restrict(
    _ H: any LinearOperator, to directions: Tensor, monitor: (any ProgressMonitor)? = nil
) throws -> Tensor {
    let n = H.dimension
    let rows = directions.rank == 1 ? try directions.reshaped([1, directions.count]) : directions
    guard rows.rank == 2, rows.shape[1] == n, n > 0 else {
        throw TensorError(
            "directions of shape \(Shape.describe(directions.shape)) for an operator on \(n) parameters",
            hint: "each direction has one number for each parameter")
    }
    let d = try rows.converted(to: H.dtype)
    let k = d.shape[0]
    var a = [Double](repeating: 0, count: k * k)
    let block = Blocks.size(dimension: n)
    let images = try Tensor(uninitialized: H.dtype, shape: [block, n])
    var start = 0
    while start < k {
        try Interruption.check(monitor, ProgressReport(task: "restrict", done: start, total: k))
        let range = start..<min(start + block, k)
        let part = try images.rows(0..<range.count)
        try H.apply(d.rows(range), into: part)
        for (row, j) in range.enumerated() {
            // Column j: D (H dⱼ).
            var column = [Double](repeating: 0, count: k)
            try VectorKernels.multiDot(
                d.pointer, rowCount: k, rowStride: n, part.pointer + row * n * H.dtype.byteSize, count: n, dtype: H.dtype,
                into: &column)
            for i in 0..<k { a[i * k + j] = column[i] }
        }
        start = range.upperBound
    }
    for i in 0..<k {
        for j in 0..<i {
            let mean = a[i * k + j] / 2 + a[j * k + i] / 2
            a[i * k + j] = mean
            a[j * k + i] = mean
        }
    }
    return try Tensor(a, shape: [k, k])
}
