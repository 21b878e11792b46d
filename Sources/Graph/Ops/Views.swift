import Tensors

// Other ways to read the same numbers: linear, and free or a strided read.

/// The same elements in the same order under another shape.
public struct Reshape: Op {
    public static let name = "reshape"
    public let shape: [Int]

    public init(_ shape: [Int]) { self.shape = shape }

    public var attributes: [Int] { shape }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard try Shape.count(shape) == operands[0].count else {
            throw TensorError("cannot reshape \(Shape.describe(operands[0].shape)) to \(Shape.describe(shape))")
        }
        return operands[0].with(shape: shape)
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[0].map { try g.emit(self, [$0]) }
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        try g.accumulate(g.reshape(ct, g.type(x[0]).shape), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.reshape(x[0].id, [count] + shape) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .alias }
}

/// Repetition to a larger shape, by NumPy's rule.
public struct Broadcast: Op {
    public static let name = "broadcast"
    public let shape: [Int]

    public init(_ shape: [Int]) { self.shape = shape }

    public var attributes: [Int] { shape }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard Shape.broadcast(operands[0].shape, shape) == shape else {
            throw TensorError("cannot broadcast \(Shape.describe(operands[0].shape)) to \(Shape.describe(shape))")
        }
        return operands[0].with(shape: shape)
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[0].map { try g.emit(self, [$0]) }
    }
    /// The sum over what was repeated.
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        let source = g.type(x[0]).shape
        let lead = shape.count - source.count
        let axes = shape.indices.filter { $0 < lead || (source[$0 - lead] == 1 && shape[$0] != 1) }
        return try g.accumulate(g.reshape(g.sum(ct, axes: axes), source), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        let source = g.type(x[0].id).shape.dropFirst()
        let padding = [Int](repeating: 1, count: shape.count - source.count)
        return try g.broadcast(g.reshape(x[0].id, [count] + padding + source), to: [count] + shape)
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let source = operands[0].shape
        let lead = shape.count - source.count
        let steps = Shape.strides(source)
        return .strided(offset: 0, strides: shape.indices.map { $0 < lead || source[$0 - lead] == 1 ? 0 : steps[$0 - lead] })
    }
}

/// Axes in another order: result axis i is operand axis `axes[i]`.
public struct Permute: Op {
    public static let name = "permute"
    public let axes: [Int]

    public init(axes: [Int]) { self.axes = axes }

    public var attributes: [Int] { axes }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard axes.sorted() == Array(operands[0].shape.indices) else {
            throw TensorError("axes \(axes) are not those of a tensor of shape \(Shape.describe(operands[0].shape))")
        }
        return operands[0].with(shape: axes.map { operands[0].shape[$0] })
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[0].map { try g.emit(self, [$0]) }
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        var inverse = axes
        for (i, axis) in axes.enumerated() { inverse[axis] = i }
        return try g.accumulate(g.emit(Permute(axes: inverse), [ct]), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(Permute(axes: [0] + axes.map { $0 + 1 }), [x[0].id])
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let steps = Shape.strides(operands[0].shape)
        return .strided(offset: 0, strides: axes.map { steps[$0] })
    }
}

/// A regular part of a tensor: along each axis, `extent` elements from `start` on, `step` apart (negative steps go back).
public struct Region: Sendable, Hashable {
    public var starts: [Int]
    public var steps: [Int]
    public var extents: [Int]

    public init(starts: [Int], steps: [Int], extents: [Int]) {
        self.starts = starts
        self.steps = steps
        self.extents = extents
    }

    var attributes: [Int] { starts + steps + extents }

    func check(in shape: [Int]) throws {
        for axis in shape.indices where extents[axis] > 0 {
            let last = starts[axis] + (extents[axis] - 1) * steps[axis]
            guard (0..<shape[axis]).contains(starts[axis]), (0..<shape[axis]).contains(last) else {
                throw TensorError("a slice reaches outside of shape \(Shape.describe(shape))")
            }
        }
    }

    /// The same region of each of `count` tensors stacked along a leading axis.
    func batched(_ count: Int) -> Region { Region(starts: [0] + starts, steps: [1] + steps, extents: [count] + extents) }

    /// Offset and strides of the region in a contiguous tensor of the given shape.
    func layout(in shape: [Int]) -> (offset: Int, strides: [Int]) {
        let unit = Shape.strides(shape)
        let offset = shape.indices.reduce(0) { $0 + (extents[$1] > 0 ? starts[$1] * unit[$1] : 0) }
        return (offset, shape.indices.map { steps[$0] * unit[$0] })
    }
}

/// A region of a tensor.
public struct Slice: Op {
    public static let name = "slice"
    public let region: Region

    public init(_ region: Region) { self.region = region }

    public var attributes: [Int] { region.attributes }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        try region.check(in: operands[0].shape)
        return operands[0].with(shape: region.extents)
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try dx[0].map { try g.emit(self, [$0]) }
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        try g.emit(UpdateRegion(region, accumulate: true), [accumulator ?? g.zeros(like: x[0]), ct])
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(Slice(region.batched(count)), [x[0].id])
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let layout = region.layout(in: operands[0].shape)
        return .strided(offset: layout.offset, strides: layout.strides)
    }
}

/// A tensor with a region of it replaced by a second one, or with that added to it: assignment to a slice, and its transpose.
public struct UpdateRegion: Op {
    public static let name = "update"
    public let region: Region
    public let accumulate: Bool

    public init(_ region: Region, accumulate: Bool) {
        self.region = region
        self.accumulate = accumulate
    }

    public var attributes: [Int] { region.attributes + [accumulate ? 1 : 0] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        try region.check(in: operands[0].shape)
        guard operands[1] == operands[0].with(shape: region.extents) else {
            throw TensorError("cannot put \(operands[1]) into a region of shape \(Shape.describe(region.extents))")
        }
        return operands[0]
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        if accumulate, dx[1] == nil { return dx[0] }
        return try g.emit(self, [dx[0] ?? g.zeros(like: x[0]), dx[1] ?? g.zeros(like: x[1])])
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        if operand == 1 { return try g.accumulate(g.emit(Slice(region), [ct]), accumulator) }
        if accumulate { return try g.accumulate(ct, accumulator) }
        let rest = try g.emit(UpdateRegion(region, accumulate: false), [ct, g.zeros(like: x[1])])
        return try g.accumulate(rest, accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(UpdateRegion(region.batched(count), accumulate: accumulate), x.map { try g.batched($0, count) })
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        let layout = region.layout(in: operands[0].shape)
        return .update(accumulate: accumulate, offset: layout.offset, strides: layout.strides)
    }
}

/// Tensors one after the other along an axis.
public struct Concatenate: Op {
    public static let name = "concatenate"
    public let axis: Int

    public init(axis: Int) { self.axis = axis }

    public var attributes: [Int] { [axis] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        guard let first = operands.first else { throw TensorError("nothing to concatenate") }
        var shape = first.shape
        shape[axis] = 0
        for type in operands {
            var rest = type.shape
            guard rest.count == shape.count, type.dtype == first.dtype else {
                throw TensorError("cannot concatenate \(first) and \(type)")
            }
            shape[axis] += rest[axis]
            rest[axis] = shape[axis]
            guard rest == shape else {
                throw TensorError(
                    "cannot concatenate shapes \(Shape.describe(first.shape)) and \(Shape.describe(type.shape)) along axis \(axis)",
                    hint: "all extents but that of the axis must be equal")
            }
        }
        return first.with(shape: shape)
    }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        try g.emit(self, x.indices.map { try dx[$0] ?? g.zeros(like: x[$0]) })
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        let shape = g.type(x[operand]).shape
        var starts = [Int](repeating: 0, count: shape.count)
        starts[axis] = x[..<operand].reduce(0) { $0 + g.type($1).shape[axis] }
        let region = Region(starts: starts, steps: shape.map { _ in 1 }, extents: shape)
        return try g.accumulate(g.emit(Slice(region), [ct]), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(Concatenate(axis: axis + 1), x.map { try g.batched($0, count) })
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .concatenate(axis: axis) }
}

/// A change of element type; the derivative is that of the identity between floating types, and none elsewhere.
public struct Convert: Op {
    public static let name = "convert"
    public let dtype: DType

    public init(_ dtype: DType) { self.dtype = dtype }

    public var attributes: [Int] { [Int(dtype.rawValue)] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType { operands[0].with(dtype: dtype) }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard dtype.isFloat else { return nil }
        return try dx[0].map { try g.emit(self, [$0]) }
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        try g.accumulate(g.convert(ct, g.type(x[0]).dtype), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, [x[0].id]) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .convert }
}

/// The value as it is, with no derivative.
public struct StopGradient: Op {
    public static let name = "stop_gradient"
    public init() {}
    public func resultType(_ operands: [TensorType]) throws -> TensorType { operands[0] }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, [x[0].id]) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .alias }
}

/// The value as it is, under a name of its own: what a derivative is taken with respect to.
public struct Variable: Op {
    public static let name = "variable"
    /// Tells variables of one value apart.
    public let serial: Int

    public init(serial: Int) { self.serial = serial }

    public var attributes: [Int] { [serial] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType { operands[0] }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? { dx[0] }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        try g.accumulate(ct, accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { x[0].id }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .alias }
}
