import Tensors

// Sets of vectors among themselves, by matrix products on tiles of columns in float64.
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

    /// products[i, j] = Σ V[i, :] V[j, :], a symmetric k×k matrix.
    public static func gramian(
        _ rows: UnsafeRawPointer, rowCount k: Int, rowStride: Int, count: Int, dtype: DType,
        into products: UnsafeMutablePointer<Double>, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        try check(dtype)
        guard k > 0 else { return }
        products.update(repeating: 0, count: k * k)
        let width = tileColumns(k)
        // Tiles of some milliseconds, in rounds of as many as their partial matrices may take memory.
        let stripes = max(1, min(64, 100_000_000 / (width * k * k)))
        let tilesPerRound = max(1, min(64, 4_000_000 / (k * k)))
        let tiles = (max(count, 0) + width * stripes - 1) / (width * stripes)
        let partials = try partialSums(tilesPerRound * k * k)
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        var first = 0
        while first < tiles {
            let now = min(tilesPerRound, tiles - first)
            let job = Gramian(
                dtype: dtype, rows: rows, k: k, rowStride: rowStride, count: count, width: width, stripes: stripes,
                firstTile: first, partials: partials, failures: failures)
            guard pool.run(tiles: now, job) else { throw .interrupted }
            for entry in 0..<(k * k) { products[entry] += pairwiseSum(partials + entry, now, stride: k * k) }
            first += now
        }
        try failures.check()
        // One rounding for both halves.
        for i in 0..<k { for j in 0..<i { products[j * k + i] = products[i * k + j] } }
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

private struct Gramian: FloatTask {
    let dtype: DType
    let rows: UnsafeRawPointer
    let k: Int
    let rowStride: Int
    let count: Int
    let width: Int
    let stripes: Int
    let firstTile: Int
    let partials: UnsafeMutablePointer<Double>
    let failures: FailureFlags

    func run<S: FloatElement>(tile: Int, _ type: S.Type) {
        let stride = copyStride(width)
        guard let memory = ThreadState.current.pointee.columnMemory(k &* stride &* 8 &+ 64) else {
            return failures.note(.outOfMemory)
        }
        let copy = memory.assumingMemoryBound(to: Double.self)
        for stripe in 0..<stripes {
            let first = ((firstTile &+ tile) &* stripes &+ stripe) &* width
            let columns = min(width, count &- first)
            guard columns > 0 else { break }
            copyColumns(S.self, rows, rowCount: k, rowStride: rowStride, from: first, width: columns, to: copy, stride: stride)
            MatrixBlock(
                m: k, n: k, k: columns, a: copy, lda: stride, transposeA: false, b: copy, ldb: stride, transposeB: true,
                c: partials + tile &* k &* k, ldc: k, accumulate: stripe > 0
            ).multiply(.float64, failures)
        }
    }
}
