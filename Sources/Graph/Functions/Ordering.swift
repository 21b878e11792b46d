import Tensors

// Where elements stand, and running sums.
extension Graph {
    /// The int64 position of the first largest (smallest) element along an axis, or in the flattened tensor. NaN comes first.
    public func argExtreme(largest: Bool, _ x: ValueID, axis: Int? = nil, keepdims: Bool = false) throws -> ValueID {
        let name = largest ? "argmax" : "argmin"
        let shape = type(x).shape
        let axes = try axes(axis.map { [$0] }, of: x, in: name)
        if axes.contains(where: { shape[$0] == 0 }) {
            throw TensorError(
                "`\(name)` of no elements: shape \(Shape.describe(shape))",
                hint: "an empty tensor has no \(largest ? "largest" : "smallest") element")
        }
        let result = try emit(ArgExtremum(largest: largest), [mergingLast(x, axes: axes)])
        return try keeping(result, axes: axes, of: shape, keepdims: keepdims)
    }

    /// Running sums along an axis, or of the flattened tensor.
    public func cumsum(_ x: ValueID, axis: Int? = nil) throws -> ValueID {
        let x = try numeric(x)
        guard let axis else { return try emit(CumulativeSum(axis: 0), [reshape(x, [type(x).count])]) }
        return try emit(CumulativeSum(axis: self.axis(axis, of: x, in: "cumsum")), [x])
    }

    /// The int64 permutation that sorts along an axis (nil: the flattened tensor): ascending, stable, NaN last.
    public func argsort(_ x: ValueID, axis: Int? = -1) throws -> ValueID {
        guard let axis else { return try emit(ArgSort(), [reshape(x, [type(x).count])]) }
        let place = try self.axis(axis, of: x, in: "argsort")
        let last = type(x).rank - 1
        return try movingAxis(emit(ArgSort(), [movingAxis(x, from: place, to: last)]), from: last, to: place)
    }

    /// x sorted along an axis (nil: the flattened tensor): ascending, NaN last; equal elements keep their order, and slopes.
    public func sort(_ x: ValueID, axis: Int? = -1) throws -> ValueID {
        guard let axis else { return try sort(reshape(x, [type(x).count]), axis: 0) }
        let place = try self.axis(axis, of: x, in: "sort")
        let last = type(x).rank - 1
        let rows = try movingAxis(x, from: place, to: last)
        let shape = type(rows).shape
        let (length, count) = (shape[last], try Shape.count(Array(shape[..<last])))
        var order = try reshape(emit(ArgSort(), [rows]), [count, length])
        if count > 1 {
            let numbers = try emit(Iota(count: count), [])
            let starts = try multiply(numbers, scalar(Double(length), like: numbers))
            order = try add(order, broadcast(reshape(starts, [count, 1]), to: [count, length]))
        }
        let flat = try emit(Gather(axis: 0), [reshape(rows, [count * length]), reshape(order, [count * length])])
        return try movingAxis(reshape(flat, shape), from: last, to: place)
    }
}
