import COpenBLAS
import Tensors

/// Products of matrices: `C = op(A) · op(B)`, or `C += op(A) · op(B)`, for each of a batch.
///
/// All row-major and contiguous: op(A) is m×k, op(B) k×n, C m×n; A is stored k×m if `transposeA`, B n×k if `transposeB`.
public struct Gemm: Sendable, Hashable {
    /// float32, float64 or int64 (checked for overflow).
    public var dtype: DType
    public var m: Int
    public var n: Int
    public var k: Int
    public var transposeA: Bool
    public var transposeB: Bool
    public var batch: Int
    /// Elements from one matrix of the batch to the next; 0 if all share one. C's may not be 0 for a batch of several.
    public var strideA: Int
    public var strideB: Int
    public var strideC: Int
    /// Whether the product is added to what C holds.
    public var accumulate: Bool

    public init(
        dtype: DType, m: Int, n: Int, k: Int, transposeA: Bool = false, transposeB: Bool = false, batch: Int = 1,
        strideA: Int = 0, strideB: Int = 0, strideC: Int = 0, accumulate: Bool = false
    ) {
        self.dtype = dtype
        self.m = m
        self.n = n
        self.k = k
        self.transposeA = transposeA
        self.transposeB = transposeB
        self.batch = batch
        self.strideA = strideA
        self.strideB = strideB
        self.strideC = strideC
        self.accumulate = accumulate
    }

    public func run(
        _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard m >= 0, n >= 0, k >= 0, batch >= 0 else { throw .invalid("negative extent in a matrix product") }
        let width = dtype.byteSize
        for index in 0..<batch {
            if Interrupt.requested { throw .interrupted }
            try product(a + index * strideA * width, b + index * strideB * width, c + index * strideC * width)
        }
    }

    private func product(
        _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer
    ) throws(KernelFailure) {
        guard m > 0, n > 0 else { return }
        guard k > 0 else {
            if !accumulate { c.initializeMemory(as: UInt8.self, repeating: 0, count: m * n * dtype.byteSize) }
            return
        }
        let lda = transposeA ? m : k
        let ldb = transposeB ? k : n
        switch dtype {
        case .float32:
            cblas_sgemm(
                CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                Int32(m), Int32(n), Int32(k), 1, a.assumingMemoryBound(to: Float.self), Int32(lda),
                b.assumingMemoryBound(to: Float.self), Int32(ldb), accumulate ? 1 : 0,
                c.assumingMemoryBound(to: Float.self), Int32(n))
        case .float64:
            cblas_dgemm(
                CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                Int32(m), Int32(n), Int32(k), 1, a.assumingMemoryBound(to: Double.self), Int32(lda),
                b.assumingMemoryBound(to: Double.self), Int32(ldb), accumulate ? 1 : 0,
                c.assumingMemoryBound(to: Double.self), Int32(n))
        case .int64:
            let a = a.assumingMemoryBound(to: Int64.self)
            let b = b.assumingMemoryBound(to: Int64.self)
            let c = c.assumingMemoryBound(to: Int64.self)
            for i in 0..<m {
                for j in 0..<n {
                    var sum: Int64 = accumulate ? c[i * n + j] : 0
                    for l in 0..<k {
                        let (product, over) = (transposeA ? a[l * m + i] : a[i * k + l])
                            .multipliedReportingOverflow(by: transposeB ? b[j * k + l] : b[l * n + j])
                        let (total, beyond) = sum.addingReportingOverflow(product)
                        if over || beyond { throw .integerOverflow }
                        sum = total
                    }
                    c[i * n + j] = sum
                }
            }
        case .bool: throw .invalid("matrix products are not defined on booleans")
        }
    }
}
