import Graph
import Syntax
import Tensors

extension TensorEngine {
    public func binary(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value {
        let operands = [a, b]
        if let result = try integerBinary(op, operands) { return result }
        switch op {
        case .add: return try arithmetic(Add(), operands, "+")
        case .subtract: return try arithmetic(Subtract(), operands, "-")
        case .multiply: return try arithmetic(Multiply(), operands, "*")
        case .divide: return try arithmetic(Divide(), operands, "/", .floating)
        case .floorDivide: return try arithmetic(FloorDivide(), operands, "//")
        case .remainder: return try arithmetic(Modulo(), operands, "%")
        case .power: return try power(operands[0], operands[1])
        case .matrixProduct:
            return try apply("@", operands, promotion: .arithmetic) { try $0.matmul($1[0], $1[1]) }
        case .and, .or:
            for operand in operands where operand.numericType?.dtype != .bool {
                throw TensorError(
                    "`\(op.rawValue)` wants booleans, not \(operand.messageName)",
                    hint: "compare first, as in `x > 0 \(op.rawValue) x < 1`")
            }
            return try op == .and ? arithmetic(And(), operands, "&", .common) : arithmetic(Or(), operands, "|", .common)
        }
    }

    private func arithmetic(
        _ op: some ElementwiseOp, _ operands: [Value], _ name: String, _ promotion: Promotion = .arithmetic
    ) throws -> Value {
        try apply(name, operands, promotion: promotion) { try $0.elementwise(op, $1, in: name) }
    }

    /// Arithmetic of integers that a trace does not know for the next time: integers again, or a real quotient.
    private func integerBinary(_ op: BinaryOperator, _ operands: [Value]) throws -> Value? {
        guard let trace = integerTrace(operands) else { return nil }
        switch op {
        case .add, .subtract, .multiply, .floorDivide, .remainder: break
        // A negative power of an integer is none.
        case .power where try trace.integers.known(operands[1]) >= 0: break
        case .power, .divide, .matrixProduct, .and, .or: return nil
        }
        return try trace.integerBinary(op, operands[0], operands[1])
    }

    /// The trace of two integers of which at least one is inside it.
    private func integerTrace(_ operands: [Value]) -> Trace? {
        for operand in operands {
            switch operand {
            case .int, .tracedInt: continue
            default: return nil
            }
        }
        return operands[0].trace ?? operands[1].trace
    }

    /// `x^n` with a whole constant exponent is repeated multiplication; other powers are exp(y·log x) in kind.
    private func power(_ base: Value, _ exponent: Value) throws -> Value {
        var whole: Int?
        switch exponent {
        case .int(let n): whole = n
        case .float(let x): whole = Int(exactly: x)
        case .tracedInt(let n): whole = try (n.trace as? Trace)?.concretizeInt(exponent)
        default: break
        }
        // The inverse of an integer is none.
        let promotion: Promotion = (whole ?? 0) < 0 ? .floating : .arithmetic
        guard let whole, whole.magnitude <= 1024 else { return try arithmetic(Power(), [base, exponent], "^", promotion) }
        return try apply("^", [base], attributes: [whole], promotion: promotion) { try $0.power($1[0], exponent: Double(whole)) }
    }

    public func compare(_ op: ComparisonOperator, _ a: Value, _ b: Value) throws -> Value {
        if let trace = integerTrace([a, b]) { return .bool(try trace.integerComparison(op, a, b)) }
        return switch op {
        case .equal: try comparison(Equal(), [a, b], "==")
        case .notEqual: try comparison(NotEqual(), [a, b], "!=")
        case .less: try comparison(Less(), [a, b], "<")
        case .lessOrEqual: try comparison(LessEqual(), [a, b], "<=")
        case .greater: try comparison(Less(), [b, a], ">")
        case .greaterOrEqual: try comparison(LessEqual(), [b, a], ">=")
        case .in, .notIn: throw TensorError("`\(op.rawValue)` is not a comparison of tensors")
        }
    }

    private func comparison(_ op: some PredicateOp, _ operands: [Value], _ name: String) throws -> Value {
        try apply(name, operands, promotion: .common) { try $0.elementwise(op, $1, in: name) }
    }

    public func unary(_ op: UnaryOperator, _ a: inout Value) throws -> Value {
        if case .tracedInt(let integer) = a, op != .invert, let trace = integer.trace as? Trace {
            return try trace.integerUnary(op, a)
        }
        switch op {
        case .negate: return try apply("negate", [a], promotion: .arithmetic) { try $0.negate($1[0]) }
        case .plus: return try apply("plus", [a], promotion: .arithmetic) { $1[0] }
        case .invert:
            guard a.numericType?.dtype == .bool else {
                throw TensorError(
                    "`~` wants booleans, not \(a.messageName)", hint: "`-x` changes the sign; `~(x > 0)` negates a condition")
            }
            return try apply("~", [a]) { try $0.emit(Not(), [$1[0]]) }
        }
    }

    public func transpose(_ a: Value) throws -> Value {
        guard let type = a.numericType, type.shape.count > 1 else { return a }
        return try apply("transpose", [a]) { try $0.permute($1[0], Array(type.shape.indices.reversed())) }
    }

    public func makeTensor(_ elements: [Value], shape: [Int]) throws -> Value {
        try apply("tensor", elements, attributes: shape, promotion: .common) { g, x in
            let ones = try x.map { try g.reshape($0, [1]) }
            return try g.reshape(ones.count == 1 ? ones[0] : g.emit(Concatenate(axis: 0), ones), shape)
        }
    }

    public func stack(_ elements: [Value]) throws -> Value {
        guard let first = elements.first?.numericType else { throw TensorError("nothing to stack") }
        for element in elements where element.numericType?.shape != first.shape {
            let other = element.numericType.map { Shape.describe($0.shape) } ?? element.messageName
            throw TensorError(
                "the list holds tensors of different shapes: \(Shape.describe(first.shape)) and \(other)",
                hint: "a list is a tensor only if its elements have one shape")
        }
        return try apply("stack", elements, promotion: .common) { g, x in
            let rows = try x.map { try g.reshape($0, [1] + first.shape) }
            return rows.count == 1 ? rows[0] : try g.emit(Concatenate(axis: 0), rows)
        }
    }
}
