/// Puts a program into the one form in which code of the language is written.
///
/// The author decides where lines break, and whether `*` and `/` stand close; the formatter decides everything else about white
/// space: four spaces a level, spaces around operators except `^`, none inside of brackets, no more than two blank lines (one within
/// brackets), and one element a line where a line would be longer than 120 columns. Comments stay where they are. What a program means does not
/// change: the same tokens come in the same statements.
public enum Formatter {
    /// Lines that can be broken are no longer.
    static let lineLength = 120
    static let indentation = 4

    /// The program of a tree, formatted; nil where the tree has errors.
    public static func format(_ tree: SyntaxTree) -> String? {
        guard !tree.hasErrors else { return nil }
        let text = unchecked(tree)
        let result = SyntaxTree.parse(SourceFile(name: tree.source.name, text: text))
        // Better unformatted than another program.
        return !result.hasErrors && hasSameMeaning(tree, result) ? text : tree.source.text
    }

    /// The formatted program of a tree without errors.
    static func unchecked(_ tree: SyntaxTree) -> String { FormattedLines(FormattedPieces(tree)).text }

    /// Whether two programs differ in nothing but white space, comments, `;` and commas behind a last element.
    static func hasSameMeaning(_ a: SyntaxTree, _ b: SyntaxTree) -> Bool {
        a.isSilent == b.isSilent && statements(a) == statements(b) && documentation(a) == documentation(b)
    }

    /// The tokens that matter, the first one of each statement marked.
    private static func statements(_ tree: SyntaxTree) -> [String] {
        let lexemes = Lexeme.lexemes(of: tree.tokens)
        let starts = Set(tree.statementStarts)
        var result: [String] = []
        for (index, lexeme) in lexemes.enumerated() where !lexeme.is(.semicolon) {
            // Before `)` a comma may be what makes a list of `(a,)`.
            if lexeme.is(.comma), index + 1 < lexemes.count, lexemes[index + 1].closesList { continue }
            result.append((starts.contains(lexeme.start) ? "\n" : "") + tree.source.text(lexeme.span))
        }
        return result
    }

    private static func documentation(_ tree: SyntaxTree) -> [String] {
        tree.nodes.compactMap { node in
            if case .definition(let definition) = node.kind { definition.documentation ?? "" } else { nil }
        }
    }
}

extension Lexeme {
    /// `]` or `}`.
    fileprivate var closesList: Bool { self.is(.rightBracket) || self.is(.rightBrace) }
}
