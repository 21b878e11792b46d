/// Which bracket closes which. Strings and interpolations count as brackets too.
///
/// A bracket of the wrong kind closes nothing; it is left over, unless one of its kind is open further out within the same braces:
/// then those in between are never closed. So one missing bracket spoils no more than the block it is in.
struct Brackets {
    /// For each lexeme that opens a bracket, the one that closes it, and the reverse; -1 elsewhere.
    private(set) var partner: [Int]
    /// Brackets that are open at the end, outermost first.
    private(set) var open: [Int] = []
    /// Whether some bracket has no partner although the source goes on.
    private(set) var isUnbalanced = false

    init(_ lexemes: [Lexeme]) {
        partner = [Int](repeating: -1, count: lexemes.count)
        for (index, lexeme) in lexemes.enumerated() {
            switch lexeme.kind {
            case .sign(.leftParenthesis), .sign(.leftBracket), .sign(.leftBrace), .interpolationStart, .stringStart:
                open.append(index)
            case .sign(.rightParenthesis), .sign(.rightBracket), .sign(.rightBrace), .interpolationEnd, .stringEnd:
                close(index, lexemes)
            default: break
            }
        }
    }

    private mutating func close(_ index: Int, _ lexemes: [Lexeme]) {
        let kind = lexemes[index].kind
        var depth = open.count - 1
        // Further out than the parser can nest nothing is looked for, which keeps this linear.
        while depth >= max(0, open.count - 4 * SyntaxTree.maximumNesting) {
            let opener = lexemes[open[depth]].kind
            if Self.closes(kind, opener) {
                if depth < open.count - 1 { isUnbalanced = true }
                partner[open[depth]] = index
                partner[index] = open[depth]
                open.removeSubrange(depth...)
                return
            }
            if Self.strength(opener) > Self.strength(kind) { break }
            depth -= 1
        }
        isUnbalanced = true
    }

    private static func closes(_ closer: Token.Kind, _ opener: Token.Kind) -> Bool {
        switch (opener, closer) {
        case (.sign(.leftParenthesis), .sign(.rightParenthesis)), (.sign(.leftBracket), .sign(.rightBracket)),
            (.sign(.leftBrace), .sign(.rightBrace)), (.interpolationStart, .interpolationEnd), (.stringStart, .stringEnd):
            true
        default: false
        }
    }

    private static func strength(_ kind: Token.Kind) -> Int {
        switch kind {
        case .stringStart, .stringEnd, .interpolationStart, .interpolationEnd: 2
        case .sign(.leftBrace), .sign(.rightBrace): 1
        default: 0
        }
    }
}
