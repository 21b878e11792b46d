import Tensors

/// A tensor inside a trace: its type, and the node of the graph that stands for it.
public final class TracedTensor: @unchecked Sendable {
    public let dtype: DType
    public let shape: [Int]
    /// Whether it adapts to the type of the tensors it meets, as numbers from literals do.
    public let isWeak: Bool
    /// The trace it belongs to.
    public let trace: AnyObject
    /// The node of that trace's graph.
    public let node: Int

    public init(dtype: DType, shape: [Int], isWeak: Bool, trace: AnyObject, node: Int) {
        self.dtype = dtype
        self.shape = shape
        self.isWeak = isWeak
        self.trace = trace
        self.node = node
    }
}

/// An integer inside a trace: its value this time, and the node that stands for it the next time.
public final class TracedInteger: @unchecked Sendable {
    public let value: Int
    public let trace: AnyObject
    public let node: Int

    public init(value: Int, trace: AnyObject, node: Int) {
        self.value = value
        self.trace = trace
        self.node = node
    }
}
