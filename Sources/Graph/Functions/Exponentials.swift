import Tensors

// Sums of exponentials, whose digits hold far out and close to 0.
extension Graph {
    /// log Σ eˣ. Exact where one element is far above the others, too: `logsumexp([0, -40])` is e⁻⁴⁰. −∞ of no elements.
    public func logsumexp(_ x: ValueID, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let axes = try axes(axis, of: x, in: "logsumexp")
        let number = try floating(x)
        let sum = try ExponentialSum(self, number, axes)
        return try keeping(
            add(sum.shift, sum.logarithm(self)), axes: axes, of: type(x).shape, keepdims: keepdims)
    }

    /// eˣ / Σ eˣ along an axis.
    public func softmax(_ x: ValueID, axis: Int = -1) throws -> ValueID {
        let axes = [try self.axis(axis, of: x, in: "softmax")]
        let number = try floating(x)
        let exponentials = try emit(Exp(), [ExponentialSum(self, number, axes).shifted])
        let total = try expand(sum(exponentials, axes: axes), axes: axes, to: type(x).shape)
        return try divide(exponentials, total)
    }

    /// log of `softmax`, which it keeps the digits of: x − log Σ eˣ along an axis.
    public func logSoftmax(_ x: ValueID, axis: Int = -1) throws -> ValueID {
        let axes = [try self.axis(axis, of: x, in: "log_softmax")]
        let sum = try ExponentialSum(self, floating(x), axes)
        return try subtract(sum.shifted, expand(sum.logarithm(self), axes: axes, to: type(x).shape))
    }
}

/// Σ eˣ over axes as eᵐ·(1 + r), m the largest x.
///
/// The largest elements, where z = x − m is 0, enter r by eᶻ − 1, which is 0 there, and by their number less one; so r is as
/// exact as the other elements are small. m is constant to the derivatives, which are those of Σ eˣ all the same.
struct ExponentialSum {
    /// m, without the axes; 0 where it is not finite, for ∞ − ∞ is not 0.
    let shift: ValueID
    /// z.
    let shifted: ValueID
    private let axes: [Int]

    init(_ g: Graph, _ x: ValueID, _ axes: [Int]) throws {
        self.axes = axes
        let shape = g.type(x).shape
        if axes.contains(where: { shape[$0] == 0 }) {
            shift = try g.sum(x, axes: axes)
            shifted = x
            return
        }
        let largest = try g.emit(StopGradient(), [g.extremum(largest: true, x, axis: axes)])
        shift = try g.emit(Select(), [g.emit(IsFinite(), [largest]), largest, g.zeros(like: largest)])
        shifted = try g.subtract(x, g.expand(shift, axes: axes, to: shape))
    }

    /// log(1 + r), without the axes.
    func logarithm(_ g: Graph) throws -> ValueID {
        let isLargest = try g.emit(Equal(), [shifted, g.zeros(like: shifted)])
        let summands = try g.emit(Select(), [isLargest, g.emit(Expm1(), [shifted]), g.emit(Exp(), [shifted])])
        let rest = try g.sum(summands, axes: axes)
        let count = try g.sum(g.convert(isLargest, g.type(shifted).dtype), axes: axes)
        return try g.emit(Log1p(), [g.add(rest, g.subtract(count, g.scalar(1, like: count)))])
    }
}
