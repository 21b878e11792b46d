import Syntax
import Tensors

// What operators mean: numbers here, strings, lists and records in files of their own, tensors by `TensorOperations`.
extension Interpreter {
    /// `a op b`.
    public func binary(_ op: BinaryOperator, _ a: Value, _ b: Value) throws -> Value {
        var (a, b) = (a, b)
        return try binary(op, taking: &a, &b)
    }

    /// `a op b`, where the operands are the caller's to give away: what is held only here may become the result, leaving
    /// `none`. On error both are unchanged.
    func binary(_ op: BinaryOperator, taking a: inout Value, _ b: inout Value) throws -> Value {
        if let number = try NumberArithmetic.binary(op, a, b) { return number }
        switch (a, b) {
        case (.string, _), (_, .string): return try strings(op, &a, b)
        case (.object(let object), _):
            if let result = try object.binary(op, b, isLeft: true) { return result }
            if case .object(let other) = b, let result = try other.binary(op, a, isLeft: false) { return result }
            throw noOperator(op, a, b)
        case (_, .object(let object)):
            if let result = try object.binary(op, a, isLeft: false) { return result }
            throw noOperator(op, a, b)
        case (.list, _), (.record, _), (_, .list), (_, .record): return try structures(op, &a, &b)
        default:
            guard a.isNumeric, b.isNumeric else { throw noOperator(op, a, b) }
            return try tensorOperations.binary(op, &a, &b)
        }
    }

    /// `-a`, `+a`, `~a`.
    public func unary(_ op: UnaryOperator, _ a: Value) throws -> Value {
        var a = a
        return try unary(op, taking: &a)
    }

    func unary(_ op: UnaryOperator, taking a: inout Value) throws -> Value {
        if let number = try NumberArithmetic.unary(op, a) { return number }
        switch a {
        case .tensor, .traced, .tracedInt: return try tensorOperations.unary(op, &a)
        case .list, .record: return try structure(op, a)
        case .object(let object):
            if let result = try object.unary(op) { return result }
        default: break
        }
        throw HesseError("`\(op.rawValue)` means nothing for \(a.messageName)", hint: missingValueHint(a))
    }

    func noOperator(_ op: BinaryOperator, _ a: Value, _ b: Value) -> HesseError {
        HesseError(
            "`\(op.rawValue)` means nothing between \(a.messageName) and \(b.messageName)",
            hint: missingValueHint(a) ?? missingValueHint(b))
    }

    /// Where a none that nobody meant comes from.
    var noneHint: String { "a function that ends in an assignment or a loop returns none, and so does `if` without `else`" }

    /// What is probably missing where a value of this kind meets arithmetic.
    private func missingValueHint(_ value: Value) -> String? {
        switch value {
        case .none: noneHint
        case .function(let function): "did you forget to call it, as in `\(function.code.callText)`?"
        case .builtin(let builtin): "did you forget to call it, as in `\(builtin.signatureText)`?"
        case .range: "`arange(n)` gives a tensor"
        default: nil
        }
    }

    private func strings(_ op: BinaryOperator, _ a: inout Value, _ b: Value) throws -> Value {
        if op == .add, case .string(let y) = b, case .string(var x) = a {
            a = .none
            let isOwn = isKnownUniquelyReferenced(&x)
            let (length, added) = (x.string.utf8.count, y.string.utf8.count)
            // A string that grows in place takes new memory where its length passes a power of two.
            if length + added >= StringBox.longLength,
                !isOwn || length.leadingZeroBitCount != (length + added).leadingZeroBitCount
            {
                do { try StringBox.check(length: length + added) } catch {
                    a = .string(x)
                    throw error
                }
            }
            if isOwn {
                x.append(y.string)
                return .string(x)
            }
            return Value(x.string + y.string)
        }
        switch (op, a, b) {
        case (.multiply, .string(let x), let times), (.multiply, let times, .string(let x)):
            guard let times = try wholeNumber(times) else { break }
            let count = max(0, times)
            return Value(try StringBox.repeated(x.string, count))
        default: break
        }
        let hint: String? =
            switch op {
            case .add: "put the value into the string: `\"… {x}\"`, or `str(x)`"
            case .remainder where a.isString: "put the value, and its format, into the string: `\"… {x:.3f}\"`"
            default: nil
            }
        throw HesseError("`\(op.rawValue)` means nothing between \(a.messageName) and \(b.messageName)", hint: hint)
    }
}
