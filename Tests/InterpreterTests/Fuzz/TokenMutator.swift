import Syntax

/// Changes programs a token at a time, so that most of what comes out still parses.
struct TokenMutator {
    /// The tokens that mutations put in: all that the corpus has.
    private let pool: [String]
    private let numbers = [
        "0", "1", "-1", "2", "0.5", "1e300", "9223372036854775807", "nan", "inf", "none", "true", "[]", "{}", "\"\"", "3.0",
        "1e15",
    ]

    init(corpus: [String]) { pool = Array(Set(corpus.flatMap(TokenMutator.tokens))).filter { $0.count < 40 }.sorted() }

    /// The program's tokens as text, white space and line ends among them; comments left out.
    static func tokens(_ text: String) -> [String] {
        let tree = SyntaxTree.parse(SourceFile(name: "corpus", text: text))
        return tree.tokens.filter { $0.kind != .comment && $0.kind != .documentation }.map { tree.source.text($0.span) }
            .filter { !$0.isEmpty }
    }

    /// Loops of a corpus that runs long are cut short.
    func mutated(_ tokens: [String], _ dice: inout Dice) -> String {
        var tokens = tokens
        for _ in 0..<(1 + dice.below(4)) {
            guard !tokens.isEmpty else { break }
            let at = dice.below(tokens.count)
            switch dice.below(8) {
            case 0: tokens.remove(at: at)
            case 1: tokens.insert(tokens[dice.below(tokens.count)], at: at)
            case 2: tokens.swapAt(at, dice.below(tokens.count))
            case 3, 4:
                // Another value in the place of one.
                if let place = places(tokens, &dice) { tokens[place] = dice.pick(numbers) }
            case 5:
                if let a = places(tokens, &dice), let b = places(tokens, &dice) { tokens.swapAt(a, b) }
            default: tokens[at] = dice.pick(pool)
            }
        }
        return tokens.joined()
    }

    /// Where a number or a name stands.
    private func places(_ tokens: [String], _ dice: inout Dice) -> Int? {
        for _ in 0..<20 {
            let at = dice.below(tokens.count)
            if let first = tokens[at].unicodeScalars.first, first.properties.isAlphabetic || first.properties.numericType != nil {
                return at
            }
        }
        return nil
    }
}
