/// `mantissa · 10^exponent`, exactly: what a tick is, so that its label is the number itself and not a rounding of it.
struct DecimalNumber: Hashable {
    var mantissa: Int
    var exponent: Int

    /// The nearest float64.
    var value: Double { Double("\(mantissa)e\(exponent)") ?? .nan }

    /// All digits, without an exponent: `-0.05`, `1200`. Trailing zeros of the mantissa are kept.
    var plain: String {
        let digits = String(mantissa.magnitude)
        let text: String
        if mantissa == 0 && exponent >= 0 {
            text = "0"
        } else if exponent >= 0 {
            text = digits + String(repeating: "0", count: exponent)
        } else {
            let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
            text = "\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
        }
        return mantissa < 0 ? "−" + text : text
    }

    /// The exponent of the first digit: 3 for 1200, −2 for 0.05; of zero, 0.
    var magnitude: Int { mantissa == 0 ? 0 : String(mantissa.magnitude).utf8.count - 1 + exponent }

    /// The same number without trailing zeros.
    var reduced: DecimalNumber {
        guard mantissa != 0 else { return DecimalNumber(mantissa: 0, exponent: 0) }
        var result = self
        while result.mantissa % 10 == 0 {
            result.mantissa /= 10
            result.exponent += 1
        }
        return result
    }

    /// As a person writes it: plain where it is short, else with a power of ten (`1.5×10⁻⁷`).
    var text: String {
        let short = reduced
        let magnitude = short.magnitude
        if (-4...5).contains(magnitude) || short.mantissa == 0 { return short.plain }
        let digits = DecimalNumber(mantissa: short.mantissa, exponent: short.exponent - magnitude)
        let power = "10" + superscript(magnitude)
        switch short.mantissa {
        case 1: return power
        case -1: return "−" + power
        default: return digits.plain + "×" + power
        }
    }

    /// The number rounded to `digits` significant digits; nil if it is not finite.
    init?(_ value: Double, digits: Int) {
        guard value.isFinite else { return nil }
        guard value != 0 else {
            self.init(mantissa: 0, exponent: 0)
            return
        }
        // The shortest decimal of the value has at most 17 digits; rounding them is exact integer arithmetic.
        let description = String(value.magnitude)
        var mantissa = 0
        var exponent = 0
        var isPastPoint = false
        var rest = Substring(description)
        while let character = rest.first, character != "e" {
            if character == "." {
                isPastPoint = true
            } else if let digit = character.wholeNumberValue, mantissa < 100_000_000_000_000_000 {
                mantissa = mantissa * 10 + digit
                if isPastPoint { exponent -= 1 }
            }
            rest = rest.dropFirst()
        }
        if rest.first == "e", let power = Int(rest.dropFirst().first == "+" ? rest.dropFirst(2) : rest.dropFirst()) {
            exponent += power
        }
        let surplus = String(mantissa).utf8.count - max(digits, 1)
        if surplus > 0 {
            let unit = (0..<surplus).reduce(1) { power, _ in power * 10 }
            mantissa = (mantissa + unit / 2) / unit
            exponent += surplus
        }
        self.init(mantissa: value < 0 ? -mantissa : mantissa, exponent: exponent)
    }

    init(mantissa: Int, exponent: Int) {
        self.mantissa = mantissa
        self.exponent = exponent
    }
}

/// An integer in superscript digits: `⁻¹²`.
func superscript(_ number: Int) -> String {
    let signs: [Character: Character] = [
        "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]
    return String(String(number).map { signs[$0] ?? $0 })
}

/// A number to three or so digits, for legends and summaries.
func shortText(_ value: Double, digits: Int = 3) -> String {
    if let number = DecimalNumber(value, digits: digits) { return number.text }
    return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞"
}
