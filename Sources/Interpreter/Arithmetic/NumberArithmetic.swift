import Syntax

#if canImport(Glibc)
    import Glibc
#endif

/// Arithmetic on two plain numbers: exact integers with overflow as an error, IEEE floats, weak until a strong one joins.
enum NumberArithmetic {
    /// `a op b`; nil if one of them is not a plain number.
    static func binary(_ op: BinaryOperator, _ a: Value, _ b: Value) throws -> Value? {
        switch (a, b) {
        case (.bool(let x), .bool(let y)):
            switch op {
            case .and: return .bool(x && y)
            case .or: return .bool(x || y)
            default: return try integers(op, x ? 1 : 0, y ? 1 : 0)
            }
        case (.int(let x), .int(let y)): return try integers(op, x, y)
        case (.int(let x), .bool(let y)): return try integers(op, x, y ? 1 : 0)
        case (.bool(let x), .int(let y)): return try integers(op, x ? 1 : 0, y)
        default:
            guard let x = number(a), let y = number(b) else { return nil }
            let result = try floats(op, x.value, y.value)
            return x.isStrong || y.isStrong ? .scalar(result) : .float(result)
        }
    }

    private static func number(_ value: Value) -> (value: Double, isStrong: Bool)? {
        switch value {
        case .bool(let x): (x ? 1 : 0, false)
        case .int(let x): (Double(x), false)
        case .float(let x): (x, false)
        case .scalar(let x): (x, true)
        default: nil
        }
    }

    static func integers(_ op: BinaryOperator, _ x: Int, _ y: Int) throws -> Value {
        switch op {
        case .add: return .int(try checked(x.addingReportingOverflow(y), op, x, y))
        case .subtract: return .int(try checked(x.subtractingReportingOverflow(y), op, x, y))
        case .multiply: return .int(try checked(x.multipliedReportingOverflow(by: y), op, x, y))
        case .divide: return .float(Double(x) / Double(y))
        case .floorDivide:
            guard y != 0 else { throw divisionByZero(op) }
            let quotient = try checked(x.dividedReportingOverflow(by: y), op, x, y)
            return .int(quotient &* y != x && (x < 0) != (y < 0) ? quotient - 1 : quotient)
        case .remainder:
            guard y != 0 else { throw divisionByZero(op) }
            // The one case that overflows has remainder 0.
            if y == -1 { return .int(0) }
            let remainder = x % y
            return .int(remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder)
        case .power: return try power(x, y)
        case .and: return .int(x & y)
        case .or: return .int(x | y)
        case .matrixProduct: throw noMatrixProduct
        }
    }

    static func floats(_ op: BinaryOperator, _ x: Double, _ y: Double) throws -> Double {
        switch op {
        case .add: return x + y
        case .subtract: return x - y
        case .multiply: return x * y
        case .divide: return x / y
        case .floorDivide: return floorDivide(x, y)
        case .remainder: return remainder(x, y)
        case .power: return power(x, y)
        case .matrixProduct: throw noMatrixProduct
        case .and, .or:
            throw HesseError(
                "`\(op.rawValue)` wants booleans or integers, not floats",
                hint: "compare first: `(x > 0) \(op.rawValue) (y > 0)`")
        }
    }

    /// `⌊x / y⌋`, from the remainder so that the two agree.
    static func floorDivide(_ x: Double, _ y: Double) -> Double {
        if y == 0 { return x / y }
        if y.isInfinite, x.isFinite { return x == 0 || x.sign == y.sign ? x / y : -1 }
        let remainder = remainder(x, y)
        if remainder.isNaN { return x.isInfinite && !y.isNaN ? .nan : remainder }
        let quotient = (x - remainder) / y
        if quotient == 0 { return (x / y).sign == .minus ? -0.0 : 0 }
        let whole = Glibc.floor(quotient)
        return quotient - whole > 0.5 ? whole + 1 : whole
    }

    /// The remainder with the divisor's sign.
    static func remainder(_ x: Double, _ y: Double) -> Double {
        let result = fmod(x, y)
        if result == 0 { return y.sign == .minus ? -0.0 : 0 }
        if y.isInfinite, x.isFinite { return (x < 0) == (y < 0) ? x : y }
        return (result < 0) == (y < 0) ? result : result + y
    }

    /// `x^y`; a whole exponent is repeated multiplication.
    static func power(_ x: Double, _ y: Double) -> Double {
        switch y {
        case 0: return 1
        case 1: return x
        case 2: return x * x
        case 3: return x * x * x
        case -1: return 1 / x
        default: return pow(x, y)
        }
    }

    /// A negative exponent gives a float.
    static func power(_ x: Int, _ y: Int) throws -> Value {
        guard y >= 0 else { return .float(power(Double(x), Double(y))) }
        var result = 1
        var base = x
        var exponent = y
        while true {
            if exponent & 1 == 1 { result = try checked(result.multipliedReportingOverflow(by: base), .power, x, y) }
            exponent >>= 1
            if exponent == 0 { return .int(result) }
            base = try checked(base.multipliedReportingOverflow(by: base), .power, x, y)
        }
    }

    private static func checked(
        _ result: (partialValue: Int, overflow: Bool), _ op: BinaryOperator, _ x: Int, _ y: Int
    ) throws -> Int {
        guard !result.overflow else {
            throw HesseError(
                "integer overflow in `\(op.rawValue)`: \(x) \(op.rawValue) \(y) does not fit into 64 bits",
                hint: "compute with floats: `float(\(x)) \(op.rawValue) …`")
        }
        return result.partialValue
    }

    private static func divisionByZero(_ op: BinaryOperator) -> HesseError {
        HesseError(
            "integer division by zero in `\(op.rawValue)`", hint: "with floats it is inf or nan: write `0.0` for `0`")
    }

    private static var noMatrixProduct: HesseError {
        HesseError("`@` wants tensors with at least one axis, not numbers", hint: "`*` multiplies numbers")
    }

    static func unary(_ op: UnaryOperator, _ a: Value) throws -> Value? {
        switch (op, a) {
        case (.plus, .int), (.plus, .float), (.plus, .scalar): return a
        case (.plus, .bool(let x)): return .int(x ? 1 : 0)
        case (.negate, .bool(let x)): return .int(x ? -1 : 0)
        case (.negate, .int(let x)):
            guard x != .min else {
                throw HesseError("integer overflow: -(\(x)) does not fit into 64 bits", hint: "compute with floats")
            }
            return .int(-x)
        case (.negate, .float(let x)): return .float(-x)
        case (.negate, .scalar(let x)): return .scalar(-x)
        case (.invert, .bool(let x)): return .bool(!x)
        case (.invert, .int(let x)): return .int(~x)
        case (.invert, .float), (.invert, .scalar):
            throw HesseError("`~` wants a boolean or an integer, not a float", hint: "`-x` changes the sign")
        default: return nil
        }
    }

    /// `a op b` for an order or equality; nil if one of them is not a plain number.
    static func compare(_ op: ComparisonOperator, _ a: Value, _ b: Value) -> Bool? {
        let x: Value = if case .bool(let x) = a { .int(x ? 1 : 0) } else { a }
        let y: Value = if case .bool(let y) = b { .int(y ? 1 : 0) } else { b }
        switch (x, y) {
        case (.int(let x), .int(let y)): return holds(op, x, y)
        case (.int(let x), .float(let y)), (.int(let x), .scalar(let y)): return compare(op, x, y)
        case (.float(let x), .int(let y)), (.scalar(let x), .int(let y)): return compare(op.mirrored, y, x)
        case (.float(let x), .float(let y)), (.float(let x), .scalar(let y)), (.scalar(let x), .float(let y)),
            (.scalar(let x), .scalar(let y)):
            return holds(op, x, y)
        default: return nil
        }
    }

    /// An integer against a float, exactly: beyond 2⁵³ the integer is not rounded.
    private static func compare(_ op: ComparisonOperator, _ x: Int, _ y: Double) -> Bool {
        if x.magnitude < 1 << 53 || !y.isFinite { return holds(op, Double(x), y) }
        if y >= 0x1p63 { return holds(op, 0, 1) }
        if y < -0x1p63 { return holds(op, 0, -1) }
        let whole = y.rounded(.towardZero)
        let integer = Int(whole)
        return x == integer ? holds(op, 0, y - whole) : holds(op, x, integer)
    }

    static func holds<T: Comparable>(_ op: ComparisonOperator, _ x: T, _ y: T) -> Bool {
        switch op {
        case .equal: x == y
        case .notEqual: x != y
        case .less: x < y
        case .lessOrEqual: x <= y
        case .greater: x > y
        case .greaterOrEqual: x >= y
        case .in, .notIn: false
        }
    }
}

extension ComparisonOperator {
    /// The operator that means the same with its operands exchanged.
    var mirrored: ComparisonOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
