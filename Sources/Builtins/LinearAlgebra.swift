import Graph
import Interpreter
import Tensors

/// Linear systems, determinants and factorizations, of the matrices in the last two axes: NumPy's `linalg`.
enum LinearAlgebraBuiltins {
    static let group = "linear algebra"

    static let all: [Builtin] = solving + factorizations + [norm, einsum]

    private static let solving: [Builtin] = [
        Builtin(
            "solve(A, b)", group: group, summary: "The solution x of the linear system A @ x = b.",
            details: "A singular A is an error; NaN in A gives NaN.",
            shapes: "(…, n, n), (n,) → (…, n); (…, n, n), (…, n, k) → (…, n, k); leading axes broadcast", equation: "A x = b",
            example: "print(solve([[2.0, 0], [0, 4]], [2.0, 2]))   # → [1, 0.5]", seeAlso: ["inv", "cholesky", "qr"],
            isMethod: true
        ) { arguments in
            try arguments.apply(0, 1, promotion: .floating) { try $0.solve($1[0], $1[1]) }
        },
        Builtin(
            "inv(A)", group: group, summary: "The inverse A⁻¹ of a square matrix.",
            details: "`solve(A, b)` is faster and more exact than `inv(A) @ b`.",
            shapes: "(…, n, n) → (…, n, n)", equation: "A⁻¹ A = 1",
            example: "print(inv([[2.0, 0], [0, 4]]))   # → [[0.5, 0], [0, 0.25]]", seeAlso: ["solve", "det"], isMethod: true
        ) { arguments in
            try arguments.apply(0, promotion: .floating) { try $0.inv($1[0]) }
        },
        Builtin(
            "det(A)", group: group, summary: "The determinant of a square matrix.",
            details: "First and second derivatives hold for singular matrices, too; the third is NaN at and very near them.",
            shapes: "(…, n, n) → (…)", equation: "d det A = tr(adj A · dA)",
            example: "print(det([[2.0, 1], [0, 4]]))   # → 8.0", seeAlso: ["slogdet", "inv", "trace"], isMethod: true
        ) { arguments in
            try arguments.apply(0, promotion: .floating) { try $0.det($1[0]) }
        },
        Builtin(
            "slogdet(A)", group: group, summary: "The list [sign of det A, log|det A|], which does not overflow.",
            shapes: "(…, n, n) → (…), (…)", equation: "d log|det A| = tr(A⁻¹ dA)",
            example: "sign, logdet = slogdet([[0.0, 1], [1, 0]]); print(sign, logdet)   # → -1.0 0.0", seeAlso: ["det"],
            isMethod: true
        ) { arguments in
            try arguments.applyAll(0, promotion: .floating) {
                let (sign, logarithm) = try $0.slogdet($1[0])
                return [sign, logarithm]
            }
        },
    ]

    private static let factorizations: [Builtin] = [
        Builtin(
            "cholesky(A)", group: group, summary: "The lower triangular L with L @ L.T = A, for a positive definite A.",
            details: "The symmetric part (A + A.T)/2 counts, so that gradients are symmetric.",
            shapes: "(…, n, n) → (…, n, n)", equation: "L Lᵀ = A",
            example: "print(cholesky([[4.0, 2], [2, 2]]))   # → [[2, 0], [1, 1]]", seeAlso: ["solve", "eigh"], isMethod: true
        ) { arguments in
            try arguments.apply(0, promotion: .floating) { try $0.cholesky($1[0]) }
        },
        Builtin(
            "eigh(A)", group: group,
            summary: "The list [w, V] of a symmetric matrix: eigenvalues, ascending, and unit eigenvectors as columns.",
            details:
                "The symmetric part (A + A.T)/2 counts. Where eigenvalues are equal, vectors have no derivative; eigenvalues have their first.",
            shapes: "(…, n, n) → (…, n), (…, n, n)", equation: "A vᵢ = wᵢ vᵢ, dwᵢ = vᵢᵀ dA vᵢ",
            example: "w, V = eigh([[1.0, 0], [0, -2]]); print(w)   # → [-2, 1]", seeAlso: ["eigsh", "svd", "cholesky"],
            isMethod: true
        ) { arguments in
            try arguments.applyAll(0, promotion: .floating) {
                let (values, vectors) = try $0.eigh($1[0])
                return [values, vectors]
            }
        },
        Builtin(
            "qr(A)", group: group, summary: "The list [Q, R]: A = Q @ R, Q with orthonormal columns, R upper triangular.",
            details: "NumPy's mode \"reduced\".",
            shapes: "(…, m, n) → (…, m, k), (…, k, n), k = min(m, n)", equation: "A = Q R, Qᵀ Q = 1",
            example: "Q, R = qr([[3.0], [4]]); print(abs(R))   # → [[5]]", seeAlso: ["svd", "solve"], isMethod: true
        ) { arguments in
            try arguments.applyAll(0, promotion: .floating) {
                let (q, r) = try $0.qr($1[0])
                return [q, r]
            }
        },
        Builtin(
            "svd(A, full_matrices=true, compute_uv=true)", group: group,
            summary: "The list [U, s, Vh]: A = U @ diag(s) @ Vh, singular values s in descending order.",
            details:
                "s alone with compute_uv=false. Where singular values are equal, vectors have no derivative; nor have those beyond min(m, n).",
            shapes:
                "(…, m, n) → (…, m, m), (…, k), (…, n, n), k = min(m, n); (…, m, k), (…, k), (…, k, n) with full_matrices=false",
            equation: "A = U diag(s) Vh",
            example: "U, s, Vh = svd([[0.0, 2], [1, 0]]); print(s)   # → [2, 1]", seeAlso: ["eigh", "qr", "norm"], isMethod: true
        ) { arguments in
            let areAll = try arguments.bool(1, default: true)
            guard try arguments.bool(2, default: true) else {
                return try arguments.engine.apply(
                    "svd values", [arguments.numeric(0)], promotion: .floating
                ) { try $0.singularValues($1[0]) }
            }
            return try arguments.applyAll(0, attributes: [areAll ? 1 : 0], promotion: .floating) {
                let (u, values, vh) = try $0.svd($1[0], fullMatrices: areAll)
                return [u, values, vh]
            }
        },
    ]

    private static let norm = Builtin(
        "norm(x, ord=none, *, axis=none, keepdims=false)", group: group,
        summary: "The Euclidean norm; of a record or list that of all its numbers. `ord` asks for others.",
        details: """
            Over an axis, a list of axes, or all; `keepdims=true` keeps them with extent 1. `ord` of vectors: a number p, \
            inf, -inf, 0. Of matrices: "fro", "nuc", 1, -1, 2, -2, inf, -inf.
            """,
        shapes: "(m, n) → (n,) over axis 0, (m,) over axis 1, a number over all", equation: "√(Σ xᵢ²); (Σ |xᵢ|^p)^(1/p)",
        example: "print(norm([3.0, 4]), norm([3.0, 4], 1), norm([[3.0, 0], [0, -4]], 2))   # → 5.0 7.0 4.0",
        seeAlso: ["dot", "abs", "svd"], isMethod: true
    ) { arguments in
        let order = try arguments.normOrder(1)
        if order == nil, !arguments.has(2), let norm = try arguments.engine.structureNorm(arguments[0]) { return norm }
        let axes = try arguments.axes(2)
        let keep = try arguments.bool(3, default: false)
        return try arguments.apply(0, attributes: ReductionBuiltins.attributes(axes, keep) + NormOrder.attributes(order)) {
            guard let order else { return try $0.norm($1[0], axis: axes, keepdims: keep) }
            return try $0.norm($1[0], order: order, axis: axes, keepdims: keep)
        }
    }

    private static let einsum = Builtin(
        "einsum(subscripts, *operands)", group: group,
        summary: "Products of tensors, summed over the subscripts that the output does not have.",
        details: """
            "ij,jk->ik" is the matrix product, "ii->i" a diagonal, "ij->" the sum; `...` stands for axes that broadcast. Without `->` the \
            output has the letters that stand once, in alphabetical order.
            """,
        example: """
            A = [[1.0, 2], [3, 4]]
            print(einsum("ij,jk->ik", A, A), einsum("ii", A))   # → [[7, 10], [15, 22]] 5.0
            """, seeAlso: ["matmul", "trace", "sum"]
    ) { arguments in
        let text = try arguments.string(0)
        let operands = try arguments.tensors(arguments.variadic)
        let letters = text.unicodeScalars.map { Int($0.value) }
        return try arguments.engine.apply("einsum", operands, attributes: letters, promotion: .arithmetic) {
            try $0.einsum(text, $1)
        }
    }
}

extension Arguments {
    /// Which norm is asked for; nil where it was not given, or as `none`.
    fileprivate func normOrder(_ index: Int) throws -> NormOrder? {
        guard has(index) else { return nil }
        guard case .string(let box) = self[index] else { return .number(try double(index)) }
        switch box.string {
        case "fro": return .frobenius
        case "nuc": return .nuclear
        default:
            throw error("`ord` is \(ValueFormatter.quoted(box.string, limit: 40))", hint: "a number, \"fro\" or \"nuc\"")
        }
    }

    /// A function of one tensor and several results: their list.
    func applyAll(
        _ place: Int, attributes: [Int] = [], promotion: TensorEngine.Promotion = .none,
        _ build: (Graph, [ValueID]) throws -> [ValueID]
    ) throws -> Value {
        try Value(list: engine.applyAll(builtin.name, [numeric(place)], attributes: attributes, promotion: promotion, build))
    }
}

extension NormOrder {
    fileprivate static func attributes(_ order: NormOrder?) -> [Int] {
        switch order {
        case nil: []
        case .number(let p): [0, Int(bitPattern: UInt(p.bitPattern))]
        case .frobenius: [1]
        case .nuclear: [2]
        }
    }
}
