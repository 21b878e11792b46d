import Tensors

/// The functions of one number, applied element by element.
///
/// Raw values are the names of the language. Integers and booleans count as float64 where the function leaves the whole
/// numbers; elsewhere integers stay integers.
public enum UnaryFunction: String, CaseIterable, Sendable {
    case negative = "-"
    case not = "~"
    case abs, sign, floor, ceil, round
    case sqrt, exp, expm1, log, log1p
    case sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh
    case relu, sigmoid, softplus, gelu, silu
    case isnan, isfinite

    /// The op that the function is; nil for those made of several.
    var op: (any ElementwiseOp)? {
        switch self {
        case .negative: Negate()
        case .not: Not()
        case .abs: Absolute()
        case .sign: Sign()
        case .floor: Floor()
        case .ceil: Ceiling()
        case .round: Round()
        case .sqrt: SquareRoot()
        case .exp: Exp()
        case .expm1: Expm1()
        case .log: Log()
        case .log1p: Log1p()
        case .sin: Sin()
        case .cos: Cos()
        case .tan: Tan()
        case .arcsin: Arcsin()
        case .arccos: Arccos()
        case .arctan: Arctan()
        case .sinh: Sinh()
        case .cosh: Cosh()
        case .tanh: Tanh()
        case .sigmoid: Sigmoid()
        case .softplus: Softplus()
        case .isnan: IsNaN()
        case .isfinite: IsFinite()
        case .relu, .gelu, .silu: nil
        }
    }

    /// Whether integers stay integers.
    var isOfIntegers: Bool {
        switch self {
        case .negative, .not, .abs, .sign, .floor, .ceil, .round, .relu, .isnan, .isfinite: true
        default: false
        }
    }
}

extension Graph {
    /// f(x) for every element.
    public func unary(_ function: UnaryFunction, _ x: ValueID) throws -> ValueID {
        if function == .not, type(x).dtype != .bool {
            throw TensorError(
                "`~` takes booleans, not \(type(x).dtype.name)", hint: "compare first, as in `~(x > 0)`; the negative is `-x`")
        }
        let x = function == .not ? x : try function.isOfIntegers ? numeric(x) : floating(x)
        switch function {
        case .relu: return try emit(Maximum(), [zeros(like: x), x])
        case .gelu: return try gelu(x)
        case .silu: return try multiply(x, emit(Sigmoid(), [x]))
        default: return try function.op.map { try emit($0, [x]) } ?? x
        }
    }

    /// x·Φ(x) with the normal distribution's Φ(x) = (1 + erf(x/√2))/2 (Hendrycks and Gimpel 2016), not its approximation.
    private func gelu(_ x: ValueID) throws -> ValueID {
        let erf = try emit(Erf(), [multiply(x, scalar(0.5.squareRoot(), like: x))])
        return try multiply(multiply(scalar(0.5, like: x), x), add(scalar(1, like: x), erf))
    }

    /// x rounded to a multiple of 10⁻ᵈ, halves to the even digit, as NumPy does: scaled, rounded and scaled back. Where scaling
    /// leaves no digits behind the point, x has no more decimals than that, and stays.
    public func round(_ x: ValueID, decimals: Int) throws -> ValueID {
        guard decimals != 0 else { return try unary(.round, x) }
        guard (-300...300).contains(decimals) else {
            throw TensorError("`round` to \(decimals) decimals", hint: "decimals go from -300 to 300")
        }
        let number = try numeric(x)
        if !type(number).dtype.isFloat, decimals > 0 { return number }
        let x = try floating(number)
        let power = (0..<decimals.magnitude).reduce(1.0) { power, _ in power * 10 }
        let scale = try scalar(power, like: x)
        let scaled = try decimals > 0 ? multiply(x, scale) : divide(x, scale)
        let whole = try emit(Round(), [scaled])
        let rounded = try decimals > 0 ? divide(whole, scale) : multiply(whole, scale)
        let wholeFrom = type(x).dtype == .float32 ? 0x1p23 : 0x1p52
        let hasDigits = try emit(Less(), [emit(Absolute(), [scaled]), scalar(wholeFrom, like: x)])
        return try convert(emit(Select(), [hasDigits, rounded, emit(StopGradient(), [x])]), type(number).dtype)
    }
}
