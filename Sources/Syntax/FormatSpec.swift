/// How a value is written: `[[fill]align][sign][0][width][,][.digits][d e f g % s]`, as in Python.
public struct FormatSpec: Sendable, Equatable {
    /// On which side of the width the value stands.
    public enum Alignment: String, Sendable {
        case left = "<"
        case right = ">"
        case center = "^"
        /// `=`: the fill stands between the sign and the digits.
        case afterSign = "="
    }

    /// What stands before a number that is not negative.
    public enum Sign: String, Sendable {
        /// `+`: positive numbers have a sign too.
        case always = "+"
        /// `-`: only negative ones, as without a sign.
        case negative = "-"
        /// A space stands where a sign would.
        case space = " "
    }

    /// How a number is written.
    public enum Presentation: String, Sendable {
        case integer = "d"
        case exponent = "e"
        case fixed = "f"
        case general = "g"
        case percent = "%"
        case string = "s"
    }

    /// What fills the width.
    public var fill: Unicode.Scalar = " "
    /// Numbers stand on the right and all else on the left where it is nil.
    public var alignment: Alignment?
    /// What stands before a number that is not negative.
    public var sign: Sign = .negative
    /// `0` before the width: zeros between the sign and the digits.
    public var zeroPadded = false
    /// The least width in columns; at most `maximumWidth`.
    public var width: Int?
    /// `,`: digits in groups of three.
    public var grouped = false
    /// Digits behind the point (significant ones for `g`, characters kept for `s`); at most `maximumDigits`.
    public var digits: Int?
    /// As `print` writes the value where it is nil.
    public var presentation: Presentation?

    /// The greatest width that can be asked for.
    public static let maximumWidth = 10_000
    /// The greatest number of digits that can be asked for.
    public static let maximumDigits = 1_000

    public init() {}

    /// A format from its text, the part behind `:`; throws a `Diagnostic` without a place where it is none.
    public init(parsing text: String) throws(Diagnostic) {
        let scalars = Array(text.unicodeScalars)
        var position = 0
        func scalar(_ offset: Int) -> String {
            scalars.indices.contains(position + offset) ? String(scalars[position + offset]) : ""
        }
        func number(_ limit: Int, _ what: String) throws(Diagnostic) -> Int? {
            var value: Int?
            while position < scalars.count, let digit = scalars[position].asciiDigit {
                value = (value ?? 0) * 10 + digit
                position += 1
                if let value, value > limit {
                    throw Diagnostic("the format `\(text)` asks for too many \(what)", hints: ["at most \(limit)"])
                }
            }
            return value
        }
        if let alignment = Alignment(rawValue: scalar(1)) {
            fill = scalars[0]
            self.alignment = alignment
            position = 2
        } else if let alignment = Alignment(rawValue: scalar(0)) {
            self.alignment = alignment
            position = 1
        }
        if let sign = Sign(rawValue: scalar(0)) {
            self.sign = sign
            position += 1
        }
        if scalar(0) == "0" {
            zeroPadded = true
            position += 1
        }
        width = try number(Self.maximumWidth, "columns")
        if scalar(0) == "," {
            grouped = true
            position += 1
        }
        if scalar(0) == "." {
            position += 1
            digits = try number(Self.maximumDigits, "digits")
            if digits == nil {
                throw Diagnostic("the format `\(text)` lacks a number behind `.`", hints: [Self.formsHint])
            }
        }
        if let presentation = Presentation(rawValue: scalar(0)) {
            self.presentation = presentation
            position += 1
        }
        guard position == scalars.count else {
            let rest = String(String.UnicodeScalarView(scalars[position...]))
            throw Diagnostic("the format `\(text)` is not understood from `\(rest)` on", hints: [Self.formsHint])
        }
    }

    private static let formsHint =
        "formats are `[[fill]align][sign][0][width][,][.digits]` and one of `d e f g % s`, as in `{x:>8.3f}`"
}

extension Unicode.Scalar {
    /// 0 … 9 for an ASCII digit.
    var asciiDigit: Int? { value >= 48 && value <= 57 ? Int(value) - 48 : nil }
}
