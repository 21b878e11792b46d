/// Operators, from `->` down to `^`.
extension Parser {
    /// How tightly an operator binds, the loosest first; `->` binds less tightly than all of these, `^` more.
    enum Precedence: Int, Comparable {
        case or, and, not, bar, ampersand, comparison, additive, multiplicative, unary

        static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }

        /// What the right operand of a left-associative operator may hold.
        var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .unary }
    }

    /// One expression.
    @inline(never)
    mutating func expression() throws(GivenUp) -> NodeID {
        try enter()
        defer { leave() }
        return isAtLambda ? try lambda() : try operation(.or)
    }

    /// `a`, or a list `a, b` without brackets, which may hold spreads.
    @inline(never)
    mutating func expressionList() throws(GivenUp) -> NodeID {
        let start = current.start
        let first = try element()
        if current.is(.comma), !isAtBreak { return try list(from: first, start) }
        switch first {
        case .item(let id): return id
        case .spread: throw loneSpread(start..<previousEnd, in: start..<previousEnd)
        }
    }

    /// The rest of a list without brackets, at its first comma.
    @inline(never)
    private mutating func list(from first: Element, _ start: Int) throws(GivenUp) -> NodeID {
        var elements = [first]
        var namesOnly = isLastName(elements)
        while current.is(.comma), !isAtBreak {
            advance()
            // `a, = xs` takes one element.
            if current.is(.equal), !isAtBreak { break }
            if namesOnly, case .name = current.kind, ahead(1).is(.arrow), !ahead(1).startsLine {
                throw bareParameters(from: start)
            }
            elements.append(try element())
            namesOnly = namesOnly && isLastName(elements)
        }
        return try add(.list(elements), from: start)
    }

    @inline(never)
    private func isLastName(_ elements: [Element]) -> Bool {
        guard case .item(let id)? = elements.last, case .name = kind(id) else { return false }
        return true
    }

    /// An element of a list or a bracket.
    @inline(never)
    mutating func element() throws(GivenUp) -> Element {
        if skip(.ellipsis) { return .spread(try expression()) }
        return .item(try expression())
    }

    // MARK: Binary operators

    /// Operands joined by operators that bind at least so tightly.
    @inline(never)
    private mutating func operation(_ minimum: Precedence) throws(GivenUp) -> NodeID {
        let start = current.start
        var left = current.is(.not) ? try negation(minimum) : try unary()
        while !isAtBreak, let precedence = precedence(current), precedence >= minimum {
            left = precedence == .comparison ? try comparisons(left, from: start) : try joined(left, precedence, from: start)
        }
        return left
    }

    /// A left operand with the operator at the current lexeme and its right operand.
    @inline(never)
    private mutating func joined(_ left: NodeID, _ precedence: Precedence, from start: Int) throws(GivenUp) -> NodeID {
        let sign = current.kind
        advance()
        let right = try operand(precedence.next)
        return try addJoined(left, sign, right, from: start)
    }

    @inline(never)
    private mutating func addJoined(
        _ left: NodeID, _ sign: Token.Kind, _ right: NodeID, from start: Int
    ) throws(GivenUp) -> NodeID {
        let operation: BinaryOperator
        switch sign {
        case .keyword(.or): return try add(.or(left, right), from: start)
        case .keyword(.and): return try add(.and(left, right), from: start)
        case .sign(.bar): operation = .or
        case .sign(.ampersand): operation = .and
        case .sign(.plus): operation = .add
        case .sign(.minus): operation = .subtract
        case .sign(.slash): operation = .divide
        case .sign(.doubleSlash): operation = .floorDivide
        case .sign(.percent): operation = .remainder
        case .sign(.at): operation = .matrixProduct
        case .sign(.caret): operation = .power
        default: operation = .multiply
        }
        return try add(.binary(operation, left, right), from: start)
    }

    /// The right operand of an operator, which may be on the next line.
    private mutating func operand(_ minimum: Precedence) throws(GivenUp) -> NodeID {
        try enter()
        let result = try operation(minimum)
        leave()
        return result
    }

    @inline(never)
    private mutating func negation(_ minimum: Precedence) throws(GivenUp) -> NodeID {
        let start = current.start
        guard minimum <= .not else {
            throw looseNot()
        }
        advance()
        let value = try operand(.not)
        return try add(.not(value), from: start)
    }

    /// `a < b <= c`, all in one node; no operand of it is a comparison without parentheses.
    @inline(never)
    private mutating func comparisons(_ left: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        var operands = [left]
        var operators: [ComparisonOperator] = []
        while !isAtBreak, let comparison = comparisonOperator {
            advance()
            if comparison == .notIn { advance() }
            operators.append(comparison)
            operands.append(try operand(.additive))
        }
        return try add(.comparison(operands: operands, operators: operators), from: start)
    }

    @inline(never)
    private var comparisonOperator: ComparisonOperator? {
        switch current.kind {
        case .sign(.equalEqual): .equal
        case .sign(.notEqual): .notEqual
        case .sign(.less): .less
        case .sign(.lessEqual): .lessOrEqual
        case .sign(.greater): .greater
        case .sign(.greaterEqual): .greaterOrEqual
        case .keyword(.in): .in
        case .keyword(.not): ahead(1).is(.in) ? .notIn : nil
        default: nil
        }
    }

    /// How tightly a lexeme binds between two operands; nil for what cannot stand there.
    @inline(never)
    private func precedence(_ lexeme: Lexeme) -> Precedence? {
        switch lexeme.kind {
        case .keyword(.or): .or
        case .keyword(.and): .and
        case .keyword(.in): .comparison
        case .keyword(.not): ahead(1).is(.in) ? .comparison : nil
        case .sign(.bar): .bar
        case .sign(.ampersand): .ampersand
        case .sign(.equalEqual), .sign(.notEqual), .sign(.less), .sign(.lessEqual), .sign(.greater), .sign(.greaterEqual):
            .comparison
        case .sign(.plus), .sign(.minus): .additive
        case .sign(.star), .sign(.slash), .sign(.doubleSlash), .sign(.percent), .sign(.at): .multiplicative
        default: nil
        }
    }

    // MARK: Unary operators and powers

    /// An operand with the signs before it and the power behind it.
    @inline(never)
    private mutating func unary() throws(GivenUp) -> NodeID {
        if let operation = unaryOperator { return try signed(operation) }
        let start = current.start
        let base = try postfix()
        return current.is(.caret) && !isAtBreak ? try power(base, from: start) : base
    }

    private var unaryOperator: UnaryOperator? {
        if current.is(.minus) { return .negate }
        if current.is(.plus) { return .plus }
        return current.is(.tilde) ? .invert : nil
    }

    @inline(never)
    private mutating func signed(_ operation: UnaryOperator) throws(GivenUp) -> NodeID {
        let start = current.start
        try enter()
        advance()
        if operation == .negate, let smallest = try smallestInteger(from: start) {
            leave()
            return smallest
        }
        let operand = try unary()
        leave()
        return try add(.unary(operation, operand), from: start)
    }

    /// `a^b^c` is `a^(b^c)`; the exponent may have a sign, the base may not.
    @inline(never)
    private mutating func power(_ base: NodeID, from start: Int) throws(GivenUp) -> NodeID {
        let sign = current.kind
        try enter()
        advance()
        let exponent = try unary()
        leave()
        return try addJoined(base, sign, exponent, from: start)
    }
}
