import Tensors

// Reading and replacing parts of a tensor by NumPy's rules.
extension Graph {
    /// `x[subscripts…]`.
    ///
    /// Throws where there are more subscripts than axes, a known position is out of range, or positions do not broadcast.
    public func index(_ x: ValueID, _ subscripts: [Subscript]) throws -> ValueID {
        try IndexPath(self, type(x).shape, subscripts).read(self, x)
    }

    /// x with `x[subscripts…] = value`: of x's type, the value broadcast to the part that it fills.
    ///
    /// Of values put at one position twice the last stays. Throws as `index` does, and where the value is of another shape,
    /// or of a type that x cannot hold.
    public func assigning(_ x: ValueID, _ subscripts: [Subscript], _ value: ValueID) throws -> ValueID {
        let path = try IndexPath(self, type(x).shape, subscripts)
        let (from, to) = (type(value), type(x))
        guard to.dtype.isFloat || from.dtype <= to.dtype else {
            throw TensorError(
                "cannot put \(from.dtype.name) values into a tensor of \(to.dtype.name)",
                hint: "convert the tensor first: float64(x)")
        }
        // Leading axes of extent 1 that the part does not have are no obstacle.
        let surplus = max(0, from.rank - path.shape.count)
        let shape = from.shape[..<surplus].allSatisfy { $0 == 1 } ? Array(from.shape[surplus...]) : from.shape
        guard Shape.broadcast(shape, path.shape) == path.shape else {
            throw TensorError(
                "cannot put values of shape \(Shape.describe(from.shape)) into a part of shape \(Shape.describe(path.shape))",
                hint: "the values must broadcast to the part")
        }
        let filling = try broadcast(reshape(convert(value, to.dtype), shape), to: path.shape)
        return try path.write(self, x, filling)
    }
}

/// The way from a tensor to the part that subscripts pick: steps, each of which can be read and written through.
private struct IndexPath {
    fileprivate enum Step {
        case region(Region)
        case permute([Int])
        case reshape([Int])
        /// Rows along an axis at int64 positions (one-dimensional).
        case rows(axis: Int, positions: ValueID)
    }
    private var steps: [Step] = []
    /// The shape after the steps so far.
    private(set) var shape: [Int]

    func read(_ g: Graph, _ x: ValueID) throws -> ValueID {
        try steps.reduce(x) { try $1.read(g, $0) }
    }

    func write(_ g: Graph, _ x: ValueID, _ value: ValueID) throws -> ValueID {
        var states = [x]
        for step in steps.dropLast() { states.append(try step.read(g, states[states.count - 1])) }
        return try zip(steps, states).reversed().reduce(value) { value, place in try place.0.write(g, place.1, value) }
    }

    private mutating func append(_ step: Step, _ result: [Int]) {
        steps.append(step)
        shape = result
    }

    init(_ g: Graph, _ source: [Int], _ subscripts: [Subscript]) throws {
        shape = source
        let placed = try PlacedSubscript.place(subscripts.map { g.scalarized($0) }, in: source)
        try pickRegion(placed)
        try pickStarts(g, placed)
        let isKept = placed.filter { $0.subscripting.isPicking }
        let kept = shape.indices.filter { axis in !isKept.contains { $0.axis == axis && $0.subscripting.isSingle } }
        if kept.count < shape.count { append(.reshape(kept.map { shape[$0] }), kept.map { shape[$0] }) }
        try pickPositions(g, placed, axes: kept)
    }

    /// The part of constant slices and positions.
    private mutating func pickRegion(_ placed: [PlacedSubscript]) throws {
        var region = Region(starts: shape.map { _ in 0 }, steps: shape.map { _ in 1 }, extents: shape)
        for place in placed {
            switch place.subscripting {
            case .index(let position):
                region.starts[place.axis] = try Subscript.resolve(position, axis: place.axis, shape: shape)
                region.extents[place.axis] = 1
            case .slice(let start, let stop, let step):
                let part = try Subscript.resolveSlice(start: start, stop: stop, step: step, extent: shape[place.axis])
                region.starts[place.axis] = part.start
                region.steps[place.axis] = part.step
                region.extents[place.axis] = part.extent
            default: continue
            }
        }
        let isWhole = region.extents == shape && region.steps.allSatisfy { $0 == 1 }
        if !isWhole { append(.region(region), region.extents) }
    }

    /// Positions and slices that begin where a value of the graph says, an axis at a time.
    private mutating func pickStarts(_ g: Graph, _ placed: [PlacedSubscript]) throws {
        for place in placed {
            let (start, extent): (ValueID, Int)
            switch place.subscripting {
            case .dynamicIndex(let id): (start, extent) = (id, 1)
            case .dynamicSlice(let id, let count): (start, extent) = (id, count)
            default: continue
            }
            guard extent >= 0, extent <= shape[place.axis] else {
                throw TensorError(
                    "a slice of \(extent) positions does not fit into axis \(place.axis) with extent \(shape[place.axis])")
            }
            guard g.type(start) == TensorType(.int64, []) else {
                throw TensorError("a slice begins at one int64 position, not at \(g.type(start))")
            }
            let first = try g.broadcast(start, to: [extent])
            let positions = extent == 1 ? first : try g.add(first, g.emit(Iota(count: extent), []))
            var result = shape
            result[place.axis] = extent
            append(.rows(axis: place.axis, positions: positions), result)
        }
    }

    /// Index tensors, taken together. `axes` are the source's axes that are left.
    private mutating func pickPositions(_ g: Graph, _ placed: [PlacedSubscript], axes: [Int]) throws {
        var picks: [(axis: Int, positions: ValueID)] = []
        for place in placed {
            switch place.subscripting {
            case .positions(let id):
                guard g.type(id).dtype == .int64 else {
                    throw TensorError(
                        "an index must be an integer, not \(g.type(id).dtype.name)",
                        hint: g.type(id).dtype == .bool ? "a mask must be known when the function is traced" : "int64(x) converts"
                    )
                }
                picks.append((place.axis, id))
            case .mask(let mask, let positions):
                let covered = Array(sourceExtents(place.axis..<(place.axis + mask.count), axes))
                guard !mask.isEmpty, covered == mask, positions.count == mask.count else {
                    throw TensorError(
                        "a mask of shape \(Shape.describe(mask)) does not fit \(mask.count == 1 ? "an axis" : "axes") of extent "
                            + covered.map(String.init).joined(separator: ", "))
                }
                picks += positions.enumerated().map { (place.axis + $0, $1) }
            default: continue
            }
        }
        let common = try picks.reduce([Int]()) { shape, pick in
            guard let both = Shape.broadcast(shape, g.type(pick.positions).shape) else {
                let shapes = picks.map { Shape.describe(g.type($0.positions).shape) }.joined(separator: ", ")
                throw TensorError("index tensors of shapes \(shapes) do not broadcast together")
            }
            return both
        }
        let isTogether = PlacedSubscript.picksStandTogether(placed)
        let result = outline(placed, common: common, axes: axes, isTogether: isTogether, hasPicks: !picks.isEmpty)
        if !picks.isEmpty {
            let places = picks.compactMap { axes.firstIndex(of: $0.axis) }
            try pickRows(g, places, picks.map(\.positions), common: common, inPlace: isTogether)
        }
        if shape != result { append(.reshape(result), result) }
    }

    private func sourceExtents(_ range: Range<Int>, _ axes: [Int]) -> [Int] {
        range.compactMap { axes.firstIndex(of: $0) }.map { shape[$0] }
    }

    /// Rows of several axes seen as one.
    private mutating func pickRows(
        _ g: Graph, _ places: [Int], _ positions: [ValueID], common: [Int], inPlace: Bool
    ) throws {
        let extents = places.map { shape[$0] }
        let count = try Shape.count(common)
        let rest = shape.indices.filter { !places.contains($0) }
        let lead = inPlace ? places[0] : 0
        let order = rest[..<lead] + places + rest[lead...]
        if !order.elementsEqual(shape.indices) { append(.permute(Array(order)), order.map { shape[$0] }) }
        let merged = shape[..<lead] + [try Shape.count(extents)] + shape[(lead + places.count)...]
        if places.count > 1 { append(.reshape(Array(merged)), Array(merged)) }
        let flat = try g.broadcast(g.flatPositions(positions, extents), to: common)
        var result = Array(merged)
        result[lead] = count
        append(.rows(axis: lead, positions: try g.reshape(flat, [count])), result)
    }

    /// The shape of the whole: extents of slices, ones of new axes, and the index tensors' shape where they stand.
    private func outline(
        _ placed: [PlacedSubscript], common: [Int], axes: [Int], isTogether: Bool, hasPicks: Bool
    ) -> [Int] {
        var result = hasPicks && !isTogether ? common : []
        var isInserted = !hasPicks || !isTogether
        for place in placed {
            switch place.subscripting {
            case .newAxis: result.append(1)
            case .slice, .dynamicSlice: result += sourceExtents(place.axis..<(place.axis + 1), axes)
            case .ellipsis: continue
            case .index, .dynamicIndex, .positions, .mask:
                if !isInserted { result += common }
                isInserted = true
            }
        }
        return result
    }
}

extension IndexPath.Step {
    func read(_ g: Graph, _ x: ValueID) throws -> ValueID {
        switch self {
        case .region(let region): try g.emit(Slice(region), [x])
        case .permute(let axes): try g.permute(x, axes)
        case .reshape(let shape): try g.reshape(x, shape)
        case .rows(let axis, let positions): try g.emit(Gather(axis: axis), [x, positions])
        }
    }

    /// x with what this step reads of it replaced.
    func write(_ g: Graph, _ x: ValueID, _ value: ValueID) throws -> ValueID {
        switch self {
        case .region(let region): return try g.emit(UpdateRegion(region, accumulate: false), [x, value])
        case .permute(let axes):
            var inverse = axes
            for (i, axis) in axes.enumerated() { inverse[axis] = i }
            return try g.permute(value, inverse)
        case .reshape: return try g.reshape(value, g.type(x).shape)
        case .rows(let axis, let positions): return try g.emit(Scatter(axis: axis, accumulate: false), [x, positions, value])
        }
    }
}

extension PlacedSubscript {
    /// Whether no slice, ellipsis or new axis stands between the subscripts that pick positions (NumPy, "Combining advanced
    /// and basic indexing"): then the result has their axes in their place, else first.
    fileprivate static func picksStandTogether(_ placed: [PlacedSubscript]) -> Bool {
        guard let first = placed.firstIndex(where: \.subscripting.isPicking),
            let last = placed.lastIndex(where: \.subscripting.isPicking)
        else { return true }
        return placed[first...last].allSatisfy(\.subscripting.isPicking)
    }
}

extension Subscript {
    fileprivate var isSingle: Bool {
        switch self {
        case .index, .dynamicIndex: true
        default: false
        }
    }

    fileprivate var isPicking: Bool {
        switch self {
        case .index, .dynamicIndex, .positions, .mask: true
        default: false
        }
    }
}

extension Graph {
    /// Positions of rank 0 are one position.
    fileprivate func scalarized(_ subscripting: Subscript) -> Subscript {
        if case .positions(let id) = subscripting, type(id) == TensorType(.int64, []) { return .dynamicIndex(id) }
        return subscripting
    }

    /// Positions in axes of the given extents as positions in all of them laid out as one.
    fileprivate func flatPositions(_ positions: [ValueID], _ extents: [Int]) throws -> ValueID {
        guard positions.count > 1 else { return positions[0] }
        // Counted from the start, and each checked against its own axis: by picking from 0, 1, 2, …
        let counted = try zip(positions, extents).map { positions, extent in
            let shape = type(positions).shape
            let flat = try reshape(positions, [type(positions).count])
            return try reshape(emit(Gather(axis: 0), [emit(Iota(count: extent), []), flat]), shape)
        }
        var result = counted[0]
        for (next, extent) in zip(counted, extents).dropFirst() {
            let lead = try multiply(result, scalar(Double(extent), like: result))
            result = try elementwise(Add(), [lead, next], in: "x[…]")
        }
        return result
    }
}
