import Tensors

extension Graph {
    /// How many elements of x fall between one edge and the next, the last edge included; with weights, the sum of theirs.
    ///
    /// `edges` are ascending. Elements outside of them, and NaN, count nowhere. int64 counts; sums have the weights' type and
    /// their derivatives.
    public func histogram(_ x: ValueID, edges: ValueID, weights: ValueID? = nil) throws -> ValueID {
        let (count, bins) = (type(x).count, type(edges).count - 1)
        let numbers = try promoting([reshape(edges, [bins + 1]), reshape(x, [count])])
        // Sorted together, edges before the elements equal to them, each element follows the edge that its bin begins with.
        let together = try emit(Concatenate(axis: 0), numbers)
        let order = try argsort(together)
        let isEdge = try convert(emit(Less(), [order, scalar(Double(bins + 1), like: order)]), .int64)
        let edgesBefore = try emit(CumulativeSum(axis: 0), [isEdge])
        let end = try part(of: numbers[0], axis: 0, from: bins, count: 1)
        let sorted = try emit(Gather(axis: 0), [together, order])
        let isLast = try emit(Equal(), [sorted, broadcast(end, to: [count + bins + 1])])
        let place = try emit(Select(), [isLast, scalar(Double(bins), like: order), edgesBefore])

        // Bin 0 takes what lies before all edges, the one after the last what lies behind them.
        let one = try broadcast(emit(Scalar(1, .int64), []), to: [count])
        let own = try weights.map { try reshape(numeric($0), [count]) } ?? one
        let none = try broadcast(emit(Scalar(0, type(own).dtype), []), to: [bins + 1])
        let summands = try emit(Gather(axis: 0), [emit(Concatenate(axis: 0), [none, own]), order])
        let empty = try broadcast(emit(Scalar(0, type(own).dtype), []), to: [bins + 2])
        let sums = try emit(Scatter(axis: 0, accumulate: true), [empty, place, summands])
        return try part(of: sums, axis: 0, from: 1, count: bins)
    }

    /// The edges of so many bins of equal width over a range of numbers, by default that of x; the last is exactly `high`.
    ///
    /// Where the range is one number, it is widened by 0.5 to both sides; of no elements it is 0 … 1.
    public func edges(of x: ValueID, bins: Int, range: (low: Double, high: Double)? = nil) throws -> ValueID {
        let x = try floating(x)
        let dtype = type(x).dtype
        var (low, high) = try (emit(Scalar(range?.low ?? 0, dtype), []), emit(Scalar(range?.high ?? 1, dtype), []))
        if range == nil, type(x).count > 0 {
            (low, high) = try (extremum(largest: false, x), extremum(largest: true, x))
        }
        let isOne = try emit(Equal(), [low, high])
        let half = try emit(Scalar(0.5, dtype), [])
        low = try emit(Select(), [isOne, subtract(low, half), low])
        high = try emit(Select(), [isOne, add(high, half), high])

        let count = try scalar(Double(bins), like: low)
        let span = try subtract(high, low)
        let width = try emit(
            Select(), [emit(IsFinite(), [span]), divide(span, count), subtract(divide(high, count), divide(low, count))])
        let places = try convert(emit(Iota(count: bins), []), dtype)
        let steps = try multiply(places, broadcast(width, to: [bins]))
        return try emit(Concatenate(axis: 0), [add(broadcast(low, to: [bins]), steps), reshape(high, [1])])
    }
}
