import Tensors

// A set of vectors rotated in place, by matrix products on tiles of columns in float64.
extension VectorKernels {
    /// Numbers of a tile's float64 copy of the rows: it stays in the L2 cache.
    private static let tileNumbers = 32_768

    /// Columns of a tile of `rows` rows.
    private static func tileColumns(_ rows: Int) -> Int { max(16, min(512, tileNumbers / max(rows, 1) / 16 * 16)) }

    /// The first k rows of V become QᵀV, in place: `V[l, :] = Σ_j Q[j, l] V[j, :]`; Q is m×k, row-major, k ≤ m.
    public static func rotate(
        _ rows: UnsafeMutableRawPointer, rowCount m: Int, rowStride: Int, by q: UnsafePointer<Double>, columns k: Int,
        count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        try check(dtype)
        guard k <= m else { throw .invalid("a rotation gives at most as many vectors as it takes") }
        let width = tileColumns(m)
        let tiles = (max(count, 0) + width - 1) / width
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        let job = Rotation(
            dtype: dtype, rows: rows, m: m, rowStride: rowStride, q: q, k: k, count: count, width: width, failures: failures)
        guard pool.run(tiles: tiles, job) else { throw .interrupted }
        try failures.check()
    }
}

/// Numbers from row to row of a tile's copy: rows a power of two apart would fall into few cache sets.
private func copyStride(_ width: Int) -> Int { width &+ 8 }

/// Copies some columns of the rows to a float64 matrix.
@inline(__always)
private func copyColumns<S: FloatElement>(
    _ type: S.Type, _ rows: UnsafeRawPointer, rowCount: Int, rowStride: Int, from first: Int, width: Int,
    to copy: UnsafeMutablePointer<Double>, stride: Int
) {
    let source = rows.assumingMemoryBound(to: S.self) + first
    for row in 0..<rowCount {
        for i in 0..<width { copy[row &* stride &+ i] = source[row &* rowStride &+ i].float64 }
    }
}

private struct Rotation: FloatTask {
    let dtype: DType
    let rows: UnsafeMutableRawPointer
    let m: Int
    let rowStride: Int
    let q: UnsafePointer<Double>
    let k: Int
    let count: Int
    let width: Int
    let failures: FailureFlags

    func run<S: FloatElement>(tile: Int, _ type: S.Type) {
        let first = tile &* width
        let columns = min(width, count &- first)
        let stride = copyStride(width)
        let bytes = (m &+ k) &* stride &* 8 &+ 64
        guard let memory = ThreadState.current.pointee.columnMemory(bytes) else { return failures.note(.outOfMemory) }
        let copy = memory.assumingMemoryBound(to: Double.self)
        let result = copy + m &* stride
        copyColumns(S.self, rows, rowCount: m, rowStride: rowStride, from: first, width: columns, to: copy, stride: stride)
        MatrixBlock(
            m: k, n: columns, k: m, a: q, lda: k, transposeA: true, b: copy, ldb: stride, transposeB: false, c: result,
            ldc: stride, accumulate: false
        ).multiply(.float64, failures)
        let target = rows.assumingMemoryBound(to: S.self) + first
        for row in 0..<k {
            for i in 0..<columns { target[row &* rowStride &+ i] = S(result[row &* stride &+ i]) }
        }
    }
}
