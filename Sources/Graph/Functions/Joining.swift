import Tensors

// Several tensors in one, and one in several.
extension Graph {
    /// Tensors one after the other along an axis, in the type in which they meet. The other extents must be equal.
    public func concat(_ parts: [ValueID], axis: Int = 0) throws -> ValueID {
        guard let first = parts.first else { throw TensorError("`concat` of an empty list") }
        let shape = type(first).shape
        guard parts.allSatisfy({ type($0).rank > 0 }) else {
            throw TensorError("`concat` takes tensors with axes, not single numbers", hint: "`stack` joins numbers to a vector")
        }
        let place = try self.axis(axis, of: first, in: "concat")
        for part in parts {
            var other = type(part).shape
            if other.count == shape.count { other[place] = shape[place] }
            guard other == shape else {
                throw TensorError(
                    "shapes do not match in `concat` along axis \(place): \(Shape.describe(shape)) and "
                        + Shape.describe(type(part).shape),
                    hint: other.count == shape.count
                        ? "all extents but that of the axis must be equal"
                        : "both need the same number of axes; `x[none]` has one more than x")
            }
        }
        if parts.count == 1 { return first }
        return try emit(Concatenate(axis: place), promoting(parts))
    }

    /// Tensors of one shape along a new axis.
    public func stack(_ parts: [ValueID], axis: Int = 0) throws -> ValueID {
        guard let first = parts.first else { throw TensorError("`stack` of an empty list") }
        let shape = type(first).shape
        for part in parts where type(part).shape != shape {
            throw TensorError(
                "shapes do not match in `stack`: \(Shape.describe(shape)) and \(Shape.describe(type(part).shape))",
                hint: "`stack` joins tensors of one shape along a new axis, `concat` along one they have")
        }
        let place = axis < 0 ? axis + shape.count + 1 : axis
        guard (0...shape.count).contains(place) else {
            throw TensorError(
                "axis \(axis) is out of range in `stack` of shapes \(Shape.describe(shape))",
                hint: "the new axis goes from \(-shape.count - 1) to \(shape.count)")
        }
        var single = shape
        single.insert(1, at: place)
        return try concat(parts.map { try reshape($0, single) }, axis: place)
    }

    /// x cut into equal parts along an axis.
    public func split(_ x: ValueID, parts: Int, axis: Int = 0) throws -> [ValueID] {
        let place = try self.axis(axis, of: x, in: "split")
        let extent = type(x).shape[place]
        guard parts > 0, extent % parts == 0 else {
            throw TensorError(
                "`split` of axis \(place) with extent \(extent) into \(parts) equal parts",
                hint: "give a list of positions for unequal parts")
        }
        // A node of the graph for each.
        try Memory.check(2048 * Shape.count([parts]))
        let count = extent / parts
        return try (0..<parts).map { try part(of: x, axis: place, from: $0 * count, count: count) }
    }

    /// x cut before the given positions of an axis, which are taken as the bounds of slices are.
    public func split(_ x: ValueID, at positions: [Int], axis: Int = 0) throws -> [ValueID] {
        let place = try self.axis(axis, of: x, in: "split")
        let bounds: [Int?] = [nil] + positions + [nil]
        return try zip(bounds, bounds.dropFirst()).map { start, stop in
            let part = try Subscript.resolveSlice(start: start, stop: stop, step: 1, extent: type(x).shape[place])
            return try self.part(of: x, axis: place, from: part.start, count: part.extent)
        }
    }
}
