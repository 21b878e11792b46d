import Tensors

/// The operators and functions of two numbers, applied element by element to operands that broadcast.
///
/// Raw values are the signs, or names, of the language. Operands meet in the later of their types (bool → int64 → float32 →
/// float64); in arithmetic booleans are 0 and 1.
public enum BinaryFunction: String, CaseIterable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "^"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessEqual = "<="
    case greater = ">"
    case greaterEqual = ">="
    case and = "&"
    case or = "|"
    case maximum, minimum, arctan2

    /// How operands are prepared.
    private enum Domain { case numbers, floats, booleans, any }
    private var domain: Domain {
        switch self {
        case .add, .subtract, .multiply, .floorDivide, .modulo, .power: .numbers
        case .divide, .arctan2: .floats
        case .and, .or: .booleans
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .maximum, .minimum: .any
        }
    }

    fileprivate var op: any ElementwiseOp {
        switch self {
        case .add: Add()
        case .subtract: Subtract()
        case .multiply: Multiply()
        case .divide: Divide()
        case .floorDivide: FloorDivide()
        case .modulo: Modulo()
        case .power: Power()
        case .equal: Equal()
        case .notEqual: NotEqual()
        case .less, .greater: Less()
        case .lessEqual, .greaterEqual: LessEqual()
        case .and: And()
        case .or: Or()
        case .maximum: Maximum()
        case .minimum: Minimum()
        case .arctan2: Arctan2()
        }
    }

    /// The operands as the function takes them, of one type.
    fileprivate func prepare(_ g: Graph, _ operands: [ValueID]) throws -> [ValueID] {
        switch domain {
        case .any: return try g.promoting(operands)
        case .numbers: return try g.promoting(operands.map { try g.numeric($0) })
        case .floats: return try g.promoting(operands).map { try g.floating($0) }
        case .booleans:
            for dtype in operands.map({ g.type($0).dtype }) where dtype != .bool {
                throw TensorError(
                    "`\(rawValue)` takes booleans, not \(dtype.name)",
                    hint: "compare first, as in `x > 0 \(rawValue) x < 1`")
            }
            return operands
        }
    }
}

extension Graph {
    /// f(a, b) for every pair of elements. Throws where the shapes do not broadcast.
    ///
    /// A power whose exponent is a constant of the graph and whole is repeated multiplication.
    public func binary(_ function: BinaryFunction, _ a: ValueID, _ b: ValueID) throws -> ValueID {
        if function == .power, let exponent = constant(b) { return try power(a, constant: exponent, like: b) }
        var operands = try broadcasting(function.prepare(self, [a, b]), in: function.rawValue)
        if function == .greater || function == .greaterEqual { operands.reverse() }
        return try emit(function.op, operands)
    }

    /// The larger (smaller) of several numbers, element by element; of equal ones the first has the slope.
    public func extreme(_ function: BinaryFunction, of x: [ValueID]) throws -> ValueID {
        guard let first = x.first else { throw TensorError("`\(function.rawValue)` of nothing") }
        return try x.dropFirst().reduce(first) { try binary(function, $0, $1) }
    }

    /// The number that a value is, repeated or not, if the graph knows it.
    func constant(_ id: ValueID) -> Double? {
        var id = id
        while op(id, as: Broadcast.self) != nil || op(id, as: Reshape.self) != nil || op(id, as: Convert.self) != nil {
            id = node(id).operands[0]
        }
        return op(id, as: Scalar.self)?.value
    }

    /// `power` where the exponent's shape and type have a say, too.
    private func power(_ a: ValueID, constant exponent: Double, like b: ValueID) throws -> ValueID {
        let (base, other) = (try numeric(a), try numeric(b))
        let pair = try broadcasting(promoting([base, other]), in: BinaryFunction.power.rawValue)
        return try power(pair[0], exponent: exponent)
    }

    /// Integer exponents up to this size are repeated multiplication of floats.
    private static let largestProduct = 64.0

    /// xⁿ for a constant n. Whole exponents are repeated multiplication by squaring: exact for integers, with the right
    /// derivatives at 0. x⁰ is 1, x⁻ⁿ is 1/xⁿ, of integers a float64.
    public func power(_ x: ValueID, exponent: Double) throws -> ValueID {
        let x = try numeric(x)
        let isFloat = type(x).dtype.isFloat
        guard exponent == exponent.rounded(), abs(exponent) <= (isFloat ? Graph.largestProduct : 0x1p62) else {
            let base = try floating(x)
            return try power(base, scalar(exponent, like: base))
        }
        if exponent < 0 {
            let base = try floating(x)
            guard exponent >= -Graph.largestProduct else { return try power(base, scalar(exponent, like: base)) }
            return try divide(scalar(1, like: base), power(base, exponent: -exponent))
        }
        var rest = Int(exponent)
        var square = x
        var result: ValueID?
        while rest > 0 {
            if rest & 1 == 1 { result = try result.map { try multiply($0, square) } ?? square }
            rest >>= 1
            if rest > 0 { square = try multiply(square, square) }
        }
        return try result ?? scalar(1, like: x)
    }
}
