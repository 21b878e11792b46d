/// Operators, from `->` down to `^`.
extension Parser {
    /// How tightly an operator binds. Unary signs bind tighter than all of these, `^` tighter still.
    enum Precedence: Int, Comparable {
        case or, and, not, bar, ampersand, comparison, additive, multiplicative

        static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }

        /// What the right operand of a left-associative operator may hold.
        var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .multiplicative }
    }

    /// One expression.
    mutating func expression() throws(GivenUp) -> NodeID {
        try enter()
        let result = isAtLambda ? try lambda() : try operation(.or)
        leave()
        return result
    }

    /// `a`, or a list `a, b` without brackets, which may hold spreads.
    mutating func expressionList() throws(GivenUp) -> NodeID {
        let start = current.start
        var elements = [try element()]
        var namesOnly = isLastName(elements)
        var isList = false
        while current.is(.comma), !isAtBreak {
            isList = true
            advance()
            // `a, = xs` takes one element.
            if current.is(.equal), !isAtBreak { break }
            if namesOnly, case .name = current.kind, ahead(1).is(.arrow), !ahead(1).startsLine {
                let parameters = source.text(start..<current.end)
                throw fail(
                    "the parameters of `->` lack parentheses", at: start..<current.end,
                    hints: ["write `(\(parameters)) -> …`, or `[…]` around a list that holds a function"])
            }
            elements.append(try element())
            namesOnly = namesOnly && isLastName(elements)
        }
        if isList { return try add(.list(elements), from: start) }
        switch elements[0] {
        case .item(let id): return id
        case .spread:
            throw fail(
                "`...` spreads into a list", at: start..<previousEnd, hints: ["write `[\(source.text(start..<previousEnd))]`"])
        }
    }

    private func isLastName(_ elements: [Element]) -> Bool {
        guard case .item(let id)? = elements.last, case .name = kind(id) else { return false }
        return true
    }

    /// An element of a list or a bracket.
    mutating func element() throws(GivenUp) -> Element {
        if skip(.ellipsis) { return .spread(try expression()) }
        return .item(try expression())
    }

    // MARK: Binary operators

    /// Operands joined by operators that bind at least so tightly.
    private mutating func operation(_ minimum: Precedence) throws(GivenUp) -> NodeID {
        let start = current.start
        var left = current.is(.not) ? try negation(minimum) : try unary()
        while !isAtBreak {
            guard let (operation, precedence) = binaryOperator(current.kind), precedence >= minimum else { return left }
            if precedence == .comparison {
                guard let comparison = comparisonOperator else { return left }
                left = try comparisons(left, comparison, from: start)
                continue
            }
            advance()
            let right = try operand(precedence.next)
            switch precedence {
            case .or: left = try add(.or(left, right), from: start)
            case .and: left = try add(.and(left, right), from: start)
            default: left = try add(.binary(operation, left, right), from: start)
            }
        }
        return left
    }

    /// The right operand of an operator, which may be on the next line.
    private mutating func operand(_ minimum: Precedence) throws(GivenUp) -> NodeID {
        try enter()
        let result = try operation(minimum)
        leave()
        return result
    }

    private mutating func negation(_ minimum: Precedence) throws(GivenUp) -> NodeID {
        let start = current.start
        guard minimum <= .not else {
            throw fail(
                "`not` binds less tightly than the operator before it", at: current.span,
                hints: ["write parentheses: `a == (not b)`"])
        }
        advance()
        let value = try operand(.not)
        return try add(.not(value), from: start)
    }

    /// `a < b <= c`, all in one node; no operand of it is a comparison without parentheses.
    private mutating func comparisons(
        _ left: NodeID, _ first: ComparisonOperator, from start: Int
    ) throws(GivenUp) -> NodeID {
        var operands = [left]
        var operators: [ComparisonOperator] = []
        var next: ComparisonOperator? = first
        while let comparison = next {
            advance()
            if comparison == .notIn { advance() }
            operators.append(comparison)
            operands.append(try operand(.additive))
            next = isAtBreak ? nil : comparisonOperator
        }
        return try add(.comparison(operands: operands, operators: operators), from: start)
    }

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

    /// What a lexeme means between two operands. For `and`, `or` and comparisons only the precedence counts.
    private func binaryOperator(_ kind: Token.Kind) -> (BinaryOperator, Precedence)? {
        switch kind {
        case .keyword(.or): (.or, .or)
        case .keyword(.and): (.and, .and)
        case .keyword(.in), .keyword(.not): (.and, .comparison)
        case .sign(let sign):
            switch sign {
            case .bar: (.or, .bar)
            case .ampersand: (.and, .ampersand)
            case .equalEqual, .notEqual, .less, .lessEqual, .greater, .greaterEqual: (.and, .comparison)
            case .plus: (.add, .additive)
            case .minus: (.subtract, .additive)
            case .star: (.multiply, .multiplicative)
            case .slash: (.divide, .multiplicative)
            case .doubleSlash: (.floorDivide, .multiplicative)
            case .percent: (.remainder, .multiplicative)
            case .at: (.matrixProduct, .multiplicative)
            default: nil
            }
        default: nil
        }
    }

    // MARK: Unary operators and powers

    private mutating func unary() throws(GivenUp) -> NodeID {
        let operation: UnaryOperator
        switch current.kind {
        case .sign(.minus): operation = .negate
        case .sign(.plus): operation = .plus
        case .sign(.tilde): operation = .invert
        default: return try power()
        }
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
    private mutating func power() throws(GivenUp) -> NodeID {
        let start = current.start
        let base = try postfix()
        guard current.is(.caret), !isAtBreak else { return base }
        try enter()
        advance()
        let exponent = try unary()
        leave()
        return try add(.binary(.power, base, exponent), from: start)
    }
}
