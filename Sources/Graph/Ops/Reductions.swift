import Tensors

/// The sum over some axes, which the result no longer has.
public struct Sum: Op {
    public static let name = "sum"
    /// Ascending.
    public let axes: [Int]
    /// Whether a float32 sum is given in float64, the type in which it is accumulated.
    public let isWide: Bool

    public init(axes: [Int], isWide: Bool = false) {
        self.axes = axes
        self.isWide = isWide
    }

    public var attributes: [Int] { axes + [isWide ? 1 : 0] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        let type = operands[0].removing(axes: axes)
        return isWide && type.dtype == .float32 ? type.with(dtype: .float64) : type
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[0].map { try g.emit(self, [$0]) }
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        let type = g.type(x[0])
        return try g.accumulate(g.expand(g.convert(ct, type.dtype), axes: axes, to: type.shape), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(Sum(axes: axes.map { $0 + 1 }, isWide: isWide), [x[0].id])
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .reduce(.sum, axes: axes) }
}

/// The largest, or smallest, entry over the last axis; its slope is that of the first of equal entries.
public struct Extremum: Op {
    public static let name = "extremum"
    public let largest: Bool

    public init(largest: Bool) { self.largest = largest }

    public var attributes: [Int] { [largest ? 1 : 0] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard let last = operands[0].shape.last, last > 0 else {
            throw TensorError(
                "`\(largest ? "max" : "min")` of no elements: shape \(Shape.describe(operands[0].shape))",
                hint: "an empty tensor has no \(largest ? "largest" : "smallest") entry")
        }
        return operands[0].removing(axes: [operands[0].rank - 1])
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let dx = dx[0] else { return nil }
        let shape = g.type(x[0]).shape
        let axis = shape.count - 1
        let place = try g.expand(g.emit(ArgExtremum(largest: largest), [x[0]]), axes: [axis], to: shape)
        let isIt = try g.emit(Equal(), [place, g.broadcast(g.emit(Iota(count: shape[axis]), []), to: shape)])
        return try g.sum(g.emit(Select(), [isIt, dx, g.scalar(0, like: dx)]), axes: [axis])
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, [x[0].id]) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        .reduce(largest ? .maximum : .minimum, axes: [operands[0].rank - 1])
    }
}

/// The position of the first largest, or smallest, entry along the last axis, as int64; NaN counts as the extreme one.
public struct ArgExtremum: Op {
    public static let name = "arg_extremum"
    public let largest: Bool

    public init(largest: Bool) { self.largest = largest }

    public var attributes: [Int] { [largest ? 1 : 0] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard let last = operands[0].shape.last, last > 0 else {
            throw TensorError("`\(largest ? "argmax" : "argmin")` of no elements: shape \(Shape.describe(operands[0].shape))")
        }
        return operands[0].removing(axes: [operands[0].rank - 1]).with(dtype: .int64)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, [x[0].id]) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        .argReduce(largest: largest, outer: result.count, extent: operands[0].shape.last ?? 1, inner: 1)
    }
}

extension TensorType {
    /// The type without some of its axes.
    func removing(axes: [Int]) -> TensorType {
        with(shape: shape.enumerated().filter { !axes.contains($0.offset) }.map(\.element))
    }
}
