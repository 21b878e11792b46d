import Tensors

// What every rule and every function of tensors is made of: ops applied to values of a graph, with what is free left out.
extension Graph {
    /// One number with the type and shape of `x`.
    public func scalar(_ value: Double, like x: ValueID) throws -> ValueID {
        let type = type(x)
        return try broadcast(emit(Scalar(value, type.dtype), []), to: type.shape)
    }

    public func zeros(like x: ValueID) throws -> ValueID { try scalar(0, like: x) }

    public func convert(_ x: ValueID, _ dtype: DType) throws -> ValueID {
        type(x).dtype == dtype ? x : try emit(Convert(dtype), [x])
    }

    public func reshape(_ x: ValueID, _ shape: [Int]) throws -> ValueID {
        type(x).shape == shape ? x : try emit(Reshape(shape), [x])
    }

    public func broadcast(_ x: ValueID, to shape: [Int]) throws -> ValueID {
        type(x).shape == shape ? x : try emit(Broadcast(shape), [x])
    }

    /// Axes that a reduction over `axes` (ascending) took away, put back and repeated to `shape`.
    public func expand(_ x: ValueID, axes: [Int], to shape: [Int]) throws -> ValueID {
        var kept = shape
        for axis in axes { kept[axis] = 1 }
        return try broadcast(reshape(x, kept), to: shape)
    }

    public func permute(_ x: ValueID, _ axes: [Int]) throws -> ValueID { try emit(Permute(axes: axes), [x]) }

    // Arithmetic on operands of one type; see `Graph+Broadcasting.swift` for operands that must be brought to one first.
    public func add(_ a: ValueID, _ b: ValueID) throws -> ValueID { try emit(Add(), [a, b]) }
    public func subtract(_ a: ValueID, _ b: ValueID) throws -> ValueID { try emit(Subtract(), [a, b]) }
    public func multiply(_ a: ValueID, _ b: ValueID) throws -> ValueID { try emit(Multiply(), [a, b]) }
    public func divide(_ a: ValueID, _ b: ValueID) throws -> ValueID { try emit(Divide(), [a, b]) }
    public func power(_ a: ValueID, _ b: ValueID) throws -> ValueID { try emit(Power(), [a, b]) }
    public func negate(_ a: ValueID) throws -> ValueID { try emit(Negate(), [a]) }

    /// The sum over ascending axes.
    public func sum(_ x: ValueID, axes: [Int]) throws -> ValueID { axes.isEmpty ? x : try emit(Sum(axes: axes), [x]) }

    /// `x + accumulator`, where there is one: how cotangents add up.
    public func accumulate(_ x: ValueID, _ accumulator: ValueID?) throws -> ValueID {
        try accumulator.map { try add($0, x) } ?? x
    }

    /// A value with its leading batch axis, repeated along it where it has none.
    func batched(_ x: BatchedValue, _ count: Int) throws -> ValueID {
        x.isBatched ? x.id : try broadcast(x.id, to: [count] + type(x.id).shape)
    }
}
