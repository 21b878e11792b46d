import Tensors

/// Products of matrices: `C = op(A) · op(B)`, or `C += op(A) · op(B)`, for each of a batch.
///
/// All row-major: op(A) is m×k, op(B) k×n, C m×n; A is stored k×m if `transposeA`, B n×k if `transposeB`. C is contiguous, A and B
/// may be parts of wider matrices.
public struct Gemm: Sendable, Hashable {
    /// float32, float64 or int64 (checked for overflow).
    public var dtype: DType
    public var m: Int
    public var n: Int
    public var k: Int
    public var transposeA: Bool
    public var transposeB: Bool
    /// Elements from one row of A (or B), as stored, to the next.
    public var rowStrideA: Int
    public var rowStrideB: Int
    public var batch: Int
    /// Elements from one matrix of the batch to the next; 0 if all share one. C's may not be 0 for a batch of several.
    public var strideA: Int
    public var strideB: Int
    public var strideC: Int
    /// Whether the product is added to what C holds.
    public var accumulate: Bool

    public init(
        dtype: DType, m: Int, n: Int, k: Int, transposeA: Bool = false, transposeB: Bool = false, rowStrideA: Int? = nil,
        rowStrideB: Int? = nil, batch: Int = 1, strideA: Int = 0, strideB: Int = 0, strideC: Int = 0, accumulate: Bool = false
    ) {
        self.dtype = dtype
        self.m = m
        self.n = n
        self.k = k
        self.transposeA = transposeA
        self.transposeB = transposeB
        self.rowStrideA = rowStrideA ?? (transposeA ? m : k)
        self.rowStrideB = rowStrideB ?? (transposeB ? k : n)
        self.batch = batch
        self.strideA = strideA
        self.strideB = strideB
        self.strideC = strideC
        self.accumulate = accumulate
    }

    /// Computes C. Neither A nor B may overlap it; up to 64 bytes beyond their last element must be readable (`Buffer` has them).
    public func run(
        _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard m >= 0, n >= 0, k >= 0, batch >= 0 else { throw .invalid("negative extent in a matrix product") }
        guard max(m, n, k, rowStrideA, rowStrideB) <= Int(Int32.max) else { throw .invalid("a matrix extent beyond 2³¹") }
        guard rowStrideA >= (transposeA ? m : k), rowStrideB >= (transposeB ? k : n) else {
            throw .invalid("rows of a matrix overlap")
        }
        guard batch <= 1 || strideC != 0 else { throw .invalid("matrices of a batch need places of their own") }
        guard m > 0, n > 0, batch > 0 else { return }
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        let grid = GemmGrid(self)
        // An integer's sum is whole before it is asked whether it fits.
        let depth = dtype.isFloat ? GemmGrid.depth : max(k, 1)
        var first = 0
        repeat {
            let job = GemmJob(
                gemm: self, grid: grid, a: a, b: b, c: c, firstK: first, endK: min(first + depth, k), failures: failures)
            guard pool.run(tiles: batch * grid.rowTiles * grid.columnTiles, job) else { throw .interrupted }
            first += depth
        } while first < k
        try failures.check()
    }
}

/// How a product is cut into tiles: by shape and type only.
struct GemmGrid {
    /// The most of k that one tile runs over, so that tiles stay short.
    static let depth = 4096
    /// Multiply-adds below which a tile is not worth a thread.
    private static let smallest = 200_000
    /// Multiply-adds above which a tile takes too long to be interrupted.
    private static let largest = 64_000_000
    /// Multiply-adds above which a tile is OpenBLAS's, which copies its operands first: half as many tiles copy less.
    private static let copied = 6_000_000

    var rowTiles = 1
    var columnTiles = 1

    init(_ gemm: Gemm) {
        let depth = min(gemm.k, GemmGrid.depth)
        var rows = gemm.m
        var columns = gemm.n
        while true {
            let size = rows * columns * depth
            let wanted = size > GemmGrid.copied ? 8 : 16
            guard size > GemmGrid.largest || (size > 2 * GemmGrid.smallest && rowTiles * columnTiles * gemm.batch < wanted) else {
                break
            }
            if columns >= rows {
                columnTiles *= 2
                columns = (columns + 1) / 2
            } else {
                rowTiles *= 2
                rows = (rows + 1) / 2
            }
            if rows < 16 && columns < 16 { break }
        }
    }

    /// Where a part of an extent begins: at a multiple of `unit`.
    @inline(__always) static func start(_ part: Int, of parts: Int, _ extent: Int, unit: Int) -> Int {
        part == parts ? extent : min(extent * part / parts / unit * unit, extent)
    }
}

private struct GemmJob: TileTask {
    let gemm: Gemm
    let grid: GemmGrid
    let a: UnsafeRawPointer
    let b: UnsafeRawPointer
    let c: UnsafeMutableRawPointer
    let firstK: Int
    let endK: Int
    let failures: FailureFlags

    func run(tile: Int) {
        let tilesEach = grid.rowTiles * grid.columnTiles
        let index = tile / tilesEach
        let row = tile % tilesEach / grid.columnTiles
        let column = tile % grid.columnTiles
        let firstRow = GemmGrid.start(row, of: grid.rowTiles, gemm.m, unit: 4)
        let endRow = GemmGrid.start(row + 1, of: grid.rowTiles, gemm.m, unit: 4)
        let firstColumn = GemmGrid.start(column, of: grid.columnTiles, gemm.n, unit: 4)
        let endColumn = GemmGrid.start(column + 1, of: grid.columnTiles, gemm.n, unit: 4)
        guard firstRow < endRow, firstColumn < endColumn else { return }
        let width = gemm.dtype.byteSize
        let lda = gemm.rowStrideA
        let ldb = gemm.rowStrideB
        let aStart = gemm.transposeA ? firstK * lda + firstRow : firstRow * lda + firstK
        let bStart = gemm.transposeB ? firstColumn * ldb + firstK : firstK * ldb + firstColumn
        MatrixBlock(
            m: endRow - firstRow, n: endColumn - firstColumn, k: endK - firstK,
            a: a + (index * gemm.strideA + aStart) * width, lda: lda, transposeA: gemm.transposeA,
            b: b + (index * gemm.strideB + bStart) * width, ldb: ldb, transposeB: gemm.transposeB,
            c: c + (index * gemm.strideC + firstRow * gemm.n + firstColumn) * width, ldc: gemm.n,
            accumulate: gemm.accumulate || firstK > 0
        ).multiply(gemm.dtype, failures)
    }
}
