import Kernels
import Tensors

/// `c·H − σ`: eigenvectors of H, eigenvalues c·λ − σ.
public struct ShiftedOperator: LinearOperator {
    public let base: any LinearOperator
    /// c.
    public let factor: Double
    /// σ.
    public let shift: Double

    public init(_ base: any LinearOperator, factor: Double = 1, minus shift: Double = 0) {
        self.base = base
        self.factor = factor
        self.shift = shift
    }

    public var dimension: Int { base.dimension }
    public var dtype: DType { base.dtype }
    public var isSymmetricByConstruction: Bool { base.isSymmetricByConstruction }

    public func apply(_ x: Tensor, into y: Tensor) throws {
        try base.apply(x, into: y)
        if factor != 1 { try VectorKernels.scale(factor, y.pointer, count: y.count, dtype: dtype) }
        if shift != 0 { try VectorKernels.axpy(-shift, x.pointer, into: y.pointer, count: y.count, dtype: dtype) }
    }
}
