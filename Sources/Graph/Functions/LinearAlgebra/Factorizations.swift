import Tensors

// Factorizations of the matrices in the last two axes.
extension Graph {
    /// The lower triangular L with L·Lᵀ = (A + Aᵀ)/2.
    public func cholesky(_ a: ValueID) throws -> ValueID { try emit(Cholesky(), [floating(a)]) }

    /// Eigenvalues, ascending, and unit eigenvectors as columns, of the symmetric part (A + Aᵀ)/2.
    public func eigh(_ a: ValueID) throws -> (values: ValueID, vectors: ValueID) {
        let a = try floating(a)
        let factors = try [emit(Eigen(), [a]), a]
        return try (emit(Eigenvalues(), factors), emit(Eigenvectors(), factors))
    }

    /// Q (m, k) with orthonormal columns and the upper triangular R (k, n) with A = Q·R; k = min(m, n).
    public func qr(_ a: ValueID) throws -> (q: ValueID, r: ValueID) {
        let a = try floating(a)
        let (lead, m, n) = try type(a).matrices(in: "qr")
        // Of a wide matrix the first columns decide.
        let square = try part(of: a, axis: lead.count + 1, from: 0, count: Swift.min(m, n))
        let factors = try [emit(QR(), [square]), square]
        let (q, r) = try (emit(QRColumns(), factors), emit(QRTriangle(), factors))
        guard n > m else { return (q, r) }
        let rest = try matmul(matrixTranspose(q), part(of: a, axis: lead.count + 1, from: m, count: n - m))
        return try (q, emit(Concatenate(axis: lead.count + 1), [r, rest]))
    }

    /// U, the singular values in descending order, and Vh, with A = U·diag(s)·Vh: U (m, m) and Vh (n, n), or (m, k) and (k, n)
    /// with k = min(m, n) if not all are wanted.
    public func svd(_ a: ValueID, fullMatrices: Bool) throws -> (u: ValueID, values: ValueID, vh: ValueID) {
        let a = try floating(a)
        let (_, m, n) = try type(a).matrices(in: "svd")
        let areAll = fullMatrices && m != n
        let factors = try [emit(SVD(areAll ? .full : .thin), [a]), a]
        return try (
            emit(LeftVectors(areAll: areAll), factors), emit(SingularValues(), factors),
            emit(RightVectors(areAll: areAll), factors)
        )
    }

    /// The singular values alone.
    public func singularValues(_ a: ValueID) throws -> ValueID {
        let a = try floating(a)
        return try emit(SingularValues(), [emit(SVD(.none), [a]), a])
    }
}
