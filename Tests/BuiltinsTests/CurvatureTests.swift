import Testing

/// Derivatives and primitives from the language: closed forms, the paper's exact facts, and what goes wrong elsewhere.
struct CurvatureTests {
    @Test(arguments: [
        // The squared norm is smooth at 0; the norm has gradient 0 there.
        ("L(x) = norm(x)^2\nprint(grad(L, zeros(2)), hvp(L, zeros(2), [1.0, 2]))", "[0, 0] [2, 4]"),
        ("print(grad(norm, zeros(2)))", "[0, 0]"),
        ("print(grad(x -> sum(abs(x)^2), zeros(2)), hvp(x -> sum(abs(x)^2), zeros(2), ones(2)))", "[0, 0] [2, 2]"),
        // The table of kinks.
        (
            "print(grad(x -> sum(relu(x)), zeros(2)), grad(x -> sum(abs(x)), zeros(2)), grad(max, [1.0, 1]))",
            "[0, 0] [0, 0] [1, 0]"
        ),
        ("print(grad(x -> max(x[0], 0), zeros(1)), grad(x -> max(0, x[0]), zeros(1)))", "[1] [0]"),
        ("print(grad(x -> sum(clip(x, 0, 1)), [0.0, 1, 2]))", "[1, 1, 0]"),
        ("print(grad(prod, [0.0, 2, 3]), hvp(prod, [0.0, 0, 3], [1.0, 0, 0]))", "[6, 0, 0] [0, 3, 0]"),
        ("print(grad(x -> where(x > 0, sqrt(x), 0.0), 0.0))", "0.0"),
        // Powers with whole exponents are multiplications.
        ("print(grad(x -> sum(x^2), zeros(2)), hvp(x -> sum(x^3), zeros(2), ones(2)))", "[0, 0] [0, 0]"),
        // Derivatives nest.
        ("print(grad(x -> sum(grad(y -> sum(y^3), x)), [1.0, 2]))", "[6, 12]"),
        ("print(grad(x -> sum(hvp(y -> sum(y^4), x, ones(2))), [1.0, 2]))", "[24, 48]"),
        (
            "print(jvp(x -> {a: x^2, b: sum(x)}, [1.0, 2], [1.0, 1]), vjp(x -> x^2, [1.0, 2], [1.0, 1]))",
            "{a: [2, 4], b: 2.0} [2, 4]"
        ),
        // Branches are taken where the point is.
        (
            "f(θ) = { if θ[0] > 0 { sum(θ^2) } else { sum(θ^3) } }\nprint(grad(f, [1.0, 2]), grad(f, [-1.0, 2]), grad(f, [1.0, 2]))",
            "[2, 4] [3, 12] [2, 4]"
        ),
        // A change of a captured value is seen.
        ("w = 2.0\nh(x) = w * sum(x)\na = grad(h, ones(2)); w = 3.0\nprint(a, grad(h, ones(2)))", "[2, 2] [3, 3]"),
        // Where the search begins counts, not how long that vector is.
        (
            "H = hessian(x -> sum(arange(100) * x^2), ones(100))\nf(v) = eigsh(H, k=2, which=\"LA\", v0=v * ones(100)).values\nprint(all(abs(f(5e-324) - [196, 198]) < 1e-9), all(abs(f(1e300) - [196, 198]) < 1e-9))",
            "true true"
        ),
        // An operator is a snapshot, of random numbers too.
        (
            "H = hessian(x -> sum(x^2 * (1 + rand(3))), zeros(3))\nA = dense(H)\nprint(all(A == A.T), all(H @ ones(3) == H @ ones(3)))",
            "true true"
        ),
        ("c = 1.0\nH = hessian(x -> c * sum(x^2), zeros(2)); c = 5.0\nprint(H @ ones(2))", "[2, 2]"),
        // Structures.
        (
            "p = {W: [[1.0, 2]], b: [3.0]}\nprint(grad(p -> sum(p.W^2) + sum(p.b), p), norm(p), dot(p, p))",
            "{W: [[2, 4]], b: [1]} 3.7416573867739413 14.0"
        ),
        (
            "p = {W: ones(2, 2), b: zeros(2)}\nH = hessian(p -> sum(p.W^2) + sum(p.b^4), p)\nprint(H @ p, (H @ flatten(p))[:2])",
            "{W: [[2, 2], [2, 2]], b: [0, 0]} [2, 2]"
        ),
        ("print(gauss_newton(x -> x^2, y -> sum(y^2), [1.0, 2]) @ [1.0, 1])", "[8, 32]"),
        // Small and complete spectra.
        ("print(eigsh(eye(3), k=3).values, eigsh([[4.0]]).values)", "[1, 1, 1] [4]"),
        ("print(eigsh([[0.0, 1], [1, 0]], k=2, which=\"BE\").values)", "[-1, 1]"),
        ("print(hutchinson(hessian(x -> sum(x^2 * [1.0, 2, 3]), zeros(3)), samples=7).stderr)", "0.0"),
        // Algorithm 1, of matrices too.
        (
            "r = dominant_directions(diag([5.0, 4, 3])); print(r.maxeigval, round(r.mineigval, 12)); r = dominant_directions(eye(2)); print(r.maxeigval, r.mineigval)",
            "5.0 3.0 1.0 1.0"
        ),
        ("r = dominant_directions(x -> x[0]^2 - 2 * x[1]^2, zeros(3)); print(r.maxeigval, r.mineigval)", "2.0 -4.0"),
        // What is wrong is said.
        ("grad(x -> x^2, [1.0, 2])", "error: grad: the function's result is a tensor of shape (2,), not a scalar"),
        ("grad(sum, 3)", "error: grad: the parameters are the integer 3, which holds no floats"),
        (
            "hvp(sum, zeros(2), zeros(3))",
            "error: hvp: v is a tensor of shape (3,), which does not have the structure of the parameters"
        ),
    ])
    func prints(_ program: String, _ expected: String) throws { #expect(try words(run(program)) == words(expected)) }

    /// Eqs. (28) and (32), exact.
    @Test func paperSaddle() throws {
        let program = """
            n = 500; ñ = 800
            L(θ) = 0.5 * θ[2*n] * (sum(θ[:ñ]^2) - sum(θ[ñ:2*n]^2))
            H = hessian(L, concat([zeros(2*n), ones(1)]))
            print(hutchinson(H, samples=20).trace)
            e = eigsh(H, k=4, which="BE")
            print(max(abs(e.values - [-1, -1, 1, 1])) < 1e-9)
            d = dominant_directions(H)
            print(abs(d.maxeigval - 1) < 1e-9, abs(d.mineigval + 1) < 1e-9)
            """
        #expect(try run(program) == "600.0\ntrue\ntrue true")
    }

    /// A lambda in a loop, a slice that moves, a captured tensor that changes: one plan.
    @Test func loopsDoNotRetrace() throws {
        let program = """
            X = randn(20, 3)
            p = {W: randn(3, 4), b: zeros(4)}
            for i in range(10) {
                Y = randn(20, 4)
                p -= 0.01 * grad(q -> mean((X[i*2:(i+1)*2] @ q.W + q.b - Y[i*2:(i+1)*2])^2), p)
            }
            s = stats()
            print(s.built, s.hit, s.retraced)
            """
        #expect(try run(program) == "1 9 0")
    }
}
