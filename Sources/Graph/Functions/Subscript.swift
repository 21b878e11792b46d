import Tensors

/// One of the subscripts in `x[…]`, with NumPy's meaning.
///
/// Positions that are values of the graph (`positions`, `mask`, `dynamicIndex`, `dynamicSlice`) may be inputs of it, so that
/// one plan serves all of them; what decides a shape is known when the graph is made.
public enum Subscript: Sendable, Hashable {
    /// One position, negative ones counted from the end; the axis goes.
    case index(Int)
    /// Every `step`-th position from `start` up to `stop`, which is left out. Bounds are clamped to the axis; nil is the end
    /// that the step comes from or goes to.
    case slice(start: Int?, stop: Int?, step: Int)
    /// As many whole axes as the other subscripts leave.
    case ellipsis
    /// A new axis of extent 1.
    case newAxis
    /// int64 positions of any rank. Several are broadcast together; their axes stand in the place of the indexed axis, or
    /// first where slices come between the axes they index.
    case positions(ValueID)
    /// A boolean tensor of the given shape over as many axes, by the positions of its true elements: an int64 vector an axis
    /// (`Subscript.positions(ofTrue:)`).
    case mask(shape: [Int], positions: [ValueID])
    /// One position, given by an int64 tensor of shape ().
    case dynamicIndex(ValueID)
    /// `extent` positions from one that an int64 tensor of shape () gives. They must lie inside the axis.
    case dynamicSlice(start: ValueID, extent: Int)

    /// All of an axis.
    public static let all = Subscript.slice(start: nil, stop: nil, step: 1)
}

extension Subscript {
    /// What tells two lists of subscripts apart whose values of the graph are the same: a part of a plan's key.
    public static func attributes(_ subscripts: [Subscript]) -> [Int] {
        subscripts.flatMap { one -> [Int] in
            switch one {
            case .index(let position): [0, position]
            case .slice(let start, let stop, let step):
                [1, start == nil ? 0 : 1, start ?? 0, stop == nil ? 0 : 1, stop ?? 0, step]
            case .ellipsis: [2]
            case .newAxis: [3]
            case .positions(let id): [4, id.index]
            case .mask(let shape, let positions): [5, shape.count] + shape + positions.map(\.index)
            case .dynamicIndex(let id): [6, id.index]
            case .dynamicSlice(let start, let extent): [7, start.index, extent]
            }
        }
    }

    /// The positions that a slice of an axis picks: `extent` of them from `start` on, `step` apart. Throws for a step of 0.
    public static func resolveSlice(
        start: Int?, stop: Int?, step: Int, extent length: Int
    ) throws -> (start: Int, step: Int, extent: Int) {
        guard step != 0 else {
            throw TensorError("the step of a slice cannot be 0", hint: "a negative step goes backwards")
        }
        let isForward = step > 0
        // Where a bound may lie: backwards, one before the first element is the end.
        let (lowest, highest) = isForward ? (0, length) : (-1, length - 1)
        func clamp(_ bound: Int) -> Int { min(max(bound < 0 ? bound + length : bound, lowest), highest) }
        let first = start.map(clamp) ?? (isForward ? lowest : highest)
        let end = stop.map(clamp) ?? (isForward ? highest : lowest)
        let distance = isForward ? end - first : first - end
        guard distance > 0 else { return (0, 1, 0) }
        let stride = step.magnitude
        let extent = Int((UInt(distance) - 1) / stride) + 1
        return (first, extent == 1 ? 1 : step, extent)
    }

    /// The positions of the true elements of a boolean tensor, an int64 vector an axis: NumPy's `nonzero`.
    public static func positions(ofTrue mask: Tensor) throws -> [Tensor] {
        guard mask.dtype == .bool, mask.rank > 0 else {
            throw TensorError(
                "a mask is a boolean tensor with axes, not \(mask.dtype.name) of shape \(Shape.describe(mask.shape))")
        }
        let strides = Shape.strides(mask.shape)
        let places = mask.elements(as: Bool.self).indices.filter { mask.double(at: $0) != 0 }
        return try mask.shape.indices.map { axis in
            try Tensor(places.map { Int64($0 / strides[axis] % mask.shape[axis]) })
        }
    }
}

/// A subscript with the axis it stands at; those that stand at no axis stand before it.
struct PlacedSubscript {
    var subscripting: Subscript
    var axis: Int

    /// The subscripts of a tensor of a shape, with the axes they leave out as whole slices. An ellipsis stays, before what
    /// it stands for.
    static func place(_ subscripts: [Subscript], in shape: [Int]) throws -> [PlacedSubscript] {
        let axesTaken = subscripts.reduce(0) { $0 + $1.axisCount }
        guard axesTaken <= shape.count else {
            if shape.isEmpty { throw TensorError("a number has no axes and cannot be indexed") }
            throw TensorError(
                "too many indices: a tensor of shape \(Shape.describe(shape)) has \(shape.count) "
                    + "\(shape.count == 1 ? "axis" : "axes"), and \(axesTaken) are indexed")
        }
        guard subscripts.count(where: { $0 == .ellipsis }) <= 1 else {
            throw TensorError("an index can have one `...` only")
        }
        var result: [PlacedSubscript] = []
        var axis = 0
        func fill() {
            for _ in 0..<(shape.count - axesTaken) {
                result.append(PlacedSubscript(subscripting: .all, axis: axis))
                axis += 1
            }
        }
        for subscripting in subscripts {
            result.append(PlacedSubscript(subscripting: subscripting, axis: axis))
            axis += subscripting.axisCount
            if subscripting == .ellipsis { fill() }
        }
        if !subscripts.contains(.ellipsis) { fill() }
        return result
    }
}

extension Subscript {
    /// Axes that the subscript stands at.
    fileprivate var axisCount: Int {
        switch self {
        case .ellipsis, .newAxis: 0
        case .mask(let shape, _): shape.count
        default: 1
        }
    }

    /// Throws for the first position that lies outside of its axis, as far as `value` knows them: names index, axis and
    /// extent, where the kernel that finds it out knows no axes.
    public static func check(_ subscripts: [Subscript], in shape: [Int], value: (ValueID) -> Tensor?) throws {
        for placed in try PlacedSubscript.place(subscripts, in: shape) {
            var positions: [Int] = []
            switch placed.subscripting {
            case .index(let position): positions = [position]
            case .positions(let id), .dynamicIndex(let id):
                guard let tensor = value(id), tensor.dtype == .int64 else { continue }
                positions = tensor.elements(as: Int64.self).map(Int.init)
            case .dynamicSlice(let start, let extent):
                guard let tensor = value(start), tensor.dtype == .int64, tensor.count == 1, extent > 0 else { continue }
                let first = Int(tensor.elements(as: Int64.self)[0])
                positions = [first, first.addingReportingOverflow(extent - 1).partialValue]
            default: continue
            }
            for position in positions { _ = try resolve(position, axis: placed.axis, shape: shape) }
        }
    }

    /// A position counted from the start. Throws where it lies outside of the axis.
    public static func resolve(_ position: Int, axis: Int, shape: [Int]) throws -> Int {
        let extent = shape[axis]
        guard position >= -extent, position < extent else {
            throw TensorError(
                "index \(position) is out of range for axis \(axis) with extent \(extent)",
                hint: extent == 0 ? "the axis is empty" : Shape.indexHint(extent: extent))
        }
        return position < 0 ? position + extent : position
    }
}
