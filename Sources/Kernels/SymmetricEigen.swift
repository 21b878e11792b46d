import COpenBLAS

/// Eigenvalues and eigenvectors of a real symmetric matrix (LAPACK's divide and conquer, dsyevd).
public enum SymmetricEigen {
    /// Values in ascending order; `vectors[i * n + j]` is component j of the unit eigenvector of value i (empty if not wanted).
    ///
    /// `matrix` is n×n; its lower triangle is read. Throws `noConvergence`, also for entries that are not finite.
    public static func solve(
        _ matrix: UnsafePointer<Double>, order n: Int, vectors: Bool = true
    ) throws(KernelFailure) -> (values: [Double], vectors: [Double]) {
        guard n > 0 else { return ([], []) }
        // Beyond this the workspace's size does not fit LAPACK's integers.
        guard n <= 30_000 else { throw .invalid("a dense eigenproblem of order \(n) is too large") }
        var elements = Array(UnsafeBufferPointer(start: matrix, count: n * n))
        guard elements.allSatisfy(\.isFinite) else { throw .noConvergence(routine: "dsyevd (not all entries are finite)") }
        var values = [Double](repeating: 0, count: n)
        var job = CChar(UInt8(ascii: vectors ? "V" : "N"))
        // LAPACK reads columns: the lower triangle of rows is its upper one.
        var triangle = CChar(UInt8(ascii: "U"))
        var order = Int32(n)
        var info: Int32 = 0
        var workSize: Int32 = -1
        var integerSize: Int32 = -1
        var workBest = 0.0
        var integerBest: Int32 = 0
        dsyevd_(
            &job, &triangle, &order, &elements, &order, &values, &workBest, &workSize, &integerBest, &integerSize, &info)
        guard info == 0 else { throw .noConvergence(routine: "dsyevd") }
        workSize = Int32(workBest)
        integerSize = integerBest
        var work = [Double](repeating: 0, count: Int(workSize))
        var integers = [Int32](repeating: 0, count: Int(integerSize))
        dsyevd_(
            &job, &triangle, &order, &elements, &order, &values, &work, &workSize, &integers, &integerSize, &info)
        guard info == 0 else { throw .noConvergence(routine: "dsyevd") }
        return (values, vectors ? elements : [])
    }
}
