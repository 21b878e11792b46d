import Tensors

/// A function of one vector as an operator: `operator(n, matvec)`. It is taken as symmetric.
public struct ClosureOperator: LinearOperator {
    public let dimension: Int
    public let dtype: DType
    private let product: (Tensor) throws -> Tensor

    /// `product` is called with a vector of shape (N,) and gives one.
    public init(dimension: Int, dtype: DType = .float64, product: @escaping (Tensor) throws -> Tensor) throws {
        guard dimension > 0 else {
            throw TensorError("an operator on \(dimension) parameters", hint: "its first argument is their number, at least 1")
        }
        // Its number of entries is an integer, and a vector's size in bytes.
        guard dimension <= 1 << 31 else { throw TensorError("an operator on \(dimension) parameters is too large") }
        self.dimension = dimension
        self.dtype = dtype
        self.product = product
    }

    public func apply(_ x: Tensor, into y: Tensor) throws {
        for i in 0..<x.count / dimension {
            // The function may keep its argument, which is part of a basis that changes: it gets a copy.
            let argument = try Tensor(uninitialized: dtype, shape: [dimension])
            let row = try y.view(from: i * dimension, shape: [dimension])
            try x.view(from: i * dimension, shape: [dimension]).write(to: argument)
            let value = try product(argument)
            guard value.count == dimension, value.rank == 1 || value.shape == [dimension, 1] else {
                throw TensorError(
                    "the function of an operator on \(dimension) parameters gave shape \(Shape.describe(value.shape))",
                    hint: "it must give a vector as long as its argument")
            }
            try value.write(to: row)
        }
    }
}
