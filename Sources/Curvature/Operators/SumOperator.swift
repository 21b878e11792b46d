import Kernels
import Tensors

/// `H₁ + H₂ + …`, of the widest type among its terms.
public final class SumOperator: LinearOperator {
    public let terms: [any LinearOperator]
    public let dimension: Int
    public let dtype: DType
    private var scratch: Tensor?

    /// Throws if there is no term, or if their dimensions differ.
    public init(_ terms: [any LinearOperator]) throws {
        guard let first = terms.first else { throw TensorError("a sum of no operators") }
        if let other = terms.first(where: { $0.dimension != first.dimension }) {
            throw TensorError(
                "operators on \(first.dimension) and \(other.dimension) parameters do not add",
                hint: "both must act on the same parameters")
        }
        dimension = first.dimension
        dtype = terms.reduce(first.dtype) { DType.promote($0, $1.dtype) }
        let dtype = dtype
        self.terms = terms.map { $0.dtype == dtype ? $0 : ConvertedOperator($0, to: dtype) }
    }

    public var isSymmetricByConstruction: Bool { terms.allSatisfy(\.isSymmetricByConstruction) }

    public func apply(_ x: Tensor, into y: Tensor) throws {
        guard let first = terms.first else { return }
        try first.apply(x, into: y)
        guard terms.count > 1 else { return }
        let partial = try scratch.reused(dtype: dtype, shape: y.shape)
        scratch = partial
        for term in terms.dropFirst() {
            try term.apply(x, into: partial)
            try VectorKernels.axpy(1, partial.pointer, into: y.pointer, count: y.count, dtype: dtype)
        }
    }
}

/// H on vectors of another type: they are converted on the way in and out.
public final class ConvertedOperator: LinearOperator {
    public let base: any LinearOperator
    public let dtype: DType
    private var input: Tensor?
    private var output: Tensor?

    public init(_ base: any LinearOperator, to dtype: DType) {
        self.base = base
        self.dtype = dtype
    }

    public var dimension: Int { base.dimension }
    public var isSymmetricByConstruction: Bool { base.isSymmetricByConstruction }

    public func apply(_ x: Tensor, into y: Tensor) throws {
        let from = try input.reused(dtype: base.dtype, shape: x.shape)
        let to = try output.reused(dtype: base.dtype, shape: x.shape)
        input = from
        output = to
        try x.write(to: from)
        try base.apply(from, into: to)
        try to.write(to: y)
    }
}

extension Tensor? {
    /// This tensor if it is of the type and shape, else a new one.
    func reused(dtype: DType, shape: [Int]) throws -> Tensor {
        if let self, self.dtype == dtype, self.shape == shape { return self }
        return try Tensor(uninitialized: dtype, shape: shape)
    }
}
