/// Splits a source into tokens that cover it byte for byte, and reports what no token may be.
///
/// It works on Unicode scalars, never on characters: a combining mark behind a sign must not hide the sign. Where a wrong spelling
/// has an evident meaning (`**`, `≤`), the token gets that meaning, so that the parser has nothing more to complain about.
struct Lexer {
    /// Beyond this size a source is refused; tokens take more memory than text.
    static let maximumBytes = 16 << 20

    let source: SourceFile
    let bytes: [UInt8]
    var position = 0
    var tokens: [Token] = []
    var diagnostics: [Diagnostic] = []
    /// What the position lies in, outermost first. Empty: plain code.
    var contexts: [Context] = []
    /// Whether the source ends within `"""`.
    var endsInString = false
    /// Whether there is no `*/` behind the position.
    var lacksCommentEnd = false
    /// The line of the last complaint about a stray character; one a line is enough.
    var lineOfStray = 0

    enum Context {
        case string(Quote, start: Int)
        /// In the braces of an interpolation, within so many further brackets.
        case interpolation(brackets: Int, start: Int)
    }

    /// Lexes a source; `diagnostics` is then in order.
    init(_ source: SourceFile) {
        self.source = source
        bytes = source.bytes
        guard bytes.count <= Self.maximumBytes else {
            add(.invalid, from: 0, to: bytes.count)
            add(.endOfFile, from: bytes.count, to: bytes.count)
            report(
                "the source is larger than \(Self.maximumBytes >> 20) MiB", 0..<0, hints: ["keep data in files, and `load` them"])
            return
        }
        tokens.reserveCapacity(bytes.count / 3 + 8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { finish(.byteOrderMark, length: 3) }
        while position < bytes.count {
            if case .string(let quote, let start) = contexts.last {
                lexText(quote, openedAt: start)
            } else {
                lexCode()
            }
        }
        closeContexts()
        add(.endOfFile, from: position, to: position)
        reportInvalidEncoding()
    }

    // MARK: Code

    private mutating func lexCode() {
        let first = bytes[position]
        switch first {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0B, 0x0C:
            var end = position + 1
            while end < bytes.count, [0x20, 0x09, 0x0B, 0x0C].contains(bytes[end]) { end += 1 }
            finish(.whitespace, to: end)
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            closeSingleLineStrings()
            finish(.newline, length: first == UInt8(ascii: "\r") && byte(1) == UInt8(ascii: "\n") ? 2 : 1)
        case UInt8(ascii: "#"):
            lexComment()
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            lexQuote()
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            lexNumber()
        case UInt8(ascii: "."):
            if byte(1).isDigit { lexNumber() } else { lexSign() }
        case UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            lexName()
        case 0x80...:
            lexBeyondASCII()
        default:
            lexSign()
        }
    }

    private mutating func lexComment() {
        let isDocumentation = byte(1) == UInt8(ascii: "#") && byte(2) != UInt8(ascii: "#")
        finish(isDocumentation ? .documentation : .comment, to: endOfLine(from: position))
    }

    private mutating func lexBeyondASCII() {
        guard let (scalar, length) = scalar(at: position) else { return finish(.invalid, length: 1) }
        if Names.isStart(scalar) {
            lexName()
        } else {
            lexStray(scalar, length: length)
        }
    }

    // MARK: Pieces

    /// The byte so far behind the position; 0 beyond the end.
    func byte(_ offset: Int = 0) -> UInt8 {
        let index = position + offset
        return index < bytes.count ? bytes[index] : 0
    }

    /// The offset at which the line of an offset ends, its line ending left out.
    func endOfLine(from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") { end += 1 }
        return end
    }

    /// The scalar at an offset and its length in bytes; nil where the bytes are not UTF-8, and at the end.
    func scalar(at offset: Int) -> (Unicode.Scalar, Int)? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        let length: Int
        switch first {
        case ..<0x80: return (Unicode.Scalar(first), 1)
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return nil
        }
        guard offset + length <= bytes.count else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in bytes[(offset + 1)..<(offset + length)] {
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        // Overlong forms; surrogates and what lies beyond U+10FFFF fail in the conversion.
        if (length == 3 && value < 0x800) || (length == 4 && value < 0x10000) { return nil }
        return Unicode.Scalar(value).map { ($0, length) }
    }

    mutating func add(_ kind: Token.Kind, from start: Int, to end: Int) {
        tokens.append(Token(kind, start, end))
    }

    /// Makes a token of what lies between the position and an offset, and goes there.
    mutating func finish(_ kind: Token.Kind, to end: Int) {
        add(kind, from: position, to: end)
        position = end
    }

    mutating func finish(_ kind: Token.Kind, length: Int) {
        finish(kind, to: min(position + length, bytes.count))
    }

    mutating func report(_ message: String, _ span: Range<Int>, label: String? = nil, notes: [String] = [], hints: [String] = [])
    {
        // Each token can be wrong; the parser keeps the first of them.
        guard diagnostics.count < 2 * Parser.maximumErrors else { return }
        diagnostics.append(Diagnostic(message, source: source, span: span, label: label, notes: notes, hints: hints))
    }

    // MARK: Encoding

    /// Bytes that are not UTF-8 are reported once, and nothing else with them: first the file has to be read as what it is.
    private mutating func reportInvalidEncoding() {
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] < 0x80 {
                offset += 1
            } else if let (_, length) = scalar(at: offset) {
                offset += length
            } else {
                break
            }
        }
        guard offset < bytes.count else { return }
        let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        diagnostics = []
        report(
            "the source is not UTF-8: byte \(hexadecimal(UInt32(bytes[offset]), digits: 2)) at offset \(offset)",
            offset..<(offset + 1),
            hints: [isUTF16 ? "this is UTF-16; save the file as UTF-8" : "save the file as UTF-8"])
    }
}

/// `0x1F`-like text without the prefix, padded with zeros.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// An ASCII letter, a digit or `_`.
    var isWord: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) || self == 0x5F }
    var isHexDigit: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x66) }
}
