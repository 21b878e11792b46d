/// `if`, `for`, `while`, `try` and their blocks.
extension Parser {
    /// `{ statements }`, at its `{`.
    @inline(never)
    mutating func block() throws(GivenUp) -> NodeID {
        let open = position
        let start = current.start
        let wasFree = isFree
        try enter()
        isFree = false
        advance()
        let statements = statements(inBlock: true)
        isFree = wasFree
        leave()
        guard skip(.rightBrace) else { throw neverClosed(open) }
        return try add(.block(statements), from: start)
    }

    @inline(never)
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

    @inline(never)
    mutating func whileLoop() throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        let condition = try condition(of: "while")
        let body = try loopBody(of: "while c")
        return try add(.whileLoop(condition: condition, body: body), from: start)
    }

    @inline(never)
    mutating func forIn() throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        let target = try loopTarget()
        guard skip(.in) else { throw missingIn() }
        let iterable = try expressionList()
        let body = try loopBody(of: "for x in xs")
        return try add(.forIn(target: target, iterable: iterable, body: body), from: start)
    }

    @inline(never)
    private mutating func loopTarget() throws(GivenUp) -> NodeID {
        let start = current.start
        if current.is(.leftParenthesis), brackets.partner[position] < 0 || !lexemes[brackets.partner[position] + 1].is(.in),
            !lexemes[brackets.partner[position] + 1].is(.comma)
        {
            throw loopParentheses()
        }
        var names = [try loopName()]
        while skip(.comma) { names.append(try loopName()) }
        if names.count == 1 { return names[0] }
        return try add(.unpackTarget(names), from: start)
    }

    private mutating func loopName() throws(GivenUp) -> NodeID {
        let id = try target(from: try postfix())
        if case .pathTarget = kind(id) {
            throw loopPath(id)
        }
        return id
    }

    @inline(never)
    mutating func tryCatch() throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        let body = try body(of: "try")
        guard skip(.catch) else {
            throw missingCatch(start..<(start + 3))
        }
        guard case .name = current.kind, !isAtBreak else {
            throw missingErrorName()
        }
        let name = takeName()
        let handler = try self.body(of: "catch e")
        return try add(.tryCatch(body: body, name: name, handler: handler), from: start)
    }

    // MARK: Headers

    @inline(never)
    private mutating func condition(of word: String) throws(GivenUp) -> NodeID {
        if isAtBreak || current.is(.leftBrace) && isBlockAhead {
            throw missingCondition(word)
        }
        let condition = try expression()
        if current.is(.equal), !isAtBreak {
            throw assignedCondition()
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
    @inline(never)
    private mutating func body(of header: String) throws(GivenUp) -> NodeID {
        guard current.is(.leftBrace) else { throw missingBlock(header) }
        if isAtBreak {
            complainOfLine(of: header)
        }
        return try block()
    }
}
