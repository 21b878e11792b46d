import Testing

/// Errors as they are read: place, calls, hint.
@Suite struct TrailTests {
    @Test("an error shows place, calls and hint")
    func trail() {
        let run = TestInterpreter.run("net(θ) = θ.W2\nloss(θ) = sum(net(θ))\nloss({W1: 1})", name: "a.hesse")
        #expect(
            run.error?.rendered() == """
                error: a record {W1} has no field `W2`
                 ┌─ a.hesse:1:10
                1│ net(θ) = θ.W2
                 │          ^^^^
                 = in net(θ), called from loss(θ) at line 2
                 = in loss(θ), called at line 3
                 = hint: did you mean `W1`?
                """)
    }

    @Test("a recursion's calls are told once")
    func recursion() {
        let run = TestInterpreter.run("f(n) = 1 + f(n + 1)\nf(0)", name: "a.hesse")
        #expect(
            run.error?.diagnostic.trail == ["in f(n), called from f(n) at line 1", "… and so on", "in f(n), called at line 2"])
    }

    @Test(
        "an error has its place in the source",
        arguments: [
            ("x = 1\ny = x + \"a\"", 2, "x + \"a\""), ("f(x) = x[3]\nf([1, 2])", 1, "x[3]"), ("print(foo)", 1, "foo"),
            ("a = [1, 2]\na[5] = 1", 2, "a[5]"), ("p = {a: 1}\np.b.c = 1", 2, "p.b.c"), ("x = (1 +\n  none)", 1, "1 +\n  none"),
            ("assert(1 > 2)", 1, "assert(1 > 2)"), ("sum(1, axs=2)", 1, "sum(1, axs=2)"), ("if 3 { }", 1, "3"),
            ("zeros(2) @ zeros(3)", 1, "zeros(2) @ zeros(3)"), ("for i in 3 { }", 1, "3"), ("a, b = 3", 1, "a, b"),
            ("f = x -> 1 // x\nmap(f, [1, 0 ])\nmap(f, list(1, 0))", 1, "1 // x"), ("\"{1:q}\"", 1, ":q"),
        ])
    func place(_ program: String, _ line: Int, _ text: String) throws {
        let error = try #require(TestInterpreter.run(program).error)
        #expect(error.diagnostic.line == line)
        let span = try #require(error.diagnostic.span)
        #expect(error.diagnostic.source?.text(span) == text)
    }
}
