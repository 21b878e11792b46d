import Glibc
import Tensors

/// Which lines of equal value a field has: `[0, 0.5]` are lines at these values.
public enum Contours: Sendable, Equatable, ExpressibleByArrayLiteral {
    /// About so many, at round values within the colours of the picture.
    case about(Int)
    case at([Double])

    public init(arrayLiteral values: Double...) { self = .at(values) }

    func check() throws {
        if case .at(let values) = self, !values.allSatisfy(\.isFinite) {
            throw TensorError("contour: levels are not finite", hint: "leave NaN and infinity out of levels")
        }
    }
}

extension ScaledRange {
    /// The values of lines, with the labels that the lines bear.
    func levels(_ contours: Contours) -> [Ticks.Tick] {
        switch contours {
        case .at(let values):
            return values.map { Ticks.Tick(value: $0, label: shortText($0, digits: 6)) }
        case .about(let count):
            let decades = kind == .log ? log10(upper) - log10(lower) : 0
            guard !(1.5..<4).contains(decades) else { return preferredNumbers() }
            let ticks = self.ticks(count: count + 2)
            // On a linear scale the labels of ticks may share a power of ten, which a line does not show.
            if kind != .linear && ticks.annotation.isEmpty { return ticks.major }
            return ticks.major.map { Ticks.Tick(value: $0.value, label: shortText($0.value, digits: 17)) }
        }
    }

    /// 1, 2 and 5 times the powers of ten between the ends.
    private func preferredNumbers() -> [Ticks.Tick] {
        let exponents = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))
        return exponents.flatMap { exponent in [1, 2, 5].map { DecimalNumber(mantissa: $0, exponent: exponent) } }
            .map { Ticks.Tick(value: $0.value, label: $0.text) }
            .filter { lower < $0.value && $0.value < upper }
    }

    /// About `count` ticks of a colour bar beside lines: where the lines are at round values, each tick (but at the ends) is a line.
    func ticks(count: Int, beside contours: Contours?) -> Ticks {
        guard let contours, case .about(let lines) = contours else { return ticks(count: count) }
        let levels = self.levels(contours)
        let most = max(count + count / 4, 2)
        if kind == .linear { return ticks(count: lines + 2).thinned(to: most, { $0 }) ?? ticks(count: count) }
        if kind == .log, levels.allSatisfy({ log10($0.value) == log10($0.value).rounded() }) {
            return ticks(count: lines + 2).thinned(to: most, log10) ?? ticks(count: count)
        }
        let values = Set(levels.map(\.value))
        let candidates = stride(from: max(count, 2), through: 2, by: -1).lazy.map { self.ticks(count: $0) }
        return candidates.first { ticks in
            ticks.major.count > 1 && ticks.major.allSatisfy { values.contains($0.value) || self.isEnd($0.value) }
        } ?? ticks(count: count)
    }

    private func isEnd(_ value: Double) -> Bool {
        fraction(value).map { abs($0) < 1e-9 || abs($0 - 1) < 1e-9 } ?? false
    }
}

extension Ticks {
    /// Every second, fifth or tenth of ticks that are evenly spaced in some measure, so that there are at most so many; nil where
    /// fewer than two are left.
    fileprivate func thinned(to most: Int, _ measure: (Double) -> Double) -> Ticks? {
        guard major.count > 1 else { return nil }
        let step = measure(major[1].value) - measure(major[0].value)
        for stride in [1.0, 2, 5, 10, 20, 50, 100] {
            let kept = major.filter { (measure($0.value) / step).rounded().remainder(dividingBy: stride) == 0 }
            guard kept.count <= most else { continue }
            let left = major.filter { tick in !kept.contains(tick) }.map(\.value)
            return kept.count > 1 ? Ticks(major: kept, minor: minor + left, annotation: annotation) : nil
        }
        return nil
    }
}

extension Scene {
    /// The contours of the panel's colours: those whose values are chosen here, if there are any.
    var contours: Contours? {
        let all = panel.marks.compactMap(\.contours)
        return all.first { if case .about = $0 { true } else { false } } ?? all.first
    }

    /// The values of all lines of the panel.
    var levels: [Ticks.Tick] {
        guard let range = colours?.range else { return [] }
        return panel.marks.compactMap(\.contours).flatMap(range.levels)
    }

    /// The lines of a field at their levels, on a grid of places.
    ///
    /// They are interpolated on the field's own scale: a logarithmic field has its lines where the logarithm is even.
    func lines(of field: Field, _ contours: Contours, x: [Double], y: [Double]) -> [(level: Ticks.Tick, lines: [[Point]])] {
        guard let range = colours?.range, x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite) else { return [] }
        let fractions = field.values.map(range.fraction)
        return range.levels(contours).compactMap { level in
            range.fraction(level.value).map { (level, IsoLines(fractions, x: x, y: y, level: $0).lines) }
        }
    }

    /// Why a contour has no line at all; nil where it has one.
    static func absence(of contours: Contours, in field: Field, _ range: ScaledRange) -> String? {
        let data = DataRange(field.values.filter(range.canDraw))
        guard let low = data.lower, let high = data.upper else { return nil }
        if field.x.count < 2 || field.y.count < 2 { return "no contours: a grid of \(field.y.count) × \(field.x.count)" }
        if low == high { return "no contours: all values are \(shortText(low, digits: 6))" }
        let hasLine = range.levels(contours).contains { low < $0.value && $0.value <= high }
        return hasLine ? nil : "no contours: none of the levels lies within the values"
    }
}

extension Mark {
    /// The lines that a contour asks for.
    var contours: Contours? {
        if case .contour(_, let contours, _, _) = self { contours } else { nil }
    }
}
