/// Names, keywords, and the superscript digits that look like a part of them.
extension Lexer {
    mutating func lexName() {
        let start = position
        var end = position
        while let (scalar, length) = scalar(at: end), Names.isContinuation(scalar) { end += length }
        if end - start <= 2, isStringPrefix(start..<end) { return lexStringPrefix(start..<end) }
        finish(keyword(start..<end).map { .keyword($0) } ?? .name, to: end)
        lexSuperscripts(after: start)
    }

    private func keyword(_ span: Range<Int>) -> Keyword? {
        guard span.count >= 2, span.count <= 8 else { return nil }
        return Keyword(rawValue: String(decoding: bytes[span], as: UTF8.self))
    }

    /// Reports `x²`, `x⁻¹` directly behind a value.
    mutating func lexSuperscripts(after start: Int) {
        var digits = ""
        var end = position
        while let (scalar, length) = scalar(at: end), let digit = Names.superscriptDigit(scalar) {
            digits.append(digit)
            end += length
        }
        guard !digits.isEmpty else { return }
        let written = source.text(start..<end)
        // A sign before the digits was taken as a part of the name.
        var base = String.UnicodeScalarView(source.text(start..<position).unicodeScalars)
        var sign = ""
        if let last = base.last, base.count > 1, last == "⁻" || last == "⁺" {
            sign = last == "⁻" ? "-" : ""
            base.removeLast()
        }
        report(
            "superscript digits are not a power", position..<end, label: "in `\(written)`",
            hints: ["write `\(String(base))^\(sign)\(digits)`"])
        finish(.invalid, to: end)
    }

    private func isStringPrefix(_ span: Range<Int>) -> Bool {
        guard span.upperBound < bytes.count, bytes[span.upperBound] == 0x22 || bytes[span.upperBound] == 0x27 else {
            return false
        }
        guard ["f", "r", "b", "u", "rf", "fr", "rb", "br"].contains(source.text(span).lowercased()) else { return false }
        // `b'` may be a transposed matrix; a string has a second quote on the line.
        let line = bytes[(span.upperBound + 1)..<endOfLine(from: span.upperBound)]
        return line.contains(bytes[span.upperBound])
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
