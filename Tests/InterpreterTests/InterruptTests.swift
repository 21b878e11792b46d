import Interpreter
import Kernels
import Testing

/// Ctrl-C ends whatever runs, and no `catch` takes it.
@Suite(.serialized) struct InterruptTests {
    /// Asks for a stop when the program prints.
    private func run(_ program: String) -> HesseError? {
        defer { Interrupt.clear() }
        return EvaluationThread.run {
            do {
                let interpreter = try TestInterpreter.make(.init(output: { _ in Interrupt.request() }))
                try interpreter.run(text: program, in: try interpreter.makeModule())
                return nil
            } catch { return HesseError(error) }
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
        #expect(run(program)?.kind == .interrupt, "\(program)")
    }
}
