/// Statements, and what is done about one that is wrong.
extension Parser {
    /// Statements up to the end of the file or, in a block, to before its `}`.
    mutating func statements(inBlock: Bool) -> [NodeID] {
        var result: [NodeID] = []
        var last: (first: Int, failed: Bool)?
        while true {
            while current.is(.semicolon) {
                advance()
                if !inBlock { isSilent = true }
            }
            if isAtEndOfStatements(inBlock: inBlock) { return result }
            if !inBlock { isSilent = false }
            let first = position
            let saved = (isFree, nesting, functionDepth, loopDepth, statementStart)
            statementStart = current.start
            statementStarts.append(statementStart)
            do {
                try checkIndentation(after: last)
                let statement = try statement()
                try endStatement(inBlock: inBlock)
                result.append(statement)
                last = (first, false)
            } catch {
                (isFree, nesting, functionDepth, loopDepth, _) = saved
                recover(from: first)
                result.append(addInvalid(from: statementStart))
                last = (first, true)
            }
            statementStart = saved.4
        }
    }

    private func isAtEndOfStatements(inBlock: Bool) -> Bool {
        switch current.kind {
        case .endOfFile: true
        case .sign(.rightBrace), .interpolationEnd, .stringEnd: inBlock
        default: false
        }
    }

    private mutating func endStatement(inBlock: Bool) throws(GivenUp) {
        if current.is(.semicolon) || current.startsLine || isAtEndOfStatements(inBlock: inBlock) { return }
        throw unexpected("expected an operator or the end of the line")
    }

    /// Goes to where the next statement can begin: a line or a `;` outside of brackets, or the `}` of the block.
    @inline(never)
    private mutating func recover(from first: Int) {
        var index = first
        while index < lexemes.count - 1 {
            let lexeme = lexemes[index]
            let partner = brackets.partner[index]
            // The end of the block that the statement is in.
            if partner >= 0, partner < first { break }
            if index > first, index >= position, lexeme.startsLine || lexeme.is(.semicolon) { break }
            index = max(index, partner) + 1
        }
        if index == first, index < lexemes.count - 1 { index += 1 }
        move(to: index)
    }

    /// A line that looks like the continuation of the one before, and is none.
    @inline(never)
    private mutating func checkIndentation(after last: (first: Int, failed: Bool)?) throws(GivenUp) {
        guard let last, !last.failed, current.startsLine else { return }
        let sign: Sign
        switch current.kind {
        case .sign(.minus): sign = .minus
        case .sign(.plus): sign = .plus
        case .sign(.leftParenthesis): sign = .leftParenthesis
        case .sign(.leftBracket): sign = .leftBracket
        case .sign(.tilde): sign = .tilde
        default: return
        }
        let line = source.line(at: lexemes[last.first].start)
        guard indentation(ofLine: source.line(at: current.start)) > indentation(ofLine: line) else { return }
        let way =
            switch sign {
            case .minus, .plus: "to go on with line \(line), end the line above with `\(sign.rawValue)`"
            case .tilde: "to go on, end the line above with an operator"
            default: "to go on with line \(line), put the `\(sign.rawValue)` on it"
            }
        throw fail(
            "a line that begins with `\(sign.rawValue)` does not go on from the line above", at: current.span,
            label: "indented deeper than line \(line)",
            hints: [way, "for a statement of its own, indent it like line \(line)"])
    }

    func indentation(ofLine line: Int) -> Int {
        var columns = 0
        for byte in source.bytes[source.lineRange(line)] {
            switch byte {
            case 0x20: columns += 1
            case 0x09: columns += 8 - columns % 8
            default: return columns
            }
        }
        return columns
    }

    // MARK: Kinds of statements

    @inline(never)
    private mutating func statement() throws(GivenUp) -> NodeID {
        switch current.kind {
        case .keyword(.return): return try returnStatement()
        case .keyword(.break), .keyword(.continue): return try loopExit()
        case .keyword(.import): return try importModule()
        case .keyword(.from): return try importNames()
        case .keyword(.else), .keyword(.catch): throw strayBranch()
        case .sign(.rightBrace), .sign(.rightParenthesis), .sign(.rightBracket): throw strayCloser()
        default: return try expressionStatement()
        }
    }

    @inline(never)
    private mutating func returnStatement() throws(GivenUp) -> NodeID {
        let start = current.start
        let isMisplaced = functionDepth == 0 && !hasGivenUp
        advance()
        let isAlone = isAtBreak || current.is(.semicolon) || current.is(.rightBrace)
        let value = isAlone ? nil : try expressionList()
        if isMisplaced {
            complain("`return` outside of a function", at: start..<(start + 6), hints: ["a script ends with its last line"])
        }
        return try add(.returns(value), from: start)
    }

    @inline(never)
    private mutating func loopExit() throws(GivenUp) -> NodeID {
        let start = current.start
        let isBreak = current.is(.break)
        if loopDepth == 0, !hasGivenUp {
            complain("`\(text(current))` outside of a loop", at: current.span, hints: ["it stands inside of `for` or `while`"])
        }
        advance()
        return try add(isBreak ? .breaks : .continues, from: start)
    }

    @inline(never)
    private mutating func expressionStatement() throws(GivenUp) -> NodeID {
        let first = current
        let firstPosition = position
        let left = try expressionList()
        guard !isAtBreak else { return left }
        switch current.kind {
        case .sign(.equal):
            if case .call(let callee, let arguments) = kind(left), span(left).lowerBound == first.start {
                return try definition(callee, arguments, first)
            }
            let target = try target(from: left)
            advance()
            let value = try expressionList()
            if current.is(.equal), firstPosition > 0, lexemes[firstPosition - 1].is(.leftBrace), case .name = first.kind,
                lexemes[max(position - 2, 0)].is(.comma)
            {
                throw recordWithEquals(first)
            }
            return try add(.assignment(target: target, value: value), from: first.start)
        case .sign(.plusEqual): return try compoundAssignment(left, .add, first)
        case .sign(.minusEqual): return try compoundAssignment(left, .subtract, first)
        case .sign(.starEqual): return try compoundAssignment(left, .multiply, first)
        case .sign(.slashEqual): return try compoundAssignment(left, .divide, first)
        default: return left
        }
    }

    @inline(never)
    private mutating func compoundAssignment(
        _ left: NodeID, _ operation: BinaryOperator, _ first: Lexeme
    ) throws(GivenUp) -> NodeID {
        switch kind(left) {
        case .list, .bracket: throw compoundList(left)
        default: break
        }
        let target = try target(from: left)
        advance()
        let value = try expressionList()
        return try add(.compoundAssignment(target: target, operation: operation, value: value), from: first.start)
    }
}
