import Interpreter
import Tensors

extension GeneralBuiltins {
    static let types: [Builtin] = [
        Builtin(
            "type(value)", group: group, summary: "The name of a value's type.",
            details: """
                One of "integer", "float", "boolean", "none", "string", "tensor", "list", "record", "range", "function", "module", \
                "operator" and those of results. A float is a tensor without axes; `x.dtype` names the type of its elements.
                """,
            example: """
                print(type(3), type(2.5), type([1, 2]))   # → integer float tensor
                """, seeAlso: ["len", "shape"]
        ) { arguments in Value(arguments[0].typeName) },
        Builtin(
            "str(value)", group: group, summary: "The text of a value, as `print` writes it.",
            example: """
                print(str(0.1) + "!")   # → 0.1!
                """,
            seeAlso: ["format", "print"]
        ) { arguments in Value(try arguments.interpreter.text(arguments[0])) },
        Builtin(
            "int(value)", group: group, summary: "An integer from a number, cut towards 0, or from a string.",
            example: """
                print(int(2.9), int(-2.9), int("42"))   # → 2 -2 42
                """,
            seeAlso: ["round", "floor", "int64", "float"]
        ) { arguments in try integer(arguments) },
        Builtin(
            "float(value)", group: group, summary: "A float from a number or from a string.",
            example: """
                print(float(3), float("1e-3"))   # → 3.0 0.001
                """,
            seeAlso: ["float64", "int"]
        ) { arguments in try float(arguments) },
        Builtin(
            "bool(value)", group: group, summary: "false for 0, true for any other number.",
            example: """
                print(bool(0), bool(2.5))   # → false true
                """, seeAlso: ["int", "float"]
        ) { arguments in
            switch arguments[0] {
            case .bool: return arguments[0]
            case .traced, .tracedInt: return try arguments.interpreter.compare(.notEqual, arguments[0], .int(0))
            default:
                guard let number = arguments[0].plainDouble else {
                    throw arguments.mismatch(0, wants: "a number", hint: "compare it instead, as in `len(xs) > 0`")
                }
                return .bool(number != 0)
            }
        },
        Builtin(
            "len(value)", group: group,
            summary: "The number of elements, names or characters; of a tensor the extent of its first axis.",
            example: """
                print(len("θ̂x"), len([1, 2, 3]), len({a: 1}))   # → 3 3 1
                """,
            seeAlso: ["size", "shape"], isMethod: true
        ) { arguments in
            switch arguments[0] {
            case .string(let box): return .int(box.count)
            case .list(let box): return .int(box.elements.count)
            case .record(let box): return .int(box.count)
            case .range(let box): return .int(box.count)
            case .tensor(let box) where box.tensor.rank > 0: return .int(box.tensor.shape[0])
            case .traced(let traced) where !traced.shape.isEmpty: return .int(traced.shape[0])
            default:
                throw arguments.error(
                    "\(arguments[0].messageName) has no length",
                    hint: "strings, lists, records, ranges and tensors with an axis have one")
            }
        },
    ]

    private static func integer(_ arguments: Arguments) throws -> Value {
        switch arguments[0] {
        case .int, .tracedInt: return arguments[0]
        case .bool(let x): return .int(x ? 1 : 0)
        case .string(let box):
            guard let x = Int(trimmed(box.string).filter { $0 != "_" }) else {
                throw arguments.error("\(ValueFormatter.quoted(box.string, limit: 40)) is no integer")
            }
            return .int(x)
        case .traced(let traced) where traced.shape.isEmpty:
            guard let number = try arguments.interpreter.plainNumber(arguments[0]) else { break }
            return .int(try truncated(number, arguments))
        default:
            if let number = arguments[0].plainDouble { return .int(try truncated(number, arguments)) }
        }
        throw arguments.mismatch(
            0, wants: "a number or a string", hint: arguments[0].isNumeric ? "`int64(x)` converts a tensor" : nil)
    }

    private static func truncated(_ x: Double, _ arguments: Arguments) throws -> Int {
        guard let result = Int(exactly: x.rounded(.towardZero)) else {
            throw arguments.error("\(NumberFormat.exact(x)) is no 64-bit integer")
        }
        return result
    }

    private static func float(_ arguments: Arguments) throws -> Value {
        switch arguments[0] {
        case .float, .scalar: return arguments[0]
        case .int(let x): return .float(Double(x))
        case .bool(let x): return .float(x ? 1 : 0)
        case .tensor(let box) where box.tensor.rank == 0: return .scalar(box.tensor.double(at: 0))
        case .string(let box):
            guard let x = number(trimmed(box.string)) else {
                throw arguments.error("\(ValueFormatter.quoted(box.string, limit: 40)) is no number")
            }
            return .float(x)
        case .traced(let traced) where traced.shape.isEmpty && traced.dtype.isFloat: return arguments[0]
        case .traced where arguments[0].isScalar, .tracedInt:
            return try arguments.interpreter.binary(.multiply, arguments[0], .float(1))
        default:
            throw arguments.mismatch(
                0, wants: "a number or a string", hint: arguments[0].isNumeric ? "`float64(x)` converts a tensor" : nil)
        }
    }

    /// A number as the language writes it, with a sign.
    private static func number(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || "+-.eE_".utf8.contains($0) }) else {
            switch text.lowercased() {
            case "inf", "+inf", "infinity": return .infinity
            case "-inf", "-infinity": return -.infinity
            case "nan": return .nan
            default: return nil
            }
        }
        return Double(text.filter { $0 != "_" })
    }
}
