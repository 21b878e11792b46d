import Tensors

// Taking one number or another.
extension Graph {
    /// `condition ? a : b`, element by element; nothing of the branch not taken is seen. A number is true if it is not 0.
    public func choose(_ condition: ValueID, _ a: ValueID, _ b: ValueID) throws -> ValueID {
        let branches = try promoting([a, b])
        return try emit(Select(), broadcasting([convert(condition, .bool)] + branches, in: "where"))
    }

    /// x brought into [lower, upper], either of which may be missing; of slope 1 on the closed interval, 0 outside. NaN stays.
    /// Where the bounds cross, the result is the upper one.
    public func clip(_ x: ValueID, _ lower: ValueID?, _ upper: ValueID?) throws -> ValueID {
        let numbers = try broadcasting(promoting([x, lower, upper].compactMap { $0 }.map { try numeric($0) }), in: "clip")
        var result = numbers[0]
        if lower != nil { result = try emit(Select(), [emit(Less(), [result, numbers[1]]), numbers[1], result]) }
        if upper != nil, let bound = numbers.last {
            result = try emit(Select(), [emit(Less(), [bound, result]), bound, result])
        }
        return result
    }
}
