import Graph
import Tensors

extension Graph {
    /// A float32 scalar in float64: what was done to it after the last sum over many numbers is done again in float64.
    ///
    /// The second differences of a loss along a line live in digits that float32 does not have. The sums themselves are
    /// accumulated in float64 in either type.
    public func widened(_ id: ValueID) throws -> ValueID {
        let type = type(id)
        guard type.dtype == .float32 else { return id }
        let node = node(id)
        switch node.op {
        case let op as Sum where !op.isWide: return try emit(Sum(axes: op.axes, isWide: true), node.operands)
        case let op as Scalar: return try emit(Scalar(op.value, .float64), [])
        case is Convert:
            return self.type(node.operands[0]).dtype == .float64 ? node.operands[0] : try convert(id, .float64)
        case is Norm: return try widened(node.operands[0])
        case is Input, is Literal: return try convert(id, .float64)
        default: break
        }
        guard type.count == 1 else { return try convert(id, .float64) }
        switch node.op {
        case is any ElementwiseOp, is Reshape, is Broadcast, is StopGradient:
            // A part of many numbers is theirs in float32 already.
            guard node.operands.allSatisfy({ self.type($0).count == 1 }) else { return try convert(id, .float64) }
            return try copying(node, operands: node.operands.map { try widened($0) })
        default: return try convert(id, .float64)
        }
    }

    /// The op of a node, which may be of another graph, on operands of this one.
    public func copying(_ node: Node, operands: [ValueID]) throws -> ValueID {
        func emit(_ op: some Op) throws -> ValueID { try self.emit(op, operands) }
        return try emit(node.op)
    }
}
