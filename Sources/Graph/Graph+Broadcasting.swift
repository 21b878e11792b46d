import Tensors

// NumPy's rules for operands of different shapes and types.
extension Graph {
    /// The values under their common shape. Throws, naming the shapes, where there is none.
    public func broadcasting(_ x: [ValueID], in function: String) throws -> [ValueID] {
        guard let first = x.first else { return x }
        var shape = type(first).shape
        for id in x.dropFirst() {
            guard let common = Shape.broadcast(shape, type(id).shape) else {
                throw Shape.mismatch(shape, type(id).shape, in: function)
            }
            shape = common
        }
        return try x.map { try broadcast($0, to: shape) }
    }

    /// A value repeated to a shape, which must be the one that both broadcast to.
    public func repeated(_ x: ValueID, to shape: [Int], in function: String) throws -> ValueID {
        guard Shape.broadcast(type(x).shape, shape) == shape else {
            throw TensorError(
                "shape \(Shape.describe(type(x).shape)) does not broadcast to \(Shape.describe(shape)) in `\(function)`",
                hint: "extents are compared from the right; they must be equal, or the value's 1")
        }
        return try broadcast(x, to: shape)
    }

    /// The values in the type in which they meet.
    public func promoting(_ x: [ValueID]) throws -> [ValueID] {
        guard let dtype = x.map({ type($0).dtype }).max() else { return x }
        return try x.map { try convert($0, dtype) }
    }

    /// An elementwise op on operands of any shapes and types, brought to a common one first.
    public func elementwise(_ op: some ElementwiseOp, _ x: [ValueID], in function: String) throws -> ValueID {
        try emit(op, broadcasting(promoting(x), in: function))
    }

    /// Integers and booleans as float64, floats as they are.
    public func floating(_ x: ValueID) throws -> ValueID { type(x).dtype.isFloat ? x : try convert(x, .float64) }

    /// Booleans as int64, numbers as they are.
    public func numeric(_ x: ValueID) throws -> ValueID { type(x).dtype == .bool ? try convert(x, .int64) : x }
}
