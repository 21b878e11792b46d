import Testing

/// Values and derivatives where careless forms lose their digits, overflow or divide 0 by 0.
///
/// Each row prints numbers; the expected ones are closed forms, or mpmath's to 17 digits.
struct FarOutTests {
    /// A function of one number: value, first and second derivative.
    private static func all(_ f: String, at x: String) -> String { "print(\(f)(\(x)), grad(\(f), \(x)), hvp(\(f), \(x), 1.0))" }

    @Test(
        arguments: [
            ("softplus", "800.0", [800, 1, 0]),
            ("softplus", "-800.0", [0, 0, 0]),
            ("softplus", "40.0", [40, 1, 4.248354255291589e-18]),
            ("softplus", "-40.0", [4.248354255291589e-18, 4.248354255291589e-18, 4.248354255291589e-18]),
            ("softplus", "-700.0", [9.85967654375977e-305, 9.85967654375977e-305, 9.85967654375977e-305]),
            ("sigmoid", "800.0", [1, 0, 0]),
            ("sigmoid", "-800.0", [0, 0, 0]),
            ("sigmoid", "40.0", [1, 4.248354255291589e-18, -4.248354255291589e-18]),
            ("sigmoid", "-700.0", [9.85967654375977e-305, 9.85967654375977e-305, 9.85967654375977e-305]),
            ("silu", "800.0", [800, 1, 0]),
            ("silu", "-800.0", [0, 0, 0]),
            ("silu", "40.0", [40, 1, -1.6143746170108038e-16]),
            ("silu", "-700.0", [-6.90177358063184e-302, -6.891913904088079e-302, -6.88205422754432e-302]),
            ("gelu", "800.0", [800, 1, 0]),
            ("gelu", "-800.0", [0, 0, 0]),
            ("gelu", "3.0", [2.99595030590511, 1.011945647204184, -0.03102293888356605]),
            ("tanh", "800.0", [1, 0, 0]),
            ("tanh", "-800.0", [-1, 0, 0]),
            ("tanh", "3.0", [0.9950547536867305, 0.00986603716544019, -0.019634494363042435]),
            ("log1p", "1e-8", [9.999999950000001e-09, 0.9999999900000001, -0.9999999800000003]),
            ("log1p", "-1e-8", [-1.0000000050000001e-08, 1.0000000100000002, -1.0000000200000003]),
            ("log1p", "1e-20", [1e-20, 1, -1]),
            ("log1p", "1e-300", [1e-300, 1, -1]),
            ("expm1", "1e-8", [1.0000000050000001e-08, 1.00000001, 1.00000001]),
            ("expm1", "-1e-20", [-1e-20, 1, 1]),
            ("expm1", "-800.0", [-1, 0, 0]),
            ("relu", "0.0", [0, 0, 0]),
            ("abs", "0.0", [0, 0, 0]),
            ("sign", "0.0", [0, 0, 0]),
        ] as [(String, String, [Double])])
    func functionsOfANumber(_ f: String, _ x: String, _ expected: [Double]) throws {
        try expect(Self.all(f, at: x), expected)
    }

    @Test(
        arguments: [
            ("x^0", "0.0", [1, 0, 0]), ("x^1", "0.0", [0, 1, 0]), ("x^2", "0.0", [0, 0, 2]), ("x^3", "0.0", [0, 0, 0]),
            ("x^2.0", "0.0", [0, 0, 2]), ("x^2.5", "0.0", [0, 0, 0]), ("x^1.5", "0.0", [0, 0, .infinity]),
            ("x^0.5", "0.0", [0, .infinity, -.infinity]), ("x^-2", "0.5", [4, -16, 96]), ("x^100", "0.0", [0, 0, 0]),
            ("x^-1", "-0.5", [-2, -4, -16]), ("0^x", "2.0", [0, 0, 0]), ("0^x", "0.0", [1, 0, 0]), ("1^x", "2.0", [1, 0, 0]),
            ("2^x", "3.0", [8, 5.545177444479562, 3.843624111345611]),
            ("sqrt(x)", "0.0", [0, .infinity, -.infinity]),
            ("where(x > 0, sqrt(x), 0.0)", "0.0", [0, 0, 0]),
            ("where(x > 0, x * log(x), 0.0)", "0.0", [0, 0, 0]),
            ("where(x == 0, 1.0, sin(x) / x)", "0.0", [1, 0, 0]),
            ("where(x < 0, 0.0, exp(-1 / x))", "-1.0", [0, 0, 0]),
            ("where(x > 0, log(x)^2, x^2)", "0.0", [0, 0, 2]),
            ("norm(stack([x, 2 * x]))^2", "0.0", [0, 0, 10]),
            ("abs(x)^2", "0.0", [0, 0, 2]), ("abs(x) * abs(x)", "0.0", [0, 0, 2]),
        ] as [(String, String, [Double])])
    func expressions(_ f: String, _ x: String, _ expected: [Double]) throws {
        try expect("f(x) = \(f)\n" + Self.all("f", at: x), expected)
    }

    /// Value, gradient, and H·v along (1, …, 1).
    @Test(
        arguments: [
            ("logsumexp", "[1000.0, 1000]", [1000.6931471805599, 0.5, 0.5, 0, 0]),
            ("logsumexp", "[-1000.0, -1000]", [-999.3068528194401, 0.5, 0.5, 0, 0]),
            ("logsumexp", "[0.0, -40]", [4.248354255291589e-18, 1, 4.248354255291589e-18, 0, 0]),
            ("logsumexp", "[-inf, 0.0]", [0, 0, 1, 0, 0]),
            ("x -> log_softmax(x)[1]", "[1000.0, 0]", [-1000, -1, 1, 0, 0]),
            (
                "x -> log_softmax(x)[0]", "[40.0, 0]",
                [-4.248354255291589e-18, 0, -4.248354255291589e-18, 0, 0]
            ),
            ("x -> softmax(x)[1]", "[1000.0, 0]", [0, 0, 0, 0, 0]),
            ("x -> cross_entropy(x, int64(1))", "[1000.0, 0]", [1000, 1, -1, 0, 0]),
            ("x -> cross_entropy(x, int64(0))", "[1000.0, 0]", [0, 0, 0, 0, 0]),
            (
                "x -> cross_entropy(x, int64(0))", "[40.0, 0]",
                [4.248354255291589e-18, 0, 4.248354255291589e-18, 0, 0]
            ),
            ("x -> cross_entropy(x, [1.0, 0])", "[1000.0, -1000]", [0, 0, 0, 0, 0]),
            ("x -> cross_entropy(x, int64(0))", "[1.0, -inf]", [0, 0, 0, 0, 0]),
            ("norm", "[3e200, 4e200]", [5e200, 0.6, 0.8, 3.2e-202, -2.4e-202]),
            ("norm", "[3e-200, 4e-200]", [5e-200, 0.6, 0.8, 3.2e198, -2.4e198]),
            ("norm", "[3e-300, -4e-300]", [5e-300, 0.6, -0.8, 2.24e299, 1.68e299]),
            ("norm", "[1e-307, 0]", [1e-307, 1, 0, 0, 1e307]),
            ("norm", "[0.0, 0]", [0, 0, 0, .nan, .nan]),
            ("norm", "[inf, 1]", [.infinity, .nan, 0, .nan, .nan]),
            ("x -> norm(x)^2", "[0.0, 0]", [0, 0, 0, 2, 2]),
            ("x -> norm(x) * norm(x)", "[0.0, 3]", [9, 0, 6, 2, 2]),
            ("x -> sum(norm(x, axis=0, keepdims=true)^2)", "[0.0, 0]", [0, 0, 0, 2, 2]),
            ("x -> norm({a: x, b: [0.0]})", "[3e200, 4e200]", [5e200, 0.6, 0.8, 3.2e-202, -2.4e-202]),
            ("x -> norm({a: x, b: [0.0]})^2", "[0.0, 1]", [1, 0, 2, 2, 2]),
            ("var", "1e8 + [0.0, 2]", [1, -1, 1, 0, 0]),
            ("std", "1e8 + [0.0, 2]", [1, -0.5, 0.5, 0, 0]),
            ("std", "[1e200, -1e200]", [1e200, 0.5, -0.5, 0, 0]),
            ("std", "[2.0, 2]", [0, 0, 0, .nan, .nan]),
            ("x -> std(x)^2", "[2.0, 2]", [0, 0, 0, 0, 0]),
            ("prod", "[0.0, 0]", [0, 0, 0, 1, 1]),
            ("prod", "[0.0, 3]", [0, 3, 0, 1, 1]),
            ("max", "[1.0, 1]", [1, 1, 0, 0, 0]),
            ("min", "[1.0, 1]", [1, 1, 0, 0, 0]),
            ("x -> max(x[0], x[1])", "[1.0, 1]", [1, 1, 0, 0, 0]),
            ("x -> max(x[1], x[0])", "[1.0, 1]", [1, 0, 1, 0, 0]),
            ("x -> min(x[1], x[0], 5)", "[1.0, 1]", [1, 0, 1, 0, 0]),
            ("x -> max(0, x[1], x[0])", "[0.0, 0]", [0, 0, 0, 0, 0]),
            ("x -> sort(x)[1]", "[1.0, 1]", [1, 0, 1, 0, 0]),
            ("x -> sum(clip(x, -1, 1))", "[-1.0, 1]", [0, 1, 1, 0, 0]),
            ("x -> sum(clip(x, -1, 1))", "[-1.5, 1.5]", [0, 0, 0, 0, 0]),
            ("p -> p[0]^p[1]", "[0.0, 2]", [0, 0, 0, 2, 0]),
            ("p -> p[0]^p[1]", "[0.0, 0]", [1, 0, 0, 0, 0]),
            ("p -> p[0]^p[1]", "[2.0, 3]", [8, 12, 5.545177444479562, 24.317766166719345, 16.161390278064957]),
            ("p -> arctan2(p[0], p[1])", "[1e200, 1e200]", [0.7853981633974483, 5e-201, -5e-201, 0, 0]),
            ("p -> arctan2(p[0], p[1])", "[1e-150, 1e-150]", [0.7853981633974483, 5e149, -5e149, -5e299, 5e299]),
        ] as [(String, String, [Double])])
    func functionsOfTwo(_ f: String, _ x: String, _ expected: [Double]) throws {
        try expect("f = \(f)\nx = \(x)\nprint(f(x), grad(f, x), hvp(f, x, ones(2)))", expected)
    }

    @Test func nothingIsThereToSum() throws {
        try expect("print(logsumexp([-inf, -inf]), logsumexp([inf, 0]), logsumexp([nan, 0]))", [-.infinity, .infinity, .nan])
        try expect("print(sum([]), prod([]), norm([]), any([]), mean([]))", [0, 1, 0, .nan])
        try expect("print(norm(float32([3e30, 4e30])), float64(norm(float32([3e-40, 4e-40]))) * 1e40)", [5e30, 5], within: 1e-4)
    }

    /// Relative, but for what is below the smallest normal number.
    private func expect(_ program: String, _ expected: [Double], within tolerance: Double = 4e-15) throws {
        let found = try numbers(program)
        #expect(found.count == expected.count, "\(program): \(found)")
        for (a, b) in zip(found, expected) {
            #expect(
                a == b || abs(a - b) <= tolerance * abs(b) + 1e-307 || (a.isNaN && b.isNaN),
                "\(program): \(found), not \(expected)")
        }
    }
}
