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
        try check()
        guard m > 0, n > 0, batch > 0 else { return }
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        let grid = GemmGrid(self, depth: min(k, GemmGrid.depth))
        // An integer's sum is whole before it is asked whether it fits.
        let depth = dtype.isFloat ? GemmGrid.depth : max(k, 1)
        var first = 0
        repeat {
            let job = GemmJob(
                gemm: self, grid: grid, a: a, b: b, c: c, firstK: first, endK: min(first + depth, k), failures: failures)
            guard pool.run(tiles: batch * grid.tiles, job) else { throw .interrupted }
            first += depth
        } while first < k
        try failures.check()
    }
}

extension Gemm {
    /// Whether parts of B are copied before they are multiplied by.
    var copiesB: Bool { MatrixBlock.packs(transposeB: transposeB, rowBytes: rowStrideB * dtype.byteSize) }

    /// Throws where extents and strides contradict each other.
    func check() throws(KernelFailure) {
        guard m >= 0, n >= 0, k >= 0, batch >= 0 else { throw .invalid("negative extent in a matrix product") }
        guard max(m, n, k, rowStrideA, rowStrideB) <= Int(Int32.max) else { throw .invalid("a matrix extent beyond 2³¹") }
        guard rowStrideA >= (transposeA ? m : k), rowStrideB >= (transposeB ? k : n) else {
            throw .invalid("rows of a matrix overlap")
        }
        guard batch <= 1 || strideC != 0 else { throw .invalid("matrices of a batch need places of their own") }
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
    /// Multiply-adds above which a tile's operands are copied first (by OpenBLAS, or panel by panel): half as many tiles copy less.
    private static let copied = 6_000_000

    var rowTiles = 1
    var columnTiles = 1

    /// Tiles of each matrix of a batch.
    var tiles: Int { rowTiles * columnTiles }

    /// `depth` is the k that a tile runs over.
    init(_ gemm: Gemm, depth: Int) {
        var rows = gemm.m
        var columns = gemm.n
        while true {
            let size = rows * columns * depth
            let wanted = size > GemmGrid.copied ? 8 : 16
            guard size > GemmGrid.largest || (size > 2 * GemmGrid.smallest && tiles * gemm.batch < wanted) else {
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
        GemmTile(gemm, grid, tile: tile).multiply(
            a, b, c, from: firstK, to: endK, accumulate: gemm.accumulate || firstK > 0, failures)
    }
}

/// The part of a product that one tile is.
struct GemmTile {
    private let gemm: Gemm
    private let index: Int
    private let firstRow: Int
    private let endRow: Int
    private let firstColumn: Int
    private let endColumn: Int

    init(_ gemm: Gemm, _ grid: GemmGrid, tile: Int) {
        self.gemm = gemm
        index = tile / grid.tiles
        let row = tile % grid.tiles / grid.columnTiles
        let column = tile % grid.columnTiles
        firstRow = GemmGrid.start(row, of: grid.rowTiles, gemm.m, unit: 4)
        endRow = GemmGrid.start(row + 1, of: grid.rowTiles, gemm.m, unit: 4)
        firstColumn = GemmGrid.start(column, of: grid.columnTiles, gemm.n, unit: 4)
        endColumn = GemmGrid.start(column + 1, of: grid.columnTiles, gemm.n, unit: 4)
    }

    /// Rows of one matrix of the batch.
    init(_ gemm: Gemm, matrix: Int, rows: Range<Int>) {
        self.gemm = gemm
        index = matrix
        firstRow = rows.lowerBound
        endRow = rows.upperBound
        firstColumn = 0
        endColumn = gemm.n
    }

    /// Computes the part, of the sums over k those from `firstK` up to `endK`.
    func multiply(
        _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer, from firstK: Int, to endK: Int,
        accumulate: Bool, _ failures: FailureFlags
    ) {
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
            c: c + (index * gemm.strideC + firstRow * gemm.n + firstColumn) * width, ldc: gemm.n, accumulate: accumulate
        ).multiply(gemm.dtype, failures)
    }
}
