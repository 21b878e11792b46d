extension SyntaxTree {
    /// Whether the prompt has to ask for another line: a bracket, a block or a `"""` is open, the text ends in an operator, `,`, `=`
    /// or `->`, or its last line is documentation for a definition to come. A string that may not span lines is no reason.
    public static func isIncomplete(_ text: String) -> Bool {
        let lexer = Lexer(SourceFile(name: "", text: text))
        if lexer.endsInString { return true }
        let lexemes = Lexeme.lexemes(of: lexer.tokens)
        let brackets = Brackets(lexemes)
        if brackets.isUnbalanced { return false }
        if !brackets.open.isEmpty { return true }
        if endsInDocumentation(lexer.tokens) { return true }
        guard let last = lexemes.dropLast().last else { return false }
        switch last.kind {
        case .keyword(.and), .keyword(.or), .keyword(.not), .keyword(.in):
            // `p.in` is a field.
            return lexemes.dropLast(2).last?.is(.dot) != true
        case .sign(let sign):
            switch sign {
            case .dot, .ellipsis, .semicolon, .colon, .rightParenthesis, .rightBracket, .rightBrace: return false
            default: return true
            }
        default: return false
        }
    }

    private static func endsInDocumentation(_ tokens: [Token]) -> Bool {
        var newlines = 0
        for token in tokens.reversed() {
            switch token.kind {
            case .endOfFile, .whitespace: break
            case .newline: newlines += 1
            case .documentation: return newlines < 2
            default: return false
            }
        }
        return false
    }
}
