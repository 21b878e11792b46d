/// `if`, `for`, `while`, `try` and their blocks.
extension Parser {
    /// `{ statements }`, at its `{`.
    mutating func block() throws(GivenUp) -> NodeID {
        let open = position
        let start = current.start
        let wasFree = isFree
        isFree = false
        advance()
        let statements = statements(inBlock: true)
        isFree = wasFree
        guard skip(.rightBrace) else { throw neverClosed(open) }
        return try add(.block(statements), from: start)
    }

    mutating func ifElse() throws(GivenUp) -> NodeID {
        let start = current.start
        var branches: [Branch] = []
        repeat {
            advance()
            let condition = try condition(of: "if")
            branches.append(Branch(condition: condition, body: try body(of: "if c")))
            guard skip(.else) else { return try add(.ifElse(branches: branches, otherwise: nil), from: start) }
        } while current.is(.if) && !isAtBreak
        let otherwise = try body(of: "else")
        return try add(.ifElse(branches: branches, otherwise: otherwise), from: start)
    }

    mutating func whileLoop() throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        let condition = try condition(of: "while")
        let body = try loopBody(of: "while c")
        return try add(.whileLoop(condition: condition, body: body), from: start)
    }

    mutating func forIn() throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        let target = try loopTarget()
        guard skip(.in) else {
            if current.is(.equal) {
                throw fail("`for` takes its values from `in`", at: current.span, hints: ["write `for i in range(10) { … }`"])
            }
            throw unexpected("expected `in`", hint: "a loop is `for x in xs { … }`")
        }
        let iterable = try expressionList()
        let body = try loopBody(of: "for x in xs")
        return try add(.forIn(target: target, iterable: iterable, body: body), from: start)
    }

    private mutating func loopTarget() throws(GivenUp) -> NodeID {
        let start = current.start
        if current.is(.leftParenthesis), brackets.partner[position] < 0 || !lexemes[brackets.partner[position] + 1].is(.in),
            !lexemes[brackets.partner[position] + 1].is(.comma)
        {
            throw fail("`for` takes no parentheses", at: current.span, hints: ["write `for x in xs { … }`"])
        }
        var names = [try loopName()]
        while skip(.comma) { names.append(try loopName()) }
        if names.count == 1 { return names[0] }
        return try add(.unpackTarget(names), from: start)
    }

    private mutating func loopName() throws(GivenUp) -> NodeID {
        let id = try target(from: try postfix())
        if case .pathTarget = kind(id) {
            throw fail(
                "`for` gives its values to names", at: span(id), hints: ["assign in the block: `for x in xs { a[0] = x }`"])
        }
        return id
    }

    mutating func tryCatch() throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        let body = try body(of: "try")
        guard skip(.catch) else {
            throw fail("`try` lacks its `catch`", at: start..<(start + 3), hints: ["write `try { … } catch e { … }`"])
        }
        guard case .name = current.kind, !isAtBreak else {
            throw fail(
                "`catch` lacks the name of the error", at: placeOfMissing,
                hints: ["write `catch e { … }`; `e.message` says what it was"])
        }
        let name = takeName()
        let handler = try self.body(of: "catch e")
        return try add(.tryCatch(body: body, name: name, handler: handler), from: start)
    }

    // MARK: Headers

    private mutating func condition(of word: String) throws(GivenUp) -> NodeID {
        if isAtBreak || current.is(.leftBrace) && isBlockAhead {
            throw fail("`\(word)` lacks its condition", at: placeOfMissing, hints: ["write `\(word) x > 0 { … }`"])
        }
        let condition = try expression()
        if current.is(.equal), !isAtBreak {
            throw fail("`=` assigns and cannot be a condition", at: current.span, hints: ["write `==` to compare"])
        }
        return condition
    }

    private mutating func loopBody(of header: String) throws(GivenUp) -> NodeID {
        loopDepth += 1
        let block = try body(of: header)
        loopDepth -= 1
        return block
    }

    /// The block behind a header; always a block, never a record.
    private mutating func body(of header: String) throws(GivenUp) -> NodeID {
        guard current.is(.leftBrace) else { throw missingBlock(header) }
        if isAtBreak {
            complain(
                "the `{` of `\(header)` begins a line", at: current.span, hints: ["put it on the line above: `\(header) {`"])
        }
        return try block()
    }

    private mutating func missingBlock(_ header: String) -> GivenUp {
        let form = "write `\(header) { … }`"
        if isAtBreak { return fail("`\(header)` lacks its block", at: placeOfMissing, hints: [form]) }
        switch current.kind {
        case .sign(.colon):
            if header.hasPrefix("for"), isOperandStart(ahead(1)), !ahead(1).startsLine { return rangeOutsideIndex() }
            return fail("a block does not begin with `:`", at: current.span, hints: [form])
        case .name where ["then", "do", "begin"].contains(text(current)):
            return fail("a block does not begin with `\(text(current))`", at: current.span, hints: [form])
        default:
            return unexpected("expected `{`", hint: form)
        }
    }
}
