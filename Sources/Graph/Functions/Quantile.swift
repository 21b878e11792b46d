import Tensors

/// What a quantile is that falls between two elements: NumPy's words.
public enum QuantileMethod: String, CaseIterable, Sendable {
    case linear, lower, higher, nearest, midpoint
}

extension Graph {
    /// The numbers below which the shares q of the elements lie, over axes or all of them: of n elements in order the one at the
    /// position q·(n − 1), or what `method` says where that falls between two.
    ///
    /// The axes of q come first, then those of x that stay. NaN where an element is NaN. Integers give float64 where something is
    /// between two of them. Differentiable in x and in q.
    public func quantile(
        _ x: ValueID, _ q: ValueID, axis: [Int]? = nil, keepdims: Bool = false, method: QuantileMethod = .linear
    ) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "quantile")
        let shape = type(x).shape
        let isBetween = method == .linear || method == .midpoint
        let rows = try sort(mergingLast(isBetween ? floating(x) : numeric(x), axes: axes))
        let last = type(rows).rank - 1
        let count = type(rows).shape[last]
        guard count > 0 else {
            throw TensorError(
                "`quantile` of no elements: shape \(Shape.describe(shape))", hint: "an empty tensor has no quantiles")
        }
        let shares = try convert(reshape(floating(q), [type(q).count]), .float64)
        let result = try between(rows, places: places(shares, count), method)
        let greatest = try broadcast(part(of: rows, axis: last, from: count - 1, count: 1), to: type(result).shape)
        let found = try emit(Select(), [emit(IsNaN(), [greatest]), greatest, result])
        return try reshape(movingAxis(found, from: last, to: 0), type(q).shape + kept(axes, of: shape, keepdims: keepdims))
    }

    /// q·(n − 1); NaN, which is no position, for a q outside of 0 … 1.
    private func places(_ q: ValueID, _ count: Int) throws -> ValueID {
        let isShare = try emit(And(), [emit(LessEqual(), [zeros(like: q), q]), emit(LessEqual(), [q, scalar(1, like: q)])])
        return try emit(Select(), [isShare, multiply(q, scalar(Double(count - 1), like: q)), scalar(.nan, like: q)])
    }

    /// What stands at the places, whole or not, of the last axis.
    private func between(_ rows: ValueID, places: ValueID, _ method: QuantileMethod) throws -> ValueID {
        let last = type(rows).rank - 1
        func element(_ place: ValueID) throws -> ValueID { try emit(Gather(axis: last), [rows, convert(place, .int64)]) }
        let below = try emit(Floor(), [places])
        switch method {
        case .lower: return try element(below)
        case .higher: return try element(emit(Ceiling(), [places]))
        case .nearest: return try element(emit(Round(), [places]))
        case .linear, .midpoint: break
        }
        let end = try scalar(Double(type(rows).shape[last] - 1), like: places)
        let a = try element(below)
        let b = try element(emit(Minimum(), [add(below, scalar(1, like: below)), end]))
        var share = try subtract(places, below)
        if method == .midpoint {
            let isWhole = try emit(Equal(), [share, zeros(like: share)])
            share = try emit(Select(), [isWhole, zeros(like: share), scalar(0.5, like: share)])
        }
        return try between(a, b, broadcast(convert(share, type(a).dtype), to: type(a).shape))
    }

    /// a + t·(b − a), counted from the nearer end, and where b − a is not finite by parts.
    private func between(_ a: ValueID, _ b: ValueID, _ t: ValueID) throws -> ValueID {
        let difference = try subtract(b, a)
        let rest = try subtract(scalar(1, like: t), t)
        let isNearA = try emit(Less(), [t, scalar(0.5, like: t)])
        let near = try emit(Select(), [isNearA, add(a, multiply(difference, t)), subtract(b, multiply(difference, rest))])
        let isA = try emit(Equal(), [t, zeros(like: t)])
        let far = try emit(Select(), [isA, a, add(multiply(a, rest), multiply(b, t))])
        return try emit(Select(), [emit(IsFinite(), [difference]), near, far])
    }
}
