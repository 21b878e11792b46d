import Tensors

// Comparisons and logic: booleans, through which no derivative flows.

public struct Equal: PredicateOp {
    public static let opcode = Opcode.equal
    public init() {}
}
public struct NotEqual: PredicateOp {
    public static let opcode = Opcode.notEqual
    public init() {}
}
public struct Less: PredicateOp {
    public static let opcode = Opcode.less
    public init() {}
}
public struct LessEqual: PredicateOp {
    public static let opcode = Opcode.lessEqual
    public init() {}
}
public struct IsNaN: PredicateOp {
    public static let opcode = Opcode.isNaN
    public init() {}
}
public struct IsFinite: PredicateOp {
    public static let opcode = Opcode.isFinite
    public init() {}
}
public struct Not: PredicateOp {
    public static let opcode = Opcode.not
    public init() {}
}
public struct And: PredicateOp {
    public static let opcode = Opcode.and
    public init() {}
}
public struct Or: PredicateOp {
    public static let opcode = Opcode.or
    public init() {}
}
