import Tensors

// Products of vectors and matrices.
extension Graph {
    /// `a @ b` by NumPy's rule: matrices in the last two axes, the others broadcast; a vector is a row on the left and a
    /// column on the right, and its axis goes.
    public func matmul(_ a: ValueID, _ b: ValueID) throws -> ValueID {
        let operands = try promoting([numeric(a), numeric(b)])
        let (x, y) = (operands[0], operands[1])
        let (left, right) = (type(x).shape, type(y).shape)
        func failure(_ hint: String) -> TensorError {
            TensorError("shapes do not match in `@`: \(Shape.describe(left)) @ \(Shape.describe(right))", hint: hint)
        }
        guard let inner = left.last, let last = right.last else {
            throw failure("`@` is the product of matrices; a number multiplies with `*`")
        }
        let rows = right.count == 1 ? last : right[right.count - 2]
        guard inner == rows else { throw failure("the inner dimensions are \(inner) and \(rows)") }
        switch (left.count, right.count) {
        case (1, 1): return try sum(multiply(x, y), axes: [0])
        case (1, _):
            let product = try matmul(reshape(x, [1, inner]), y)
            return try reshape(product, right.dropLast(2) + [last])
        case (_, 1):
            let product = try matmul(x, reshape(y, [last, 1]))
            return try reshape(product, Array(left.dropLast()))
        case (2, 2): return try emit(MatMul(), [x, y])
        case (_, 2):
            // One tall matrix.
            let product = try emit(MatMul(), [reshape(x, [Shape.count(Array(left.dropLast())), inner]), y])
            return try reshape(product, left.dropLast() + [last])
        default:
            guard let batch = Shape.broadcast(Array(left.dropLast(2)), Array(right.dropLast(2))) else {
                throw failure("the leading axes do not broadcast")
            }
            let count = try Shape.count(batch)
            func stacked(_ id: ValueID, _ shape: [Int]) throws -> ValueID {
                if shape.count == 2 { return id }
                let matrix = shape.suffix(2)
                return try reshape(broadcast(id, to: batch + matrix), [count] + matrix)
            }
            let product = try emit(MatMul(), [stacked(x, left), stacked(y, right)])
            return try reshape(product, batch + type(product).shape.suffix(2))
        }
    }

    /// NumPy's `dot`: the inner product of vectors, the product of matrices; of higher tensors the sum over the last axis of a
    /// and the second to last of b. A single number multiplies.
    public func dot(_ a: ValueID, _ b: ValueID) throws -> ValueID {
        let (left, right) = (type(a).shape, type(b).shape)
        if left.isEmpty || right.isEmpty { return try binary(.multiply, a, b) }
        let inner = left[left.count - 1]
        let place = Swift.max(right.count - 2, 0)
        guard inner == right[place] else {
            throw TensorError(
                "shapes do not match in `dot`: \(Shape.describe(left)) and \(Shape.describe(right))",
                hint: "the inner dimensions are \(inner) and \(right[place])")
        }
        if left.count == 1 || right.count <= 2 { return try matmul(a, b) }
        let rest = right.enumerated().filter { $0.offset != place }.map(\.element)
        let flat = try reshape(movingAxis(b, from: place, to: 0), [inner, Shape.count(rest)])
        return try reshape(matmul(a, flat), left.dropLast() + rest)
    }

    /// The matrix of all products `aᵢ·bⱼ` of the flattened operands.
    public func outer(_ a: ValueID, _ b: ValueID) throws -> ValueID {
        try binary(.multiply, reshape(a, [type(a).count, 1]), reshape(b, [1, type(b).count]))
    }
}
