import Kernels
import Testing

/// A Hessian's products with sets of vectors of every kind.
@Suite(.serialized) struct OperatorVectorTests {
    /// ½|XW|² + Σb³ with whole numbers: its products (XᵀXV, 6b∘c) are exact in any order of summation.
    private static let quadratic = """
        X = float64(reshape(arange(12) % 5, (3, 4)))
        θ = {W: float64(reshape(arange(8), (4, 2))), b: [1.0, 2, 3]}
        L(p) = 0.5 * sum((X @ p.W)^2) + sum(p.b^3)
        H = hessian(L, θ)
        vector(i) = {W: reshape((arange(8) + i) % 7 - 3.0, (4, 2)), b: arange(3) - float64(i)}
        product(v) = {W: X.T @ (X @ v.W), b: 6 * θ.b * v.b}
        same(u, v) = all(flatten(u) == flatten(v))

        """

    @Test(arguments: [
        // Several a thread, an odd number, and one.
        ("V = map(vector, range(16)); W = H @ V; print(len(W), all(map((w, v) -> same(w, product(v)), W, V)))", "16 true"),
        ("V = map(vector, range(35)); W = H @ V; print(len(W), all(map((w, v) -> same(w, product(v)), W, V)))", "35 true"),
        ("v = vector(3); print(same((H @ [v])[0], product(v)), same(H @ v, product(v)))", "true true"),
        // Leaves that lie one after the other, leaves that do not, flat vectors, fields in another order, other types.
        (
            "v = vector(2); u = 2 * v\nw = {b: float32(v.b), W: v.W}\nr = H @ [v, u, flatten(v), w]\nprint(same(r[1], 2 * r[0]), same(r[2], r[0]), same(r[3], r[0]), same(r[0], product(v)))",
            "true true true true"
        ),
        // What comes of a product goes into the next.
        ("V = map(vector, range(3)); print(all(map((w, v) -> same(w, product(product(v))), H @ (H @ V), V)))", "true"),
        // Columns, and none of them.
        (
            "V = stack(map(i -> flatten(vector(i)), range(5)), axis=1); R = H @ V\nprint(all(map(i -> all(R[:, i] == flatten(product(vector(i)))), range(5))), (H @ zeros(11, 0)).shape)",
            "true [11, 0]"
        ),
        // A single leaf that is no vector.
        (
            "G = hessian(M -> sum(M^3), ones(2, 2)); M = [[1.0, 2], [3, 4]]; print(G @ [M, flatten(M), -M])",
            "[[[6, 12], [18, 24]], [[6, 12], [18, 24]], [[-6, -12], [-18, -24]]]"
        ),
        // Sums and shifts of Hessians.
        ("v = vector(1); r = (H + H - 3) @ [v, vector(2)]; print(same(r[0], 2 * product(v) - 3 * v))", "true"),
        ("v = vector(1); print(restrict(H, [v, v])[0, 1] == dot(v, product(v)))", "true"),
    ])
    func exact(_ program: String, _ expected: String) throws {
        #expect(try words(run(OperatorVectorTests.quadratic + program)) == expected)
    }

    /// A product of the larger network works in more than a core's caches hold, so that threads share it; of the smaller one
    /// each thread takes vectors of its own. Both give the bits of each one's own product, on any number of threads.
    @Test(arguments: [(6, 300), (400, 30)]) func bits(points: Int, inputs: Int) throws {
        let before = ThreadPool.shared.threadCount
        defer { ThreadPool.shared.threadCount = before }
        let program = """
            seed(3)
            x = float32(randn(\(points), \(inputs))); y = float32(randn(\(points), 10))
            θ = {W: float32(0.1 * randn(\(inputs), 460)), b: float32(0.1 * randn(460)), V: float32(0.1 * randn(460, 10))}
            L(θ) = mean((tanh(x @ θ.W + θ.b) @ θ.V - y)^2)
            H = hessian(L, θ)
            random(i) = { d = random_direction(θ, seed=i); if i % 2 == 0 { d } else { {W: 1 * d.W, b: 1 * d.b, V: 1 * d.V} } }
            V = map(random, range(5))
            W = H @ V
            print(all(map((w, v) -> all(flatten(w) == flatten(H @ v)), W, V)))
            for w in W { q = flatten(w); print(sum(q), sum(q * arange(q.size))) }
            """
        let printed = try [1, 2, 3].map { threads in
            ThreadPool.shared.threadCount = threads
            return try run(program)
        }
        #expect(printed[0].hasPrefix("true"))
        #expect(printed.allSatisfy { $0 == printed[0] })
    }

    /// The first vector whose product is not finite is the one that the warning is about.
    @Test func notFinite() throws {
        let printed = try outcome(
            "H = hessian(p -> sum(p.a^1.5) + sum(p.b^2), {a: zeros(1), b: ones(2)})\nu = {a: zeros(1), b: ones(2)}\nv = {a: ones(1), b: ones(2)}\nprint((H @ [v, u])[1].b)"
        )
        #expect(printed.printed == "[2, 2]")
        #expect(printed.warnings.count == 1)
    }
}
