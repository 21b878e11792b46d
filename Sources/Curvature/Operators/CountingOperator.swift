import Tensors

/// H, counting the vectors it is applied to.
public final class CountingOperator: LinearOperator {
    public let base: any LinearOperator
    /// Products so far: one for each row of each application.
    public private(set) var products = 0

    public init(_ base: any LinearOperator) { self.base = base }

    public var dimension: Int { base.dimension }
    public var dtype: DType { base.dtype }
    public var isSymmetricByConstruction: Bool { base.isSymmetricByConstruction }

    public func apply(_ x: Tensor, into y: Tensor) throws {
        products += dimension > 0 ? x.count / dimension : 0
        try base.apply(x, into: y)
    }
}
