import Interpreter
import Kernels
import Testing

/// Ctrl-C ends whatever runs, and no `catch` takes it.
@Suite(.serialized) struct InterruptTests {
    /// Asks for a stop when the program prints; gives how it ended, and what there was by then.
    private func run(_ program: String) -> (error: HesseError?, partial: String?) {
        defer { Interrupt.clear() }
        return EvaluationThread.run {
            var interpreter: Interpreter?
            do {
                let made = try TestInterpreter.make(.init(output: { _ in Interrupt.request() }))
                interpreter = made
                try made.run(text: program, in: try made.makeModule())
                return (nil, nil)
            } catch { return (HesseError(error), interpreter?.partialResult.map { ValueFormatter.text($0) }) }
        }
    }

    @Test(
        "loops without end are left",
        arguments: [
            "print(1); while true { }", "print(1); x = 0; while true { x += 1 }", "print(1); for i in range(2^62) { }",
            "print(1); while true { try { error(\"x\") } catch e { } }",
            "print(1); while true { try { 1 // 0 } catch e { continue } }",
            "f(n) = f(n + 1)\nprint(1); while true { try { f(0) } catch e { } }", "print(1); map(x -> x, range(10000000))",
            "print(1); while true { x = [1, 2][0:1] }", "try { print(1); while true { } } catch e { }",
            "print(1); while true { x = map(y -> y, [1]) }",
            "print(1); f() = { while true { try { return 1 } catch e { } } }\nwhile true { f() }",
        ])
    func endless(_ program: String) {
        #expect(run(program).error?.kind == .interrupt, "\(program)")
    }

    @Test("what a solver has is kept, also if the function that it calls is left")
    func partialResults() {
        let operation = "count(v) = { if v[0] > 0 { v } else { print(1); while true { }; v } }\n"
        let stopped = run(operation + "hutchinson(operator(1, count), samples=1000)")
        #expect(stopped.error?.kind == .interrupt)
        #expect(stopped.partial?.contains("trace: ") == true)
        // Points that go their own way are traced anew; the stop comes while one of them is.
        let field = "f(x) = if x[0] < 0.5 { sum(x) } else { print(1); while true { }; sum(x) }\n"
        let grid = run(field + "project(f, zeros(2), ones(2), alpha=linspace(0, 1, 11))")
        #expect(grid.error?.kind == .interrupt)
        #expect(grid.partial?.contains("values: ") == true)
        // Alone, it is an interrupt like any other.
        #expect(run("operator(1, v -> { print(1); while true { }; v }) @ ones(1)").error?.kind == .interrupt)
    }
}
