import Tensors

/// How many vectors the basis of `eigsh` may have: ncv, or what memory affords.
///
/// Settled once, before the first product of a run, and kept with all that goes on from it: the basis decides bits, and what is
/// free later, beside kept vectors, is another matter.
struct BasisBudget: Sendable, Hashable {
    private let rows: Int

    init(_ request: ResolvedRequest, for H: any LinearOperator, available: @autoclosure () -> Int = Memory.available()) {
        if let limit = request.basisLimit {
            rows = limit
        } else {
            // A power of two, so that what else happens to be in memory seldom changes the basis and with it the last bits.
            let half = max(1, available() / 2)
            let bytes = 1 << (Int.bitWidth - 1 - half.leadingZeroBitCount)
            rows = bytes / LanczosBasis.rowBytes(dtype: H.dtype, dimension: H.dimension)
        }
    }

    /// Rows of the basis for k pairs in ℝᴺ, the next vector included: at least k + 4, and no more than there can be.
    func capacity(count k: Int, dimension n: Int) -> Int { min(n, max(rows, k + 3)) + 1 }
}
