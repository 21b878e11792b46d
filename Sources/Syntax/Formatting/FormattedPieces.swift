/// A token, a whole string or a comment, as the formatter moves it.
struct FormattedPiece {
    enum Bracket {
        /// The `(` of a call, or of a definition's parameters.
        case call
        /// Any other `(`.
        case group
        /// The `[` behind a value.
        case index
        /// Any other `[`.
        case bracket
        case record
        case block
    }

    enum Role {
        case open(Bracket)
        case close(Bracket)
        case comma, semicolon, dot, ellipsis, comment
        /// Of a slice, or of an entry of a record.
        case colon(inRecord: Bool)
        /// `=`, `+=` and so on; those of keywords and defaults stand close.
        case assignment(isClose: Bool)
        case unary
        /// With whether it stands close.
        case binary(isClose: Bool)
        /// Any word of the language that is no value, with whether it goes on with a statement: `else`, `catch`.
        case word(goesOn: Bool)
        case operand
    }

    let role: Role
    let text: String
    /// Newlines between it and the piece before.
    let newlines: Int
    /// Whether there is white space before it, or a newline.
    let isSpaced: Bool
    /// The column at which it stood, for comments.
    let column: Int
    let startsStatement: Bool
    let isInteger: Bool
    /// The place of the bracket that belongs to this one; -1 for all others.
    var partner = -1

    var isComment: Bool { if case .comment = role { true } else { false } }
    var isOpen: Bool { if case .open = role { true } else { false } }
    var isClose: Bool { if case .close = role { true } else { false } }
    var isComma: Bool { if case .comma = role { true } else { false } }
    var isSemicolon: Bool { if case .semicolon = role { true } else { false } }
    var bracket: Bracket? {
        switch role {
        case .open(let bracket), .close(let bracket): bracket
        default: nil
        }
    }
    /// Whether an operator behind it has two operands, and a bracket behind it belongs to it.
    var endsOperand: Bool {
        switch role {
        case .operand, .close: true
        default: false
        }
    }
}

/// The pieces of a program, with what each one is.
struct FormattedPieces {
    private(set) var pieces: [FormattedPiece] = []

    private let source: SourceFile
    private let tokens: [Token]
    private let statements: Set<Int>
    private let blocks: Set<Int>
    /// Open brackets, innermost last.
    private var open: [Int] = []
    /// The last piece that is no comment.
    private var last: FormattedPiece?

    init(_ tree: SyntaxTree) {
        source = tree.source
        tokens = tree.tokens
        statements = Set(tree.statementStarts)
        // The root is a block, too, without braces.
        blocks = Set(
            tree.nodes.dropLast().compactMap { node in
                if case .block = node.kind { node.span.lowerBound } else { nil }
            })
        read()
    }

    private mutating func read() {
        var newlines = 0
        var isSpaced = false
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            var end = index
            switch token.kind {
            case .newline: newlines += 1
            case .whitespace, .byteOrderMark, .endOfFile: break
            case .stringStart:
                // A string is one piece, with all that it interpolates.
                var depth = 0
                while end < tokens.count {
                    if tokens[end].kind == .stringStart { depth += 1 }
                    if tokens[end].kind == .stringEnd { depth -= 1 }
                    if depth == 0 { break }
                    end += 1
                }
                add(.operand, token.span.lowerBound..<tokens[min(end, tokens.count - 1)].span.upperBound, newlines, isSpaced)
            case .comment, .documentation: add(.comment, token.span, newlines, isSpaced)
            default: add(role(index), token.span, newlines, isSpaced, isInteger: token.kind == .integer)
            }
            isSpaced = token.kind.isTrivia
            if !token.kind.isTrivia || token.kind == .comment || token.kind == .documentation { newlines = 0 }
            index = end + 1
        }
    }

    private mutating func add(
        _ role: FormattedPiece.Role, _ span: Range<Int>, _ newlines: Int, _ isSpaced: Bool, isInteger: Bool = false
    ) {
        var text = source.text(span)
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        let isComment = if case .comment = role { true } else { false }
        var piece = FormattedPiece(
            role: role, text: text, newlines: newlines, isSpaced: isSpaced, column: isComment ? column(span.lowerBound) : 0,
            startsStatement: statements.contains(span.lowerBound), isInteger: isInteger)
        switch role {
        case .open: open.append(pieces.count)
        case .close:
            if let partner = open.popLast() {
                piece.partner = partner
                pieces[partner].partner = pieces.count
            }
        default: break
        }
        pieces.append(piece)
        if !piece.isComment { last = piece }
    }

    /// Columns before an offset on its line; a tab goes to the next multiple of eight.
    private func column(_ offset: Int) -> Int {
        let start = source.lineStarts[source.line(at: offset) - 1]
        var columns = 0
        for scalar in source.text(start..<offset).unicodeScalars {
            columns += scalar == "\t" ? 8 - columns % 8 : DisplayWidth.of(scalar)
        }
        return columns
    }

    /// The kind of the innermost open bracket.
    private var innermost: FormattedPiece.Bracket? { open.last.flatMap { pieces[$0].bracket } }

    private func role(_ index: Int) -> FormattedPiece.Role {
        let token = tokens[index]
        let isOperandBefore = last?.endsOperand == true && !statements.contains(token.span.lowerBound)
        switch token.kind {
        case .keyword(let word):
            if case .dot? = last?.role { return .operand }
            if innermost == .record, isKey(index) { return .operand }
            switch word {
            case .true, .false, .none: return .operand
            case .else, .catch: return .word(goesOn: true)
            default: return .word(goesOn: false)
            }
        case .sign(let sign): return role(sign, index, isOperandBefore)
        default: return .operand
        }
    }

    private func role(_ sign: Sign, _ index: Int, _ isOperandBefore: Bool) -> FormattedPiece.Role {
        switch sign {
        case .leftParenthesis: return .open(isOperandBefore && last?.bracket != .block ? .call : .group)
        case .leftBracket: return .open(isOperandBefore && last?.bracket != .block ? .index : .bracket)
        case .leftBrace: return .open(blocks.contains(tokens[index].span.lowerBound) ? .block : .record)
        case .rightParenthesis, .rightBracket, .rightBrace: return .close(innermost ?? .group)
        case .comma: return .comma
        case .semicolon: return .semicolon
        case .dot: return .dot
        case .ellipsis: return innermost == .index && isWholeSubscript(index) ? .operand : .ellipsis
        case .colon: return .colon(inRecord: innermost == .record)
        case .equal: return .assignment(isClose: innermost == .call || innermost == .group)
        case .plusEqual, .minusEqual, .starEqual, .slashEqual: return .assignment(isClose: false)
        case .tilde: return .unary
        case .plus, .minus:
            guard isOperandBefore else { return .unary }
            return .binary(isClose: innermost == .index && isWrittenClose(index))
        case .star, .slash, .doubleSlash, .percent, .at: return .binary(isClose: isWrittenClose(index))
        case .caret: return .binary(isClose: true)
        default: return .binary(isClose: false)
        }
    }

    /// Whether neither side of a token has white space.
    private func isWrittenClose(_ index: Int) -> Bool {
        index > 0 && index + 1 < tokens.count && !tokens[index - 1].kind.isTrivia && !tokens[index + 1].kind.isTrivia
    }

    private func next(_ index: Int) -> Token.Kind {
        tokens[(index + 1)...].first { !$0.kind.isTrivia }?.kind ?? .endOfFile
    }

    private func isKey(_ index: Int) -> Bool { next(index) == .sign(.colon) }

    /// Whether `...` stands for axes, and spreads nothing.
    private func isWholeSubscript(_ index: Int) -> Bool {
        next(index) == .sign(.comma) || next(index) == .sign(.rightBracket)
    }
}
