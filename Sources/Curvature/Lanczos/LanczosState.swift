import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// A Lanczos factorisation of H under way: a plain value that can be copied, kept and taken up again.
///
/// Rows of `basis`: first the locked Ritz vectors Q, then the m columns V of the open Krylov space, then the next one, v:
///
///     H Q = Q Θ + R,   (1 − QQᵀ) H V = V T + β v eᵀ,   [Q V v]ᵀ [Q V v] = 1.
///
/// ‖R‖ is small: `locked` tells how small for each.
public struct LanczosState: Sendable {
    var basis: LanczosBasis
    /// Θ and the norms of R's columns.
    var locked: [LockedPair] = []
    /// T.
    var block = KrylovBlock()
    /// `Qᵀ H V`, a row for each column of V: what of H V the open space leaves out. As long as nothing is locked, empty rows.
    var lockedCouplings: [[Double]] = []
    /// Whether the vector after the last column is there.
    var hasNextVector = false
    /// The first Krylov space, which later searches repeat.
    var first = FirstSpace()
    /// Products with H so far.
    var products = 0
    /// Random vectors drawn so far.
    var draws = 0
    /// How far H is from being a symmetric linear map in exact arithmetic.
    var noise: OperatorNoise
    /// The largest ‖Hv‖ and |θ| seen: a lower bound of ‖H‖, soon a good one.
    var normEstimate = 0.0

    struct LockedPair: Sendable, Hashable {
        var value: Double
        var residual: Double
        /// How far the value may be from an eigenvalue.
        var uncertainty: Double
    }

    /// A factorisation without columns. At most `capacity` rows are ever used, v included.
    init(dtype: DType, dimension: Int, capacity: Int) throws {
        basis = try LanczosBasis(dtype: dtype, dimension: dimension, capacity: capacity)
        noise = OperatorNoise(dtype: dtype, dimension: dimension)
    }

    var dimension: Int { basis.dimension }
    /// Rows of Q and V.
    var rowCount: Int { locked.count + block.size }
    /// Whether Q and V span ℝᴺ.
    var isComplete: Bool { rowCount >= dimension }
    /// Whether one more column fits.
    var hasRoom: Bool { rowCount + 2 <= basis.capacity }
}

/// The error of products with H, measured from entries of VᵀHV that would be 0 in exact arithmetic.
///
/// A random error e of a product shows in an entry v·e only by its component along v, ‖e‖/√N on the average; hence
/// `‖e‖² ≈ N · mean (v·e)²`. It is never taken for less than what rounding vectors to their storage type does, which happens
/// anew with each rotation of the basis.
struct OperatorNoise: Sendable, Hashable {
    private let dimension: Int
    /// Half a unit in the last place of 1.
    let roundoff: Double
    /// The least level, in units of ‖H‖: what rounding vectors to their type does even to exact products.
    private let least: Double
    private var squares = 0.0
    private var entries = 0
    private var rotations = 0

    init(dtype: DType, dimension: Int) {
        self.dimension = dimension
        roundoff = dtype == .float32 ? 0x1p-24 : 0x1p-53
        // Coefficients are float64 in both cases: in float32 only the vectors round.
        least = (dtype == .float32 ? 4 : 6) * roundoff
    }

    mutating func record(_ entry: Double) {
        squares += entry * entry
        entries += 1
    }

    mutating func recordRotation() { rotations += 1 }

    /// ε_op ‖H‖, where ‖H‖ is `norm`, for vectors that are sums of `summands` basis vectors.
    ///
    /// Such a sum rounds in float64 once for every four of them, at random: H maps that onto the residual.
    func level(norm: Double, summands: Int) -> Double {
        let measured = entries > 0 ? (squares / Double(entries) * Double(dimension)).squareRoot() : 0
        let rotated = 3 * roundoff * norm * Double(rotations).squareRoot()
        let summed = 0x1p-53 * norm * Double(summands).squareRoot() / 4
        return hypot(max(measured, least * norm), hypot(rotated, summed))
    }
}
