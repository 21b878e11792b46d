/// Labels of equally spaced ticks: as many digits as tell them apart, what they share taken out.
enum TickLabels {
    /// `numbers` share one exponent and are increasing.
    static func label(_ numbers: [DecimalNumber]) -> Ticks {
        guard let first = numbers.first, let last = numbers.last else { return Ticks() }
        let exponent = first.exponent
        let offset = sharedOffset(first.mantissa, last.mantissa)
        let residuals = numbers.map { DecimalNumber(mantissa: $0.mantissa - offset, exponent: exponent) }
        let magnitude = residuals.filter { $0.mantissa != 0 }.map(\.magnitude).max() ?? 0
        let power = magnitude >= 5 || magnitude <= -4 ? magnitude : 0

        var annotation = power == 0 ? "" : "×10" + superscript(power)
        if offset != 0 {
            let text = DecimalNumber(mantissa: offset, exponent: exponent).text
            let signed = offset < 0 ? "− \(text.dropFirst())" : "+ \(text)"
            annotation += annotation.isEmpty ? signed : " " + signed
        }
        let labels = residuals.map { DecimalNumber(mantissa: $0.mantissa, exponent: exponent - power).plain }
        return Ticks(
            major: zip(numbers, labels).map { Ticks.Tick(value: $0.value, label: $1) }, annotation: annotation)
    }

    /// The leading digits that all mantissas share, as a mantissa, when labels would be longer than five digits with them.
    private static func sharedOffset(_ first: Int, _ last: Int) -> Int {
        let longest = max(first.magnitude, last.magnitude)
        let significant = String(longest).utf8.count - trailingZeros(first, last)
        guard significant > 5 else { return 0 }
        var unit = 1
        while unit <= last - first { unit *= 10 }
        let quotient = first >= 0 ? first / unit : -((-first + unit - 1) / unit)
        return quotient * unit
    }

    /// Zeros at the end of every mantissa between two (they differ by one step, so the step's own zeros).
    private static func trailingZeros(_ first: Int, _ last: Int) -> Int {
        var (a, b, zeros) = (first, last, 0)
        while a % 10 == 0 && b % 10 == 0 && (a != 0 || b != 0) {
            a /= 10
            b /= 10
            zeros += 1
        }
        return zeros
    }
}
