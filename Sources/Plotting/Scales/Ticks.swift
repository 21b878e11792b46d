import Glibc

/// The marked numbers of an axis or colour bar.
struct Ticks: Equatable {
    struct Tick: Equatable {
        let value: Double
        let label: String
    }

    /// Labelled ticks, increasing, all within the range.
    var major: [Tick] = []
    /// Places of small ticks without a label.
    var minor: [Double] = []
    /// What multiplies or is added to every label, such as `×10⁻⁶` or `+ 1.2345`; empty if nothing does.
    var annotation = ""

    /// A labelled power of ten.
    static func decade(_ exponent: Int) -> Tick {
        Tick(value: DecimalNumber(mantissa: 1, exponent: exponent).value, label: "10" + superscript(exponent))
    }
}

extension ScaledRange {
    /// About `count` (at least 2) ticks at round numbers: 1, 2 or 5 times a power of ten, decades on a logarithmic scale.
    func ticks(count: Int) -> Ticks {
        let count = max(2, min(count, 50))
        switch kind {
        case .linear: return linearTicks(count)
        case .log: return logTicks(count)
        case .symlog(let threshold): return symlogTicks(count, threshold)
        }
    }

    private func linearTicks(_ count: Int) -> Ticks {
        if isWhole {
            let whole = LinearSteps(lower, upper, count: count, isWhole: true)
            if !whole.numbers.isEmpty { return TickLabels.label(whole.numbers) }
        }
        var steps = LinearSteps(lower, upper, count: count)
        var finer = count
        while steps.numbers.count < min(count, 3) && finer < count * 4 {
            finer += 1
            steps = LinearSteps(lower, upper, count: finer)
        }
        return TickLabels.label(steps.numbers)
    }

    private func logTicks(_ count: Int) -> Ticks {
        let (bottom, top) = (log10(lower), log10(upper))
        let first = Int((bottom - 1e-9).rounded(.up))
        let last = Int((top + 1e-9).rounded(.down))
        // Two decades alone say little where there is room for more.
        if last - first == 1, let ticks = preferredTicks(first, last, most: count) { return ticks }
        if last > first {
            let stride = ScaledRange.decadeStrides.first { (last - first) / $0 < count } ?? 200
            let decades = (first...last).filter { $0 % stride == 0 }
            if decades.count >= 2 {
                var ticks = Ticks(major: decades.map(Ticks.decade))
                if stride == 1 {
                    ticks.minor = values(mantissas: Array(2...9), first - 1, last)
                } else if last - first <= 40 {
                    ticks.minor = values(mantissas: [1], first, last).filter { value in
                        !ticks.major.contains { $0.value == value }
                    }
                }
                return ticks
            }
        }
        return preferredTicks(first, last, most: count + 3) ?? linearTicks(count)
    }

    /// 1, 2 and 5 times powers of ten; nil where these are too few or too many.
    private func preferredTicks(_ first: Int, _ last: Int, most: Int) -> Ticks? {
        let round = [1, 2, 5].flatMap { m in (first - 1...last + 1).map { DecimalNumber(mantissa: m, exponent: $0) } }
        let inside = round.filter { contains($0.value) }.sorted { $0.value < $1.value }
        guard inside.count >= 3 && inside.count <= most else { return nil }
        var ticks = Ticks(major: inside.map { Ticks.Tick(value: $0.value, label: $0.text) })
        ticks.minor = values(mantissas: [3, 4, 6, 7, 8, 9], first - 1, last + 1)
        return ticks
    }

    /// Every how many decades a labelled tick may stand.
    private static let decadeStrides = [1, 2, 3, 5, 10, 20, 50, 100, 200]

    private func symlogTicks(_ count: Int, _ threshold: Double) -> Ticks {
        let most = max(abs(lower), abs(upper))
        guard most > threshold * 10 else { return linearTicks(count) }
        let first = Int(log10(threshold).rounded(.up))
        let last = Int((log10(most) + 1e-9).rounded(.down))
        guard first <= last else { return linearTicks(count) }
        let sides = lower < 0 && upper > 0 ? 2 : 1
        let stride = ScaledRange.decadeStrides.first { (last - first) * sides / $0 < count } ?? 200
        // Near 0 the scale is linear, and powers of ten are close together.
        let zero = fraction(0) ?? 0
        let exponents = Swift.stride(from: last, through: first, by: -stride).reversed().filter { exponent in
            let place = fraction(DecimalNumber(mantissa: 1, exponent: exponent).value) ?? 0
            return sides == 1 || place - zero > 0.7 / Double(count)
        }
        var numbers = exponents.reversed().map { DecimalNumber(mantissa: -1, exponent: $0) }
        numbers.append(DecimalNumber(mantissa: 0, exponent: 0))
        numbers += exponents.map { DecimalNumber(mantissa: 1, exponent: $0) }
        let inside = numbers.filter { contains($0.value) }
        guard inside.count >= 2 else { return linearTicks(count) }
        var ticks = Ticks(
            major: inside.map { number in
                let power = "10" + superscript(number.exponent)
                return Ticks.Tick(
                    value: number.value, label: number.mantissa == 0 ? "0" : number.mantissa < 0 ? "−" + power : power)
            })
        if stride == 1, let least = exponents.first {
            ticks.minor = values(mantissas: Array(-9 ... -2) + Array(2...9), least, last)
        }
        return ticks
    }

    private func values(mantissas: [Int], _ first: Int, _ last: Int) -> [Double] {
        guard last >= first, last - first < 700 else { return [] }
        return (first...last).flatMap { exponent in
            mantissas.map { DecimalNumber(mantissa: $0, exponent: exponent).value }.filter(contains)
        }
    }

    /// Whether `x` is in the range, give or take a rounding.
    private func contains(_ x: Double) -> Bool { fraction(x).map { $0 >= -1e-9 && $0 <= 1 + 1e-9 } ?? false }
}

/// Multiples of one round step within an interval.
struct LinearSteps {
    private(set) var numbers: [DecimalNumber] = []

    /// - Parameter isWhole: whether the step is a whole number.
    init(_ lower: Double, _ upper: Double, count: Int, isWhole: Bool = false) {
        let rawStep = (upper / 2 - lower / 2) / Double(count) * 2
        guard rawStep > 0, rawStep.isFinite else { return }
        var exponent = Int(log10(rawStep).rounded(.down))
        let lead = rawStep / pow(10, Double(exponent))
        var mantissa = lead <= 1.001 ? 1 : lead <= 2.001 ? 2 : lead <= 5.001 ? 5 : 10
        if mantissa == 10 { (mantissa, exponent) = (1, exponent + 1) }
        if isWhole && exponent < 0 { (mantissa, exponent) = (1, 0) }
        let step = DecimalNumber(mantissa: mantissa, exponent: exponent).value
        let (first, last) = ((lower / step - 1e-6).rounded(.up), (upper / step + 1e-6).rounded(.down))
        guard abs(first) < 1e16, abs(last) < 1e16, first <= last, last - first <= 200 else { return }
        numbers = (Int(first)...Int(last)).map { DecimalNumber(mantissa: $0 * mantissa, exponent: exponent) }
            .filter { $0.value.isFinite }
    }
}
