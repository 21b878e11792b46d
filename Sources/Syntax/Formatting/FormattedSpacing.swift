extension FormattedPiece {
    /// Whether a space stands between two pieces on one line. Comments are placed elsewhere.
    static func isSpaced(_ left: FormattedPiece, _ right: FormattedPiece) -> Bool {
        switch (left.role, right.role) {
        case (.open(.block), _), (_, .close(.block)): return true
        case (.open, _), (_, .close), (_, .comma), (_, .semicolon): return false
        case (.comma, _), (.semicolon, _): return true
        case (_, .dot): return left.isInteger
        case (.dot, _), (.ellipsis, _), (_, .colon): return false
        case (.colon(let inRecord), _): return inRecord
        case (.unary, .unary): return right.isSpaced
        case (.unary, _): return false
        case (.binary(let isClose), _), (.assignment(let isClose), _): return !isClose
        case (_, .binary(let isClose)), (_, .assignment(let isClose)): return !isClose
        case (_, .open(.call)), (_, .open(.index)): return false
        default: return true
        }
    }
}
