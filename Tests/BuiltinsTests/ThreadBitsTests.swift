import Foundation
import Kernels
import Testing

/// The same seed gives the same bits on one and two threads, at sizes where both threads work.
@Suite(.serialized) struct ThreadBitsTests {
    /// A program's last line, printed to the bit, on a number of threads, and how many threads ran tiles meanwhile.
    private func bits(_ program: String, threads: Int) throws -> (printed: String, workers: Int) {
        let before = ThreadPool.shared.threadCount
        defer { ThreadPool.shared.threadCount = before }
        ThreadPool.shared.threadCount = threads
        let tiles = ThreadPool.shared.tilesRun
        let printed = try run(program)
        let after = ThreadPool.shared.tilesRun
        let workers = after.indices.filter { after[$0] > ($0 < tiles.count ? tiles[$0] : 0) }.count
        return (printed, workers)
    }

    /// A network of 12 thousand parameters with a smooth loss, in either type; numbers are printed so that they read back exactly.
    private static let network = """
        seed(3)
        T = TYPE
        x = T(randn(300, 40)); y = T(randn(300, 10))
        θ = {W: T(0.2 * randn(40, 200)), b: T(0.1 * randn(200)), V: T(0.1 * randn(200, 10))}
        L(θ) = mean((tanh(x @ θ.W + θ.b) @ θ.V - y)^2)
        v = {W: T(randn(40, 200)), b: T(randn(200)), V: T(randn(200, 10))}
        u = {W: T(randn(40, 200)), b: T(randn(200)), V: T(randn(200, 10))}
        digest(p) = { q = flatten(p); [sum(q), sum(q * arange(q.size)), max(q), min(q)] }

        """

    static let primitives = [
        "print(L(θ), digest(grad(L, θ)))",
        "r = value_and_grad(L, θ); print(r[0], digest(r[1]))",
        "print(digest(hvp(L, θ, v)))",
        "print(digest(jvp(L, θ, v)), digest(vjp(p -> p.W @ p.V, θ, T(ones(40, 10)))))",
        "H = hessian(L, θ); for w in H @ [u, v] { print(digest(w)) }",
        "print(digest(gauss_newton(p -> tanh(x @ p.W + p.b) @ p.V, z -> mean((z - y)^2), θ) @ v))",
        "print(digest(fisher(p -> tanh(x @ p.W + p.b) @ p.V, θ, kind=\"categorical\") @ v))",
        "r = eigsh(hessian(L, θ), k=2, which=\"BE\", maxiter=60); print(r.values, r.residuals, r.matvecs); for w in r.vectors { print(digest(w)) }",
        "r = hutchinson(hessian(L, θ), samples=20, seed=5); print(r.trace, r.stderr, r.running)",
        "r = project(L, θ, u, v, alpha=linspace(-1, 1, 9)); print(r.values, r.minimum)",
        "r = fit_curvature(L, θ, samples=5, seed=2); print(r.trace, r.curvatures)",
        "r = fit_curvature(L, θ, u, v); print(r.hessian, r.kappa)",
        "print(restrict(hessian(L, θ), [u, v]))",
        "r = projection_ensemble(hessian(L, θ), samples=12, seed=1); print(mean(r.A), mean(r.B), r.saddle_share)",
        "print(digest(random_direction(T(zeros(300000)), seed=4)), digest(filter_normalize(v, θ, axis=1)))",
        "z = T(randn(500000)); print(sum(z), norm(z), mean(z), var(z), max(z), logsumexp(z), sum(cumsum(z)), sum(sort(z)[:1000]))",
    ]

    @Test(arguments: ThreadBitsTests.primitives, ["float64", "float32"])
    func threadsDoNotDecideBits(_ program: String, _ type: String) throws {
        let whole = ThreadBitsTests.network.replacingOccurrences(of: "TYPE", with: type) + program
        let one = try bits(whole, threads: 1)
        #expect(!one.printed.contains("error"), "\(one.printed)")
        // On a busy machine the second thread may wake too late for the few tiles of one run.
        var workers = 0
        for _ in 0..<20 where workers < 2 {
            let two = try bits(whole, threads: 2)
            #expect(one.printed == two.printed)
            workers = max(workers, two.workers)
        }
        #expect(workers >= 2, "only one thread has worked")
    }
}
