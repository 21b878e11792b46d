/// Operands and what follows them directly: calls, indices, fields.
extension Parser {
    /// An operand with its calls, indices and fields.
    @inline(never)
    mutating func postfix() throws(GivenUp) -> NodeID {
        let start = current.start
        let base = try operand()
        return hasSuffix ? try suffixed(base, from: start) : base
    }

    /// Whether a call, an index or a field may follow. None may behind the block of `if`, `for`, `while`, `try`.
    private var hasSuffix: Bool {
        if current.is(.dot) || current.is(.leftParenthesis) || current.is(.leftBracket) || current.kind == .invalid {
            return !endsInBlock
        }
        return false
    }

    @inline(never)
    private mutating func suffixed(_ operand: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        var base = operand
        while true {
            // A line that begins with `.name` goes on with the one before.
            if skip(.dot) {
                base = try field(of: base, from: start)
            } else if isAtBreak {
                return base
            } else if current.is(.leftParenthesis) {
                try checkCallee(base)
                base = try call(base, from: start)
            } else if current.is(.leftBracket) {
                try checkIndexed(base)
                base = try index(base, from: start)
            } else if current.kind == .invalid {
                advance()
            } else {
                return base
            }
        }
    }

    @inline(never)
    private mutating func operand() throws(GivenUp) -> NodeID {
        switch current.kind {
        case .keyword(.if), .keyword(.for), .keyword(.while), .keyword(.try): return try control()
        default: break
        }
        // Also behind brackets around a block.
        defer { endsInBlock = false }
        switch current.kind {
        case .name, .keyword(.true), .keyword(.false), .keyword(.none), .invalid: return try word()
        case .integer: return try integer()
        case .float: return try float()
        case .stringStart: return try string()
        case .sign(.leftParenthesis): return try parenthesized()
        case .sign(.leftBracket): return try bracket()
        case .sign(.leftBrace): return isBlockAhead ? try blockOperand() : try record()
        default: throw missingOperand()
        }
    }

    /// A block that is to have a value.
    @inline(never)
    private mutating func blockOperand() throws(GivenUp) -> NodeID {
        let mayLackValue = current.start == bodyStart || current.start == statementStart
        let block = try block()
        if !mayLackValue, case .block(let statements) = kind(block), let last = statements.last {
            switch kind(last) {
            case .assignment, .compoundAssignment: complainOfBlock(span(block), endingIn: last)
            default: break
            }
        }
        return block
    }

    @inline(never)
    private mutating func control() throws(GivenUp) -> NodeID {
        defer { endsInBlock = true }
        switch current.kind {
        case .keyword(.if): return try ifElse()
        case .keyword(.for): return try forIn()
        case .keyword(.while): return try whileLoop()
        default: return try tryCatch()
        }
    }

    /// A name, or a word that is a value.
    @inline(never)
    private mutating func word() throws(GivenUp) -> NodeID {
        let start = current.start
        let kind: Node.Kind =
            switch current.kind {
            case .keyword(.true): .boolean(true)
            case .keyword(.false): .boolean(false)
            case .keyword(.none): .none
            case .name: .name(Names.canonical(text(current)))
            default: .invalid
            }
        advance()
        return try add(kind, from: start)
    }

    @inline(never)
    private mutating func field(of base: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        switch current.kind {
        case .name, .keyword:
            guard isFree || !current.startsLine else { break }
            let name = takeName()
            return try add(.field(base: base, name: name), from: start)
        default: break
        }
        throw missingFieldName()
    }

    // MARK: Calls

    @inline(never)
    private mutating func call(_ callee: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        let open = position
        let wasFree = isFree
        isFree = true
        advance()
        var arguments: [Argument] = []
        var keywords: Set<String> = []
        while !current.is(.rightParenthesis) {
            arguments.append(try argument(after: arguments.last, &keywords))
            guard current.is(.rightParenthesis) || skip(.comma) else { throw notClosed(open, "expected `,` or `)`") }
        }
        isFree = wasFree
        advance()
        return try add(.call(callee: callee, arguments: arguments), from: start)
    }

    @inline(never)
    private mutating func argument(after last: Argument?, _ keywords: inout Set<String>) throws(GivenUp) -> Argument {
        if case .name = current.kind, ahead(1).is(.equal) {
            let name = takeName()
            guard keywords.insert(name.text).inserted else { throw repeated("argument", name) }
            advance()
            return .keyword(name, try expression())
        }
        let start = current.start
        if current.is(.star) {
            throw starSpread()
        }
        let argument: Argument
        if skip(.ellipsis) { argument = .spread(try expression()) } else { argument = .positional(try expression()) }
        if current.is(.equal) {
            throw assignedArgument(start..<previousEnd)
        }
        if case .keyword? = last {
            throw latePositional(start..<previousEnd)
        }
        return argument
    }

    @inline(never)
    private mutating func checkCallee(_ callee: NodeID) throws(GivenUp) {
        switch kind(callee) {
        case .integer, .float:
            guard span(callee).upperBound == previousEnd else { return }
            let number = source.text(span(callee))
            throw fail(
                "a number cannot be called", at: span(callee), hints: ["write `\(number) * (…)` for a product"])
        case .string, .interpolatedString:
            throw fail("a string cannot be called", at: span(callee), hints: ["write `format(value, \".3f\")`, or interpolate"])
        default: return
        }
    }

    // MARK: Indices

    @inline(never)
    private mutating func index(_ base: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        let open = position
        let wasFree = isFree
        isFree = true
        advance()
        if current.is(.rightBracket) {
            throw emptyIndex(lexemes[open].start..<current.end)
        }
        var subscripts: [Subscript] = []
        while !current.is(.rightBracket) {
            subscripts.append(try indexPart())
            guard current.is(.rightBracket) || skip(.comma) else { throw notClosed(open, "expected `,` or `]`") }
        }
        isFree = wasFree
        advance()
        return try add(.index(base: base, subscripts: subscripts), from: start)
    }

    @inline(never)
    private mutating func indexPart() throws(GivenUp) -> Subscript {
        if current.is(.ellipsis) {
            advance()
            guard current.is(.comma) || current.is(.rightBracket) else {
                throw spreadIndex()
            }
            return .ellipsis
        }
        func isAtEnd() -> Bool { current.is(.colon) || current.is(.comma) || current.is(.rightBracket) }
        let start = isAtEnd() ? nil : try expression()
        guard skip(.colon) else {
            guard let start else { throw missingOperand() }
            return .index(start)
        }
        let stop = isAtEnd() ? nil : try expression()
        var step: NodeID?
        if skip(.colon), !isAtEnd() { step = try expression() }
        if current.is(.colon) {
            throw longRange()
        }
        return .slice(start: start, stop: stop, step: step)
    }

    /// `[[1, 2] [3, 4]]` would index the first row.
    @inline(never)
    private mutating func checkIndexed(_ base: NodeID) throws(GivenUp) {
        switch kind(base) {
        case .bracket where current.isSpaced: break
        case .integer, .float:
            guard span(base).upperBound == previousEnd else { return }
            if current.isSpaced { break }
            throw fail("a number has no elements", at: span(base).lowerBound..<current.end)
        default: return
        }
        throw fail(
            "a comma is missing before `[`", at: previousEnd..<(previousEnd + 1), label: "here",
            hints: ["write `[[1, 2], [3, 4]]`; to index a literal, leave no space: `[1, 2][0]`"])
    }
}
