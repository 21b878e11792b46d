import Tensors

// The same elements under another shape, or in another order of axes.
extension Graph {
    /// x under another shape, in row-major order; one extent may be -1, which is then what the others leave.
    public func reshaped(_ x: ValueID, to shape: [Int]) throws -> ValueID {
        let source = type(x)
        func failure(_ hint: String) -> TensorError {
            TensorError(
                "cannot reshape \(Shape.describe(source.shape)) with \(source.count) elements to \(Shape.describe(shape))",
                hint: hint)
        }
        var result = shape
        let unknown = shape.indices.filter { shape[$0] == -1 }
        guard unknown.count <= 1 else { throw failure("one extent can be -1") }
        if let axis = unknown.first {
            result[axis] = 1
            let known = try Shape.count(result)
            guard known > 0, source.count % known == 0 else {
                throw failure(
                    known == 0 ? "-1 can be anything beside an extent of 0" : "\(known) does not divide \(source.count)")
            }
            result[axis] = source.count / known
        }
        let count = try Shape.count(result)
        guard count == source.count else { throw failure("the shape has \(count) elements; one extent can be -1") }
        return try reshape(x, result)
    }

    /// x as a vector, in row-major order.
    public func ravel(_ x: ValueID) throws -> ValueID { try reshape(x, [type(x).count]) }

    /// Result axis i is axis `axes[i]`; nil reverses all axes.
    public func transpose(_ x: ValueID, axes: [Int]? = nil) throws -> ValueID {
        let shape = type(x).shape
        guard let axes else { return try permute(x, shape.indices.reversed()) }
        _ = try self.axes(axes, of: x, in: "transpose")
        guard axes.count == shape.count else {
            throw TensorError(
                "`transpose` of shape \(Shape.describe(shape)) takes \(shape.count) axes, not \(axes.count)",
                hint: "every axis is named once")
        }
        return try permute(x, axes.map { $0 < 0 ? $0 + shape.count : $0 })
    }

    /// x backwards along axes; nil stands for all of them.
    public func flip(_ x: ValueID, axis: [Int]? = nil) throws -> ValueID {
        let shape = type(x).shape
        var region = Region(starts: shape.map { _ in 0 }, steps: shape.map { _ in 1 }, extents: shape)
        for axis in try axes(axis, of: x, in: "flip") where shape[axis] > 1 {
            region.starts[axis] = shape[axis] - 1
            region.steps[axis] = -1
        }
        return region.steps.contains(-1) ? try emit(Slice(region), [x]) : x
    }

    /// x moved on along an axis, cyclically: element i goes to i + shift. A nil axis is that of the flattened tensor.
    public func roll(_ x: ValueID, shift: Int, axis: Int? = nil) throws -> ValueID {
        guard let axis else { return try reshape(roll(ravel(x), shift: shift, axis: 0), type(x).shape) }
        let place = try self.axis(axis, of: x, in: "roll")
        let extent = type(x).shape[place]
        guard extent > 0 else { return x }
        let remainder = shift % extent
        let head = remainder > 0 ? extent - remainder : -remainder
        if head == 0 { return x }
        return try emit(
            Concatenate(axis: place),
            [
                part(of: x, axis: place, from: head, count: extent - head),
                part(of: x, axis: place, from: 0, count: head),
            ])
    }
}
