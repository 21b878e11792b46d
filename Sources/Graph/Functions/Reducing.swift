import Tensors

// Functions of all elements, or of those along some axes: nil stands for all axes. With `keepdims` the axes stay, of extent 1.
extension Graph {
    /// The sum; of booleans, the number of true ones.
    public func sum(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "sum")
        return try keeping(sum(numeric(x), axes: axes), axes: axes, of: type(x).shape, keepdims: keepdims)
    }

    /// The product: a binary tree of products, so that derivatives of any order hold where factors are 0.
    public func prod(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "prod")
        var factors = try mergingLast(numeric(x), axes: axes)
        let last = type(factors).rank - 1
        let rest = Array(type(factors).shape.dropLast())
        var odd: ValueID?
        var count = type(factors).shape[last]
        if count == 0 {
            factors = try broadcast(emit(Scalar(1, type(factors).dtype), []), to: rest + [1])
            count = 1
        }
        while count > 1 {
            let half = count / 2
            if count % 2 == 1 {
                let left = try part(of: factors, axis: last, from: count - 1, count: 1)
                odd = try odd.map { try multiply($0, left) } ?? left
            }
            factors = try multiply(
                part(of: factors, axis: last, from: 0, count: half), part(of: factors, axis: last, from: half, count: half))
            count = half
        }
        if let odd { factors = try multiply(factors, odd) }
        return try keeping(reshape(factors, rest), axes: axes, of: type(x).shape, keepdims: keepdims)
    }

    /// The mean; of integers a float64, NaN of no elements.
    public func mean(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "mean")
        return try mean(floating(x), axes, keepdims: keepdims)
    }

    private func mean(_ x: ValueID, _ axes: [Int], keepdims: Bool) throws -> ValueID {
        let shape = type(x).shape
        let sum = try sum(x, axes: axes)
        let count = axes.reduce(1.0) { $0 * Double(shape[$1]) }
        return try keeping(divide(sum, scalar(count, like: sum)), axes: axes, of: shape, keepdims: keepdims)
    }

    /// The square deviation from the mean, summed and divided by n − `ddof`.
    public func variance(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false, ddof: Int = 0) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "var")
        let shape = type(x).shape
        let number = try floating(x)
        let deviation = try subtract(number, broadcast(mean(number, axes, keepdims: true), to: shape))
        let sum = try sum(multiply(deviation, deviation), axes: axes)
        let mean = try divide(sum, scalar(Double(divisor(axes, of: shape, ddof: ddof)), like: sum))
        return try keeping(mean, axes: axes, of: shape, keepdims: keepdims)
    }

    /// n − ddof, n the number of elements along the axes; 0 where nothing is left, as in NumPy.
    private func divisor(_ axes: [Int], of shape: [Int], ddof: Int) -> Int {
        max(0, axes.reduce(1) { $0 * shape[$1] }.subtractingReportingOverflow(ddof).partialValue)
    }

    /// The square root of the variance: a norm, with slope 0 where all elements are equal.
    public func std(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false, ddof: Int = 0) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "std")
        let shape = type(x).shape
        let number = try floating(x)
        return try norm(
            [subtract(number, broadcast(mean(number, axes, keepdims: true), to: shape))], axes: axes,
            divisor: divisor(axes, of: shape, ddof: ddof), shape: kept(axes, of: shape, keepdims: keepdims))
    }

    /// √Σx², with slope 0 at 0; its square is the sum of squares.
    public func norm(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "norm")
        return try norm([floating(x)], axes: axes, shape: kept(axes, of: type(x).shape, keepdims: keepdims))
    }

    /// √Σx² over all numbers of several tensors.
    public func norm(of x: [ValueID]) throws -> ValueID { try norm(promoting(x.map { try floating($0) }), axes: nil) }

    /// Whether an element is true (not 0); false of no elements.
    public func any(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "any")
        return try extremum(convert(x, .bool), axes, largest: true, ofNone: 0, keepdims: keepdims)
    }

    /// Whether all elements are true (not 0); true of no elements.
    public func all(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "all")
        return try extremum(convert(x, .bool), axes, largest: false, ofNone: 1, keepdims: keepdims)
    }

    /// The largest (smallest) element; NaN if there is one. Its slope is that of the first of equal elements.
    public func extremum(largest: Bool, _ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let axes = try axes(axis, of: x, in: largest ? "max" : "min")
        return try extremum(x, axes, largest: largest, ofNone: nil, keepdims: keepdims)
    }

    private func extremum(_ x: ValueID, _ axes: [Int], largest: Bool, ofNone: Double?, keepdims: Bool) throws -> ValueID {
        let shape = type(x).shape
        guard !axes.isEmpty else { return x }
        let isEmpty = axes.contains { shape[$0] == 0 }
        let result: ValueID
        if isEmpty, let ofNone {
            let rest = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
            result = try broadcast(emit(Scalar(ofNone, type(x).dtype), []), to: rest)
        } else if isEmpty {
            let name = largest ? "max" : "min"
            throw TensorError(
                "`\(name)` of no elements: shape \(Shape.describe(shape))\(axes.count < shape.count ? ", axis \(axes)" : "")",
                hint: "an empty tensor has no \(largest ? "largest" : "smallest") element")
        } else {
            result = try emit(Extremum(largest: largest), [mergingLast(x, axes: axes)])
        }
        return try keeping(result, axes: axes, of: shape, keepdims: keepdims)
    }
}
