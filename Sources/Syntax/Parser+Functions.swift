/// Definitions and lambdas.
extension Parser {
    /// `name(parameters) = body`; the left side was read as a call.
    mutating func definition(_ callee: NodeID, _ arguments: [Argument], _ first: Lexeme) throws(GivenUp) -> NodeID {
        guard case .name(let text) = kind(callee), span(callee).lowerBound == first.start else {
            throw fail(
                "only a plain name can be defined as a function", at: first.start..<previousEnd,
                hints: ["write `name(x) = …`; a field is assigned a function by `p.f = x -> …`"])
        }
        let name = Name(text, span(callee))
        var parameters: [Parameter] = []
        for argument in arguments {
            switch argument {
            case .positional(let id):
                guard case .name(let text) = kind(id) else {
                    throw fail(
                        "the parameters of `\(name.text)` have to be names", at: span(id), label: "not a name",
                        hints: ["a function is defined by `\(name.text)(x) = …`, an element assigned by `\(name.text)[i] = …`"])
                }
                parameters.append(Parameter(name: Name(text, span(id)), defaultValue: nil))
            case .keyword(let parameter, let value): parameters.append(Parameter(name: parameter, defaultValue: value))
            case .spread(let id):
                throw fail(
                    "`...` cannot stand before a parameter", at: span(id),
                    hints: ["a function takes a fixed number of arguments; hand it a list"])
            }
        }
        try checkNames(of: parameters)
        advance()
        let body = try functionBody { (parser) throws(GivenUp) in try parser.expressionList() }
        let documentation = documentation(above: first)
        return try add(
            .definition(Definition(name: name, parameters: parameters, body: body, documentation: documentation)),
            from: first.start)
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
    mutating func lambda() throws(GivenUp) -> NodeID {
        let start = current.start
        let parameters = try lambdaParameters()
        advance()
        if case .keyword(let word) = current.kind, word == .return || word == .break || word == .continue {
            throw fail(
                "the body of `->` is an expression, not `\(word.rawValue)`", at: current.span,
                hints: word == .return ? ["leave `return` out: the expression is the value"] : [])
        }
        let body = try functionBody { (parser) throws(GivenUp) in try parser.expression() }
        return try add(.lambda(parameters: parameters, body: body), from: start)
    }

    private mutating func functionBody(
        _ parse: (inout Parser) throws(GivenUp) -> NodeID
    ) throws(GivenUp) -> NodeID {
        let loops = loopDepth
        functionDepth += 1
        loopDepth = 0
        let body = try parse(&self)
        functionDepth -= 1
        loopDepth = loops
        return body
    }

    private mutating func lambdaParameters() throws(GivenUp) -> [Parameter] {
        if case .name = current.kind { return [Parameter(name: takeName(), defaultValue: nil)] }
        let wasFree = isFree
        isFree = true
        advance()
        var parameters: [Parameter] = []
        while !current.is(.rightParenthesis) {
            guard case .name = current.kind else { throw wrongParameter() }
            let name = takeName()
            var value: NodeID?
            if skip(.equal) { value = try expression() }
            parameters.append(Parameter(name: name, defaultValue: value))
            guard current.is(.rightParenthesis) || skip(.comma) else { throw wrongParameter() }
        }
        isFree = wasFree
        advance()
        try checkNames(of: parameters)
        return parameters
    }

    private mutating func wrongParameter() -> GivenUp {
        fail(
            "unexpected \(describe(current)) among parameters", at: current.span,
            hints: ["parameters are names, with a default if you like: `(x, k=1) -> k * x`"])
    }

    private mutating func checkNames(of parameters: [Parameter]) throws(GivenUp) {
        for (index, parameter) in parameters.enumerated() {
            if parameters[..<index].contains(where: { $0.name.text == parameter.name.text }) {
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
