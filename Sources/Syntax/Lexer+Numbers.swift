/// Number literals. What is malformed is reported and stays a number, whose value the parser then does not ask for.
extension Lexer {
    mutating func lexNumber() {
        if bytes[position] == UInt8(ascii: "0"), "xXbBoO".utf8.contains(byte(1)) { return lexPrefixedInteger() }
        let start = position
        var end = position
        var isFloat = false
        var lacksFraction = false
        var complaint: (message: String, hint: String)?

        func skipDigits() {
            while end < bytes.count, bytes[end].isDigit || bytes[end] == UInt8(ascii: "_") { end += 1 }
        }
        func at(_ offset: Int) -> UInt8 { end + offset < bytes.count ? bytes[end + offset] : 0 }

        skipDigits()
        if at(0) == UInt8(ascii: "."), at(1) != UInt8(ascii: ".") {
            let whole = source.excerpt(start..<end)
            if at(1).isDigit {
                isFloat = true
                end += 1
                skipDigits()
            } else if at(1) | 0x20 == UInt8(ascii: "e"), at(2).isDigit || ((at(2) == 0x2B || at(2) == 0x2D) && at(3).isDigit) {
                isFloat = true
                end += 1
                lacksFraction = true
            } else if let (next, _) = scalar(at: end + 1), Names.isStart(next) {
                // `1.T`: a field of a number. The point belongs to the field.
                report(
                    "`\(whole).` is not a number", start..<(end + 1),
                    hints: ["write `\(whole).0`, or `(\(whole)).name` for a field of it"])
                return finish(.integer, to: end)
            } else {
                isFloat = true
                end += 1
                complaint = ("`\(whole).` is not a number", "write `\(whole).0`")
            }
        }
        if at(0) | 0x20 == UInt8(ascii: "e"), at(1).isDigit || ((at(1) == 0x2B || at(1) == 0x2D) && at(2).isDigit) {
            isFloat = true
            end += 2
            skipDigits()
        }
        let endOfDigits = end
        end = endOfName(from: end)
        if isFloat, end == endOfDigits, at(0) == UInt8(ascii: "."), at(1).isDigit {
            end += 1
            skipDigits()
            complaint = ("`\(source.excerpt(start..<end))` has two points", "a number has one: `1.5`")
        } else if end > endOfDigits {
            complaint = wrongSuffix(number: source.excerpt(start..<endOfDigits), suffix: source.excerpt(endOfDigits..<end))
        }
        if lacksFraction, complaint == nil {
            let parts = source.excerpt(start..<end).split(separator: ".", maxSplits: 1)
            complaint = ("a digit is missing behind the point", "write `\(parts.joined(separator: ".0"))`")
        }
        complaint = complaint ?? wrongDigits(start..<end, isFloat: isFloat)
        if let complaint { report(complaint.message, start..<end, hints: [complaint.hint]) }
        finish(isFloat ? .float : .integer, to: end)
        lexSuperscripts(after: start)
    }

    /// `0x1F`, and Python's `0b101` and `0o17`.
    private mutating func lexPrefixedInteger() {
        let start = position
        let end = endOfName(from: position + 2)
        let digits = bytes[(start + 2)..<end].filter { $0 != UInt8(ascii: "_") }
        let radix = Self.radix(of: bytes[start + 1])
        let known = digits.allSatisfy { byte in
            switch radix {
            case 2: byte == 0x30 || byte == 0x31
            case 8: byte >= 0x30 && byte <= 0x37
            default: byte.isHexDigit
            }
        }
        if digits.isEmpty || !known || Self.hasStrayUnderscore(bytes[(start + 1)..<end]) {
            let forms = [2: "binary numbers are `0b101`", 8: "octal numbers are `0o17`"]
            report(
                "`\(source.excerpt(start..<end))` is not a number", start..<end,
                hints: [forms[radix] ?? "hexadecimal numbers are `0x1F`"])
        }
        finish(.integer, to: end)
    }

    /// 16, 8 or 2, from the letter behind the zero.
    static func radix(of letter: UInt8) -> Int {
        switch letter | 0x20 {
        case UInt8(ascii: "b"): 2
        case UInt8(ascii: "o"): 8
        default: 16
        }
    }

    private func wrongSuffix(number: String, suffix: String) -> (String, String) {
        let written = number + suffix
        switch suffix {
        case "i", "j", "im":
            return ("`\(written)` is not a number", "there are no complex numbers")
        case "e", "E":
            return ("`\(written)` lacks its exponent", "write `\(number)e-3`")
        default:
            return ("`\(written)` is neither a number nor a name", "write `\(number) * \(suffix)` for a product")
        }
    }

    private func wrongDigits(_ span: Range<Int>, isFloat: Bool) -> (message: String, hint: String)? {
        let digits = bytes[span]
        if Self.hasStrayUnderscore(digits) {
            return ("`_` is misplaced in `\(source.excerpt(span))`", "`_` stands between digits: `1_000`")
        }
        if !isFloat, digits.count > 1, digits.first == UInt8(ascii: "0"), digits.contains(where: { $0 > 0x30 && $0 <= 0x39 }) {
            let plain = source.excerpt(span).drop { $0 == "0" || $0 == "_" }
            return ("`\(source.excerpt(span))` begins with 0", "write `\(plain)`")
        }
        return nil
    }

    /// Whether a `_` has no digit (or, as in `0x_1`, letter) on either side.
    private static func hasStrayUnderscore(_ text: ArraySlice<UInt8>) -> Bool {
        func isWord(_ index: Int) -> Bool { text.indices.contains(index) && (text[index].isDigit || text[index] >= 0x41) }
        return text.indices.contains { index in
            text[index] == 0x5F && !(isWord(index - 1) && isWord(index + 1) && text[index - 1] != 0x5F)
        }
    }
}
