import COpenBLAS

/// The routines of LAPACK and BLAS that dense linear algebra is made of, in either precision.
///
/// Matrices are stored by columns, one after the other. What is returned is LAPACK's `info`.
protocol LAPACKNumber: BinaryFloatingPoint, BitwiseCopyable, Sendable {
    typealias Numbers = UnsafeMutablePointer<Self>
    typealias Integers = UnsafeMutablePointer<Int32>

    static func getrf(_ n: Int32, _ a: Numbers, _ pivots: Integers) -> Int32
    static func getrs(_ transposed: Bool, _ n: Int32, _ columns: Int32, _ a: Numbers, _ pivots: Integers, _ b: Numbers) -> Int32
    static func potrf(_ n: Int32, _ a: Numbers) -> Int32
    /// B := B·op(T)⁻¹, of row-major B (rows × n) and T (n×n).
    static func trsm(_ upper: Bool, _ transposed: Bool, _ rows: Int32, _ n: Int32, _ t: Numbers, _ b: Numbers)
    /// A count of −1 asks for the best one, which then is the first number of `work`, and of `integers`.
    static func syevd(
        _ vectors: Bool, _ n: Int32, _ a: Numbers, _ w: Numbers, _ work: Numbers, _ workCount: Int32, _ integers: Integers,
        _ integerCount: Int32
    ) -> Int32
    static func gesdd(
        _ vectors: Unicode.Scalar, _ m: Int32, _ n: Int32, _ a: Numbers, _ s: Numbers, _ u: Numbers, _ vt: Numbers,
        _ vtRows: Int32, _ work: Numbers, _ workCount: Int32, _ integers: Integers
    ) -> Int32
    static func gelqf(_ m: Int32, _ n: Int32, _ a: Numbers, _ tau: Numbers, _ work: Numbers, _ workCount: Int32) -> Int32
    static func orglq(_ k: Int32, _ n: Int32, _ a: Numbers, _ tau: Numbers, _ work: Numbers, _ workCount: Int32) -> Int32
}

private func letter(_ character: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: character.value) }

extension Double: LAPACKNumber {
    static func getrf(_ n: Int32, _ a: Numbers, _ pivots: Integers) -> Int32 {
        var (n, lead, info) = (n, max(n, 1), Int32(0))
        dgetrf_(&n, &n, a, &lead, pivots, &info)
        return info
    }
    static func getrs(
        _ transposed: Bool, _ n: Int32, _ columns: Int32, _ a: Numbers, _ pivots: Integers, _ b: Numbers
    ) -> Int32 {
        var (n, columns, lead, info) = (n, columns, max(n, 1), Int32(0))
        var trans = letter(transposed ? "T" : "N")
        dgetrs_(&trans, &n, &columns, a, &lead, pivots, b, &lead, &info)
        return info
    }
    static func potrf(_ n: Int32, _ a: Numbers) -> Int32 {
        var (n, lead, info) = (n, max(n, 1), Int32(0))
        var triangle = letter("U")
        dpotrf_(&triangle, &n, a, &lead, &info)
        return info
    }
    static func trsm(_ upper: Bool, _ transposed: Bool, _ rows: Int32, _ n: Int32, _ t: Numbers, _ b: Numbers) {
        cblas_dtrsm(
            CblasRowMajor, CblasRight, upper ? CblasUpper : CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
            rows, n, 1, t, max(n, 1), b, max(n, 1))
    }
    static func syevd(
        _ vectors: Bool, _ n: Int32, _ a: Numbers, _ w: Numbers, _ work: Numbers, _ workCount: Int32, _ integers: Integers,
        _ integerCount: Int32
    ) -> Int32 {
        var (n, lead, info) = (n, max(n, 1), Int32(0))
        var (job, triangle) = (letter(vectors ? "V" : "N"), letter("U"))
        var (workCount, integerCount) = (workCount, integerCount)
        dsyevd_(&job, &triangle, &n, a, &lead, w, work, &workCount, integers, &integerCount, &info)
        return info
    }
    static func gesdd(
        _ vectors: Unicode.Scalar, _ m: Int32, _ n: Int32, _ a: Numbers, _ s: Numbers, _ u: Numbers, _ vt: Numbers,
        _ vtRows: Int32, _ work: Numbers, _ workCount: Int32, _ integers: Integers
    ) -> Int32 {
        var (m, n, lead, vtLead, info) = (m, n, max(m, 1), max(vtRows, 1), Int32(0))
        var (job, workCount) = (letter(vectors), workCount)
        dgesdd_(&job, &m, &n, a, &lead, s, u, &lead, vt, &vtLead, work, &workCount, integers, &info)
        return info
    }
    static func gelqf(_ m: Int32, _ n: Int32, _ a: Numbers, _ tau: Numbers, _ work: Numbers, _ workCount: Int32) -> Int32 {
        var (m, n, lead, workCount, info) = (m, n, max(m, 1), workCount, Int32(0))
        dgelqf_(&m, &n, a, &lead, tau, work, &workCount, &info)
        return info
    }
    static func orglq(_ k: Int32, _ n: Int32, _ a: Numbers, _ tau: Numbers, _ work: Numbers, _ workCount: Int32) -> Int32 {
        var (k, n, lead, workCount, info) = (k, n, max(k, 1), workCount, Int32(0))
        dorglq_(&k, &n, &k, a, &lead, tau, work, &workCount, &info)
        return info
    }
}

extension Float: LAPACKNumber {
    static func getrf(_ n: Int32, _ a: Numbers, _ pivots: Integers) -> Int32 {
        var (n, lead, info) = (n, max(n, 1), Int32(0))
        sgetrf_(&n, &n, a, &lead, pivots, &info)
        return info
    }
    static func getrs(
        _ transposed: Bool, _ n: Int32, _ columns: Int32, _ a: Numbers, _ pivots: Integers, _ b: Numbers
    ) -> Int32 {
        var (n, columns, lead, info) = (n, columns, max(n, 1), Int32(0))
        var trans = letter(transposed ? "T" : "N")
        sgetrs_(&trans, &n, &columns, a, &lead, pivots, b, &lead, &info)
        return info
    }
    static func potrf(_ n: Int32, _ a: Numbers) -> Int32 {
        var (n, lead, info) = (n, max(n, 1), Int32(0))
        var triangle = letter("U")
        spotrf_(&triangle, &n, a, &lead, &info)
        return info
    }
    static func trsm(_ upper: Bool, _ transposed: Bool, _ rows: Int32, _ n: Int32, _ t: Numbers, _ b: Numbers) {
        cblas_strsm(
            CblasRowMajor, CblasRight, upper ? CblasUpper : CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
            rows, n, 1, t, max(n, 1), b, max(n, 1))
    }
    static func syevd(
        _ vectors: Bool, _ n: Int32, _ a: Numbers, _ w: Numbers, _ work: Numbers, _ workCount: Int32, _ integers: Integers,
        _ integerCount: Int32
    ) -> Int32 {
        var (n, lead, info) = (n, max(n, 1), Int32(0))
        var (job, triangle) = (letter(vectors ? "V" : "N"), letter("U"))
        var (workCount, integerCount) = (workCount, integerCount)
        ssyevd_(&job, &triangle, &n, a, &lead, w, work, &workCount, integers, &integerCount, &info)
        return info
    }
    static func gesdd(
        _ vectors: Unicode.Scalar, _ m: Int32, _ n: Int32, _ a: Numbers, _ s: Numbers, _ u: Numbers, _ vt: Numbers,
        _ vtRows: Int32, _ work: Numbers, _ workCount: Int32, _ integers: Integers
    ) -> Int32 {
        var (m, n, lead, vtLead, info) = (m, n, max(m, 1), max(vtRows, 1), Int32(0))
        var (job, workCount) = (letter(vectors), workCount)
        sgesdd_(&job, &m, &n, a, &lead, s, u, &lead, vt, &vtLead, work, &workCount, integers, &info)
        return info
    }
    static func gelqf(_ m: Int32, _ n: Int32, _ a: Numbers, _ tau: Numbers, _ work: Numbers, _ workCount: Int32) -> Int32 {
        var (m, n, lead, workCount, info) = (m, n, max(m, 1), workCount, Int32(0))
        sgelqf_(&m, &n, a, &lead, tau, work, &workCount, &info)
        return info
    }
    static func orglq(_ k: Int32, _ n: Int32, _ a: Numbers, _ tau: Numbers, _ work: Numbers, _ workCount: Int32) -> Int32 {
        var (k, n, lead, workCount, info) = (k, n, max(k, 1), workCount, Int32(0))
        sorglq_(&k, &n, &k, a, &lead, tau, work, &workCount, &info)
        return info
    }
}
