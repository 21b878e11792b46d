import Syntax

#if canImport(Glibc)
    import Glibc
#endif

/// Numbers as text: exactly, or as a format asks.
public enum NumberFormat {
    /// The shortest text that reads back as the same float, with a point or an exponent: `0.1`, `3.0`, `1e-300`, `inf`, `nan`.
    public static func exact(_ x: Double) -> String { x.isNaN ? "nan" : x.description }

    /// The same for single precision.
    public static func exact(_ x: Float) -> String { x.isNaN ? "nan" : x.description }

    /// As an element of a tensor: whole numbers drop their `.0` (not −0.0, which would read back as 0).
    public static func element(_ x: Double) -> String { dropPoint(exact(x)) }

    /// The same for single precision.
    public static func element(_ x: Float) -> String { dropPoint(exact(x)) }

    private static func dropPoint(_ text: String) -> String {
        text.hasSuffix(".0") && text != "-0.0" ? String(text.dropLast(2)) : text
    }

    /// A float as a format asks; without a type letter as `g` when digits are given, else exactly.
    public static func format(_ x: Double, _ spec: FormatSpec) throws -> String {
        var suffix = ""
        let magnitude = abs(x)
        let body: String
        if !x.isFinite {
            body = x.isNaN ? "nan" : "inf"
            if spec.presentation == .percent { suffix = "%" }
        } else {
            switch spec.presentation {
            case .exponent: body = printed(magnitude, "e", spec.digits ?? 6)
            case .fixed: body = printed(magnitude, "f", spec.digits ?? 6)
            case .general: body = printed(magnitude, "g", spec.digits ?? 6)
            case .percent:
                body = printed(magnitude * 100, "f", spec.digits ?? 6)
                suffix = "%"
            case .integer:
                guard let whole = Int(exactly: x) else {
                    throw HesseError(
                        "the format `d` wants an integer, not \(exact(x))", hint: "round it first, or use `.0f`")
                }
                return try format(whole, spec)
            case .string:
                throw HesseError("the format `s` is for strings, not for numbers", hint: "use one of `d e f g %`")
            case nil:
                body = spec.digits.map { printed(magnitude, "g", $0) } ?? exact(magnitude)
            }
        }
        let isNegative = x.sign == .minus && !x.isNaN
        return assemble(isNegative: isNegative, body: body, suffix: suffix, spec)
    }

    /// An integer as a format asks; `e f g %` and digits treat it as a float.
    public static func format(_ x: Int, _ spec: FormatSpec) throws -> String {
        switch spec.presentation {
        case .integer where spec.digits == nil, nil where spec.digits == nil:
            return assemble(isNegative: x < 0, body: String(x.magnitude), suffix: "", spec)
        case .integer:
            throw HesseError("the format `d` takes no digits behind a point", hint: "use `.\(spec.digits ?? 0)f`")
        default: return try format(Double(x), spec)
        }
    }

    /// A string as a format asks: cut to `digits` characters, filled to the width, on the left side unless said otherwise.
    public static func format(_ text: String, _ spec: FormatSpec) throws -> String {
        guard spec.presentation == nil || spec.presentation == .string else {
            throw HesseError(
                "the format `\(spec.presentation?.rawValue ?? "")` is for numbers, not for strings", hint: "use `s`, or none")
        }
        var text = text
        if let digits = spec.digits { text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(digits))) }
        return pad(text, spec, standard: .left)
    }

    /// Fills a text to the width.
    static func pad(_ text: String, _ spec: FormatSpec, standard: FormatSpec.Alignment) -> String {
        let missing = (spec.width ?? 0) - text.unicodeScalars.count
        guard missing > 0 else { return text }
        let fill = { (count: Int) in String(repeating: Character(spec.fill), count: count) }
        switch spec.alignment ?? standard {
        case .left: return text + fill(missing)
        case .right, .afterSign: return fill(missing) + text
        case .center: return fill(missing / 2) + text + fill(missing - missing / 2)
        }
    }

    private static func assemble(isNegative: Bool, body: String, suffix: String, _ spec: FormatSpec) -> String {
        let sign: String
        switch spec.sign {
        case .always: sign = isNegative ? "-" : "+"
        case .space: sign = isNegative ? "-" : " "
        case .negative: sign = isNegative ? "-" : ""
        }
        var body = body
        let zeros = spec.zeroPadded && spec.alignment == nil
        if spec.grouped { body = grouped(body) }
        if zeros || spec.alignment == .afterSign {
            let fill = zeros ? "0" : Character(spec.fill)
            let missing = (spec.width ?? 0) - sign.count - body.count - suffix.count
            if missing > 0 { body = String(repeating: fill, count: missing) + body }
            return sign + body + suffix
        }
        return pad(sign + body + suffix, spec, standard: .right)
    }

    /// Commas between groups of three digits of the whole part.
    private static func grouped(_ body: String) -> String {
        let whole = body.prefix { $0.isASCII && $0.isNumber }
        var result = ""
        for (i, digit) in whole.enumerated() {
            if i > 0, (whole.count - i) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result + body.dropFirst(whole.count)
    }

    /// A finite number that is not negative, with this many significant digits.
    static func printedGeneral(_ x: Double, _ digits: Int) -> String { printed(x, "g", digits) }

    /// C's `%.{digits}{letter}` of a finite number that is not negative.
    private static func printed(_ x: Double, _ letter: String, _ digits: Int) -> String {
        // The longest number has 309 digits before the point.
        var bytes = [CChar](repeating: 0, count: digits + 340)
        let written = withVaList([Int32(clamping: digits), x]) { vsnprintf(&bytes, bytes.count, "%.*\(letter)", $0) }
        return String(decoding: bytes.prefix(max(0, Int(written))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
