/// Names, keywords, and the superscript digits that look like a part of them.
extension Lexer {
    mutating func lexName() {
        let start = position
        let end = endOfName(from: position)
        if end - start <= 2, isStringPrefix(start..<end) { return lexStringPrefix(start..<end) }
        finish(keyword(start..<end).map { .keyword($0) } ?? .name, to: end)
        lexSuperscripts(after: start)
    }

    /// Behind the last sign that can go on with a name or a number.
    func endOfName(from start: Int) -> Int {
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            if byte.isWord {
                end += 1
            } else if byte >= 0x80, let (scalar, length) = scalar(at: end), Names.isContinuation(scalar) {
                end += length
            } else {
                break
            }
        }
        return end
    }

    private func keyword(_ span: Range<Int>) -> Keyword? {
        guard span.count >= 2, span.count <= 8 else { return nil }
        return Self.keywords[Self.packed(bytes[span])]
    }

    private static let keywords: [UInt64: Keyword] = Dictionary(
        Keyword.allCases.map { (packed(Array($0.rawValue.utf8)[...]), $0) }, uniquingKeysWith: { first, _ in first })

    /// Up to eight bytes as one number.
    private static func packed(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reports `x²`, `x⁻¹` directly behind a value.
    mutating func lexSuperscripts(after start: Int) {
        guard position < bytes.count, bytes[position] >= 0x80 else { return }
        var digits = ""
        var end = position
        while let (scalar, length) = scalar(at: end), let digit = Names.superscriptDigit(scalar) {
            digits.append(digit)
            end += length
        }
        guard !digits.isEmpty else { return }
        // A sign before the digits was taken as a part of the name.
        var base = start..<position
        var sign = ""
        if let last = source.text(base).unicodeScalars.last, last == "⁻" || last == "⁺", base.count > 3 {
            sign = last == "⁻" ? "-" : ""
            base = start..<(position - 3)
        }
        // Behind a bracket, what is in it goes without saying.
        let before = bytes[start] == UInt8(ascii: ")") || bytes[start] == UInt8(ascii: "]") ? "…" : ""
        report(
            "superscript digits are not a power", position..<end, label: "in `\(before)\(source.excerpt(start..<end))`",
            hints: ["write `\(before)\(source.excerpt(base))^\(sign)\(digits)`"])
        finish(.invalid, to: end)
    }

    private func isStringPrefix(_ span: Range<Int>) -> Bool {
        guard span.upperBound < bytes.count, bytes[span.upperBound] == 0x22 || bytes[span.upperBound] == 0x27 else {
            return false
        }
        guard ["f", "r", "b", "u", "rf", "fr", "rb", "br"].contains(source.text(span).lowercased()) else { return false }
        // `b'` may be a transposed matrix; a string has a second quote on the line.
        let quote = bytes[span.upperBound]
        let next = bytes[(span.upperBound + 1)...].first { $0 == quote || $0 == 0x0A || $0 == 0x0D }
        return next == quote
    }

    private mutating func lexStringPrefix(_ span: Range<Int>) {
        let prefix = source.text(span)
        let hint =
            switch prefix.lowercased() {
            case "f": "leave `\(prefix)` out: double quotes always interpolate, `\"{x:.3f}\"`"
            case "u": "leave `\(prefix)` out: strings are Unicode"
            case "b": "there are no byte strings"
            default: "there are no raw strings: write `\\\\` for a backslash"
            }
        report("strings take no prefix `\(prefix)`", span, hints: [hint])
        finish(.invalid, to: span.upperBound)
    }
}
