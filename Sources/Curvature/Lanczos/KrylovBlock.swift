import Kernels

#if canImport(Glibc)
    import Glibc
#endif

/// The projection T of H onto a Krylov space, `H V = V T + β v eᵀ`, where V has m columns and v is the next one.
///
/// T is tridiagonal, except that after a restart its first q columns are kept Ritz vectors: there it is an arrow,
///
///         | θ₁        s₁          |
///         |    ⋱      ⋮           |
///     T = |       θ_q s_q         |
///         | s₁ ⋯  s_q α₀  β₀      |
///         |           β₀  α₁  ⋱   |
struct KrylovBlock: Sendable, Hashable {
    /// θ: values of the Ritz vectors kept at the last restart.
    var head: [Double] = []
    /// s: their couplings with the vector after them.
    var coupling: [Double] = []
    /// α: the rest of the diagonal.
    var diagonal: [Double] = []
    /// β: one for each α; the last one is the norm of the residual.
    var offDiagonal: [Double] = []

    /// m.
    var size: Int { head.count + diagonal.count }
    /// β of the last column: the coupling with what is not in the space.
    var residualNorm: Double { offDiagonal.last ?? 0 }

    /// Ritz values in ascending order, and the residual norms of their vectors, β|s|.
    func spectrum() throws -> RitzSpectrum {
        if size == 0 { return RitzSpectrum(values: [], residuals: []) }
        if head.isEmpty, let (values, last) = TridiagonalSpectrum.solve(diagonal: diagonal, offDiagonal: offDiagonal) {
            return RitzSpectrum(values: values, residuals: last.map { residualNorm * $0 })
        }
        return try decomposition().spectrum
    }

    /// The same with all of T's eigenvectors: `vectors[i * m + j]` is component j of vector i.
    func decomposition() throws -> (spectrum: RitzSpectrum, vectors: [Double]) {
        let m = size
        if diagonal.isEmpty {
            let unit = (0..<m * m).map { $0 % (m + 1) == 0 ? 1.0 : 0.0 }
            return (RitzSpectrum(values: head, residuals: coupling.map(abs)), unit)
        }
        let (values, vectors) = try SymmetricEigen.solve(matrix(), order: m)
        let residuals = (0..<m).map { residualNorm * abs(vectors[$0 * m + m - 1]) }
        return (RitzSpectrum(values: values, residuals: residuals), vectors)
    }

    /// T, m×m.
    func matrix() -> [Double] {
        let m = size
        let q = head.count
        var t = [Double](repeating: 0, count: m * m)
        for (i, θ) in head.enumerated() {
            t[i * m + i] = θ
            if q < m {
                t[i * m + q] = coupling[i]
                t[q * m + i] = coupling[i]
            }
        }
        for (j, α) in diagonal.enumerated() {
            let i = q + j
            t[i * m + i] = α
            if i + 1 < m {
                t[i * m + i + 1] = offDiagonal[j]
                t[(i + 1) * m + i] = offDiagonal[j]
            }
        }
        return t
    }
}

/// Ritz values, ascending, with the norms of their residuals.
struct RitzSpectrum: Sendable, Hashable {
    var values: [Double]
    var residuals: [Double]

    /// The distance of a value to the next one.
    func gap(at i: Int) -> Double {
        min(i > 0 ? values[i] - values[i - 1] : .infinity, i + 1 < values.count ? values[i + 1] - values[i] : .infinity)
    }
}
