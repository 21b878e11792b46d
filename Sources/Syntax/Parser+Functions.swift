/// Definitions and lambdas.
extension Parser {
    /// `name(parameters) = body`, at the `=`; the left side was read as a call.
    @inline(never)
    mutating func definition(_ callee: NodeID, _ arguments: [Argument], _ first: Lexeme) throws(GivenUp) -> NodeID {
        let (name, parameters) = try header(callee, arguments, first)
        advance()
        let body = try functionBody(isList: true)
        let documentation = documentation(above: first)
        return try add(
            .definition(Definition(name: name, parameters: parameters, body: body, documentation: documentation)),
            from: first.start)
    }

    @inline(never)
    private mutating func header(
        _ callee: NodeID, _ arguments: [Argument], _ first: Lexeme
    ) throws(GivenUp) -> (Name, [Parameter]) {
        guard case .name(let text) = kind(callee), span(callee).lowerBound == first.start else {
            throw wrongDefinition(first.start..<previousEnd)
        }
        let name = Name(text, span(callee))
        var parameters: [Parameter] = []
        for argument in arguments {
            switch argument {
            case .positional(let id):
                guard case .name(let text) = kind(id) else { throw wrongParameter(id, of: name) }
                parameters.append(Parameter(name: Name(text, span(id)), defaultValue: nil))
            case .keyword(let parameter, let value): parameters.append(Parameter(name: parameter, defaultValue: value))
            case .spread(let id): throw spreadParameter(id)
            }
        }
        try checkNames(of: parameters)
        return (name, parameters)
    }

    /// Whether a lambda begins here.
    var isAtLambda: Bool {
        let next: Int
        switch current.kind {
        case .name: next = position + 1
        case .sign(.leftParenthesis):
            guard brackets.partner[position] > position else { return false }
            next = brackets.partner[position] + 1
        default: return false
        }
        guard next < lexemes.count, lexemes[next].is(.arrow) else { return false }
        return isFree || !lexemes[next].startsLine
    }

    /// `x -> body`, `(x, k=1) -> body`.
    @inline(never)
    mutating func lambda() throws(GivenUp) -> NodeID {
        let start = current.start
        let parameters = try lambdaParameters()
        advance()
        if current.is(.return) || current.is(.break) || current.is(.continue) { throw statementInLambda() }
        let body = try functionBody(isList: false)
        return try add(.lambda(parameters: parameters, body: body), from: start)
    }

    private mutating func functionBody(isList: Bool) throws(GivenUp) -> NodeID {
        let loops = loopDepth
        functionDepth += 1
        loopDepth = 0
        bodyStart = current.start
        let body = isList ? try expressionList() : try expression()
        functionDepth -= 1
        loopDepth = loops
        return body
    }

    @inline(never)
    private mutating func lambdaParameters() throws(GivenUp) -> [Parameter] {
        if case .name = current.kind { return [Parameter(name: takeName(), defaultValue: nil)] }
        let wasFree = isFree
        isFree = true
        advance()
        var parameters: [Parameter] = []
        while !current.is(.rightParenthesis) {
            guard case .name = current.kind else { throw wrongParameters() }
            let name = takeName()
            var value: NodeID?
            if skip(.equal) { value = try expression() }
            parameters.append(Parameter(name: name, defaultValue: value))
            guard current.is(.rightParenthesis) || skip(.comma) else { throw wrongParameters() }
        }
        isFree = wasFree
        advance()
        try checkNames(of: parameters)
        return parameters
    }

    @inline(never)
    private mutating func checkNames(of parameters: [Parameter]) throws(GivenUp) {
        var names: Set<String> = []
        for (index, parameter) in parameters.enumerated() {
            if !names.insert(parameter.name.text).inserted {
                throw fail("two parameters are named `\(parameter.name.text)`", at: parameter.name.span)
            }
            if parameter.defaultValue == nil, index > 0, parameters[index - 1].defaultValue != nil {
                throw fail(
                    "the parameter `\(parameter.name.text)` without a default follows one with a default",
                    at: parameter.name.span,
                    hints: ["put parameters with defaults last"])
            }
        }
    }

    /// The name at the current lexeme, which is one.
    mutating func takeName() -> Name {
        let name = Name(Names.canonical(text(current)), current.span)
        advance()
        return name
    }

    // MARK: Documentation

    /// The text of the `##` lines directly above a lexeme that begins a line.
    @inline(never)
    private func documentation(above first: Lexeme) -> String? {
        var lines: [String] = []
        var index = first.token - 1
        while true {
            if index >= 0, tokens[index].kind == .whitespace { index -= 1 }
            guard index >= 1, tokens[index].kind == .newline, tokens[index - 1].kind == .documentation else { break }
            let comment = tokens[index - 1]
            index -= 2
            let before = index >= 0 && tokens[index].kind == .whitespace ? index - 1 : index
            guard before < 0 || tokens[before].kind == .newline || tokens[before].kind == .byteOrderMark else { break }
            lines.append(Self.content(ofDocumentation: source.text(comment.span)))
        }
        return lines.isEmpty ? nil : lines.reversed().joined(separator: "\n")
    }

    private static func content(ofDocumentation comment: String) -> String {
        var text = comment.dropFirst(2)
        if text.first == " " { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text)
    }
}
