import Tensors

/// Rows of x along an axis, picked by int64 positions: x with that axis replaced by the positions' one.
public struct Gather: Op {
    public static let name = "gather"
    public let axis: Int

    public init(axis: Int) { self.axis = axis }

    public var attributes: [Int] { [axis] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard operands[1].dtype == .int64, operands[1].rank == 1, axis < operands[0].rank else {
            throw TensorError("cannot pick \(operands[1]) from \(operands[0])")
        }
        var shape = operands[0].shape
        shape[axis] = operands[1].shape[0]
        return operands[0].with(shape: shape)
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[0].map { try g.emit(self, [$0, x[1]]) }
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        guard operand == 0 else { throw GraphError.notLinear(op: Self.name) }
        return try g.emit(Scatter(axis: axis, accumulate: true), [accumulator ?? g.zeros(like: x[0]), x[1], ct])
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        guard x[1].isBatched else { return try g.emit(Gather(axis: axis + 1), [x[0].id, x[1].id]) }
        // Positions of their own for each input: one gather along the batch and the axis as one.
        let source = try g.batched(x[0], count)
        let shape = Array(g.type(source).shape.dropFirst())
        let picks = g.type(x[1].id).shape[1]
        let positions = try g.offsetByBatch(x[1].id, extent: shape[axis], count: count)
        let lead = try g.movingAxis(source, from: axis + 1, to: 1)
        let rest = shape.enumerated().filter { $0.offset != axis }.map(\.element)
        let rows = try g.emit(Gather(axis: 0), [g.reshape(lead, [count * shape[axis]] + rest), positions])
        return try g.movingAxis(g.reshape(rows, [count, picks] + rest), from: 1, to: axis + 1)
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let split = operands[0].split(at: axis)
        return .gather(outer: split.outer, extent: split.extent, inner: split.inner)
    }
}

/// A tensor with rows along an axis added to it, or put in their place, at int64 positions: (base, positions, rows).
///
/// Rows put at one position twice: the last one stays, and it alone has a derivative.
public struct Scatter: Op {
    public static let name = "scatter"
    public let axis: Int
    public let accumulate: Bool

    public init(axis: Int, accumulate: Bool) {
        self.axis = axis
        self.accumulate = accumulate
    }

    public var attributes: [Int] { [axis, accumulate ? 1 : 0] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard try Gather(axis: axis).resultType(Array(operands[0...1])) == operands[2] else {
            throw TensorError("cannot put \(operands[2]) at \(operands[1].count) positions of \(operands[0])")
        }
        return operands[0]
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        if accumulate, dx[2] == nil { return dx[0] }
        return try g.emit(self, [dx[0] ?? g.zeros(like: x[0]), x[1], dx[2] ?? g.zeros(like: x[2])])
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        switch operand {
        case 0 where accumulate: return try g.accumulate(ct, accumulator)
        case 0: return try g.accumulate(g.emit(self, [ct, x[1], g.zeros(like: x[2])]), accumulator)
        case 2:
            let rows = try g.emit(Gather(axis: axis), [ct, x[1]])
            return try g.accumulate(accumulate ? rows : onlyLast(g, x, rows), accumulator)
        default: throw GraphError.notLinear(op: Self.name)
        }
    }

    /// Zero where a later row was put at the same position: the position then holds another row's number.
    private func onlyLast(_ g: Graph, _ x: [ValueID], _ rows: ValueID) throws -> ValueID {
        let shape = g.type(rows).shape
        let count = shape[axis]
        let numbers = try g.emit(Iota(count: count), [])
        let blank = try g.broadcast(g.emit(Scalar(-1, .int64), []), to: [g.type(x[0]).shape[axis]])
        let holder = try g.emit(Scatter(axis: 0, accumulate: false), [blank, x[1], numbers])
        let stays = try g.emit(Equal(), [g.emit(Gather(axis: 0), [holder, x[1]]), numbers])
        let column = [count] + [Int](repeating: 1, count: shape.count - axis - 1)
        let mask = try g.broadcast(g.reshape(stays, column), to: shape)
        return try g.emit(Select(), [mask, rows, g.scalar(0, like: rows)])
    }

    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        let base = try g.batched(x[0], count)
        let rows = try g.batched(x[2], count)
        guard x[1].isBatched else {
            return try g.emit(Scatter(axis: axis + 1, accumulate: accumulate), [base, x[1].id, rows])
        }
        let shape = Array(g.type(base).shape.dropFirst())
        let picks = g.type(x[1].id).shape[1]
        let rest = shape.enumerated().filter { $0.offset != axis }.map(\.element)
        let positions = try g.offsetByBatch(x[1].id, extent: shape[axis], count: count)
        let flat = try g.reshape(g.movingAxis(base, from: axis + 1, to: 1), [count * shape[axis]] + rest)
        let flatRows = try g.reshape(g.movingAxis(rows, from: axis + 1, to: 1), [count * picks] + rest)
        let result = try g.emit(Scatter(axis: 0, accumulate: accumulate), [flat, positions, flatRows])
        return try g.movingAxis(g.reshape(result, [count, shape[axis]] + rest), from: 1, to: axis + 1)
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let split = operands[0].split(at: axis)
        return .scatter(accumulate: accumulate, outer: split.outer, extent: split.extent, inner: split.inner)
    }
}

/// Running sums along an axis, from its start, or from its end.
public struct CumulativeSum: Op {
    public static let name = "cumsum"
    public let axis: Int
    public let reverse: Bool

    public init(axis: Int, reverse: Bool = false) {
        self.axis = axis
        self.reverse = reverse
    }

    public var attributes: [Int] { [axis, reverse ? 1 : 0] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType { operands[0] }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[0].map { try g.emit(self, [$0]) }
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        try g.accumulate(g.emit(CumulativeSum(axis: axis, reverse: !reverse), [ct]), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(CumulativeSum(axis: axis + 1, reverse: reverse), [x[0].id])
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let split = operands[0].split(at: axis)
        return .cumulativeSum(outer: split.outer, extent: split.extent, inner: split.inner, reverse: reverse)
    }
}

/// The int64 permutation that sorts the last axis: stable, NaN last.
public struct ArgSort: Op {
    public static let name = "argsort"
    public init() {}
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard operands[0].rank > 0 else { throw TensorError("a scalar has no axis to sort along") }
        return operands[0].with(dtype: .int64)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, [x[0].id]) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let split = operands[0].split(at: operands[0].rank - 1)
        return .argsort(outer: split.outer, extent: split.extent)
    }
}

extension TensorType {
    /// The shape as (outer, extent, inner) around an axis.
    func split(at axis: Int) -> (outer: Int, extent: Int, inner: Int) {
        (shape[..<axis].reduce(1, &*), shape[axis], shape[(axis + 1)...].reduce(1, &*))
    }
}

extension Graph {
    /// Positions (count, k) in each of `count` stacked tensors, as positions in all of them laid end to end.
    fileprivate func offsetByBatch(_ positions: ValueID, extent: Int, count: Int) throws -> ValueID {
        let shape = type(positions).shape
        let batch = try emit(Iota(count: count), [])
        let starts = try multiply(batch, scalar(Double(extent), like: batch))
        let zero = try zeros(like: positions)
        let size = try scalar(Double(extent), like: positions)
        let fromEnd = try emit(Less(), [positions, zero])
        let counted = try emit(Select(), [fromEnd, add(positions, size), positions])
        let isInside = try emit(And(), [emit(LessEqual(), [zero, counted]), emit(Less(), [counted, size])])
        // A position outside must stay one, and not become a neighbour's.
        let outside = try scalar(Double(count * extent), like: positions)
        let moved = try add(counted, broadcast(reshape(starts, [count, 1]), to: shape))
        let sum = try emit(Select(), [isInside, moved, outside])
        return try reshape(sum, [count * shape[1]])
    }
}
