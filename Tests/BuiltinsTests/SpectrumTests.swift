import Testing

/// `spectrum` and `reveal` of the standard library, against what is known of the matrices.
struct SpectrumTests {
    private func holds(_ program: String) throws -> Bool {
        try run(program).split(whereSeparator: \.isWhitespace).allSatisfy { $0 == "true" }
    }

    /// Eq. 32: 800 eigenvalues 1, 200 eigenvalues −1, one 0; within four standard errors. The density is one: its area is 1.
    @Test func sharesOfTheSaddle() throws {
        #expect(
            try holds(
                """
                n = 500; ñ = 800
                L(θ) = 0.5 * θ[2*n] * (sum(θ[:ñ]^2) - sum(θ[ñ:2*n]^2))
                s = spectrum(hessian(L, concat([zeros(2*n), ones(1)])), probes=20, steps=8, seed=2)
                print(abs(s.negative - 200 / 1001) < 4 * s.negative_stderr, s.negative_stderr < 0.01)
                print(abs(s.near_zero - 1 / 1001) < 4 * s.near_zero_stderr)
                print(abs(s.trace - 600) < 4 * s.trace_stderr)
                print(abs(sum(s.density) * (s.values[1] - s.values[0]) - 1) < 1e-4, s.matvecs == 160)
                """))
    }

    /// A Gauss quadrature of k nodes is exact for polynomials of degree 2k − 1, and with as many steps as dimensions has the
    /// eigenvalues for nodes.
    @Test func quadratures() throws {
        #expect(
            try holds(
                """
                from curvature.spectrum import lanczos, quadrature, random_block
                A = randn(30, 30); A = A + A.T
                block = random_block(A, 3, 0, 7)
                nodes, weights = quadrature(lanczos(A, block, 6))
                v = transpose(block.v)
                moment = v
                for power in range(1, 12) {
                    moment = A @ moment
                    exact = sum(v * moment, axis=0)
                    print(all(abs(sum(weights * nodes^power, axis=1) - exact) < 1e-10 * norm(A)^power))
                }
                w, V = eigh(A)
                nodes, weights = quadrature(lanczos(A, lanczos(A, block, 6), 30))
                print(all(abs(sort(nodes[1]) - w) < 1e-8), all(abs(sum(weights, axis=1) - 1) < 1e-12))
                s = spectrum(A, probes=2, steps=40, seed=7)
                print(s.negative_low == s.negative == s.negative_high, s.near_zero_high == 0, s.steps == 30)
                """))
    }

    /// A bulk at zero is carried by a node on either side of it: the bounds hold it, and come together with more steps.
    @Test func boundsHoldABulkAtZero() throws {
        #expect(
            try holds(
                """
                w = concat([zeros(80), linspace(0.001, 4, 80), -linspace(0.001, 2, 40)])
                widths = []
                for steps in [8, 32, 120] {
                    s = spectrum(diag(w), probes=20, steps=steps, seed=3)
                    print(s.negative_low - 4 * s.negative_stderr < 0.2 < s.negative_high + 4 * s.negative_stderr)
                    print(0.4 < s.near_zero_high + 4 * s.negative_stderr, s.negative_low <= s.negative <= s.negative_high)
                    widths = append(widths, s.negative_high - s.negative_low)
                }
                print(widths[0] > widths[1] > widths[2])
                s = spectrum(diag(w), probes=20, steps=122, zero=1e-4, seed=3)
                print(abs(s.negative - 0.2) < 4 * s.negative_stderr, abs(s.near_zero - 0.4) < 4 * s.near_zero_stderr)
                """))
    }

    @Test func theSameSeedGivesTheSameBits() throws {
        #expect(
            try holds(
                """
                A = diag(arange(50) - 20.0)
                a = spectrum(A, probes=3, steps=5, seed=1); b = spectrum(A, probes=3, steps=5, seed=1)
                print(all(a.density == b.density), any(a.density != spectrum(A, probes=3, steps=5, seed=2).density))
                print(abs(spectrum(float32(eye(4)), probes=2, steps=9).trace - 4) < 1e-5)
                print(abs(spectrum(zeros(3, 3), probes=2).near_zero - 1) < 1e-12)
                """))
    }

    /// The law of Sec. III C beside what the planes show, the curvatures at both ends, and a step that has been evaluated.
    @Test func whatIsRevealed() throws {
        #expect(
            try holds(
                """
                n = 100
                L(p) = 0.5 * p.s * (sum(p.x[:120]^2) - sum(p.x[120:]^2)) + 1e-3 * sum(p.x^4)
                θ = {x: zeros(2*n), s: 1.0}
                r = reveal(L, θ, samples=400, seed=3)
                print(abs(r.trace - 40) < 4 * r.trace_stderr, abs(r.trace_square - 200) < 20, r.dimension == 201)
                print(abs(r.law - exp(-(40^2 / 200) / 4) / sqrt(2)) < 0.06, abs(r.shown - r.law) < 0.15)
                print(abs(r.kappa_plus - 1) < 1e-9, abs(r.kappa_minus + 1) < 1e-9, r.index_low - 8 < 80 < r.index_high + 8)
                print(r.gradient_norm == 0, r.descent.after < r.descent.before, r.descent.before == L(θ))
                print(L(θ + r.descent.t * r.descent.direction) == r.descent.after)
                print(reveal(x -> sum(x^2), zeros(4), samples=5).descent == none)
                """))
    }

    @Test(arguments: [
        ("spectrum(eye(3), probes=1)", "error: spectrum: probes=1; two or more show an error"),
        ("spectrum(eye(3), steps=0)", "error: spectrum: steps=0; one or more are needed"),
    ]) func wrongRequests(_ program: String, _ expected: String) throws {
        #expect(try run(program) == expected)
    }
}
