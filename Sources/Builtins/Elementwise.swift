import Graph
import Interpreter
import Tensors

/// Functions of numbers, applied element by element.
enum ElementwiseBuiltins {
    static let group = "elementwise"

    static let all: [Builtin] = unary + binary + selection

    /// Name, what it is, and an example's argument and value.
    private static let functions: [(UnaryFunction, String, String, String)] = [
        (.abs, "|x|; its slope at 0 is 0.", "[-2.0, 3]", "[2, 3]"),
        (.sign, "-1, 0 or 1.", "[-2.0, 0, 3]", "[-1, 0, 1]"),
        (.floor, "The largest whole number that is not above x.", "[1.5, -1.5]", "[1, -2]"),
        (.ceil, "The smallest whole number that is not below x.", "[1.5, -1.5]", "[2, -1]"),
        (.sqrt, "√x.", "[4.0, 9]", "[2, 3]"),
        (.exp, "eˣ.", "[0.0, 0]", "[1, 1]"),
        (.expm1, "eˣ - 1, with its digits near 0.", "[0.0, 0]", "[0, 0]"),
        (.log, "The natural logarithm.", "[1.0, 1]", "[0, 0]"),
        (.log1p, "log(1 + x), with its digits near 0.", "[0.0, 0]", "[0, 0]"),
        (.sin, "The sine; x in radians.", "[0.0, 0]", "[0, 0]"),
        (.cos, "The cosine; x in radians.", "[0.0, 0]", "[1, 1]"),
        (.tan, "The tangent; x in radians.", "[0.0, 0]", "[0, 0]"),
        (.arcsin, "The angle whose sine is x, in radians.", "[0.0, 0]", "[0, 0]"),
        (.arccos, "The angle whose cosine is x, in radians.", "[1.0, 1]", "[0, 0]"),
        (.arctan, "The angle whose tangent is x, in radians.", "[0.0, 0]", "[0, 0]"),
        (.sinh, "(eˣ - e⁻ˣ)/2.", "[0.0, 0]", "[0, 0]"),
        (.cosh, "(eˣ + e⁻ˣ)/2.", "[0.0, 0]", "[1, 1]"),
        (.tanh, "The hyperbolic tangent.", "[0.0, 0]", "[0, 0]"),
        (.relu, "max(0, x); its slope at 0 is 0.", "[-1.0, 2]", "[0, 2]"),
        (.sigmoid, "The logistic function.", "[0.0, 0]", "[0.5, 0.5]"),
        (.softplus, "log(1 + eˣ), without overflow.", "[800.0, 900]", "[800, 900]"),
        (.gelu, "x·Φ(x), Φ the normal distribution's.", "[0.0, 0]", "[0, 0]"),
        (.silu, "x·σ(x).", "[0.0, 0]", "[0, 0]"),
        (.isnan, "Whether an element is NaN.", "[nan, 1]", "[true, false]"),
        (.isfinite, "Whether an element is neither infinite nor NaN.", "[inf, 1]", "[false, true]"),
    ]

    /// What a function computes, where its summary does not write it.
    private static let equations: [UnaryFunction: String] = [
        .tanh: "(eˣ - e⁻ˣ)/(eˣ + e⁻ˣ)", .sigmoid: "σ(x) = 1/(1 + e⁻ˣ)", .gelu: "½x(1 + erf(x/√2))", .silu: "x/(1 + e⁻ˣ)",
        .relu: "max(0, x)", .softplus: "log(1 + eˣ)",
    ]

    /// What to look at besides.
    private static let relatives: [UnaryFunction: [String]] = [
        .abs: ["sign", "norm"], .sign: ["abs"], .floor: ["ceil", "round"], .ceil: ["floor", "round"], .sqrt: ["norm"],
        .exp: ["log", "expm1"], .expm1: ["log1p", "exp"], .log: ["exp", "log1p"], .log1p: ["expm1", "log"],
        .sin: ["cos", "arcsin"], .cos: ["sin", "arccos"], .tan: ["arctan"], .arcsin: ["sin"], .arccos: ["cos"],
        .arctan: ["arctan2", "tan"], .sinh: ["cosh", "tanh"], .cosh: ["sinh", "tanh"], .tanh: ["sigmoid"],
        .relu: ["softplus", "gelu", "maximum"], .sigmoid: ["softmax", "tanh"], .softplus: ["relu", "sigmoid"],
        .gelu: ["relu", "silu"], .silu: ["gelu", "sigmoid"], .isnan: ["isfinite", "where"], .isfinite: ["isnan", "where"],
    ]

    private static let unary: [Builtin] =
        functions.map { function, summary, argument, value in
            Builtin(
                "\(function.rawValue)(x)", group: group, summary: summary, shapes: "any shape; the result has x's",
                equation: equations[function] ?? "", example: "print(\(function.rawValue)(\(argument)))   # → \(value)",
                seeAlso: relatives[function] ?? [], isMethod: true
            ) { arguments in
                try arguments.apply(0) { try $0.unary(function, $1[0]) }
            }
        } + [
            Builtin(
                "round(x, decimals=0)", group: group,
                summary: "To the nearest number with so many decimals, halves to the even digit.",
                shapes: "any shape; the result has x's", example: "print(round([0.5, 1.5, 2.4]))   # → [0, 2, 2]",
                seeAlso: ["floor", "ceil", "int"], isMethod: true
            ) { arguments in
                let decimals = try arguments.int(1, default: 0)
                return try arguments.apply(0, attributes: [decimals]) { try $0.round($1[0], decimals: decimals) }
            }
        ]

    private static let binary: [Builtin] = [BinaryFunction.maximum, .minimum, .arctan2].map { function in
        let (signature, summary, example, related): (String, String, String, [String]) =
            switch function {
            case .maximum:
                (
                    "maximum(a, b)", "The larger of two, element by element.", "print(maximum([1.0, 5], 3))   # → [3, 5]",
                    ["minimum", "max", "clip"]
                )
            case .minimum:
                (
                    "minimum(a, b)", "The smaller of two, element by element.", "print(minimum([1.0, 5], 3))   # → [1, 3]",
                    ["maximum", "min", "clip"]
                )
            default:
                (
                    "arctan2(y, x)", "The angle of the point (x, y), in radians.",
                    "print(arctan2([0.0, 0], [1.0, 2]))   # → [0, 0]", ["arctan"]
                )
            }
        return Builtin(
            signature, group: group, summary: summary, shapes: "operands broadcast", example: example, seeAlso: related,
            isMethod: true
        ) { arguments in
            try arguments.apply(0, 1, promotion: .common) { try $0.binary(function, $1[0], $1[1]) }
        }
    }

    private static let selection: [Builtin] = [
        Builtin(
            "where(condition, a, b)", group: group, summary: "a where the condition holds, else b.",
            details: "Nothing of the branch not taken is seen, not even by a derivative.",
            shapes: "operands broadcast", example: "print(where([true, false], 1.0, 2.0))   # → [1, 2]",
            seeAlso: ["clip", "maximum", "filter"], isMethod: true
        ) { arguments in
            let engine = try arguments.engine
            let condition = try arguments.numeric(0)
            let branches = try [arguments.numeric(1), arguments.numeric(2)]
            let dtype = try engine.commonType(branches)
            return try engine.apply("where", [condition] + branches, attributes: [Int(dtype.rawValue)]) { g, x in
                try g.choose(x[0], g.convert(x[1], dtype), g.convert(x[2], dtype))
            }
        },
        Builtin(
            "clip(x, low=none, high=none)", group: group, summary: "x with what lies outside of low … high moved to the bound.",
            details: "The slope is 1 on the closed interval.", shapes: "bounds broadcast with x",
            equation: "min(max(x, low), high)", example: "print(clip([-1.0, 0.5, 2], 0, 1))   # → [0, 0.5, 1]",
            seeAlso: ["minimum", "maximum", "where"], isMethod: true
        ) { arguments in
            let bounds = [arguments.has(1), arguments.has(2)]
            guard bounds[0] || bounds[1] else { return try arguments.numeric(0) }
            let operands = try [arguments.numeric(0)] + [1, 2].filter { bounds[$0 - 1] }.map { try arguments.numeric($0) }
            return try arguments.engine.apply("clip", operands, attributes: bounds.map { $0 ? 1 : 0 }, promotion: .common) {
                g, x in
                try g.clip(x[0], bounds[0] ? x[1] : nil, bounds[1] ? x[x.count - 1] : nil)
            }
        },
    ]
}
