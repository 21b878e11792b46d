import Glibc
import Interpreter
import Kernels
import Tensors
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

    @Test(
        "calls that would take minutes are left, and what they had made is not seen",
        arguments: [
            "list(range(10^8))", "str(list(range(10^7)))", "\"{list(range(10^7))}\"", "enumerate(range(10^8))",
            "zip(range(10^8), range(10^8))", "sorted(range(10^7, 0, -1))", "[...range(10^8)]",
            "list(range(10^7)) == list(range(10^7))",
            "split(\"a b \" * 10^8)", "replace(\"ab\" * 10^8, \"a\", \"c\")", "strip(\" \" * 10^9)", "join(range(10^8), \",\")",
        ])
    func longCalls(_ call: String) {
        let (error, seen): (HesseError?, Bool) = EvaluationThread.run {
            defer { Interrupt.clear() }
            var seen = false
            do {
                let interpreter = try TestInterpreter.make(
                    .init(output: { text in
                        if text == "now" { InterruptTests.interruptSoon() } else { seen = true }
                    }))
                try interpreter.run(
                    text: "print(\"now\", end=\"\")\nwhile true { x = \(call) }\nprint(x)", in: try interpreter.makeModule())
                return (nil, seen)
            } catch { return (HesseError(error), seen) }
        }
        #expect(error?.kind == .interrupt && !seen, "\(call)")
    }

    /// Asks for a stop in a while, when the call runs.
    private static func interruptSoon() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                usleep(30_000)
                Interrupt.request()
                return nil
            }, nil)
        pthread_detach(thread)
    }
}
