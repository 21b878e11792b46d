import Tensors

/// Eigenpairs `H xᵢ = λᵢ xᵢ`, and how well they are known.
public struct EigenResult: Sendable {
    /// λ, ascending.
    public var values: [Double]
    /// x: unit vectors in the rows of a (k, N) tensor, of the operator's type, the component of largest magnitude positive.
    public var vectors: Tensor
    /// ‖Hx − λx‖, the operator's own error included.
    public var residuals: [Double]
    /// Products with H, checks included.
    public var matvecs: Int
    /// Whether residual ≤ max(tol·|λ|, floor).
    public var converged: [Bool]
    /// The residual below which H's own error hides everything.
    public var floor: Double
    /// What the caller should be told, each a sentence.
    public var warnings: [String]
    /// Whether it was stopped from outside: then there may be fewer pairs than asked for.
    public var isInterrupted: Bool
}
