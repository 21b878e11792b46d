import Tensors

/// Something that ops can be applied in: a graph that records them, or an evaluation that runs them.
///
/// What is composed of ops is written once, as an extension of this protocol, and serves both.
public protocol TensorContext: AnyObject {
    associatedtype Handle
    func type(_ x: Handle) -> TensorType
    func emit(_ op: some Op, _ x: [Handle]) throws -> Handle
}

extension Graph: TensorContext {}

extension TensorContext {
    /// One number with the type and shape of `x`.
    public func scalar(_ value: Double, like x: Handle) throws -> Handle {
        let type = type(x)
        return try broadcast(emit(Scalar(value, type.dtype), []), to: type.shape)
    }

    public func zeros(like x: Handle) throws -> Handle { try scalar(0, like: x) }

    public func convert(_ x: Handle, _ dtype: DType) throws -> Handle {
        type(x).dtype == dtype ? x : try emit(Convert(dtype), [x])
    }

    public func reshape(_ x: Handle, _ shape: [Int]) throws -> Handle {
        type(x).shape == shape ? x : try emit(Reshape(shape), [x])
    }

    public func broadcast(_ x: Handle, to shape: [Int]) throws -> Handle {
        type(x).shape == shape ? x : try emit(Broadcast(shape), [x])
    }

    /// Axes that a reduction over `axes` (ascending) took away, put back and repeated to `shape`.
    public func expand(_ x: Handle, axes: [Int], to shape: [Int]) throws -> Handle {
        var kept = shape
        for axis in axes { kept[axis] = 1 }
        return try broadcast(reshape(x, kept), to: shape)
    }

    public func permute(_ x: Handle, _ axes: [Int]) throws -> Handle { try emit(Permute(axes: axes), [x]) }

    // Arithmetic on operands of one type; see `Broadcasting.swift` for operands that must be brought to one first.
    public func add(_ a: Handle, _ b: Handle) throws -> Handle { try emit(Add(), [a, b]) }
    public func subtract(_ a: Handle, _ b: Handle) throws -> Handle { try emit(Subtract(), [a, b]) }
    public func multiply(_ a: Handle, _ b: Handle) throws -> Handle { try emit(Multiply(), [a, b]) }
    public func divide(_ a: Handle, _ b: Handle) throws -> Handle { try emit(Divide(), [a, b]) }
    public func power(_ a: Handle, _ b: Handle) throws -> Handle { try emit(Power(), [a, b]) }
    public func negate(_ a: Handle) throws -> Handle { try emit(Negate(), [a]) }

    /// The sum over ascending axes.
    public func sum(_ x: Handle, axes: [Int]) throws -> Handle { axes.isEmpty ? x : try emit(Sum(axes: axes), [x]) }
}

extension Graph {
    /// `x + accumulator`, where there is one: how cotangents add up.
    public func accumulate(_ x: ValueID, _ accumulator: ValueID?) throws -> ValueID {
        try accumulator.map { try add($0, x) } ?? x
    }

    /// A value with its leading batch axis, repeated along it where it has none.
    func batched(_ x: BatchedValue, _ count: Int) throws -> ValueID {
        x.isBatched ? x.id : try broadcast(x.id, to: [count] + type(x.id).shape)
    }
}
