import Interpreter

/// Makes up programs: valid in form, senseless in content, with sizes, indices and kinds that nobody would write.
struct ProgramGenerator {
    var dice: Dice
    /// What calls are made of.
    let builtins: [Builtin]
    /// Variables of a program; all of them are assigned at its beginning, so that names are seldom unknown.
    private let names = ["a", "b", "c", "x", "y", "θ", "xs", "p", "q", "s", "k", "n", "A", "B"]
    private let functions = ["f", "g", "h", "L"]
    private let fields = ["W", "b", "deep", "n", "values", "T", "shape", "dtype", "size", "ndim", "trace", "μ", "message"]
    private var loops = 0
    private var isInLoop = false
    private var isInFunction = false

    init(dice: Dice, builtins: [Builtin]) {
        self.dice = dice
        self.builtins = builtins
    }

    mutating func program() -> String {
        loops = 0
        var lines: [String] = []
        for name in functions where !dice.once(in: 30) { lines.append(definition(name)) }
        for name in names where !dice.once(in: 40) { lines.append("try { \(name) = \(start(name)) } catch e { \(name) = 1 }") }
        // Most failures are caught, so that a program goes on.
        for _ in 0..<(1 + dice.below(14)) {
            let text = statement(depth: 3)
            lines.append(dice.once(in: 4) ? text : "try {\n\(text)\n} catch e { }")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Statements

    private mutating func start(_ name: String) -> String {
        switch name {
        case "a", "b", "c", "x", "θ", "A", "B": dice.once(in: 4) ? value() : tensor()
        case "xs": dice.pick(["list(1, \"a\", [1.0, 2])", "[]", "list(zeros(2), ones(2))", "[\"a\", \"b\"]", "list(range(5))"])
        case "p", "q":
            dice.pick([
                "{W: randn(2, 3), b: zeros(3)}", "{W: 1.0, deep: [{n: 1}, {n: 2.5}]}", "{}",
                "{W: float32([1, 2]), n: 3, s: \"x\"}",
                "list(ones(2), 3.0)",
            ])
        case "s": dice.pick(["\"abc\"", "\"θ̂µ\"", "\"\"", "\"1,2\""])
        default: number()
        }
    }

    private mutating func definition(_ name: String) -> String {
        switch dice.below(6) {
        case 0: "\(name)(x) = \(expression(depth: 3))"
        case 1: "\(name)(x, y=\(value())) = \(functionBlock())"
        case 2: "\(name)(n) = if n <= 0 { \(value()) } else { \(name)(n - 1) \(dice.pick(binaryOperators)) \(value()) }"
        case 3: "\(name)(θ) = sum(\(expression(depth: 2)))"
        case 4: "\(name)(θ) = sum(θ^2) * \(value())"
        default: "\(name) = \(lambda(depth: 2))"
        }
    }

    private mutating func statement(depth: Int) -> String {
        guard depth > 0 else { return "\(dice.pick(names)) = \(value())" }
        switch dice.below(22) {
        case 0, 1, 2, 3, 4: return "\(dice.pick(names)) = \(expression(depth: 4))"
        case 5: return "\(dice.pick(names)) \(dice.pick(["+=", "-=", "*=", "/="])) \(expression(depth: 2))"
        case 6, 7: return "\(target()) \(dice.pick(["=", "=", "=", "+=", "*=", "/="])) \(expression(depth: 2))"
        case 8: return "\(target()), \(dice.pick(names)) = \(expression(depth: 2))"
        case 9:
            return "if \(condition()) \(block(depth: depth - 1))" + (dice.once(in: 2) ? " else \(block(depth: depth - 1))" : "")
        case 10, 11: return loop(depth: depth)
        case 12: return "try \(block(depth: depth - 1)) catch e { print(e.message, e.line) }"
        case 13: return definition(dice.pick(functions))
        case 14: return "\(dice.pick(names)) = append(\(dice.pick(names)), \(expression(depth: 1)))"
        case 15: return "print(\(expression(depth: 3)))"
        case 16:
            return dice.pick(["import m", "from m import v", "import m as a", "assert(\(condition()))", "error(\(value()))"])
        default: return expression(depth: 4)
        }
    }

    private mutating func loop(depth: Int) -> String {
        loops += 1
        // Loops inside loops, each of a few turns; seldom one without end, which is to be interrupted.
        if dice.once(in: 300) { return "while true \(block(depth: depth - 1))" }
        guard loops < 4 else { return "print(\(value()))" }
        let outer = isInLoop
        isInLoop = true
        defer { isInLoop = outer }
        let values =
            dice.once(in: 3)
            ? expression(depth: 1) : dice.pick(["range(3)", "[1, 2]", "[[1, 2], [3, 4]]", "xs", "progress(xs)", "p", "s"])
        switch dice.below(5) {
        case 0: return "k\(loops) = 0; while k\(loops) < \(dice.below(5)) { k\(loops) += 1; \(statement(depth: depth - 1)) }"
        case 1: return "for \(dice.pick(names)), \(dice.pick(names)) in enumerate(\(values)) \(block(depth: depth - 1))"
        default: return "for \(dice.pick(names)) in \(values) \(block(depth: depth - 1))"
        }
    }

    private mutating func functionBlock() -> String {
        let outer = isInLoop
        (isInLoop, isInFunction) = (false, true)
        defer { (isInLoop, isInFunction) = (outer, false) }
        return block(depth: 2)
    }

    private mutating func block(depth: Int) -> String {
        var lines: [String] = []
        for _ in 0..<(1 + dice.below(3)) { lines.append(statement(depth: depth)) }
        if isInLoop, dice.once(in: 6) { lines.append(dice.pick(["break", "continue", "if \(condition()) { break }"])) }
        if isInFunction, dice.once(in: 6) { lines.append("return \(expression(depth: 1))") }
        return "{\n" + lines.joined(separator: "\n") + "\n}"
    }

    private mutating func target() -> String {
        var text = dice.pick(names)
        for _ in 0..<(1 + dice.below(3)) {
            text += dice.once(in: 3) ? ".\(dice.pick(fields))" : "[\(subscripts())]"
        }
        return text
    }

    // MARK: - Expressions

    private let binaryOperators = ["+", "-", "*", "/", "//", "%", "^", "@", "&", "|"]
    private let comparisons = ["==", "!=", "<", "<=", ">", ">=", "in", "not in"]

    private mutating func expression(depth: Int) -> String {
        guard depth > 0 else { return value() }
        let below = depth - 1
        switch dice.below(26) {
        case 0, 1, 2: return "(\(expression(depth: below)) \(dice.pick(binaryOperators)) \(expression(depth: below)))"
        case 3: return "(\(expression(depth: below)) \(dice.pick(comparisons)) \(expression(depth: below)))"
        case 4: return "(\(value()) \(dice.pick(comparisons)) \(expression(depth: below)) \(dice.pick(comparisons)) \(value()))"
        case 5: return "(\(dice.pick(["-", "+", "~", "not "]))\(expression(depth: below)))"
        case 6: return "(\(condition()) \(dice.pick(["and", "or"])) \(expression(depth: below)))"
        case 7, 8: return "\(operand(depth: below))[\(subscripts())]"
        case 9: return "\(operand(depth: below)).\(dice.pick(fields))"
        case 10: return "\(dice.pick(functions))(\(expression(depth: below)))"
        case 11: return "(if \(condition()) { \(expression(depth: below)) } else { \(expression(depth: below)) })"
        case 12: return "[\(elements(depth: below))]"
        case 13: return "{W: \(expression(depth: below)), \(dice.once(in: 3) ? "...p" : "b: \(expression(depth: below))")}"
        case 14: return "\"{\(expression(depth: below).filter { $0 != "\n" })\(dice.once(in: 2) ? "" : ":" + format())}\""
        case 15: return "(\(lambda(depth: below)))"
        case 16: return "(try { \(expression(depth: below)) } catch e { e })"
        case 17: return method(depth: below)
        default: return call(depth: below)
        }
    }

    private mutating func operand(depth: Int) -> String {
        dice.once(in: 2) ? dice.pick(names) : "(\(expression(depth: depth)))"
    }

    private mutating func lambda(depth: Int) -> String {
        switch dice.below(4) {
        case 0: "() -> \(expression(depth: depth))"
        case 1: "(x, y) -> \(expression(depth: depth))"
        case 2: "θ -> sum(\(expression(depth: depth)) * θ)"
        default: "x -> \(expression(depth: depth))"
        }
    }

    private mutating func elements(depth: Int) -> String {
        (0..<dice.below(4)).map { _ in (dice.once(in: 12) ? "..." : "") + expression(depth: depth) }.joined(separator: ", ")
    }

    /// A call of any built-in: its parameters filled with things of the right kind, more often than not.
    private mutating func call(depth: Int) -> String {
        let builtin = dice.pick(builtins)
        var arguments: [String] = []
        for parameter in builtin.signature.parameters {
            switch parameter.kind {
            case .ordinary:
                if parameter.defaultText != nil, !dice.once(in: 4) { continue }
                if dice.once(in: 30) { continue }
                arguments.append(argument(parameter.name, depth: depth))
            case .variadic: for _ in 0..<dice.below(4) { arguments.append(argument(parameter.name, depth: depth)) }
            case .keywordOnly:
                if dice.once(in: 4) { arguments.append("\(parameter.name)=\(argument(parameter.name, depth: depth))") }
            }
        }
        if dice.once(in: 40) { arguments.insert("...\(dice.pick(names))", at: 0) }
        if dice.once(in: 40) { arguments.insert(value(), at: 0) }
        return "\(builtin.name)(\(arguments.joined(separator: ", ")))"
    }

    private mutating func method(depth: Int) -> String {
        let builtin = dice.pick(builtins.filter(\.isMethod))
        let keyword = builtin.signature.parameters.last.map {
            dice.once(in: 2) ? "\($0.name)=\(argument($0.name, depth: depth))" : ""
        }
        return "\(operand(depth: depth)).\(builtin.name)(\(keyword ?? ""))"
    }

    /// What suits a parameter of this name, or anything.
    private mutating func argument(_ name: String, depth: Int) -> String {
        if dice.once(in: 5) { return expression(depth: depth) }
        switch name {
        case "f", "function", "loss", "key", "matvec", "g", "operation":
            return dice.once(in: 4)
                ? dice.pick(functions)
                : dice.pick([
                    "(x -> sum(x^2))", "(x -> sum(sin(x) * x))", "(θ -> norm(θ))", "(p -> sum(p.W^2))", "(x -> x)", "sum", "sqrt",
                    "(x -> x[0] * x[1])", "(x -> if x[0] > 0 { sum(x) } else { sum(x^3) })", "(x -> sum(x[:2] @ A))",
                ])
        case "axis", "axes", "k", "n", "dim", "shape", "samples", "seed", "step", "index", "count", "size", "num", "reps",
            "shift":
            return dice.pick(["0", "1", "-1", "2", "3", "[0, 1]", "(2, 2)", "-2", "0.5", "5", number()])
        case "path":
            return dice.pick([
                "\"f.npy\"", "\"f.npz\"", "\"f.json\"", "\"f.csv\"", "\"f.svg\"", "\"f.safetensors\"", "\"f.png\"", "\"m.hesse\"",
            ])
        case "H", "A", "operator":
            return dice.pick([
                "hessian(x -> sum(x^3), [1.0, 2, 3])", "[[2.0, 1], [1, 3]]", "eye(3)", "A", "hessian(L, θ)", "ones(2, 3)",
                "operator(2, v -> v)",
            ])
        case "θ", "theta", "v", "d", "directions", "x0":
            return dice.pick(["θ", "p", "[1.0, 2, 3]", "randn(3)", "ones(2)", "3.0", tensor()])
        case "which": return dice.pick(["\"BE\"", "\"LA\"", "\"SM\"", "\"XX\""])
        case "dtype": return dice.pick(["float32", "\"int64\"", "bool", "\"x\""])
        case "keepdims", "reverse", "normalize": return dice.pick(["true", "false", "1"])
        case "text", "separator", "old", "new", "spec", "prefix", "suffix", "message", "subscripts", "label", "title":
            return dice.pick(["s", "\"a\"", "\",\"", "\".2f\"", "\"ij,jk->ik\"", "\"ii\"", "\"\""])
        default: return dice.once(in: 2) ? dice.pick(names) : dice.once(in: 2) ? tensor() : value()
        }
    }

    private mutating func condition() -> String {
        switch dice.below(4) {
        case 0: dice.pick(["true", "false"])
        case 1: "\(dice.pick(names)) \(dice.pick(comparisons)) \(value())"
        default: "\(number()) \(dice.pick(["<", ">", "==", "!="])) \(number())"
        }
    }

    private mutating func subscripts() -> String {
        (0..<(dice.once(in: 3) ? 2 + dice.below(2) : 1)).map { _ in
            switch dice.below(9) {
            case 0: "\(bound()):\(bound())"
            case 1:
                "\(bound()):\(bound()):\(dice.pick(["1", "-1", "2", "0", "-3", "9223372036854775807", "-9223372036854775808"]))"
            case 2: ":"
            case 3: dice.pick(["...", "none", "::2", "::-1"])
            case 4: dice.pick(["[0, 1]", "[true, false]", "int64([0, -1])", "x > 0", "range(2)", "[]", "zeros(0)"])
            case 5: dice.pick(["\"W\"", "\"b\"", "\"\u{B5}\"", "s"])
            case 6: value()
            default: dice.pick(["0", "1", "-1", "2", "-3", "k", "0.0", "1.5"])
            }
        }.joined(separator: ", ")
    }

    private mutating func bound() -> String {
        dice.once(in: 2) ? "" : dice.pick(["0", "1", "2", "-1", "-2", "100", "-100", "n", number()])
    }

    private mutating func format() -> String {
        dice.pick([
            ".3f", ">8", "*^9.2e", "+d", "05d", ",", "%", ".0g", "s", ".2s", "=+8.1f", "0.3f", ".999f", "999", "<,.3g",
        ])
    }

    // MARK: - Values

    private mutating func value() -> String {
        switch dice.below(9) {
        case 0, 1: number()
        case 2, 3: dice.pick(names)
        case 4: tensor()
        case 5: dice.pick(["true", "false", "none", "\"a\"", "\"\"", "'x{y}'", "pi", "inf", "nan", "[]", "{}", "()", "list()"])
        case 6: dice.pick(functions)
        case 7: dice.pick(["range(3)", "range(5, 0, -2)", "list(1, \"a\")", "{W: 1.0}", "(1, 2)", "stats()", "args"])
        default: dice.pick(["sum", "sqrt", "zeros", "f", "eigsh"])
        }
    }

    private mutating func number() -> String {
        dice.pick([
            "0", "1", "2", "3", "-1", "5", "7", "10", "0.5", "1.5", "-2.5", "1e-300", "1e300", "1e18", "1e15", "0.0", "-0.0",
            "inf", "nan",
            "9223372036854775807", "-9223372036854775808", "4611686018427387904", "9007199254740993", "-2147483649",
            "1_000", "64", "0x1F", "true", "1e308", "2^40", "3.0", "pi",
        ])
    }

    private mutating func tensor() -> String {
        dice.pick([
            "[1.0, 2, 3]", "[1, 2]", "zeros(0)", "zeros(3, 0)", "zeros(0, 3)", "ones(2, 3)", "[[1.0, 2], [3, 4]]",
            "float32([1, 2, 3])",
            "int64([1, -2, 3])", "[true, false, true]", "float32(2.5)", "zeros(2, 1, 2)", "randn(3, 3)", "arange(5)", "eye(2)",
            "[nan, inf, -inf]", "int64([2^62, 0])", "float32([[1, 2], [3, 4]])", "int64([[1, 2], [3, 4]])",
            "linspace(0, 1, 5)", "rand(2, 3, 2)", "[0.5]", "zeros(1, 1)", "float32(zeros(0))", "[[1, 2] > 1, [2, 1] > 1]",
            "randint(0, 3, 4)",
        ])
    }
}
