import Testing

@testable import Console

/// What the prompt shows of values, errors and work, in a terminal.
@Suite(.serialized) struct PromptResultTests {
    private func terminal(columns: Int = 90, rows: Int = 50, _ inputs: [String]) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(columns: columns, rows: rows)
        terminal.waitForPrompt()
        for input in inputs {
            terminal.type(input + Key.enter)
            terminal.waitForPrompt()
        }
        return terminal
    }

    @Test func numbersWithoutTheirRounding() throws {
        let text = try terminal(["0.1 + 0.2", "1 / 3", "2.0", "print(0.1 + 0.2)"]).screen.text
        #expect(text.contains("hesse> 0.1 + 0.2\n0.3\n"))
        #expect(text.contains("hesse> 1 / 3\n0.333333333333\n"))
        #expect(text.contains("hesse> 2.0\n2.0\n"))
        // What is printed reads back exactly.
        #expect(text.contains("\n0.30000000000000004\n"))
    }

    @Test func resultsAsTheyAreWrittenDown() throws {
        let text = try terminal([
            "H = hessian(x -> sum([1, 2, -3.5] * x^2) / 2, ones(3))", "H", "eigsh(H)", "hutchinson(H, samples=20)",
            "project(x -> sum(x^2), zeros(3), ones(3), alpha=linspace(-1, 1, 5))",
        ]).screen.text
        #expect(text.contains("\nHessian 3×3\n"))
        #expect(text.contains("\n3 eigenvalues, 3 products with H\n    -3.5  ‖Hv - λv‖ "))
        #expect(text.contains("\n     1    ‖Hv - λv‖ "))
        #expect(text.contains("\n.vectors: float64 (3, 3)\n"))
        // Rademacher probes see nothing but a diagonal.
        #expect(text.contains("\ntrace -0.5 ± 0 (20 samples)\n"))
        #expect(text.contains("\nprojection on 5 points, α from -1 to 1\nvalues: float64 (5,), min 0, mean 1.5, max 3\n"))
        #expect(text.contains("\n    least 0 at α = 0\n"))
    }

    @Test func picturesShowInAnyTerminal() throws {
        let program = "plot([1.0, 2, 4], title=\"a title that is far too long for so narrow a window\")"
        let colour = try PseudoTerminal(["-e", program], columns: 40, rows: 26, environment: ["COLORTERM": "truecolor"])
        #expect(colour.waitForEnd() == 0)
        #expect(colour.screen.text.contains("a title that is far too long for so nar…\n"))
        #expect(colour.screen.text.contains(" 4.0┤"))
        let dumb = try PseudoTerminal(
            ["-e", "heatmap([[1.0, 2], [3, 4]])"], columns: 40, rows: 26, environment: ["TERM": "dumb"])
        #expect(dumb.waitForEnd() == 0)
        #expect(dumb.screen.text.contains("▓▓▓") && !dumb.transcript.contains(0x1B))
        let silent = try PseudoTerminal(["-e", program + ";"], columns: 40, rows: 26)
        #expect(silent.waitForEnd() == 0 && silent.screen.text.isEmpty)
    }

    @Test func aDeviationHasTwoDigits() {
        #expect(Echo.measured(600.3, 12.44) == ("600", "12"))
        #expect(Echo.measured(-0.123456, 0.0123) == ("-0.123", "0.012"))
        #expect(Echo.measured(123_456, 1234) == ("123500", "1200"))
        #expect(Echo.measured(0.04, 0.5) == ("0.04", "0.50"))
        #expect(Echo.measured(3, 0) == ("3", "0"))
        #expect(Echo.measured(.nan, 1).value == "nan")
        #expect(Echo.measured(1e300, 1e-300).value == "1e300" || Echo.measured(1e300, 1e-300).value == "1e+300")
    }

    @Test func recordsThatDoNotFitAreTrees() throws {
        let terminal = try terminal(
            columns: 50, ["{a: 1, b: [1, 2]}", "p = {W: ones(3, 4), b: zeros(2), deep: {name: \"a net\", n: 3}}", "p"])
        let text = terminal.screen.text
        #expect(text.contains("\n{a: 1, b: [1, 2]}\n"))
        #expect(
            text.contains(
                """

                record {W, b, deep}
                  W     float64 (3, 4), min 1, mean 1, max 1
                  b     [0, 0]
                  deep  {name: "a net", n: 3}

                """))
    }

    @Test func errorsAreUnderlinedWhereTheyWereTyped() throws {
        let text = try terminal([
            "W = ones(3, 2)", "y = W @ W", "f(x) = {\r    x +* 2\r}", "h(x) = x + zz", "h(2)",
            "print(1); zz",
        ]).screen.text
        // Beneath the last line, with its label; without the line again.
        #expect(
            text.contains(
                """
                hesse> y = W @ W
                           ^^^^^ the inner dimensions are 2 and 3
                error: shapes do not match in `@`: (3, 2) @ (3, 2)
                  = hint: W has shape (3, 2); did you mean `W @ W.T`?
                """))
        // A line further up is shown.
        #expect(
            text.contains("   ..> }\nerror: expected an expression after `+`, found `*`\n ┌─ <prompt 3>:2:8\n2│     x +* 2\n"))
        // A function that was defined before, too.
        #expect(text.contains("hesse> h(2)\nerror: unknown name `zz`\n ┌─ <prompt"))
        // Something stands between.
        #expect(text.contains("hesse> print(1); zz\n1\nerror: unknown name `zz`\n ┌─ "))
    }

    @Test func aLineTooLongIsShown() throws {
        let text = try terminal(columns: 40, ["1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + zz"]).screen.text
        #expect(text.contains(" ┌─ <prompt 1>:1:45\n"))
    }

    @Test func timeSaysWhatWasDone() throws {
        let terminal = try terminal([
            "H = hessian(x -> sum(x^2), ones(3))", ":time H @ ones(3)", ":time grad(x -> sum(x^3), ones(3))",
        ])
        #expect(terminal.screen.text.contains("; 1 product with H; "))
        #expect(terminal.screen.text.contains("; plans: 1 built, 0 hit, 0 retraced; "))
        #expect(terminal.screen.text.contains(" tensors allocated"))
    }

    @Test func keywordsOfTheCallComeFirst() throws {
        let terminal = try terminal(["H = hessian(x -> sum(x^2), ones(3))", "f(x, width=1) = x"])
        terminal.type("eigsh(H, k=2, " + Key.tab + Key.tab)
        let listed = terminal.screen.lines.drop { !$0.hasPrefix("hesse> eigsh(H, k=2,") }.joined(separator: " ")
        // What is given already, and the names that are built in, are not offered.
        #expect(
            listed.contains("which=") && listed.contains("f") && !listed.contains("H=") && !listed.contains("k=  ")
                && !listed.contains("zeros"))
        let first = listed.split(separator: " ").dropFirst(3).first
        #expect(first == "which=")
    }

    @Test func aWindowMayChangeItsSize() throws {
        let terminal = try terminal(columns: 30, ["x = 1"])
        terminal.resize(columns: 80, rows: 30)
        terminal.type("x + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1")
        #expect(terminal.screen.lines.contains { $0.hasSuffix("x + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1") })
        terminal.type(Key.enter)
        #expect(terminal.wait(for: "\n11\n"))
    }

    @Test func aShellMayStopItAndGoOn() throws {
        let shell = try PseudoTerminal(["-i"], columns: 80, environment: ["PS1": "shell> ", "ENV": ""], program: "/bin/sh")
        #expect(shell.wait(for: "shell>"))
        shell.type(executable + Key.enter)
        #expect(shell.waitForPrompt())
        shell.type("x = 40" + Key.enter)
        #expect(shell.waitForPrompt())
        shell.type("half a li")
        shell.type(Key.control("z"))
        #expect(shell.wait { $0.lines.last == "shell>" })
        shell.type("fg" + Key.enter)
        #expect(shell.wait { $0.lines.last?.hasSuffix("half a li") ?? false })
        shell.type(Key.control("a") + Key.control("k") + "x + 2" + Key.enter)
        #expect(shell.wait(for: "\n42\n"))
        // While it computes, too.
        shell.type("while true { x = x + 1 }" + Key.enter)
        shell.type(Key.control("z"))
        #expect(shell.wait { $0.lines.last == "shell>" })
        shell.type("fg" + Key.enter)
        shell.type(Key.control("c"))
        #expect(shell.wait(for: "interrupted"))
        #expect(shell.waitForPrompt())
    }

    @Test func anInterruptedSearchIsInAns() throws {
        let terminal = try terminal(["H = operator(2, v -> { for i in range(10^5) { }; v })"])
        terminal.type("hutchinson(H, samples=10^6)" + Key.enter)
        terminal.type(Key.control("c"))
        #expect(terminal.wait(for: "`ans` is the result as far as it came; `refine(ans)` goes on"))
        terminal.type("ans.samples > 0" + Key.enter)
        #expect(terminal.wait(for: "\ntrue\n"))
    }
}
