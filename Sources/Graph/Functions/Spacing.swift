import Tensors

// Evenly spaced numbers whose ends are values of the graph.
extension Graph {
    /// n numbers from `start` to `stop`, floats of one type and shape (): the last exactly `stop`, and symmetric where
    /// start = −stop.
    public func linspace(_ start: ValueID, _ stop: ValueID, count n: Int) throws -> ValueID {
        guard n > 1 else { return try part(of: reshape(start, [1]), axis: 0, from: 0, count: n) }
        let places = try convert(emit(Iota(count: n), []), type(start).dtype)
        let last = try scalar(Double(n - 1), like: places)
        let (a, b) = try (broadcast(start, to: [n]), broadcast(stop, to: [n]))
        let rest = try subtract(last, places)
        let inside = try divide(add(multiply(a, rest), multiply(b, places)), last)
        return try emit(Select(), [emit(Equal(), [places, last]), b, inside])
    }

    /// start, start + step, …: n numbers.
    public func spaced(from start: ValueID, step: ValueID, count n: Int) throws -> ValueID {
        let places = try convert(emit(Iota(count: n), []), type(start).dtype)
        return try add(broadcast(start, to: [n]), multiply(broadcast(step, to: [n]), places))
    }
}
