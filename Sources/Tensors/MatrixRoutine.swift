/// The functions of whole matrices: what one step of a plan does with each matrix of a batch, by LAPACK.
///
/// What a factorization gives lies packed, one part after the other, in one row of numbers for each matrix. Matrices are
/// row-major.
public enum MatrixRoutine: Sendable, Hashable {
    /// Of a square A, with partial pivoting: the factors (n×n), the rows that were swapped (n), and the sign, the logarithm of
    /// the magnitude, and the value of det A. NaN if A is not finite.
    case lu
    /// X with X·A = B, or X·Aᵀ = B, for the packed factors of A and B (k×n). A singular A fails the run if it `rejectsSingular`,
    /// and else gives infinities and NaN.
    case divide(isTransposed: Bool, rejectsSingular: Bool)
    /// The lower triangular L with L·Lᵀ = (A + Aᵀ)/2.
    case cholesky
    /// X with X·T = B, or X·Tᵀ = B, for a triangular T, whose other triangle is not read, and B (k×n).
    case divideByTriangle(isUpper: Bool, isTransposed: Bool)
    /// Of the symmetric part of A: eigenvalues (n, ascending) and, if wanted, unit eigenvectors as rows (n×n).
    case eigen(vectors: Bool)
    /// A = U·diag(s)·Vh: singular values (k = min(m, n), descending), U, Vh.
    case svd(SingularVectors)
    /// Of a square A what its adjugate is made of where A is singular, or nearly so: whether it is regular (1, or 0), what is not
    /// known if it is not (0, or NaN), singular vectors U and Vh, and the products of all singular values but two, on the diagonal
    /// but one, times det U · det Vh (n×n each). Zeros for a regular A.
    case adjugateFactors
    /// A = Q·R: Q (m×k) and the upper triangular R (k×n), k = min(m, n).
    case qr

    /// Which singular vectors are wanted: none, the first min(m, n) of either side, or all.
    public enum SingularVectors: Int, Sendable { case none, thin, full }

    /// How many numbers the result has for one matrix: A (rows × columns), or B of a division.
    public func resultCount(rows m: Int, columns n: Int) -> Int {
        let k = min(m, n)
        return switch self {
        case .lu: n * n + n + 3
        case .cholesky, .divide, .divideByTriangle: m * n
        case .eigen(let vectors): n + (vectors ? n * n : 0)
        case .svd(.none): k
        case .svd(.thin): k + m * k + k * n
        case .svd(.full): k + m * m + n * n
        case .qr: m * k + k * n
        case .adjugateFactors: 2 + 3 * n * n
        }
    }
}
