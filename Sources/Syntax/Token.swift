/// The smallest piece of a source: its kind and its place.
public struct Token: Sendable, Equatable {
    /// What it is.
    public let kind: Kind
    /// UTF-8 offsets. The tokens of a source follow each other without a gap.
    public var span: Range<Int> { Int(start)..<Int(end) }

    let start: Int32
    let end: Int32

    init(_ kind: Kind, _ start: Int, _ end: Int) {
        self.kind = kind
        self.start = Int32(clamping: start)
        self.end = Int32(clamping: end)
    }

    /// What tokens there are.
    public enum Kind: Sendable, Equatable {
        // Trivia: nothing the parser sees
        case byteOrderMark, whitespace, newline, comment
        /// `## …`.
        case documentation

        case name, integer, float
        case keyword(Keyword)
        case sign(Sign)

        // Strings: opening quotes, then text and interpolations, then closing quotes

        /// `"`, `"""` or `'`.
        case stringStart
        /// Characters and escapes as they are written.
        case stringText
        /// The `{` of an interpolation.
        case interpolationStart
        /// From the `:` of an interpolation to before its `}`.
        case format
        /// The `}` of an interpolation.
        case interpolationEnd
        case stringEnd

        /// What no rule allows here; the lexer has reported it.
        case invalid
        case endOfFile

        /// Whether it is no part of the grammar.
        public var isTrivia: Bool {
            switch self {
            case .byteOrderMark, .whitespace, .newline, .comment, .documentation: true
            default: false
            }
        }
    }
}

/// The words that cannot be names.
public enum Keyword: String, Sendable, CaseIterable {
    case and, `as`, `break`, `catch`, `continue`, `else`, `false`, `for`, from, `if`, `import`, `in`, none, not, or, `return`,
        `true`
    case `try`, `while`
}

/// Operators and punctuation.
public enum Sign: String, Sendable, CaseIterable {
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case doubleSlash = "//"
    case percent = "%"
    case at = "@"
    case caret = "^"
    case tilde = "~"
    case ampersand = "&"
    case bar = "|"
    case less = "<"
    case lessEqual = "<="
    case greater = ">"
    case greaterEqual = ">="
    case equalEqual = "=="
    case notEqual = "!="
    case equal = "="
    case plusEqual = "+="
    case minusEqual = "-="
    case starEqual = "*="
    case slashEqual = "/="
    case arrow = "->"
    case dot = "."
    case ellipsis = "..."
    case comma = ","
    case semicolon = ";"
    case colon = ":"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
}
