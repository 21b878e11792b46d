/// The errors for what does not fit, with the way out for people who come from other languages.
extension Parser {
    /// How a message names a lexeme.
    func describe(_ lexeme: Lexeme) -> String {
        switch lexeme.kind {
        case .endOfFile: "the end of the source"
        case .stringStart, .stringText, .stringEnd: "a string"
        case .interpolationStart: "`{`"
        case .interpolationEnd: "`}`"
        case .format: "`:`"
        default: "`\(source.excerpt(lexeme.span))`"
        }
    }

    /// Where to point when something is missing: at the lexeme that stands in its place or, at the end of a line, behind its end.
    var placeOfMissing: Range<Int> {
        isAtBreak ? previousEnd..<previousEnd : current.span
    }

    /// Whether an operand can begin with a lexeme.
    func isOperandStart(_ lexeme: Lexeme) -> Bool {
        switch lexeme.kind {
        case .name, .integer, .float, .stringStart, .invalid: return true
        case .keyword(let word): return [.true, .false, .none, .if, .for, .while, .try, .not].contains(word)
        case .sign(let sign): return [.leftParenthesis, .leftBracket, .leftBrace, .minus, .plus, .tilde].contains(sign)
        default: return false
        }
    }

    // MARK: Brackets

    /// An error in a bracket: either it is not closed at all, or something in it does not fit.
    @inline(never)
    mutating func notClosed(_ open: Int, _ expected: String) -> GivenUp {
        let opener = lexemes[open]
        if brackets.partner[open] < 0 {
            switch current.kind {
            case .sign(.rightParenthesis), .sign(.rightBracket), .sign(.rightBrace):
                if !current.is(.rightBrace) || opener.is(.leftBrace) {
                    return fail(
                        "\(describe(opener)) is closed by \(describe(current))", at: current.span,
                        notes: ["the \(describe(opener)) is at \(place(opener))"])
                }
            default: break
            }
            return neverClosed(open)
        }
        return unexpected(expected, in: opener)
    }

    @inline(never)
    mutating func neverClosed(_ open: Int) -> GivenUp {
        var notes: [String] = []
        if lexemes[open].is(.leftBrace), current.start != lastFailure, let (opener, closer) = misindentedBlock(after: open) {
            notes.append("the `}` at \(place(closer)) closes the `{` at \(place(opener)), which is indented otherwise")
        }
        return fail("\(describe(lexemes[open])) is never closed", at: lexemes[open].span, notes: notes)
    }

    /// The first block behind a bracket whose `}` begins a line that is indented otherwise than the line of its `{`.
    private func misindentedBlock(after open: Int) -> (opener: Lexeme, closer: Lexeme)? {
        for index in (open + 1)..<max(open + 1, lexemes.count)
        where lexemes[index].is(.leftBrace) && brackets.partner[index] > index {
            let (opener, closer) = (lexemes[index], lexemes[brackets.partner[index]])
            if closer.startsLine, indentation(at: opener) != indentation(at: closer) { return (opener, closer) }
        }
        return nil
    }

    private func indentation(at lexeme: Lexeme) -> Int { indentation(ofLine: source.line(at: lexeme.start)) }

    private func place(_ lexeme: Lexeme) -> String {
        "line \(source.line(at: lexeme.start)), column \(source.column(at: lexeme.start))"
    }

    @inline(never)
    mutating func strayCloser() -> GivenUp {
        let opener = current.is(.rightBrace) ? "{" : current.is(.rightBracket) ? "[" : "("
        // Its opener was skipped with a statement that was given up.
        if brackets.partner[position] >= 0 { lastFailure = current.start }
        return fail("\(describe(current)) without its `\(opener)`", at: current.span)
    }

    @inline(never)
    mutating func strayBranch() -> GivenUp {
        if hasGivenUp { lastFailure = current.start }
        let (word, form) = current.is(.else) ? ("if", "if c { … } else { … }") : ("try", "try { … } catch e { … }")
        return fail("\(describe(current)) without its `\(word)`", at: current.span, hints: ["write `\(form)`"])
    }

    // MARK: Something else was expected

    /// A lexeme that does not fit behind what is complete before it.
    @inline(never)
    mutating func unexpected(_ expected: String, hint: String? = nil, in opener: Lexeme? = nil) -> GivenUp {
        if isAtBreak, current.kind != .endOfFile || opener == nil {
            return fail("\(expected), found the end of the line", at: placeOfMissing, hints: hint.map { [$0] } ?? [])
        }
        if let known = foreignWord() { return known }
        switch current.kind {
        case .sign(.rightParenthesis), .sign(.rightBracket), .sign(.rightBrace):
            if brackets.partner[position] < 0 { return strayCloser() }
        case .sign(.equal):
            return fail(
                "`=` cannot stand here", at: current.span,
                hints: ["`=` assigns, once in a statement; write `==` to compare"])
        case .sign(.plusEqual), .sign(.minusEqual), .sign(.starEqual), .sign(.slashEqual):
            return fail("\(describe(current)) is a statement and cannot stand here", at: current.span)
        case .sign(.arrow):
            return fail(
                "left of `->` stand parameters", at: current.span,
                hints: ["write `x -> x^2` or `(x, y) -> x + y`; a function with a name is `f(x) = x^2`"])
        case .sign(.colon): return rangeOutsideIndex()
        case .sign(.dot), .sign(.leftParenthesis), .sign(.leftBracket):
            return fail(
                "unexpected \(describe(current)) behind a block", at: current.span,
                hints: ["put parentheses around it: `(if c { a } else { b }).T`"])
        case .sign(.semicolon) where opener?.is(.leftBracket) == true:
            return fail("`;` does not separate rows", at: current.span, hints: ["write `[[1, 2], [3, 4]]`"])
        case .sign(.semicolon) where opener?.is(.leftBrace) == true || opener?.is(.leftParenthesis) == true:
            return fail("`;` does not separate what is in brackets", at: current.span, hints: ["write a comma"])
        case .keyword(.if) where opener == nil || opener?.is(.leftBrace) == false:
            return fail(
                "`if` cannot follow an expression", at: current.span, hints: ["a choice is `if c { a } else { b }`"])
        case .keyword(.for) where opener != nil:
            return fail(
                "`for` cannot stand in a bracket", at: current.span, hints: ["write `map(x -> x^2, xs)`, or a loop with `append`"]
            )
        case .keyword(.not):
            return fail(
                "`not` cannot follow an expression", at: current.span, hints: ["membership is `x not in xs`, inequality `a != b`"]
            )
        default: break
        }
        return fail(
            "unexpected \(describe(current))", at: current.kind == .endOfFile ? previousEnd..<previousEnd : current.span,
            label: expected,
            hints: hint.map { [$0] } ?? missingSeparatorHints(in: opener))
    }

    /// Two operands in a row.
    private func missingSeparatorHints(in opener: Lexeme?) -> [String] {
        guard let previous, isOperandStart(current) else { return [] }
        if position >= 2, previous.kind == .name, lexemes[position - 2].is(.doubleSlash) || lexemes[position - 2].is(.percent) {
            return ["a comment begins with `#`"]
        }
        if let opener, opener.kind != .sign(.leftParenthesis) || previous.kind != .name {
            return opener.is(.leftBrace) ? ["put a comma between entries"] : ["put a comma between elements, or an operator"]
        }
        switch (previous.kind, current.kind) {
        case (.name, .float) where text(current).first == ".":
            return ["a field has a name; an element is `\(source.excerpt(previous.span))[\(text(current).dropFirst())]`"]
        case (.name, _):
            let argument =
                current.kind == .name || current.kind == .integer || current.kind == .float ? source.excerpt(current.span) : "…"
            return ["a call needs parentheses: `\(source.excerpt(previous.span))(\(argument))`; a product needs `*`"]
        case (.integer, .name), (.float, .name), (.sign(.rightParenthesis), .name): return ["a product needs `*`"]
        default: return ["statements on one line are separated by `;`"]
        }
    }

    @inline(never)
    mutating func rangeOutsideIndex() -> GivenUp {
        if ahead(1).startsLine || ahead(1).kind == .endOfFile {
            return fail("`:` does not begin a block", at: current.span, hints: ["write `{ … }`"])
        }
        if position >= 2, lexemes[position - 2].is(.leftBrace) {
            return fail(
                "the key of a record is a name or a text", at: lexemes[position - 1].span,
                hints: ["write `{a: …}` or `{\"1\": …}`"])
        }
        return fail(
            "`:` makes a range only in an index", at: current.span,
            hints: ["write `range(a, b)` for a loop, `arange(a, b)` for a tensor, both without `b` itself; `{a: b}` for a record"]
        )
    }

    /// `for i in 0:10 { … }`.
    mutating func rangeInLoop() -> GivenUp {
        fail(
            "`:` makes a range only in an index", at: current.span, hints: ["write `for i in range(10) { … }`, or `range(a, b)`"])
    }

    /// An operand that is not there.
    @inline(never)
    mutating func missingOperand() -> GivenUp {
        let before = previous.map { position > 0 && $0.start >= statementStart ? " after \(describe($0))" : "" } ?? ""
        switch current.kind {
        case .endOfFile:
            return fail("expected an expression\(before), found the end of the source", at: previousEnd..<previousEnd)
        case .sign(.rightParenthesis), .sign(.rightBracket), .sign(.rightBrace):
            if brackets.partner[position] < 0 { return strayCloser() }
        case .sign(.ellipsis):
            return fail(
                "`...` cannot stand here", at: current.span,
                hints: ["it spreads into lists, calls and records: `[...xs, 1]`, `f(...args)`"])
        case .sign(.colon):
            return fail("`:` makes a range only in an index", at: current.span, hints: ["write `x[:]` for all elements"])
        case .sign(.arrow):
            return fail("`->` lacks its parameters", at: current.span, hints: ["write `x -> x^2` or `() -> 3`"])
        case .keyword(.return), .keyword(.break), .keyword(.continue), .keyword(.import), .keyword(.from):
            return fail(
                "\(describe(current)) is a statement and cannot stand in an expression", at: current.span,
                hints: current.is(.return) ? ["the last expression of a block is its value"] : [])
        case .keyword(.not):
            return fail(
                "`not` binds less tightly than the operator before it", at: current.span, hints: ["write parentheses: `(not b)`"])
        case .sign(let sign) where current.start == statementStart: return lineBegins(with: sign)
        case .sign(.at) where ahead(1).is(.leftParenthesis):
            return fail("`@` does not make a function", at: current.span, hints: ["a function without a name is `x -> x^2`"])
        case .sign(.equal) where previous?.is(.equal) == true:
            return fail("`= =` is not an operator", at: current.span, hints: ["equality is `==`"])
        default: break
        }
        return fail("expected an expression\(before), found \(describe(current))", at: current.span)
    }

    private mutating func lineBegins(with sign: Sign) -> GivenUp {
        let hint =
            switch sign {
            case .percent, .doubleSlash: "a comment begins with `#`; a line goes on when the line above ends in the operator"
            case .dot: "a line that begins with `.name` goes on with the value above, which a block is not"
            case .at: "there are no decorators; a line goes on when the line above ends in the operator"
            case .comma, .equal, .semicolon, .colon: "a line goes on when the line above ends in an operator, `,`, `=` or `->`"
            default: "to go on with the line above, end that one with `\(sign.rawValue)`"
            }
        return fail("a statement cannot begin with `\(sign.rawValue)`", at: current.span, hints: [hint])
    }
}
