import Curvature
import Interpreter
import Tensors

/// The verbs of curvature (numerics.md).
enum CurvatureBuiltins {
    static let group = "curvature"

    static let all: [Builtin] = derivatives + operators + solvers + landscapes + directions

    private static let derivatives: [Builtin] = [
        Builtin(
            "grad(f, θ=none)", group: group,
            summary: "∇f(θ) of a scalar function, with θ's structure; without θ the function θ ↦ ∇f(θ).",
            shapes: "f(θ) is a number; the result is like θ", equation: "∇f(θ)ᵢ = ∂f/∂θᵢ",
            example: "print(grad(x -> sum(x^2), [1.0, 2]))   # → [2, 4]", seeAlso: ["value_and_grad", "hvp", "hessian", "vjp"],
            callsBack: true
        ) { arguments in
            let f = try arguments.function(0)
            if arguments.isGiven(1) {
                return try arguments.engine.valueAndGradient(f, at: arguments.point(1), "grad", arguments.interpreter).1
            }
            return .builtin(
                Builtin("gradient(θ)", group: group, summary: "The gradient of a function.", example: "", callsBack: true) {
                    inner in
                    try inner.engine.valueAndGradient(f, at: inner.point(0), "grad", inner.interpreter).1
                })
        },
        Builtin(
            "value_and_grad(f, θ)", group: group, summary: "The list [f(θ), ∇f(θ)].",
            shapes: "f(θ) is a number; ∇f(θ) is like θ",
            example: "print(value_and_grad(x -> sum(x^2), [1.0, 2]))   # → [5.0, [2, 4]]", seeAlso: ["grad"], callsBack: true
        ) { arguments in
            let (value, gradient) = try arguments.engine.valueAndGradient(
                arguments.function(0), at: arguments.point(1), "value_and_grad", arguments.interpreter)
            return try Value(list: [value, gradient])
        },
        Builtin(
            "jvp(f, θ, v)", group: group, summary: "J·v, the derivative of f along v, with f(θ)'s structure.",
            shapes: "v is like θ, the result like f(θ)", equation: "J·v = d/dε f(θ + εv) at ε = 0",
            example: "print(jvp(x -> x^2, [1.0, 2], [1.0, 1]))   # → [2, 4]", seeAlso: ["vjp", "grad"], callsBack: true
        ) { arguments in
            try arguments.engine.jacobianProduct(
                arguments.function(0), at: arguments.point(1), arguments.point(2), arguments.interpreter)
        },
        Builtin(
            "vjp(f, θ, u)", group: group, summary: "Jᵀ·u, with θ's structure; u has that of f(θ).",
            shapes: "u is like f(θ), the result like θ", equation: "Jᵀ·u = ∇(Σ uᵢ fᵢ(θ)), u held fixed",
            example: "print(vjp(x -> x^2, [1.0, 2], [1.0, 1]))   # → [2, 4]", seeAlso: ["jvp", "grad"], callsBack: true
        ) { arguments in
            try arguments.engine.transposedProduct(
                arguments.function(0), at: arguments.point(1), arguments.point(2), arguments.interpreter)
        },
        Builtin(
            "hvp(f, θ, v)", group: group, summary: "H·v without forming H, exactly (Eq. 33); v has θ's structure.",
            shapes: "v and the result are like θ", equation: "H·v = d/dε ∇f(θ + εv) at ε = 0",
            example: "print(hvp(x -> sum(x^3), [1.0, 2], [1.0, 0]))   # → [6, 0]", seeAlso: ["hessian", "grad"], callsBack: true
        ) { arguments in
            try arguments.engine.hessianProduct(
                arguments.function(0), at: arguments.point(1), arguments.point(2), arguments.interpreter)
        },
    ]

    private static let operators: [Builtin] = [
        Builtin(
            "hessian(f, θ)", group: group,
            summary: "H = ∇∇f(θ) as an operator: `H @ v`. A snapshot of f and θ, computed when first applied.",
            details: "Acts on θ's structure, on flat vectors (N,), on columns (N, k) and on lists of structures.",
            shapes: "(N, N), N the float numbers of θ", equation: "Hᵢⱼ = ∂²f/∂θᵢ∂θⱼ",
            example: "print(hessian(x -> sum(x^3), [1.0, 2]) @ [1.0, 1])   # → [6, 12]",
            seeAlso: ["hvp", "eigsh", "hutchinson", "dense", "restrict"], callsBack: true
        ) { arguments in
            .object(try arguments.engine.hessian(arguments.function(0), at: arguments.point(1), arguments.interpreter))
        },
        Builtin(
            "operator(n, matvec)", group: group,
            summary: "The operator on vectors of n numbers that a function v ↦ H·v describes; taken as symmetric.",
            shapes: "(n, n); matvec: (n,) → (n,)", example: "print(operator(2, v -> 3 * v) @ [1.0, 2])   # → [3, 6]",
            seeAlso: ["hessian", "dense", "eigsh"], callsBack: true
        ) { arguments in
            .object(try arguments.engine.closureOperator(arguments.int(0), arguments.function(1), arguments.interpreter))
        },
        Builtin(
            "dense(H)", group: group, summary: "The matrix of an operator, where N is small.",
            shapes: "an operator on N numbers → (N, N)",
            example: "print(dense(hessian(x -> x[0] * x[1], zeros(2))))   # → [[0, 1], [1, 0]]",
            seeAlso: ["hessian", "operator", "restrict"], callsBack: true
        ) { arguments in
            try arguments.engine.denseMatrix(arguments.engine.operatorValue(arguments[0], for: "dense"), arguments.interpreter)
        },
        Builtin(
            "restrict(H, D)", group: group,
            summary: "DᵀHD for the k directions in D: the dimension-reduced Hessian (Eq. 19), (k, k).",
            shapes: "H (N, N), D (N, k) or a list of k structures → (k, k)", equation: "DᵀHD",
            example: "print(restrict(hessian(x -> sum(x^2), zeros(3)), ones(3)))   # → [[6]]",
            seeAlso: ["hessian", "principal_curvatures"], callsBack: true
        ) { arguments in
            try arguments.engine.restriction(arguments.engine.operatorValue(arguments[0], for: "restrict"), arguments.point(1))
        },
        Builtin(
            "gauss_newton(model, loss, θ)", group: group,
            summary: "Jᵀ·∇∇loss·J: the Hessian of loss(model(θ)) without the model's own curvature.",
            shapes: "(N, N), N the float numbers of θ", equation: "G = Jᵀ (∇∇loss) J, J = ∂model/∂θ",
            example: "print(gauss_newton(x -> x^2, y -> sum(y^2), [1.0, 2]) @ [1.0, 1])   # → [8, 32]",
            seeAlso: ["fisher", "hessian"], callsBack: true
        ) { arguments in
            .object(
                try arguments.engine.gaussNewton(
                    arguments.function(0), arguments.function(1), at: arguments.point(2), arguments.interpreter))
        },
        Builtin(
            "fisher(model, θ, *, kind=\"gaussian\")", group: group,
            summary: "The empirical Fisher information (Eq. 7), or that of logits (T, C) under softmax (Eq. 11).",
            details: "kind is \"gaussian\" or \"categorical\".",
            shapes: "model(θ): (T, C), T samples of C outputs; the operator (N, N)",
            example: "print(fisher(x -> reshape(x^2, 1, 2), [1.0, 2]) @ [1.0, 1])   # → [4, 16]",
            seeAlso: ["gauss_newton", "hessian"], callsBack: true
        ) { arguments in
            let kind = try arguments.word(2, among: ["gaussian", "categorical"], default: "gaussian")
            return .object(
                try arguments.engine.fisher(arguments.function(0), at: arguments.point(1), kind: kind, arguments.interpreter))
        },
        Builtin(
            "flatten(p)", group: group, summary: "All float numbers of a structure as one vector (N,).",
            shapes: "a structure with N float numbers → (N,)",
            example: "print(flatten({W: [[1.0, 2]], b: [3.0]}))   # → [1, 2, 3]", seeAlso: ["unflatten"]
        ) { arguments in try arguments.engine.flattened(arguments.point(0)) },
        Builtin(
            "unflatten(x, p)", group: group, summary: "A vector (N,) as a value of p's structure.",
            shapes: "(N,) and a structure with N float numbers → such a structure",
            example: "print(unflatten([1.0, 2, 3], {W: [[0.0, 0]], b: [0.0]}))   # → {W: [[1, 2]], b: [3]}",
            seeAlso: ["flatten"]
        ) { arguments in try arguments.engine.unflattened(arguments.numeric(0), like: arguments.point(1)) },
    ]

    private static let solvers: [Builtin] = [
        Builtin(
            "eigsh(H, k=min(6, N), which=\"LM\", *, tol=0, ncv=none, maxiter=10*N, v0=none)", group: group,
            summary: "A few eigenpairs of an operator or square tensor; SciPy's signature and meaning.",
            details: """
                which: LM SM LA SA BE. tol is relative to |λ|, 0 for what the numbers allow; ncv the largest basis, by default what \
                memory allows; maxiter bounds the products with H; v0 is where the search begins.
                A record: values (ascending), vectors, residuals, matvecs, converged, floor.
                """,
            shapes: "H (N, N) → values (k,), vectors (N, k) or a list of k structures", equation: "H xᵢ = λᵢ xᵢ, ‖xᵢ‖ = 1",
            example: "print(eigsh(eye(3), k=1).values)   # → [1]",
            seeAlso: ["refine", "hessian", "operator", "dominant_directions", "dense"], callsBack: true
        ) { arguments in
            let H = try arguments.operatorArgument()
            let request = EigenRequest(
                count: try arguments.optionalInt(1), part: try SpectrumPart(name: arguments.string(2, default: "LM")),
                tolerance: try arguments.double(3, default: 0), basisLimit: try arguments.optionalInt(4),
                productLimit: try arguments.optionalInt(5),
                start: arguments.has(6) ? try arguments.engine.startVector(arguments.point(6), H) : nil)
            return try arguments.engine.eigenpairs(H, request, arguments.interpreter)
        },
        Builtin(
            "hutchinson(H, *, samples=100, probe=\"rademacher\", rtol=none, max_samples=10000, directions=none, seed=none)",
            group: group, summary: "tr H = E[zᵀHz] (Eq. 25) over random probes z.",
            details:
                "A record: trace, stderr, interval (95 %), samples, running; `plot(r)` draws it. rtol stops when stderr ≤ rtol·|trace|.",
            shapes: "H (N, N) → a number", equation: "tr H ≈ (1/S) Σ zᵢᵀHzᵢ, E[zzᵀ] = 1",
            example: "print(hutchinson(eye(4)).trace)   # → 4.0",
            seeAlso: ["refine", "hessian", "fit_curvature", "projection_ensemble"], callsBack: true
        ) { arguments in
            if !arguments.has(5), !arguments.has(6) { try arguments.interpreter.noteEffect("hutchinson") }
            return try arguments.engine.traceEstimate(
                arguments.engine.operatorValue(arguments[0], for: "hutchinson"), samples: arguments.int(1, default: 100),
                probe: arguments.word(2, among: ["rademacher", "gaussian"], default: "rademacher"),
                relativeTolerance: arguments.has(3) ? arguments.double(3) : nil,
                maximumSamples: arguments.int(4, default: 10_000),
                directions: arguments.has(5) ? arguments.point(5) : nil, seed: arguments.optionalInt(6), arguments.interpreter)
        },
        Builtin(
            "random_planes(H, samples=1000, *, first=0, seed=none)", group: group,
            summary: "What `samples` pairs of Gaussian directions η, δ show of H: A = ηᵀHη, B = δᵀHη, C = δᵀHδ (Eq. 19).",
            details: """
                A record: A, B, C, and square, the sum of ‖Hη‖² + ‖Hδ‖². Pair i is the same for any number of samples; first= is \
                the number of the first one. `projection_ensemble` says what they mean.
                """,
            shapes: "H (N, N) → A, B, C (samples,)", equation: "[[A, B], [B, C]] = [η δ]ᵀ H [η δ]",
            example: "print(random_planes(zeros(3, 3), 2).A)   # → [0, 0]",
            seeAlso: ["projection_ensemble", "restrict", "random_direction"], callsBack: true
        ) { arguments in
            if !arguments.has(3) { try arguments.interpreter.noteEffect("random_planes") }
            return try arguments.engine.planeElements(
                arguments.engine.operatorValue(arguments[0], for: "random_planes"), pairs: arguments.int(1, default: 1000),
                first: arguments.int(2, default: 0), seed: arguments.optionalInt(3))
        },
        Builtin(
            "principal_curvatures(A, B, C)", group: group,
            summary: "[κ₊, κ₋] of the 2×2 Hessian [[A, B], [B, C]] (Eq. 21), element by element.",
            shapes: "numbers or tensors of one shape → two of that shape",
            equation: "κ± = ½(A + C ± √(4B² + (A - C)²))",
            example: "print(principal_curvatures(1.0, 0.0, -1.0))   # → [1.0, -1.0]",
            seeAlso: ["restrict", "projection_ensemble"]
        ) { arguments in
            try arguments.engine.principalCurvatures(arguments.numeric(0), arguments.numeric(1), arguments.numeric(2))
        },
    ]

    private static let landscapes: [Builtin] = [
        Builtin(
            "project(f, θ, η, δ=none, ζ=none, *, alpha=linspace(-1, 1, 51), beta=alpha, gamma=alpha)", group: group,
            summary: "L(θ + αη + βδ) on a grid (Eq. 12); one direction gives a line, three a volume.",
            details: "A record: alpha, beta, values, minimum.",
            shapes: "η, δ, ζ are like θ; values (len(alpha), len(beta), len(gamma)), as many axes as directions",
            equation: "values[i, j] = f(θ + αᵢη + βⱼδ)",
            example: "print(project(x -> sum(x^2), zeros(2), ones(2), alpha=[-1.0, 0, 1]).values)   # → [2, 0, 2]",
            seeAlso: ["random_direction", "filter_normalize", "heatmap", "surface", "plot"], callsBack: true
        ) { arguments in
            let given = [2, 3, 4].prefix { arguments.has($0) }
            guard !given.isEmpty else {
                throw arguments.error("a direction is needed", hint: "random_direction(θ), or a vector of eigsh")
            }
            // A list for a direction that is not there is left over: an error.
            let last = [5, 6, 7].last { arguments.has($0) }.map { $0 - 4 } ?? 0
            let axes = try (0..<last).map { arguments.has(5 + $0) ? try arguments.tensor(5 + $0) : nil }
            return try arguments.engine.projection(
                arguments[0], at: arguments.point(1), directions: given.map { try arguments.point($0) }, axes: axes,
                arguments.interpreter)
        },
        Builtin(
            "fit_curvature(f, θ, η=none, δ=none, *, directions=none, samples=100, pairs=none, alpha=linspace(-0.05, 0.05, 50), beta=alpha, seed=none)",
            group: group,
            summary: "Curvature from quadratic fits of f along lines, or over surfaces; no Hessian-vector products (Sec. III B).",
            details: """
                Along given directions, or `samples` random lines, or surfaces of `pairs` random pairs: these `refine(r, samples=…)`, or \
                `pairs=…`, goes on with. alpha="auto" chooses by a pilot fit. A record: trace, stderr, curvatures, residual, alpha; of \
                surfaces hessian and kappa.
                """,
            shapes: "η, δ are like θ", equation: "f(θ + αη) ≈ c₀ + c₁α + ½κα²; κ estimates ηᵀHη",
            example: "print(round(fit_curvature(x -> sum(x^2), zeros(2), [1.0, 0]).trace, 6))   # → 2.0",
            seeAlso: ["refine", "hutchinson", "project", "random_direction"], callsBack: true
        ) { arguments in
            let what: TensorEngine.FitDirections
            let given = [2, 4, 5, 6].filter { arguments.has($0) }
            guard given.count <= 1 else {
                throw arguments.error(
                    "directions are given twice",
                    hint: "one of η (and δ), `directions=`, `samples=`, `pairs=` says what is fitted")
            }
            if arguments.has(3) {
                what = try .surface(arguments.point(2), arguments.point(3))
            } else if arguments.has(2) {
                what = try .line(arguments.point(2))
            } else if arguments.has(4) {
                what = try .lines(arguments.point(4))
            } else if arguments.has(6) {
                what = try .randomPairs(arguments.count(6))
            } else {
                what = try .randomLines(arguments.int(5, default: 100))
            }
            var alpha = FitRequest.Interval.standard
            if case .string(let box) = arguments[7] {
                guard box.string == "auto" else {
                    throw arguments.error("`alpha` is \"\(box.string)\"", hint: "numbers, or \"auto\"")
                }
                alpha = .automatic
            } else if arguments.has(7) {
                alpha = .points(try arguments.tensor(7))
            }
            if !arguments.has(9) { try arguments.interpreter.noteEffect("fit_curvature") }
            return try arguments.engine.curvatureFit(
                arguments.function(0), at: arguments.point(1), along: what, alpha: alpha,
                beta: arguments.has(8) ? arguments.tensor(8) : nil, seed: arguments.optionalInt(9), arguments.interpreter)
        },
    ]

    private static let directions: [Builtin] = [
        Builtin(
            "random_direction(θ, count=none, *, seed=none, first=0)", group: group,
            summary: "Independent N(0, 1) numbers with θ's structure; `count` of them are a set.",
            details:
                "θ may be an operator, too. Each call draws from a stream of its own; `seed=` pins it, `first=` goes on within it.",
            shapes: "like θ; with `count` (N, count), or a list of structures",
            example: "print(shape(random_direction(zeros(3))))   # → [3]", seeAlso: ["filter_normalize", "project", "seed"]
        ) { arguments in
            if !arguments.has(2) { try arguments.interpreter.noteEffect("random_direction") }
            return try arguments.engine.randomDirection(
                like: arguments.point(0), count: arguments.optionalInt(1), first: arguments.int(3, default: 0),
                seed: arguments.optionalInt(2))
        },
        Builtin(
            "filter_normalize(d, θ, *, axis=0, vectors=false)", group: group,
            summary: "d with each filter scaled to the norm of the same filter of θ (Li et al. 2018).",
            details:
                "A filter is a slice along `axis`: 0 for convolutions and (out, in) weights, 1 for `x @ W`. Vectors get 0, unless vectors=true.",
            shapes: "d and the result are like θ", equation: "d_f ← d_f ‖θ_f‖/‖d_f‖ for each filter f",
            example: "print(filter_normalize([[3.0, 4], [0, 1]], [[5.0, 0], [0, 0]]))   # → [[3, 4], [0, 0]]",
            seeAlso: ["random_direction", "project"]
        ) { arguments in
            try arguments.engine.filterNormalize(
                arguments.point(0), arguments.point(1), axis: arguments.int(2, default: 0),
                includesVectors: arguments.bool(3, default: false))
        },
    ]
}

extension Arguments {
    /// Parameters, or a vector like them: any structure; a list of numbers is a tensor.
    func point(_ index: Int) throws -> Value {
        let value = self[index]
        if case .list(let box) = value, !box.elements.isEmpty, box.elements.allSatisfy(\.isPlainNumber) {
            return try numeric(index)
        }
        return value
    }

    /// `H`, or `f, θ` in its place.
    func operatorArgument() throws -> OperatorValue { try engine.operatorValue(self[0], for: builtin.name) }
}
