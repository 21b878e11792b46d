import Tensors

// Larger tensors of the same elements.
extension Graph {
    /// x laid out `counts[i]` times along axis i; the shorter of shape and counts is filled up with leading ones.
    public func tile(_ x: ValueID, counts: [Int]) throws -> ValueID {
        let shape = type(x).shape
        let rank = Swift.max(shape.count, counts.count)
        let extents = [Int](repeating: 1, count: rank - shape.count) + shape
        let counts = [Int](repeating: 1, count: rank - counts.count) + counts
        for count in counts where count < 0 { throw TensorError("`tile` \(count) times", hint: "counts are 0 or more") }
        // Every axis becomes two: which copy, and where in it.
        let spread = zip(counts, extents).flatMap { [$0, $1] }
        let source = try reshape(x, extents.flatMap { [1, $0] })
        let result = try zip(counts, extents).map { try Shape.count([$0, $1]) }
        return try reshape(broadcast(source, to: spread), result)
    }

    /// Each element `count` times in a row, along an axis or of the flattened tensor.
    public func repeating(_ x: ValueID, count: Int, axis: Int? = nil) throws -> ValueID {
        guard let axis else { return try repeating(ravel(x), count: count, axis: 0) }
        guard count >= 0 else { throw TensorError("`repeat` \(count) times", hint: "counts are 0 or more") }
        let place = try self.axis(axis, of: x, in: "repeat")
        var shape = type(x).shape
        shape.insert(1, at: place + 1)
        let source = try reshape(x, shape)
        shape[place + 1] = count
        var result = type(x).shape
        result[place] = try Shape.count([result[place], count])
        return try reshape(broadcast(source, to: shape), result)
    }

    /// Element i `counts[i]` times in a row, along an axis or of the flattened tensor.
    public func repeating(_ x: ValueID, counts: [Int], axis: Int? = nil) throws -> ValueID {
        if counts.count == 1 { return try repeating(x, count: counts[0], axis: axis) }
        guard let axis else { return try repeating(ravel(x), counts: counts, axis: 0) }
        let place = try self.axis(axis, of: x, in: "repeat")
        let extent = type(x).shape[place]
        guard counts.count == extent, counts.allSatisfy({ $0 >= 0 }) else {
            throw TensorError(
                "`repeat` of axis \(place) with extent \(extent) by \(counts.count) counts",
                hint: "one count for all elements, or one for each; counts are 0 or more")
        }
        let total = try counts.reduce(0) { try Shape.count([$0 + Shape.count([$1])]) }
        try Memory.check(2 * 8 * total)
        let positions = counts.enumerated().flatMap { [Int64](repeating: Int64($0), count: $1) }
        return try emit(Gather(axis: place), [x, emit(Literal(Tensor(positions)), [])])
    }

    /// x with `widths[i].before` and `.after` elements of a value of shape () added around axis i; 0 if none is given.
    public func pad(_ x: ValueID, widths: [(before: Int, after: Int)], value: ValueID? = nil) throws -> ValueID {
        let shape = type(x).shape
        guard widths.count == shape.count else {
            throw TensorError(
                "`pad` of shape \(Shape.describe(shape)) takes \(shape.count) pairs of widths, not \(widths.count)",
                hint: "a width before and one after for every axis")
        }
        for (before, after) in widths where before < 0 || after < 0 {
            throw TensorError("`pad` by (\(before), \(after))", hint: "widths are 0 or more")
        }
        let result = try zip(shape, widths).map { extent, width in
            let sum = extent.addingReportingOverflow(width.before)
            let total = sum.partialValue.addingReportingOverflow(width.after)
            guard !sum.overflow, !total.overflow else { throw TensorError("`pad` by \(width): too many elements") }
            return try Shape.count([total.partialValue])
        }
        if result == shape { return x }
        let filling = try value.map { try convert($0, type(x).dtype) } ?? emit(Scalar(0, type(x).dtype), [])
        let frame = try broadcast(filling, to: result)
        let region = Region(starts: widths.map(\.before), steps: shape.map { _ in 1 }, extents: shape)
        return try emit(UpdateRegion(region, accumulate: false), [frame, x])
    }
}
