import Tensors

/// Eigenvalues and eigenvectors of a real symmetric matrix in float64.
public enum SymmetricEigen {
    /// Values in ascending order; `vectors[i * n + j]` is component j of the unit eigenvector of value i (empty if not wanted).
    ///
    /// `matrix` is n×n; its symmetric part counts. Throws a `matrix` failure if there is no convergence, or an entry is not finite;
    /// `interrupted` also in the midst of a large one.
    public static func solve(
        _ matrix: UnsafePointer<Double>, order n: Int, vectors: Bool = true
    ) throws(KernelFailure) -> (values: [Double], vectors: [Double]) {
        let routine = MatrixRoutine.eigen(vectors: vectors)
        let kernel: LinearAlgebraKernel
        do { kernel = try LinearAlgebraKernel(routine, dtype: .float64, rows: n, columns: n) } catch {
            throw .invalid("\(error)")
        }
        let count = routine.resultCount(rows: n, columns: n)
        let memory = try AlignedMemory(byteCount: count * MemoryLayout<Double>.stride)
        try kernel.run(matrix, matrix, memory.start)
        let numbers = UnsafeBufferPointer(start: memory.start.assumingMemoryBound(to: Double.self), count: count)
        return (Array(numbers[..<n]), Array(numbers[n...]))
    }
}
