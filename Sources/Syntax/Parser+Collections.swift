/// `( )`, `[ ]` and `{ }` as operands.
extension Parser {
    /// `(a)` is `a`; `(a, b)` and `()` are lists.
    @inline(never)
    mutating func parenthesized() throws(GivenUp) -> NodeID {
        let open = position
        let start = current.start
        let wasFree = isFree
        isFree = true
        advance()
        var elements: [Element] = []
        var isList = true
        while !current.is(.rightParenthesis) {
            elements.append(try element())
            isList = elements.count > 1
            if current.is(.rightParenthesis) { break }
            guard skip(.comma) else { throw notClosed(open, "expected `)`") }
            isList = true
        }
        isFree = wasFree
        advance()
        guard !isList, case .item(let id)? = elements.first else {
            if elements.count == 1, !isList {
                throw loneSpread((start + 1)..<(previousEnd - 1), in: start..<previousEnd)
            }
            return try add(.list(elements), from: start)
        }
        return id
    }

    @inline(never)
    mutating func bracket() throws(GivenUp) -> NodeID {
        let open = position
        let start = current.start
        let wasFree = isFree
        isFree = true
        advance()
        var elements: [Element] = []
        while !current.is(.rightBracket) {
            elements.append(try element())
            guard current.is(.rightBracket) || skip(.comma) else { throw notClosed(open, "expected `,` or `]`") }
        }
        isFree = wasFree
        advance()
        return try add(.bracket(elements), from: start)
    }

    // MARK: Records

    /// Whether the `{` at the current lexeme, standing where an operand may stand, begins a block: none of
    /// `name:`, `"key":`, `...`, `}` follows.
    var isBlockAhead: Bool {
        let next = ahead(1)
        switch next.kind {
        case .sign(.rightBrace), .sign(.ellipsis): return false
        case .name, .keyword: return !ahead(2).is(.colon)
        case .stringStart:
            let close = brackets.partner[min(position + 1, lexemes.count - 1)]
            return close < 0 || close + 1 >= lexemes.count || !lexemes[close + 1].is(.colon)
        default: return true
        }
    }

    @inline(never)
    mutating func record() throws(GivenUp) -> NodeID {
        let open = position
        let start = current.start
        let wasFree = isFree
        isFree = true
        advance()
        var entries: [RecordEntry] = []
        var keys: Set<String> = []
        while !current.is(.rightBrace) {
            entries.append(try entry(&keys))
            guard current.is(.rightBrace) || skip(.comma) else { throw notClosed(open, "expected `,` or `}`") }
        }
        isFree = wasFree
        advance()
        return try add(.record(entries), from: start)
    }

    @inline(never)
    private mutating func entry(_ keys: inout Set<String>) throws(GivenUp) -> RecordEntry {
        if skip(.ellipsis) { return .spread(try expression()) }
        let key: Name
        switch current.kind {
        case .name, .keyword: key = takeName()
        case .stringStart:
            let span = current.start..<max(current.end, lexemes[max(brackets.partner[position], position)].end)
            let literal = try string()
            guard case .string(let text) = kind(literal) else {
                throw computedKey(span)
            }
            key = Name(Names.canonical(text), span)
        default:
            throw unexpected("expected a key", hint: "an entry is `name: value`, `\"any text\": value` or `...record`")
        }
        guard skip(.colon) else {
            throw missingColon(key)
        }
        guard keys.insert(key.text).inserted else { throw repeated("key", key) }
        return .field(key, try expression())
    }
}
