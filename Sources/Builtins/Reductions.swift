import Graph
import Interpreter
import Tensors

/// Functions that make fewer numbers of many.
enum ReductionBuiltins {
    static let group = "reductions"

    static let all: [Builtin] = overAxes + spreads + extrema + positions + others

    private typealias Reduction = @Sendable (Graph, ValueID, [Int]?, Bool) throws -> ValueID

    private static let reductions: [(String, String, String, String, Reduction)] = [
        ("sum", "The sum.", "[1.0, 2, 3]", "6.0", { try $0.sum($1, axis: $2, keepdims: $3) }),
        ("prod", "The product.", "[2.0, 3, 4]", "24.0", { try $0.prod($1, axis: $2, keepdims: $3) }),
        ("mean", "The mean.", "[1.0, 2, 3]", "2.0", { try $0.mean($1, axis: $2, keepdims: $3) }),
        ("any", "Whether an element holds.", "[true, false]", "true", { try $0.any($1, axis: $2, keepdims: $3) }),
        ("all", "Whether all elements hold.", "[true, false]", "false", { try $0.all($1, axis: $2, keepdims: $3) }),
        ("logsumexp", "log Σeˣ, without overflow.", "[0.0]", "0.0", { try $0.logsumexp($1, axis: $2, keepdims: $3) }),
    ]

    private static let shapes = "(m, n) → (n,) over axis 0, (m,) over axis 1, a number over all"

    private static let equations = [
        "sum": "Σ xᵢ", "prod": "Π xᵢ", "mean": "x̄ = (1/n) Σ xᵢ", "logsumexp": "log Σ exp(xᵢ)",
    ]

    private static let relatives = [
        "sum": ["mean", "cumsum"], "prod": ["sum"], "mean": ["sum", "std"], "any": ["all"], "all": ["any"],
        "logsumexp": ["log_softmax", "exp"],
    ]

    private static let overAxes: [Builtin] = reductions.map { name, summary, argument, value, reduce in
        Builtin(
            "\(name)(x, *, axis=none, keepdims=false)", group: group, summary: summary,
            details: "Over an axis, a list of axes, or all; `keepdims=true` keeps them with extent 1.", shapes: shapes,
            equation: equations[name] ?? "", example: "print(\(name)(\(argument)))   # → \(value)",
            seeAlso: relatives[name] ?? [], isMethod: true
        ) { arguments in
            let axes = try arguments.axes(1)
            let keep = try arguments.bool(2, default: false)
            return try arguments.apply(0, attributes: attributes(axes, keep)) { try reduce($0, $1[0], axes, keep) }
        }
    }

    /// Deviations from the mean.
    private static let spreads: [Builtin] = [
        ("var", "The variance, with n - ddof in the denominator.", "1/(n - ddof) Σ (xᵢ - x̄)²", "1.0 2.0"),
        ("std", "The standard deviation, the root of `var`.", "√(1/(n - ddof) Σ (xᵢ - x̄)²)", "1.0 1.4142135623730951"),
    ].map { name, summary, equation, values in
        Builtin(
            "\(name)(x, *, axis=none, keepdims=false, ddof=0)", group: group, summary: summary,
            details: "Over an axis, a list of axes, or all; `keepdims=true` keeps them with extent 1.", shapes: shapes,
            equation: equation,
            example: "print(\(name)([1.0, 3]), \(name)([1.0, 3], ddof=1))   # → \(values)",
            seeAlso: ["mean", name == "var" ? "std" : "var"],
            isMethod: true
        ) { arguments in
            let axes = try arguments.axes(1)
            let keep = try arguments.bool(2, default: false)
            let ddof = try arguments.has(3) ? arguments.count(3) : 0
            return try arguments.apply(0, attributes: [ddof] + attributes(axes, keep)) {
                try name == "var"
                    ? $0.variance($1[0], axis: axes, keepdims: keep, ddof: ddof)
                    : $0.std($1[0], axis: axes, keepdims: keep, ddof: ddof)
            }
        }
    }

    static func attributes(_ axes: [Int]?, _ keep: Bool) -> [Int] { [keep ? 1 : 0, axes == nil ? 0 : 1] + (axes ?? []) }

    private static let extrema: [Builtin] = [("max", BinaryFunction.maximum, "largest"), ("min", .minimum, "smallest")].map {
        name, function, word in
        Builtin(
            "\(name)(x, *others, axis=none, keepdims=false)", group: group,
            summary: "The \(word) element; of several arguments the \(word), element by element.",
            details: "Of equal entries the first has the slope. NaN counts as the \(word).", shapes: shapes,
            example:
                "print(\(name)([2.0, 7, 5]), \(name)([1.0, 9], [4.0, 4]))   # → \(name == "max" ? "7.0 [4, 9]" : "2.0 [1, 4]")",
            seeAlso: name == "max" ? ["maximum", "argmax", "min"] : ["minimum", "argmin", "max"], isMethod: true
        ) { arguments in
            let others = arguments.variadic
            if !others.isEmpty {
                guard !arguments.has(2), !arguments.has(3) else {
                    throw arguments.error(
                        "several arguments are compared element by element, without an axis",
                        hint: "`\(name)(x, axis=0)` goes along an axis")
                }
                let operands =
                    try [arguments.numeric(0)]
                    + others.map { other in
                        guard let value = try arguments.interpreter.asTensorValue(other) else {
                            throw arguments.error("\(other.messageName) is not a number or tensor")
                        }
                        return value
                    }
                return try arguments.engine.apply(name, operands, attributes: [operands.count], promotion: .common) {
                    try $0.extreme(function, of: $1)
                }
            }
            let axes = try arguments.axes(2)
            let keep = try arguments.bool(3, default: false)
            return try arguments.apply(0, attributes: attributes(axes, keep)) {
                try $0.extremum(largest: name == "max", $1[0], axis: axes, keepdims: keep)
            }
        }
    }

    private static let positions: [Builtin] = [("argmax", "largest"), ("argmin", "smallest")].map { name, word in
        Builtin(
            "\(name)(x, *, axis=none, keepdims=false)", group: group,
            summary: "Where the \(word) element is: the first of equal ones.",
            details: "Along an axis, or in the flattened tensor.", shapes: shapes,
            example: "print(\(name)([2.0, 7, 5]))   # → \(name == "argmax" ? 1 : 0)",
            seeAlso: name == "argmax" ? ["max", "argmin", "argsort"] : ["min", "argmax", "argsort"], isMethod: true
        ) { arguments in
            let axis = try arguments.optionalAxis(1)
            let keep = try arguments.bool(2, default: false)
            return try arguments.apply(0, attributes: attributes(axis.map { [$0] }, keep)) {
                try $0.argExtreme(largest: name == "argmax", $1[0], axis: axis, keepdims: keep)
            }
        }
    }

    private static let others: [Builtin] = [
        Builtin(
            "cumsum(x, *, axis=none)", group: group, summary: "Running sums along an axis, or of the flattened tensor.",
            shapes: "the result has x's shape; without an axis (n,)", equation: "yᵢ = x₀ + … + xᵢ",
            example: "print(cumsum([1.0, 2, 3]))   # → [1, 3, 6]", seeAlso: ["sum"], isMethod: true
        ) { arguments in
            let axis = try arguments.optionalAxis(1)
            return try arguments.apply(0, attributes: axis.map { [$0] } ?? []) { try $0.cumsum($1[0], axis: axis) }
        },
        Builtin(
            "sort(x, *, axis=-1)", group: group, summary: "The elements in ascending order along an axis, NaN last.",
            details: "Stable; `axis=none` sorts the flattened tensor.", shapes: "the result has x's shape",
            example: "print(sort([3.0, 1, 2]))   # → [1, 2, 3]", seeAlso: ["argsort", "sorted"], isMethod: true
        ) { arguments in
            let axis = arguments.isGiven(1) ? try arguments.optionalAxis(1) : -1
            return try arguments.apply(0, attributes: axis.map { [$0] } ?? []) { try $0.sort($1[0], axis: axis) }
        },
        Builtin(
            "argsort(x, *, axis=-1)", group: group, summary: "The positions that sort the elements along an axis.",
            shapes: "the result has x's shape", example: "print(argsort([3.0, 1, 2]))   # → [1, 2, 0]",
            seeAlso: ["sort", "argmin", "argmax"], isMethod: true
        ) { arguments in
            let axis = arguments.isGiven(1) ? try arguments.optionalAxis(1) : -1
            return try arguments.apply(0, attributes: axis.map { [$0] } ?? []) { try $0.argsort($1[0], axis: axis) }
        },
    ]
}
