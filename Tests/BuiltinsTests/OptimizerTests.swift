import Testing

/// `optim` and `nets.mlp` of the standard library.
struct OptimizerTests {
    /// The parameters after five steps on Σx⁴/4 from (1, −2), as PyTorch 2 gives them in float64 (`torch.optim.SGD`, `Adam`).
    @Test(arguments: [
        ("sgd(lr=0.05)", "[0.8075957868618955, -1.0815791228802623]"),
        ("sgd(lr=0.05, momentum=0.9)", "[0.5082595561898341, 0.5026144183338275]"),
        ("sgd(lr=0.05, momentum=0.9, nesterov=true, weight_decay=0.1)", "[0.4185909911910664, 0.39735096761019234]"),
        ("adam(lr=0.1)", "[0.5339223823036405, -1.5119663622082746]"),
        ("adam(lr=0.1, β₁=0.8, β₂=0.95, ε=1e-3, weight_decay=0.1)", "[0.5388834977815168, -1.5159113248396716]"),
    ]) func stepsOfPyTorch(_ optimizer: String, _ expected: String) throws {
        let program = """
            import optim
            f(p) = sum(p.a^4) / 4 + p.b^4 / 4
            r = optim.minimize(f, {a: [1.0], b: -2.0}, optim.\(optimizer), steps=5)
            print(all(abs([r.θ.a[0], r.θ.b] - \(expected)) < 1e-14), len(r.losses), r.losses[0] == 4.25, r.loss == f(r.θ))
            """
        #expect(try run(program) == "true 5 true true")
    }

    /// The best parameters are kept where the last ones are worse; a schedule is asked at each step.
    @Test func theBestIsKept() throws {
        let program = """
            import optim
            rates = [0.5, 0.5, 3.0]
            r = optim.minimize(x -> sum(x^2), [1.0], optim.sgd(lr=t -> rates[t]), steps=3)
            print(r.losses, r.loss, r.best_loss, r.best)
            r = optim.minimize(x -> sum(x^2), [1.0], optim.sgd(lr=t -> [0.25, 3.0][t]), steps=2)
            print(r.losses, r.loss, r.best_loss, r.best)
            """
        #expect(try run(program) == "[1.0, 0.0, 0.0] 0.0 0.0 [0]\n[1.0, 0.25] 6.25 0.25 [0.5]")
    }

    /// PyTorch's `nn.Linear`: uniform between ±1/√inputs, weights and biases; sizes as of App. D.
    @Test func initialisation() throws {
        let program = """
            import nets.mlp as mlp
            θ = mlp.init([1, ...full(3, 100), 1], float32)
            print(mlp.size(θ), θ.W1.dtype, θ.W1.shape, max(abs(θ.W1)) <= 0.1, max(abs(θ.b2)) <= 0.1)
            print(abs(mean(θ.W1)) < 4 * 0.1 / sqrt(3e4), abs(std(θ.W1) - 0.1 / sqrt(3)) < 1e-3)
            print(mlp.forward(θ, float32(ones(5, 1))).shape)
            """
        #expect(try run(program) == "20501 float32 [100, 100] true true\ntrue true\n[5, 1]")
    }

    @Test func wrongRequests() throws {
        #expect(try run("import optim\noptim.sgd(nesterov=true)") == "error: sgd: nesterov=true needs a momentum")
    }
}
