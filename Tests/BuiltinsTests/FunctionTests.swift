import Testing

/// What differential testing against NumPy and PyTorch brought up, each kind once; and functions that serve several types.
struct FunctionTests {
    @Test(arguments: [
        // Powers of integers are integers, checked.
        ("print(int64([2, -3, 0]) ^ int64([10, 3, 0]), (int64([2]) ^ int64([3])).dtype)", "[1024, -27, 1] int64"),
        (
            "print(2 ^ int64([62]), int64([-2]) ^ 63, int64([-1]) ^ int64([1_000_001]))",
            "[4611686018427387904] [-9223372036854775808] [-1]"
        ),
        ("int64([3]) ^ int64([40])", "error: integer overflow in `^` of int64 tensors: a result does not fit into 64 bits"),
        ("int64([3]) ^ 40", "error: integer overflow in `^` of int64 tensors: a result does not fit into 64 bits"),
        ("int64([2]) ^ 2000", "error: integer overflow in `^` of int64 tensors: a result does not fit into 64 bits"),
        ("int64([2]) ^ int64([-1])", "error: integers have no negative integer powers"),
        ("print(int64([2]) ^ -1, int64([2]) ^ -1.0, int64([4]) ^ 0.5, 2 ^ -1)", "[0.5] [0.5] [2] 0.5"),
        ("print([1.0] ^ -9223372036854775808.0, [1.0] ^ 4611686018427387904)", "[1] [1]"),
        // split serves strings and tensors.
        ("print(split(arange(6), 3))", "[[0, 1], [2, 3], [4, 5]]"),
        (
            "print(split(arange(5), [1, 3]), split(arange(5), [-1]), split(arange(3), []))",
            "[[0], [1, 2], [3, 4]] [[0, 1, 2, 3], [4]] [[0, 1, 2]]"
        ),
        ("a, b = split(reshape(arange(6), 2, 3), [1], axis=1)\nprint(a.shape, b.shape)", "[2, 1] [2, 2]"),
        (
            "print(split(\"a,b\", \",\"), split(\"a b\"), \"a-b\".split(separator=\"-\"), arange(2).split(2))",
            "[\"a\", \"b\"] [\"a\", \"b\"] [\"a\", \"b\"] [[0], [1]]"
        ),
        ("print(grad(x -> dot(split(x, 2)[0], split(x, 2)[1]), [1.0, 2, 3, 4]))", "[3, 4, 1, 2]"),
        ("split(arange(5), 2)", "error: `split` of axis 0 with extent 5 into 2 equal parts"),
        ("split(arange(5))", "error: split: `sections` wants a number of parts, or a list of positions, not none"),
        ("split(\"a\", 2)", "error: split: `sections` wants a string, not the integer 2"),
        // Classes out of range are named as they are.
        ("one_hot(int64([0, 3]), 3)", "error: class 3 is out of range in `one_hot` with 3 classes"),
        ("one_hot(int64([-1]), 3)", "error: class -1 is out of range in `one_hot` with 3 classes"),
        ("cross_entropy([[0.0, 0]], int64([-2]))", "error: class -2 is out of range in `cross_entropy` with 2 classes"),
        (
            "t = int64([0, 2])\ngrad(x -> cross_entropy(x, t), zeros(2, 2))",
            "error: class 2 is out of range in `cross_entropy` with 2 classes"
        ),
        // Shapes that would broadcast by mistake.
        ("mse_loss(zeros(3, 1), zeros(3))", "error: shapes do not match in `mse_loss`: (3, 1) and (3,)"),
        ("mse_loss(zeros(1), zeros(3))", "error: shapes do not match in `mse_loss`: (1,) and (3,)"),
        ("print(mse_loss([1.0, 2], 0), mse_loss(int64([1, 2]), int64([2, 4])))", "2.5 2.5"),
        // Two and more positional arguments of max and min.
        ("print(max(3, 4), max(2.5, 1), max(1, 2, 3.0), min(4, [1.0, 9], [2.0, 2]))", "4 2.5 3.0 [1, 2]"),
        (
            "print(max(int64([1, 5]), 3), min(int64([1, 5]), 2.5), max([nan, 1.0], 2), max([1.0, 2], [[0.0], [3]]))",
            "[3, 5] [1, 2.5] [nan, 2] [[1, 2], [3, 3]]"
        ),
        ("print(grad(x -> sum(max(x, 0, axis=none)), [1.0, 0, -1]))", "[1, 1, 0]"),
        ("max(1, [1.0, 2], zeros(3))", "error: shapes do not match in `maximum`: (2,) and (3,)"),
        // An axis that a tensor does not have.
        ("filter_normalize([[3.0, 4]], [[1.0, 0]], axis=2)", "error: axis 2 is out of range for a tensor with 2 axes"),
        (
            "filter_normalize({a: [[3.0, 4]]}, {a: [[1.0, 0]]}, axis=-3)",
            "error: axis -3 is out of range for a tensor with 2 axes"
        ),
        (
            "print(filter_normalize({a: [[3.0], [4]], b: ones(2)}, {a: [[1.0], [0]], b: ones(2)}, axis=-1).a)",
            "[[0.6000000000000001], [0.8]]"
        ),
    ])
    func prints(_ program: String, _ expected: String) throws { #expect(try words(run(program)) == words(expected)) }

    /// Chains of functions against difference quotients: registers and memory that values share while they are read.
    @Test(arguments: [
        "tanh(gelu(sum(x)))", "tanh(gelu(x[2] @ sinh(x[1])))", "exp(0.3 * tanh(gelu(silu(x[2]) @ x[1])))",
        "{ v = sin(x[:, :3]); tanh(sum(x[:, :3], axis=1)) @ v[0] }",
        "{ r = reshape(ravel(x)[:9], 3, 3); v = sin(r); tanh(sum(r, axis=1)) @ v[0] }",
        "{ r = reshape(ravel(x)[:9], 3, 3); v = 1 / (2 + r^2); sum(sum(r, axis=1)) * sum(v) }",
        "{ v = x @ x.T; for i in range(3) { v = v + 0.3 * sin(v + i) }; logsumexp(v[0]) * norm(v) }",
        "{ v = x; v[0] = 2 * v[1]; v[:, 1] += v[:, 0]; std(v) * prod(1 + 0.1 * v) }",
    ])
    func gradientsOfChains(_ expression: String) throws {
        let program = """
            seed(1)
            f(x) = \(expression)
            x = randn(3, 4); v = randn(3, 4); h = 1e-5
            difference = (f(x + h * v) - f(x - h * v)) / (2 * h)
            second = sum((grad(f, x + h * v) - grad(f, x - h * v)) * v) / (2 * h)
            p = project(f, x, v, alpha=[-0.5, 0, 0.5]).values
            print(abs(sum(grad(f, x) * v) - difference) < 1e-7 * (1 + abs(difference)))
            print(abs(jvp(f, x, v) - difference) < 1e-7 * (1 + abs(difference)))
            print(abs(sum(hvp(f, x, v) * v) - second) < 1e-7 * (1 + abs(second)))
            print(abs(sum((hessian(f, x) @ stack([ravel(v), 2 * ravel(v)], axis=1))[:, 1] * ravel(v)) - 2 * second) < 1e-6 * (1 + abs(second)))
            print(max(abs(p - stack([f(x - 0.5 * v), f(x), f(x + 0.5 * v)]))) < 1e-12 * (1 + max(abs(p))))
            """
        #expect(try words(run(program)) == "true true true true true")
    }
}
