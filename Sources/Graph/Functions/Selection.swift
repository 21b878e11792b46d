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
        if lower != nil { result = try bounded(result, by: numbers[1], emit(Less(), [result, numbers[1]])) }
        if upper != nil, let bound = numbers.last {
            result = try bounded(result, by: bound, emit(Less(), [bound, result]))
        }
        return result
    }

    /// The bound where x lies beyond it, and where it is NaN, as NumPy has it.
    private func bounded(_ x: ValueID, by bound: ValueID, _ isBeyond: ValueID) throws -> ValueID {
        guard type(bound).dtype.isFloat else { return try emit(Select(), [isBeyond, bound, x]) }
        return try emit(Select(), [emit(Or(), [isBeyond, emit(IsNaN(), [bound])]), bound, x])
    }
}
