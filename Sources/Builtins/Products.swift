import Graph
import Interpreter
import Tensors

/// Products of vectors and matrices.
enum ProductBuiltins {
    static let group = "products"

    static let all: [Builtin] = [
        Builtin(
            "dot(a, b)", group: group, summary: "The inner product; of structures that of all their numbers.",
            details: "NumPy's `dot` for tensors.", shapes: "(n,), (n,) → a number; (m, n), (n,) → (m,)", equation: "Σ aᵢbᵢ",
            example: "print(dot([1.0, 2], [3.0, 4]))   # → 11.0", seeAlso: ["matmul", "outer", "norm"], isMethod: true
        ) { arguments in
            if let result = try arguments.engine.structureDot(arguments[0], arguments[1]) { return result }
            return try arguments.apply(0, 1, promotion: .arithmetic) { try $0.dot($1[0], $1[1]) }
        },
        Builtin(
            "matmul(a, b)", group: group, summary: "The matrix product, as `a @ b`.",
            shapes: "(…, m, k), (…, k, n) → (…, m, n); leading axes broadcast", equation: "cᵢⱼ = Σₖ aᵢₖbₖⱼ",
            example: "print(matmul([[1.0, 2]], [[3.0], [4]]))   # → [[11]]", seeAlso: ["dot", "outer", "transpose"],
            isMethod: true
        ) { arguments in
            var (a, b) = try (arguments.numeric(0), arguments.numeric(1))
            return try arguments.engine.binary(.matrixProduct, &a, &b)
        },
        Builtin(
            "outer(a, b)", group: group, summary: "All products aᵢbⱼ of two vectors.",
            shapes: "(m,), (n,) → (m, n)", equation: "cᵢⱼ = aᵢbⱼ",
            example: "print(outer([1.0, 2], [3.0, 4]))   # → [[3, 4], [6, 8]]", seeAlso: ["dot", "matmul"], isMethod: true
        ) { arguments in
            try arguments.apply(0, 1, promotion: .arithmetic) { try $0.outer($1[0], $1[1]) }
        },
    ]
}
