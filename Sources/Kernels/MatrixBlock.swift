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

    /// OpenBLAS runs on the thread that calls it: it is our tiles that are spread over threads.
    private static let singleThreaded: Void = openblas_set_num_threads(1)

    func multiply(_ dtype: DType, _ failures: FailureFlags) {
        guard k > 0 else { return clear(dtype) }
        _ = MatrixBlock.singleThreaded
        switch dtype {
        case .float32:
            cblas_sgemm(
                CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                Int32(m), Int32(n), Int32(k), 1, a.assumingMemoryBound(to: Float.self), Int32(lda),
                b.assumingMemoryBound(to: Float.self), Int32(ldb), accumulate ? 1 : 0,
                c.assumingMemoryBound(to: Float.self), Int32(ldc))
        case .float64:
            cblas_dgemm(
                CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                Int32(m), Int32(n), Int32(k), 1, a.assumingMemoryBound(to: Double.self), Int32(lda),
                b.assumingMemoryBound(to: Double.self), Int32(ldb), accumulate ? 1 : 0,
                c.assumingMemoryBound(to: Double.self), Int32(ldc))
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
}
