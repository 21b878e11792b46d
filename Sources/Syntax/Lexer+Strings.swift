/// Which quotes a string has.
enum Quote {
    case single, double, triple

    var text: String {
        switch self {
        case .single: "'"
        case .double: "\""
        case .triple: "\"\"\""
        }
    }
}

/// Strings, which hold interpolations, which hold strings.
///
/// The contexts are a stack. A newline ends all of them from the outermost string that may not span lines; a string that is not
/// closed gets its closing tokens with no text, so that the parser always sees whole strings.
extension Lexer {
    mutating func lexQuote() {
        let start = position
        if bytes[position] == UInt8(ascii: "'") {
            if isDirectlyBehindValue {
                report("`'` behind a value is no transpose", start..<(start + 1), hints: ["write `.T`, as in `A.T`"])
                return finish(.invalid, length: 1)
            }
            finish(.stringStart, length: 1)
            contexts.append(.string(.single, start: start))
        } else if byte(1) == UInt8(ascii: "\""), byte(2) == UInt8(ascii: "\"") {
            finish(.stringStart, length: 3)
            contexts.append(.string(.triple, start: start))
        } else {
            finish(.stringStart, length: 1)
            contexts.append(.string(.double, start: start))
        }
    }

    private var isDirectlyBehindValue: Bool {
        guard let last = tokens.last, last.span.upperBound == position else { return false }
        switch last.kind {
        case .name, .integer, .float, .sign(.rightParenthesis), .sign(.rightBracket): return !last.span.isEmpty
        default: return false
        }
    }

    /// What lies between quotes, up to an interpolation or the end of the string.
    mutating func lexText(_ quote: Quote, openedAt start: Int) {
        var end = position
        func finishText() {
            if end > position { finish(.stringText, to: end) }
        }
        scan: while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\\"):
                end = skipEscape(end, quote)
            case UInt8(ascii: "'") where quote == .single, UInt8(ascii: "\"") where quote == .double:
                finishText()
                contexts.removeLast()
                return finish(.stringEnd, length: 1)
            case UInt8(ascii: "\"")
            where quote == .triple && end + 2 < bytes.count && bytes[end + 1] == 0x22 && bytes[end + 2] == 0x22:
                finishText()
                contexts.removeLast()
                return finish(.stringEnd, length: 3)
            case UInt8(ascii: "{") where quote != .single:
                if end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "{") {
                    end += 2
                } else {
                    finishText()
                    contexts.append(.interpolation(brackets: 0, start: position))
                    return finish(.interpolationStart, length: 1)
                }
            case UInt8(ascii: "}") where quote != .single:
                let isDoubled = end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: "}")
                if !isDoubled {
                    report("`}` in a string without its `{`", end..<(end + 1), hints: ["write `}}` for a brace in the text"])
                }
                end += isDoubled ? 2 : 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if isOnOneLine { break scan }
                end += 1
            default:
                end += 1
            }
        }
        finishText()
        if position < bytes.count { closeSingleLineStrings() }
    }

    /// The offset behind an escape, which is reported when there is none such.
    private mutating func skipEscape(_ start: Int, _ quote: Quote) -> Int {
        let next = start + 1
        guard let (scalar, length) = scalar(at: next) else { return min(next + 1, bytes.count) }
        // At the end of the line the string is not closed, which is the error.
        if scalar == "\n" || scalar == "\r" {
            if isOnOneLine { return next }
            report(
                "`\\` at the end of a line is no escape", start..<next,
                hints: ["leave it out: the newline is a part of the string"])
            return next
        }
        switch Escape.decode(bytes, at: start) {
        case .scalar(_, let end): return end
        case .failure(let message, let hint, let end):
            report(message, start..<end, hints: [hint])
            return end
        case .unknown:
            let hint =
                scalar == "{" || scalar == "}"
                ? "write `\(scalar)\(scalar)` for a brace in the text"
                : "escapes are `\\n \\t \\r \\\\ \\\" \\' \\0 \\u{…}`; write `\\\\` for a backslash"
            report("there is no escape `\\\(scalar)`", start..<(next + length), hints: [hint])
            return scalar == "{" || scalar == "}" ? next : next + length
        }
    }

    // MARK: Interpolations

    /// Handles a sign that matters to the interpolation the position is directly in; false when it does not.
    mutating func lexInterpolationSign() -> Bool {
        guard case .interpolation(let brackets, let start) = contexts.last else { return false }
        switch bytes[position] {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
            contexts[contexts.count - 1] = .interpolation(brackets: brackets + 1, start: start)
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
            if brackets > 0 {
                contexts[contexts.count - 1] = .interpolation(brackets: brackets - 1, start: start)
            } else if bytes[position] == UInt8(ascii: "}") {
                contexts.removeLast()
                finish(.interpolationEnd, length: 1)
                return true
            }
        case UInt8(ascii: ":") where brackets == 0:
            lexFormat(openedAt: start)
            return true
        default: break
        }
        return false
    }

    private mutating func lexFormat(openedAt start: Int) {
        var end = position + 1
        while end < bytes.count, ![0x22, 0x7D, 0x0A, 0x0D].contains(bytes[end]) { end += 1 }
        finish(.format, to: end)
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") { return }
        reportOpenInterpolation(start)
        contexts.removeLast()
        add(.interpolationEnd, from: position, to: position)
    }

    private mutating func reportOpenInterpolation(_ start: Int) {
        report(
            "the `{` of an interpolation is not closed", start..<(start + 1),
            hints: ["close it with `}`, or write `{{` for a brace in the text"])
    }

    // MARK: Ends that are missing

    /// Whether a newline here would end a string.
    private var isOnOneLine: Bool { outermostSingleLine != nil }

    private var outermostSingleLine: Int? {
        contexts.firstIndex { if case .string(let quote, _) = $0 { quote != .triple } else { false } }
    }

    /// At a newline: closes the outermost string that may not hold it, and all within.
    mutating func closeSingleLineStrings() {
        if let first = outermostSingleLine { closeContexts(from: first) }
    }

    /// At the end: closes what is open.
    mutating func closeContexts() {
        guard !contexts.isEmpty else { return }
        endsInString = outermostSingleLine == nil
        closeContexts(from: 0)
    }

    private mutating func closeContexts(from first: Int) {
        if case .string(let quote, let start) = contexts[first] {
            if contexts.count > first + 1, case .interpolation(_, let brace) = contexts[first + 1] {
                reportOpenInterpolation(brace)
            } else {
                report(
                    quote == .triple ? "the string is never closed" : "the string is not closed on its line",
                    quote == .triple ? start..<(start + 3) : start..<position,
                    hints: [
                        quote == .triple
                            ? "close it with `\"\"\"`" : "close it with `\(quote.text)`; `\"\"\"…\"\"\"` spans lines"
                    ])
            }
        }
        for context in contexts[first...].reversed() {
            switch context {
            case .string: add(.stringEnd, from: position, to: position)
            case .interpolation: add(.interpolationEnd, from: position, to: position)
            }
        }
        contexts.removeSubrange(first...)
    }
}
