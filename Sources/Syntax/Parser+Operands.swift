/// Operands and what follows them directly: calls, indices, fields.
extension Parser {
    /// An operand with its calls, indices and fields.
    mutating func postfix() throws(GivenUp) -> NodeID {
        let start = current.start
        switch current.kind {
        case .keyword(.if): return try ifElse()
        case .keyword(.for): return try forIn()
        case .keyword(.while): return try whileLoop()
        case .keyword(.try): return try tryCatch()
        default: break
        }
        var base = try primary()
        while true {
            switch current.kind {
            case .sign(.dot):
                // A line that begins with `.name` goes on with the one before.
                advance()
                base = try field(of: base, from: start)
            case .sign(.leftParenthesis) where !isAtBreak:
                try checkCallee(base)
                base = try call(base, from: start)
            case .sign(.leftBracket) where !isAtBreak:
                try checkIndexed(base)
                base = try index(base, from: start)
            case .invalid where !isAtBreak: advance()
            default: return base
            }
        }
    }

    private mutating func primary() throws(GivenUp) -> NodeID {
        let start = current.start
        switch current.kind {
        case .name:
            let name = takeName()
            return try add(.name(name.text), from: start)
        case .integer: return try integer()
        case .float: return try float()
        case .stringStart: return try string()
        case .keyword(.true): return try word(.boolean(true))
        case .keyword(.false): return try word(.boolean(false))
        case .keyword(.none): return try word(.none)
        case .sign(.leftParenthesis): return try parenthesized()
        case .sign(.leftBracket): return try bracket()
        case .sign(.leftBrace): return isBlockAhead ? try block() : try record()
        case .invalid:
            advance()
            return addInvalid(from: start)
        default: throw missingOperand()
        }
    }

    private mutating func word(_ kind: Node.Kind) throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        return try add(kind, from: start)
    }

    private mutating func field(of base: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        switch current.kind {
        case .name, .keyword:
            guard isFree || !current.startsLine else { break }
            let name = takeName()
            return try add(.field(base: base, name: name), from: start)
        default: break
        }
        throw fail(
            "`.` is not followed by a name", at: placeOfMissing, label: "expected the name of a field",
            hints: current.kind == .sign(.leftParenthesis) ? ["functions work element by element without a point: `f(x)`"] : [])
    }

    // MARK: Calls

    private mutating func call(_ callee: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        let open = position
        let wasFree = isFree
        isFree = true
        advance()
        var arguments: [Argument] = []
        while !current.is(.rightParenthesis) {
            arguments.append(try argument(after: arguments))
            guard current.is(.rightParenthesis) || skip(.comma) else { throw notClosed(open, "expected `,` or `)`") }
        }
        isFree = wasFree
        advance()
        return try add(.call(callee: callee, arguments: arguments), from: start)
    }

    private mutating func argument(after arguments: [Argument]) throws(GivenUp) -> Argument {
        if case .name = current.kind, ahead(1).is(.equal) {
            let name = takeName()
            for case .keyword(let other, _) in arguments where other.text == name.text {
                throw fail("the argument `\(name.text)` is given twice", at: name.span)
            }
            advance()
            return .keyword(name, try expression())
        }
        let start = current.start
        if current.is(.star) {
            throw fail("`*` does not spread", at: current.span, hints: ["write `...`, as in `f(...args)`"])
        }
        let argument: Argument
        if skip(.ellipsis) { argument = .spread(try expression()) } else { argument = .positional(try expression()) }
        if current.is(.equal) {
            throw fail(
                "only a name can be given a value in a call", at: start..<previousEnd,
                hints: ["write `name=value` for an argument, `==` to compare"])
        }
        if case .keyword? = arguments.last {
            throw fail(
                "a positional argument follows a keyword argument", at: start..<previousEnd, hints: ["put `name=value` last"])
        }
        return argument
    }

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

    private mutating func index(_ base: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        let open = position
        let wasFree = isFree
        isFree = true
        advance()
        if current.is(.rightBracket) {
            throw fail("the index is empty", at: lexemes[open].start..<current.end, hints: ["write `[:]` for all elements"])
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

    private mutating func indexPart() throws(GivenUp) -> Subscript {
        if current.is(.ellipsis) {
            advance()
            guard current.is(.comma) || current.is(.rightBracket) else {
                throw fail(
                    "`...` in an index stands for the axes left over and takes no operand", at: current.span,
                    hints: ["an index can be a list: `x[indices]`"])
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
            throw fail("a range has at most three parts", at: current.span, hints: ["write `start:stop:step`"])
        }
        return .slice(start: start, stop: stop, step: step)
    }

    /// `[[1, 2] [3, 4]]` would index the first row.
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
