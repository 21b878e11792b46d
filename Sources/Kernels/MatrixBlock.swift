import COpenBLAS
import Tensors

/// One tile's matrix product: C (m×n) = op(A) · op(B), or added to C; `ld…` elements from row to row in memory.
struct MatrixBlock {
    let m: Int
    let n: Int
    let k: Int
    let a: UnsafeRawPointer
    let lda: Int
    let transposeA: Bool
    let b: UnsafeRawPointer
    let ldb: Int
    let transposeB: Bool
    let c: UnsafeMutableRawPointer
    let ldc: Int
    let accumulate: Bool

    func multiply(_ dtype: DType, _ failures: FailureFlags) {
        guard k > 0 else { return clear(dtype) }
        switch dtype {
        case .float32: if usesBLAS { multiplyByBLAS(Float.self) } else { multiplyFloats(Float.self, failures) }
        case .float64: if usesBLAS { multiplyByBLAS(Double.self) } else { multiplyFloats(Double.self, failures) }
        case .int64, .bool: multiplyIntegers(failures)
        }
    }

    private func clear(_ dtype: DType) {
        guard !accumulate else { return }
        for row in 0..<m {
            (c + row * ldc * dtype.byteSize).initializeMemory(as: UInt8.self, repeating: 0, count: n * dtype.byteSize)
        }
    }

    /// Sums in 128 bits: only an entry that does not fit fails.
    private func multiplyIntegers(_ failures: FailureFlags) {
        let a = a.assumingMemoryBound(to: Int64.self)
        let b = b.assumingMemoryBound(to: Int64.self)
        let c = c.assumingMemoryBound(to: Int64.self)
        for i in 0..<m {
            for j in 0..<n {
                var sum = accumulate ? Int128(c[i * ldc + j]) : 0
                for l in 0..<k {
                    let (high, low) = (transposeA ? a[l * lda + i] : a[i * lda + l])
                        .multipliedFullWidth(by: transposeB ? b[j * ldb + l] : b[l * ldb + j])
                    sum &+= Int128(high) << 64 | Int128(low)
                }
                if let whole = Int64(exactly: sum) {
                    c[i * ldc + j] = whole
                } else {
                    failures.note(.integerOverflow)
                }
            }
        }
    }

    /// Whether OpenBLAS, which copies both operands into its own order, is the faster one. It is not where this module has
    /// vectors of 64 bytes: on Zen 4, one core, 512×512×512 in float32, 111 GFLOP/s here and 99 there, of 117 that the core has.
    private var usesBLAS: Bool { HESSE_HAS_AVX512 == 0 && m > 8 && n > 8 && m * n * k > 3_000_000 }

    private func multiplyByBLAS<S: FloatElement>(_ type: S.Type) {
        _ = BLASLibrary.isSingleThreaded
        let opA = transposeA ? CblasTrans : CblasNoTrans
        let opB = transposeB ? CblasTrans : CblasNoTrans
        if S.self == Float.self {
            cblas_sgemm(
                CblasRowMajor, opA, opB, Int32(m), Int32(n), Int32(k), 1, a.assumingMemoryBound(to: Float.self), Int32(lda),
                b.assumingMemoryBound(to: Float.self), Int32(ldb), accumulate ? 1 : 0,
                c.assumingMemoryBound(to: Float.self), Int32(ldc))
        } else {
            cblas_dgemm(
                CblasRowMajor, opA, opB, Int32(m), Int32(n), Int32(k), 1, a.assumingMemoryBound(to: Double.self), Int32(lda),
                b.assumingMemoryBound(to: Double.self), Int32(ldb), accumulate ? 1 : 0,
                c.assumingMemoryBound(to: Double.self), Int32(ldc))
        }
    }

    private func multiplyFloats<S: FloatElement>(_ type: S.Type, _ failures: FailureFlags) {
        let a = a.assumingMemoryBound(to: S.self)
        let b = b.assumingMemoryBound(to: S.self)
        let c = c.assumingMemoryBound(to: S.self)
        // One row or one column: a matrix times a vector.
        if m == 1, !transposeA || lda == 1 {
            let vector = MatrixVector(x: a, matrix: b, stride: ldb, y: c, yStride: 1, accumulate: accumulate)
            return transposeB ? vector.dots(rows: n, columns: k) : vector.sumOfRows(rows: k, columns: n)
        }
        if n == 1, transposeB || ldb == 1 {
            let vector = MatrixVector(x: b, matrix: a, stride: lda, y: c, yStride: ldc, accumulate: accumulate)
            return transposeA && ldc == 1
                ? vector.sumOfRows(rows: k, columns: m)
                : transposeA ? multiplyPanels(S.self, failures) : vector.dots(rows: m, columns: k)
        }
        multiplyPanels(S.self, failures)
    }

    /// Whether panels of B are copied before they are multiplied by.
    static func packs(transposeB: Bool, rowBytes: Int) -> Bool { transposeB || rowBytes % 1024 == 0 }

    /// Panels of B, a few vectors wide and at most `panelDepth` deep, are taken in turn; each stays in the caches while the rows
    /// of A, a few at a time, go past it. A panel whose memory is not such (B transposed, or its rows a multiple of 1 kB apart,
    /// where they would fall into few cache sets) is copied first.
    private func multiplyPanels<S: FloatElement>(_ type: S.Type, _ failures: FailureFlags) {
        let a = a.assumingMemoryBound(to: S.self)
        let b = b.assumingMemoryBound(to: S.self)
        let c = c.assumingMemoryBound(to: S.self)
        let lanes = S.Lanes.count
        let panelDepth = 256
        let packs = MatrixBlock.packs(transposeB: transposeB, rowBytes: ldb &* MemoryLayout<S>.stride)
        var panel = UnsafeMutablePointer(mutating: b)
        if packs {
            let bytes = panelDepth &* PanelWidth.most &* 64
            guard let memory = ThreadState.current.pointee.tileMemory(bytes) else { return failures.note(.outOfMemory) }
            panel = memory.assumingMemoryBound(to: S.self)
        }
        var first = 0
        while first < k {
            let depth = min(panelDepth, k &- first)
            var column = 0
            while column < n {
                let shape = PanelWidth(columns: n &- column, lanes: lanes)
                let pitch = shape.columns(lanes: lanes)
                let width = min(pitch, n &- column)
                if packs { pack(b, row: first, column: column, depth: depth, width: width, into: panel, pitch) }
                var arguments = MatrixKernelArguments(
                    k: depth, a: a + (transposeA ? first &* lda : first),
                    rowStride: transposeA ? 1 : lda, columnStride: transposeA ? lda : 1,
                    b: packs ? UnsafePointer(panel) : b + (first &* ldb &+ column), bStride: packs ? pitch : ldb,
                    c: c + column, cStride: ldc, width: width, accumulate: accumulate || first > 0)
                // Rows in blocks of equal size, or one less.
                let blocks = (m &+ shape.rows &- 1) / shape.rows
                var row = 0
                for block in 0..<blocks {
                    let rows = (m &- row &+ blocks &- block &- 1) / (blocks &- block)
                    arguments.run(rows: rows, shape)
                    arguments.a += rows &* arguments.rowStride
                    arguments.c += rows &* ldc
                    row &+= rows
                }
                column &+= width
            }
            first &+= depth
        }
    }

    /// Copies a panel of op(B) row by row. What stands beyond `width` is computed with, but not stored.
    private func pack<S: FloatElement>(
        _ b: UnsafePointer<S>, row: Int, column: Int, depth: Int, width: Int, into panel: UnsafeMutablePointer<S>, _ pitch: Int
    ) {
        guard transposeB else {
            let source = b + (row &* ldb &+ column)
            for l in 0..<depth { (panel + l &* pitch).update(from: source + l &* ldb, count: width) }
            return
        }
        let source = b + (column &* ldb &+ row)
        let side = S.HalfLanes.side
        guard width >= side, depth >= side else {
            for l in 0..<depth { for j in 0..<width { panel[l &* pitch &+ j] = source[j &* ldb &+ l] } }
            return
        }
        // The last squares lie over those before them where the extents are no multiples.
        let size = MemoryLayout<S>.stride
        var j = 0
        while j < width {
            j = min(j, width &- side)
            var l = 0
            while l < depth {
                l = min(l, depth &- side)
                S.HalfLanes.transpose(source + (j &* ldb &+ l), ldb &* size, into: panel + (l &* pitch &+ j), pitch &* size)
                l &+= side
            }
            j &+= side
        }
    }
}
