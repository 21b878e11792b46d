import Testing

/// A traced function means what the program as written means: with integers, strings and structures that it reads from outside,
/// at the next call with others, and where it asks for the value of what it computes with.
struct TracedMeaningTests {
    @Test(arguments: [
        // Captured integers: their arithmetic, and what it decides, is that of the next call's.
        (
            "n = 3; f(x) = sum(x) * (n^2 + n / 2 + n // 2 + n % 2 + -n); print(grad(f, [1.0])); n = 4; print(grad(f, [1.0]))",
            "[9.5] [16]"
        ),
        ("n = 2; f(x) = sum(x * full(2, n)); a = grad(f, zeros(2)); n = 3; print(a, grad(f, zeros(2)))", "[2, 2] [3, 3]"),
        (
            "n = 3; f(x) = sum(x * linspace(0, n, 3)); a = grad(f, zeros(3)); n = 4; print(a, grad(f, zeros(3)))",
            "[0, 1.5, 3] [0, 2, 4]"
        ),
        ("n = 3; f(x) = sum(arange(n)) * sum(x); a = grad(f, zeros(1)); n = 4; print(a, grad(f, zeros(1)))", "[3] [6]"),
        (
            "n = 2; f(x) = if n in [1, 2, 3] { sum(x) } else { 5 * sum(x) }; a = grad(f, ones(1)); n = 7; print(a, grad(f, ones(1)))",
            "[1] [5]"
        ),
        (
            "L = list(range(4)); f(x) = if L == [0, 1, 2, 3] { sum(x) } else { 5 * sum(x) }; a = grad(f, ones(1)); L = list([9, 9]); print(a, grad(f, ones(1)))",
            "[1] [5]"
        ),
        (
            "n = 3; f(p) = dot({n: n, W: p}, {n: n, W: p}) + norm({n: n, W: p}) * 0 + sum(flatten({n: n, W: p})); print(grad(f, [1.0, 2]))",
            "[3, 5]"
        ),
        ("n = 3; f(p) = sum(grad(q -> sum(q.W^3), {n: n, W: p}).W); print(grad(f, [1.0, 2]))", "[6, 12]"),
        ("n = 3; f(p) = sum(float32({n: n, W: p}).W); print(grad(f, [1.0, 2]))", "[1, 1]"),
        // Traced values where a value is asked for.
        (
            "f(x) = if x[0] in [1, 2, 3] { sum(x) } else { 5 * sum(x) }; print(grad(f, [1.0, 2]), grad(f, [1.5, 2]))",
            "[1, 1] [5, 5]"
        ),
        (
            "f(x) = if list(x) == [1, 1] { sum(x) } else { 5 * sum(x) }; print(grad(f, ones(2)), grad(f, zeros(2)))",
            "[1, 1] [5, 5]"
        ),
        (
            "f(x) = if str(x[0]) == \"nan\" { 100 * sum(x) } else { sum(x) }; print(grad(f, [nan]), grad(f, [1.0]), grad(f, [nan]))",
            "[100] [1] [100]"
        ),
        ("f(x) = sum([1.0, 2, 3][x] * x); grad(f, [0.5, 1])", "error: an index must be a whole number, not 0.5"),
        // Sorting asks for the order, not for the values.
        ("print(grad(x -> sorted(x)[1] * 3, [2.0, 1]), grad(x -> sorted(x, key=y -> -y)[0], [2.0, 1]))", "[3, 0] [1, 0]"),
        // Records of scalars are no loss of a derivative.
        ("hvp(x -> {a: sum(x), b: sum(x)}, ones(1), ones(1))", "error: hvp: the function returned a record of scalars"),
        // Products with Jacobians: constants of the result are constants, vectors have the result's structure.
        ("k = 2; print(jvp(x -> {y: x^2, i: argmax(x), n: k}, [1.0, 3], [1.0, 1]))", "{y: [2, 6], i: 1, n: 2}"),
        ("print(vjp(x -> sum(x^2), [1.0, 2], 1), vjp(x -> x^2, [1.0, 2], int64([1, 1])))", "[2, 4] [2, 4]"),
        (
            "f(x) = {a: x, b: 2 * x}; print(vjp(f, [1.0], {b: [1.0], a: [10.0]}), vjp(f, [1.0], {a: [10.0], b: [1.0]}))",
            "[12] [12]"
        ),
        (
            "f(x) = x^2; a = vjp(f, [1.0, 2], [1.0, 1]); vjp(f, [1.0, 2], [1.0])",
            "error: vjp: u is a tensor of shape (1,), which does not have the structure of the function's result"
        ),
        // Random numbers: one draw a call, the same on all branches of it, drawn anew at the next.
        ("f(x) = sum(x * randn_like(x)); print(all(grad(f, ones(3)) == grad(f, ones(3))))", "false"),
        (
            "f(x) = { r = rand(); if x[0] > 0 { r } else { r } }\nv = project(f, [0.0], [1.0], alpha=[-1.0, -0.5, 1, 2]).values\nprint(max(v) == min(v))",
            "true"
        ),
        (
            "f(x) = { r = rand(2); if x[0] > 0 { sum(x * r) } else { sum(x + r) } }\nseed(1); grad(f, ones(2)); grad(f, -ones(2)); grad(f, ones(2)); a = rand()\nseed(1); rand(2); rand(2); rand(2); print(a == rand())",
            "true"
        ),
        // Branches of a loss have the same outputs.
        (
            "f(x) = if x[0] > 0.5 { {a: 1.0} } else { {b: 2.0} }; project(f, zeros(3), ones(3), alpha=[1, 0])",
            "error: project: the function returns other outputs on other branches: {b} and {a}"
        ),
        // What was read is not held: a change in place costs no copy, and changes no plan.
        (
            "x = zeros(3); g = grad(y -> sum(y^2), x); x[0] = 5.0; print(x, g, grad(y -> sum(y^2), x))",
            "[5, 0, 0] [0, 0, 0] [10, 0, 0]"
        ),
    ]) func meaning(_ program: String, _ expected: String) throws {
        #expect(try words(run(program)) == expected)
    }

    /// Sizes that fit no machine, and numbers at the ends of their range.
    @Test(arguments: [
        "ones(2)^(-9223372036854775807-1)", "zeros(0, 4611686018427387904, 4611686018427387904) + 1",
        "linspace(0, 1, 10000000000000)", "repeat([1.0, 2.0], [1000000000000, 1])", "hist([1.0, 2.0], bins=1000000000000)",
        "hist([0.0, 5e-324])", "hist([-1e308, 1e308])", "eigsh(operator(9223372036854775807, v -> v), k=1)",
        "fit_curvature(x -> sum(x^2), ones(2), samples=9223372036854775807)", "operator(4000000000, v -> v).size",
        "hutchinson(eye(3), samples=4611686018427387904)", "zeros(3, 0)[1]", "list(zeros(2, 0))",
    ]) func extremes(_ program: String) throws {
        // An answer or an error, and the session lives.
        let printed = try run("try { r = (\(program)) } catch e { print(e.message) }\nprint(1 + 1)")
        #expect(printed.hasSuffix("2"))
    }

    @Test func aProjectionOfAnOperatorTakesOneProductADirection() throws {
        let program = """
            A = randn(6, 6); H = operator(6, v -> A @ v + A.T @ v)
            b = stats().matvecs; p = project(H, zeros(6), ones(6), arange(6)); print(stats().matvecs - b <= 2, shape(p.values))
            """
        #expect(try run(program).hasPrefix("true"))
    }
}
