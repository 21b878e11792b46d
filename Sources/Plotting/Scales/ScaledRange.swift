import Glibc

/// An interval of numbers under a scale: from a number to a fraction of the way, and the ticks between.
///
/// The bounds are finite and apart far enough for ticks, whatever the data were.
struct ScaledRange: Equatable {
    /// A scale whose threshold is known.
    enum Kind: Equatable {
        case linear, log
        case symlog(threshold: Double)
    }

    let kind: Kind
    let lower: Double
    let upper: Double
    /// Whether ticks of a linear scale stand at whole numbers only.
    var isWhole = false

    /// The smallest span of an axis: below it, data are one number.
    static let smallestSpan = 1e-300

    /// The range from `limits` or, where there are none, from the drawable ones of `data`.
    init(_ scale: Scale, limits: ClosedRange<Double>? = nil, data: DataRange) {
        switch scale {
        case .linear: kind = .linear
        case .log: kind = .log
        case .symlog(let threshold):
            let largest = max(abs(limits?.lowerBound ?? data.lower ?? 0), abs(limits?.upperBound ?? data.upper ?? 0))
            kind = .symlog(threshold: max(threshold ?? (largest > 0 ? largest * 1e-3 : 1), 1e-300))
        }
        let isLog = kind == .log
        var lower = limits?.lowerBound ?? (isLog ? data.smallestPositive : data.lower) ?? (isLog ? 0.1 : -1)
        var upper = limits?.upperBound ?? (isLog ? data.largestPositive : data.upper) ?? (isLog ? 10 : 1)
        if isLog {
            (lower, upper) = (max(lower, .leastNonzeroMagnitude), max(upper, .leastNonzeroMagnitude))
            if upper / lower < 1 + 1e-9 {
                (lower, upper) = (max(lower / 10, .leastNonzeroMagnitude), min(upper * 10, .greatestFiniteMagnitude))
            }
        } else if upper / 2 - lower / 2 < ScaledRange.smallestHalfSpan(about: lower, upper) {
            let middle = lower / 2 + upper / 2
            let half = max(abs(middle) * 0.05, ScaledRange.smallestHalfSpan(about: lower, upper))
            (lower, upper) = middle == 0 ? (-1, 1) : (middle - half, middle + half)
        }
        self.lower = ScaledRange.clip(lower)
        self.upper = ScaledRange.clip(upper)
    }

    init(kind: Kind, lower: Double, upper: Double) {
        self.kind = kind
        self.lower = lower
        self.upper = upper
    }

    /// Sixty-four units in the last place, so that ticks are distinct numbers.
    private static func smallestHalfSpan(about a: Double, _ b: Double) -> Double {
        max(max(abs(a), abs(b)).ulp * 32, smallestSpan / 2)
    }

    private static func clip(_ x: Double) -> Double {
        min(max(x, -Double.greatestFiniteMagnitude), Double.greatestFiniteMagnitude)
    }

    /// Longer by `fraction` at each end, in the scale's own measure; an end at exactly `fixed` stays.
    func padded(by fraction: Double, keeping fixed: Double? = nil) -> ScaledRange {
        func end(_ place: Double, _ from: Double) -> Double { from == fixed ? from : number(at: place) }
        return ScaledRange(kind: kind, lower: end(-fraction, lower), upper: end(1 + fraction, upper))
    }

    /// Whether `x` has a place on this scale.
    func canDraw(_ x: Double) -> Bool { x.isFinite && (x > 0 || kind != .log) }

    /// Where `x` lies: 0 at the lower bound, 1 at the upper, at most ±10⁶; nil if it cannot be drawn on this scale.
    func fraction(_ x: Double) -> Double? {
        guard canDraw(x) else { return nil }
        let (bottom, top) = (measure(lower), measure(upper))
        // Two ends that the scale cannot tell apart are both in the middle.
        guard bottom < top else { return 0.5 }
        return min(max((measure(x) - bottom) / (top - bottom), -1e6), 1e6)
    }

    /// The scale's own measure of a number: the differences of two are finite.
    private func measure(_ x: Double) -> Double {
        switch kind {
        case .linear: x / 2
        case .log: log10(x)
        case .symlog(let threshold): symlog(x, threshold)
        }
    }

    /// The number at a fraction of the way, kept within the finite ones.
    func number(at fraction: Double) -> Double {
        switch kind {
        case .linear:
            return ScaledRange.clip(2 * (lower / 2 * (1 - fraction) + upper / 2 * fraction))
        case .log:
            let exponent = log10(lower) * (1 - fraction) + log10(upper) * fraction
            return min(max(pow(10, exponent), .leastNonzeroMagnitude), .greatestFiniteMagnitude)
        case .symlog(let threshold):
            let place = symlog(lower, threshold) * (1 - fraction) + symlog(upper, threshold) * fraction
            return ScaledRange.clip(2 * threshold * sinh(place * M_LN10))
        }
    }
}

/// asinh(x / 2c) in decades: x / (2c ln 10) near 0, ± log₁₀(|x| / c) far out.
private func symlog(_ x: Double, _ threshold: Double) -> Double {
    let ratio = abs(x) / threshold / 2
    let decades = ratio < 1e8 ? asinh(ratio) / M_LN10 : log10(abs(x)) - log10(threshold)
    return x < 0 ? -decades : decades
}

/// The extent of the finite, and of the positive, numbers among data.
struct DataRange {
    private var ends = (least: Double.infinity, most: -Double.infinity)
    private var positiveEnds = (least: Double.infinity, most: -Double.infinity)

    var lower: Double? { ends.least <= ends.most ? ends.least : nil }
    var upper: Double? { ends.least <= ends.most ? ends.most : nil }
    var smallestPositive: Double? { positiveEnds.least <= positiveEnds.most ? positiveEnds.least : nil }
    var largestPositive: Double? { positiveEnds.least <= positiveEnds.most ? positiveEnds.most : nil }

    init() {}

    init(_ numbers: some Sequence<Double>) { add(numbers) }

    mutating func add(_ number: Double) {
        guard number.isFinite else { return }
        ends = (min(ends.least, number), max(ends.most, number))
        guard number > 0 else { return }
        positiveEnds = (min(positiveEnds.least, number), max(positiveEnds.most, number))
    }

    mutating func add(_ numbers: some Sequence<Double>) {
        for number in numbers { add(number) }
    }

    /// The same, made symmetric about 0.
    var symmetric: DataRange {
        guard let lower, let upper else { return self }
        let most = max(abs(lower), abs(upper))
        return DataRange([-most, most])
    }
}
