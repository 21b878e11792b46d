/// What a backslash and the characters behind it stand for, in all strings alike.
enum Escape {
    case scalar(Unicode.Scalar, end: Int)
    /// Begins like an escape but is none; `end` is where to go on.
    case failure(message: String, hint: String, end: Int)
    case unknown

    /// The escape at the offset of a backslash.
    static func decode(_ bytes: [UInt8], at start: Int) -> Escape {
        guard start + 1 < bytes.count else { return .unknown }
        let end = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "n"): return .scalar("\n", end: end)
        case UInt8(ascii: "t"): return .scalar("\t", end: end)
        case UInt8(ascii: "r"): return .scalar("\r", end: end)
        case UInt8(ascii: "0"): return .scalar("\0", end: end)
        case UInt8(ascii: "\\"): return .scalar("\\", end: end)
        case UInt8(ascii: "\""): return .scalar("\"", end: end)
        case UInt8(ascii: "'"): return .scalar("'", end: end)
        case UInt8(ascii: "u"): return decodeUnicode(bytes, at: end)
        default: return .unknown
        }
    }

    private static func decodeUnicode(_ bytes: [UInt8], at open: Int) -> Escape {
        let form = "write the number of the character in hexadecimal: `\\u{3B8}` is θ"
        guard open < bytes.count, bytes[open] == UInt8(ascii: "{") else {
            return .failure(message: "`\\u` lacks its braces", hint: form, end: open)
        }
        var end = open + 1
        var value: UInt32 = 0
        while end < bytes.count, bytes[end].isHexDigit {
            let digit = UInt32(bytes[end].isDigit ? bytes[end] - 0x30 : (bytes[end] | 0x20) - 0x61 + 10)
            value = min(value, 0xFF_FFFF) << 4 | digit
            end += 1
        }
        guard end > open + 1, end < bytes.count, bytes[end] == UInt8(ascii: "}") else {
            return .failure(message: "`\\u{` is not followed by hexadecimal digits and `}`", hint: form, end: end)
        }
        guard let scalar = Unicode.Scalar(value) else {
            let text = String(decoding: bytes[(open + 1)..<end], as: UTF8.self)
            return .failure(message: "there is no character U+\(text)", hint: "the last one is U+10FFFF", end: end + 1)
        }
        return .scalar(scalar, end: end + 1)
    }
}
