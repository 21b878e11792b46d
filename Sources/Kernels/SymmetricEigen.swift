import COpenBLAS
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Eigenvalues and eigenvectors of a real symmetric matrix (LAPACK's divide and conquer, dsyevd).
public enum SymmetricEigen {
    /// Values in ascending order; `vectors[i * n + j]` is component j of the unit eigenvector of value i (empty if not wanted).
    ///
    /// `matrix` is n×n; its lower triangle is read. Throws `noConvergence`, also for entries that are not finite.
    public static func solve(
        _ matrix: UnsafePointer<Double>, order n: Int, vectors: Bool = true
    ) throws(KernelFailure) -> (values: [Double], vectors: [Double]) {
        guard n > 0 else { return ([], []) }
        _ = BLASLibrary.isSingleThreaded
        // Beyond this the workspace's size does not fit LAPACK's integers.
        guard n <= 30_000 else { throw .invalid("a dense eigenproblem of order \(n) is too large") }
        for i in 0..<n {
            for j in 0...i where !matrix[i * n + j].isFinite {
                throw .noConvergence(routine: "dsyevd (not all entries are finite)")
            }
        }
        var job = CChar(UInt8(ascii: vectors ? "V" : "N"))
        // LAPACK reads columns: the lower triangle of rows is its upper one.
        var triangle = CChar(UInt8(ascii: "U"))
        var order = Int32(n)
        var info: Int32 = 0
        var workSize: Int32 = -1
        var integerSize: Int32 = -1
        var workBest = 0.0
        var integerBest: Int32 = 0
        var unused = (0.0, 0.0)
        dsyevd_(
            &job, &triangle, &order, &unused.0, &order, &unused.1, &workBest, &workSize, &integerBest, &integerSize, &info)
        guard info == 0 else { throw .noConvergence(routine: "dsyevd") }
        workSize = Int32(workBest)
        integerSize = integerBest
        let elements = try AlignedNumbers(n * n)
        let values = try AlignedNumbers(n)
        let work = try AlignedNumbers(Int(workSize))
        elements.start.update(from: matrix, count: n * n)
        var integers = [Int32](repeating: 0, count: Int(integerSize))
        dsyevd_(
            &job, &triangle, &order, elements.start, &order, values.start, work.start, &workSize, &integers, &integerSize, &info)
        guard info == 0 else { throw .noConvergence(routine: "dsyevd") }
        return (values.array(n), vectors ? elements.array(n * n) : [])
    }
}

/// Memory on a 64-byte boundary: OpenBLAS adds in another order where memory begins elsewhere, and arrays begin anywhere.
private struct AlignedNumbers: ~Copyable {
    let start: UnsafeMutablePointer<Double>

    init(_ count: Int) throws(KernelFailure) {
        let bytes = max(count, 1) * MemoryLayout<Double>.stride
        do { try Memory.check(bytes) } catch { throw .outOfMemory(bytes: bytes) }
        var raw: UnsafeMutableRawPointer?
        guard posix_memalign(&raw, 64, bytes) == 0, let raw else { throw .outOfMemory(bytes: bytes) }
        start = raw.assumingMemoryBound(to: Double.self)
    }

    deinit { free(start) }

    func array(_ count: Int) -> [Double] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
