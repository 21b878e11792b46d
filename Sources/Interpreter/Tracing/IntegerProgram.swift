import Syntax
import Tensors

/// What a traced function computes with integers that it read from outside.
///
/// Of an integer only what decides a shape, a bound or a branch is a condition of the plan, not the integer itself: of a
/// slice `X[i*b:(i+1)*b]` its extent. So the arithmetic is kept, and done again with the integers of the next call.
struct IntegerProgram {
    enum Node {
        /// The captured integer of that number.
        case captured(Int)
        case constant(Int)
        case binary(BinaryOperator, Int, Int)
        /// 1 where the comparison holds, else 0.
        case comparison(ComparisonOperator, Int, Int)
    }
    private(set) var nodes: [Node] = []
    /// Values that decided something.
    private(set) var required: [(node: Int, value: Int)] = []

    mutating func append(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    /// The node of an integer, in a trace or not.
    mutating func operand(_ value: Value) throws -> Int {
        switch value {
        case .tracedInt(let integer): return integer.node
        case .int(let x): return append(.constant(x))
        default: throw TensorError("\(value.messageName) is not an integer")
        }
    }

    /// Its value this time.
    func known(_ value: Value) throws -> Int {
        switch value {
        case .tracedInt(let integer): return integer.value
        case .int(let x): return x
        default: throw TensorError("\(value.messageName) is not an integer")
        }
    }

    mutating func require(_ node: Int, equals value: Int) {
        if !required.contains(where: { $0.node == node }) { required.append((node, value)) }
    }

    /// `a op b` as the language computes it. Throws on overflow and division by zero.
    func value(_ op: BinaryOperator, _ a: Int, _ b: Int) throws -> Int {
        let result: (partialValue: Int, overflow: Bool)
        switch op {
        case .add: result = a.addingReportingOverflow(b)
        case .subtract: result = a.subtractingReportingOverflow(b)
        case .multiply: result = a.multipliedReportingOverflow(by: b)
        case .floorDivide, .remainder:
            guard b != 0 else { throw TensorError("integer division by zero") }
            if b == -1 { return try op == .remainder ? 0 : value(.subtract, 0, a) }
            let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
            let below = rest != 0 && (rest < 0) != (b < 0)
            return op == .remainder ? (below ? rest + b : rest) : (below ? quotient - 1 : quotient)
        case .power:
            guard b >= 0, case .int(let power) = try NumberArithmetic.power(a, b) else {
                throw TensorError("a negative power of an integer is no integer")
            }
            return power
        default: throw TensorError("`\(op.rawValue)` is not arithmetic of integers")
        }
        guard !result.overflow else { throw TensorError("integer overflow in `\(a) \(op.rawValue) \(b)`") }
        return result.partialValue
    }

    static func holds(_ op: ComparisonOperator, _ a: Int, _ b: Int) -> Bool {
        switch op {
        case .equal, .in: a == b
        case .notEqual, .notIn: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }

    /// The values of all nodes with other captured integers; nil if something that was decided would be decided otherwise.
    func run(_ captured: [Int]) -> [Int]? {
        var values: [Int] = []
        values.reserveCapacity(nodes.count)
        for node in nodes {
            switch node {
            case .captured(let slot): values.append(captured[slot])
            case .constant(let x): values.append(x)
            case .binary(let op, let a, let b):
                guard let x = try? value(op, values[a], values[b]) else { return nil }
                values.append(x)
            case .comparison(let op, let a, let b): values.append(IntegerProgram.holds(op, values[a], values[b]) ? 1 : 0)
            }
        }
        return required.allSatisfy { values[$0.node] == $0.value } ? values : nil
    }
}
