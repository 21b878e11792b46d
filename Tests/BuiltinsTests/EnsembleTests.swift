import Testing

/// `projection_ensemble` of the standard library: the laws of Sec. II and III C, and what repeats.
struct EnsembleTests {
    private static let saddle = """
        n = 500
        L(θ) = 0.5 * θ[2*n] * (sum(θ[:ñ]^2) - sum(θ[ñ:2*n]^2))
        H = hessian(L, concat([zeros(2*n), ones(1)]))
        S = 2000
        e = projection_ensemble(H, samples=S, seed=6)

        """

    /// Eqs. 28 and 32: sd ⟨A⟩ = √(2 tr H²/S), sd ⟨B⟩ = √(tr H²/S), ⟨κ±⟩ → tr H ± √(π/2 tr H²), and the share of saddles. Within
    /// four standard errors.
    @Test(arguments: [(500, "sqrt(0.5)"), (800, "1.0")]) func laws(_ positive: Int, _ share: String) throws {
        let program =
            "ñ = \(positive)\n" + EnsembleTests.saddle + """
                trace = 2.0 * ñ - 1000
                print(abs(mean(e.A) - trace) < 4 * sqrt(2000 / S), abs(mean(e.B)) < 4 * sqrt(1000 / S), abs(mean(e.C) - trace) < 4 * sqrt(2000 / S))
                print(abs(std(e.A) / sqrt(2000) - 1) < 0.1, abs(std(e.B) / sqrt(1000) - 1) < 0.1)
                print(abs(mean(e.kappa_plus) - trace - sqrt(pi / 2 * 1000)) < 4 * std(e.kappa_plus) / sqrt(S) + 0.8)
                p = \(share == "1.0" ? "0.0" : share)
                print(abs(e.saddle_share - p) < 4 * sqrt(0.25 / S))
                """
        #expect(try run(program).split(whereSeparator: \.isWhitespace).allSatisfy { $0 == "true" })
    }

    @Test(arguments: [
        // Pairs extend; a call takes a stream of its own and leaves the user's where it is.
        (
            "A = randn(40, 40); A = A + A.T\na = projection_ensemble(A, samples=300, seed=1); b = projection_ensemble(A, samples=13, seed=1)\nprint(all(a.B[:13] == b.B), all(a.kappa_plus[:13] == b.kappa_plus))",
            "true true"
        ),
        (
            "seed(2); x = rand(2); seed(2); e = projection_ensemble(eye(3), samples=5); print(all(x == rand(2)), all(e.A == projection_ensemble(eye(3), samples=5).A))",
            "true false"
        ),
        // Structures, single precision, one pair.
        (
            "H = hessian(p -> sum(p.W^2) + sum(p.b^2), {W: zeros(2, 2), b: zeros(3)})\ne = projection_ensemble(H, samples=4)\nprint(shape(e.A), all(e.kappa_minus > 0), e.saddle_share)",
            "[4] true 0.0"
        ),
        (
            "e = projection_ensemble(hessian(x -> sum(x^2), float32(zeros(5))), samples=1)\nprint(e.A.dtype, e.kappa_plus[0] >= e.kappa_minus[0])",
            "float64 true"
        ),
        (
            "projection_ensemble(eye(3), samples=0)",
            "error: projection_ensemble: samples=0; at least one pair is needed"
        ),
    ]) func pairs(_ program: String, _ expected: String) throws {
        #expect(try run(program) == expected)
    }
}
