import Curvature
import Tensors
import Interpreter
import Testing

/// `progress(xs)` tells how far a loop is.
@Suite struct ProgressTests {
    /// Keeps what it is told, and stops a loop where it is asked to.
    private final class Recorder: ProgressMonitor {
        var reports: [ProgressReport] = []
        var last = Int.max

        func update(_ report: ProgressReport) throws {
            reports.append(report)
            if report.done >= last { throw Interruption() }
        }
    }

    private func run(_ program: String, until last: Int = .max) -> (Run, [String]) {
        let recorder = Recorder()
        recorder.last = last
        let run = TestInterpreter.run(program, options: .init(progress: recorder))
        return (run, recorder.reports.map { "\($0.task) \($0.done)/\($0.total ?? -1)" })
    }

    @Test(
        "each step is told, over whatever a loop goes over",
        arguments: [
            ("range(2)", "0\n1\n"), ("list(\"a\", 2)", "a\n2\n"), ("[[1, 2], [3, 4]]", "[1, 2]\n[3, 4]\n"),
            ("{x: 1, y: 2}", "x\ny\n"), ("\"ab\"", "a\nb\n"), ("enumerate([5, 6])", "[0, 5.0]\n[1, 6.0]\n"),
            ("progress(range(2))", "0\n1\n"),
        ])
    func steps(_ values: String, _ printed: String) {
        let (run, reports) = run("for x in progress(\(values)) { print(x) }")
        #expect(run.output == printed && run.error == nil)
        #expect(reports == ["progress 0/2", "progress 1/2", "progress 2/2"])
    }

    @Test("it may be gone over as often as one likes, and used beside loops")
    func again() {
        let (run, _) = run("p = progress(range(3)); for x in p { }\nfor x in p { print(x) }\nprint(list(p), zip(p, \"abc\"))")
        #expect(run.output == "0\n1\n2\n[0, 1, 2] [[0, \"a\"], [1, \"b\"], [2, \"c\"]]\n")
    }

    @Test("a monitor can stop the loop")
    func stop() {
        let (run, _) = run("for x in progress(range(10)) { print(x) }", until: 2)
        #expect(run.output == "0\n1\n")
        #expect(run.error?.kind == .interrupt)
    }

    @Test("what a loop does not go over is an error")
    func mismatch() {
        #expect(
            TestInterpreter.lines("progress(3)")
                == [
                    "error: progress: `xs` wants something to go over, not the integer 3",
                    "hint: a list, a range, a tensor or a record",
                ])
    }
}
