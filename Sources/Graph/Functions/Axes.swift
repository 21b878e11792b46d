import Tensors

// Axes as people name them, and the parts along them.
extension Graph {
    /// An axis in `0..<rank`, negative ones counted from the end. Throws, naming function and shape.
    func axis(_ axis: Int, of x: ValueID, in function: String) throws -> Int {
        try naming(function, x) { try Shape.axis(axis, rank: $0) }
    }

    /// Ascending axes, nil standing for all of them. Throws, naming function and shape.
    func axes(_ axes: [Int]?, of x: ValueID, in function: String) throws -> [Int] {
        try naming(function, x) { try Shape.axes(axes, rank: $0) }
    }

    private func naming<Result>(_ function: String, _ x: ValueID, _ body: (Int) throws -> Result) throws -> Result {
        do {
            return try body(type(x).rank)
        } catch let error as TensorError {
            throw TensorError("\(error.message), in `\(function)` of shape \(Shape.describe(type(x).shape))", hint: error.hint)
        }
    }

    /// A result of a reduction over axes, which stay with extent 1 if they are kept.
    func keeping(_ result: ValueID, axes: [Int], of shape: [Int], keepdims: Bool) throws -> ValueID {
        try reshape(result, kept(axes, of: shape, keepdims: keepdims))
    }

    /// The shape of a reduction's result.
    func kept(_ axes: [Int], of shape: [Int], keepdims: Bool) -> [Int] {
        shape.indices.compactMap { axes.contains($0) ? (keepdims ? 1 : nil) : shape[$0] }
    }

    /// x with the given axes last, as one.
    func mergingLast(_ x: ValueID, axes: [Int]) throws -> ValueID {
        let shape = type(x).shape
        let rest = shape.indices.filter { !axes.contains($0) }
        let moved = try permute(x, rest + axes)
        return try reshape(moved, rest.map { shape[$0] } + [try Shape.count(axes.map { shape[$0] })])
    }

    /// x with one axis taken out and put in at another place.
    func movingAxis(_ x: ValueID, from: Int, to: Int) throws -> ValueID {
        var axes = Array(type(x).shape.indices)
        axes.insert(axes.remove(at: from), at: to)
        return try permute(x, axes)
    }

    /// `count` positions of an axis from `start` on, `step` apart.
    func part(of x: ValueID, axis: Int, from start: Int, count: Int, step: Int = 1) throws -> ValueID {
        let shape = type(x).shape
        if count == shape[axis], step == 1 || count < 2 { return x }
        var region = Region(starts: shape.map { _ in 0 }, steps: shape.map { _ in 1 }, extents: shape)
        region.starts[axis] = count == 0 ? 0 : start
        region.steps[axis] = count < 2 ? 1 : step
        region.extents[axis] = count
        return try emit(Slice(region), [x])
    }
}
