/// A token as the parser sees it: without trivia, but knowing whether it begins a line.
struct Lexeme {
    let kind: Token.Kind
    let start: Int
    let end: Int
    /// Whether a newline stands between it and the lexeme before.
    let startsLine: Bool
    /// Whether anything stands between it and the lexeme before.
    let isSpaced: Bool
    /// Its place among all tokens.
    let token: Int

    var span: Range<Int> { start..<end }

    // Not inlined, for the sake of the parser's frames (see `Parser+Errors.swift`).

    @inline(never)
    func `is`(_ sign: Sign) -> Bool {
        if case .sign(let own) = kind { own == sign } else { false }
    }

    @inline(never)
    func `is`(_ keyword: Keyword) -> Bool {
        if case .keyword(let own) = kind { own == keyword } else { false }
    }

    /// The tokens without trivia; the last one is the end of the file.
    static func lexemes(of tokens: [Token]) -> [Lexeme] {
        var result: [Lexeme] = []
        result.reserveCapacity(tokens.count / 2 + 1)
        var startsLine = false
        var isSpaced = false
        for (index, token) in tokens.enumerated() {
            if token.kind.isTrivia {
                isSpaced = true
                if token.kind == .newline { startsLine = true }
            } else {
                let span = token.span
                result.append(
                    Lexeme(
                        kind: token.kind, start: span.lowerBound, end: span.upperBound, startsLine: startsLine,
                        isSpaced: isSpaced,
                        token: index))
                startsLine = false
                isSpaced = false
            }
        }
        return result
    }
}
