/// The functions of single numbers that tensors are computed with: what one instruction of an elementwise program does.
///
/// Comparisons and logical operations give 0 or 1 in the program's own number type; `select` takes its first operand's
/// non-zero as true. `maximum`, `minimum` propagate NaN as NumPy's do. `floorDivide` and `modulo` have the divisor's sign;
/// `quotientOrZero` is a/b, and 0 where b is 0;
/// on integers a zero divisor, and any overflow, fails the run (`KernelFailure`).
public enum Opcode: UInt8, Sendable, CaseIterable, Hashable {
    case copy, negate, absolute, sign, floor, ceiling, round, squareRoot
    case exp, expm1, log, log1p, sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh
    case sigmoid, softplus, erf
    case isNaN, isFinite, not
    case add, subtract, multiply, divide, quotientOrZero, power, maximum, minimum, arctan2, floorDivide, modulo
    case equal, notEqual, less, lessEqual, and, or
    case select

    /// Operands that an instruction of this kind reads: 1, 2 or 3.
    public var arity: Int {
        switch self {
        case .select: 3
        case .add, .subtract, .multiply, .divide, .quotientOrZero, .power, .maximum, .minimum, .arctan2, .floorDivide, .modulo,
            .equal, .notEqual, .less, .lessEqual, .and, .or:
            2
        default: 1
        }
    }
}

/// How a reduced result is combined.
public enum ReductionKind: UInt8, Sendable, Hashable { case sum, product, maximum, minimum }
