import Syntax
import Testing

@Suite struct RenderingTests {
    private func diagnostic(_ text: String, _ marked: String, label: String? = nil) -> Diagnostic {
        let source = SourceFile(name: "a.hesse", text: text)
        let utf8 = Array(text.utf8)
        let pattern = Array(marked.utf8)
        let start = utf8.indices.first { utf8[$0...].starts(with: pattern) } ?? 0
        return Diagnostic("message", source: source, span: start..<(start + pattern.count), label: label)
    }

    @Test func theExampleOfTheLanguagesPage() {
        let text = String(repeating: "\n", count: 11) + "    h = x @ W2 + b2\n"
        var error = Diagnostic(
            "shapes do not match in `@`: (50, 100) @ (10, 100)", source: SourceFile(name: "regression.hesse", text: text),
            span: 19..<25,
            label: "the inner dimensions are 100 and 10", hints: ["W2 has shape (10, 100); did you mean `x @ W2.T`?"],
            trail: ["in net(θ, x), called from loss(θ) at line 15"])
        #expect(
            error.rendered() == """
                error: shapes do not match in `@`: (50, 100) @ (10, 100)
                  ┌─ regression.hesse:12:9
                12│     h = x @ W2 + b2
                  │         ^^^^^^ the inner dimensions are 100 and 10
                  = in net(θ, x), called from loss(θ) at line 15
                  = hint: W2 has shape (10, 100); did you mean `x @ W2.T`?
                """)
        #expect(error.line == 12)
        error.severity = .warning
        #expect(error.rendered().hasPrefix("warning: shapes"))
    }

    @Test func belowTheLineThatWasTyped() {
        var error = diagnostic("变量 = θ̂ @ x", "θ̂ @ x", label: "1 and 2")
        error.hints = ["turn it"]
        #expect(
            error.rendered(beneath: 1, column: 7, width: 40) == """
                              ^^^^^ 1 and 2
                error: message
                  = hint: turn it
                """)
        // The label does not fit behind the carets; the line does not fit on a row; it is another line; it has a tab.
        #expect(error.rendered(beneath: 1, column: 7, width: 22)?.hasPrefix("              ^^^^^\n1 and 2\n") == true)
        #expect(error.rendered(beneath: 1, column: 7, width: 19) == nil)
        #expect(error.rendered(beneath: 2, column: 7, width: 40) == nil)
        #expect(diagnostic("\tx + y", "y").rendered(beneath: 1, column: 7, width: 40) == nil)
        #expect(diagnostic("a = (\n  b", "b").rendered(beneath: 2, column: 0, width: 40) == "  ^\nerror: message")
        #expect(Diagnostic("message").rendered(beneath: 1, column: 7, width: 40) == nil)
    }

    @Test func withoutAPlace() {
        let error = Diagnostic("no such file: `a`", notes: ["looked beside the script"], hints: ["check the name"])
        #expect(error.rendered() == "error: no such file: `a`\n  = looked beside the script\n  = hint: check the name")
    }

    @Test(arguments: [
        ("θ̂ + x", "x", " │     ^"),
        ("变量 + x", "x", " │        ^"),
        ("变量 + x", "变量", " │ ^^^^"),
        ("\tx", "x", " │     ^"),
        ("ab\tx", "x", " │     ^"),
        ("\u{FEFF}x + y", "y", " │     ^"),
        ("\u{1100}\u{1161} + y", "y", " │      ^"),
        ("x", "", " │ ^"),
    ])
    func caretsStandBelowWhatTheyMean(text: String, marked: String, expected: String) {
        #expect(diagnostic(text, marked).rendered().split(separator: "\n").last.map(String.init) == expected)
    }

    @Test func columnsCountScalars() {
        #expect(diagnostic("变量 + x", "x").rendered().contains("a.hesse:1:6\n"))
        #expect(diagnostic("\u{FEFF}x + y", "y").rendered().contains("a.hesse:1:5\n"))
    }

    @Test func whatATerminalWouldObeyIsNotShown() {
        let text = diagnostic("x = '\u{1B}[31m\u{202E}' y", "y").rendered()
        #expect(!text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
        #expect(text.hasSuffix("1│ x = '\u{FFFD}[31m\u{FFFD}' y\n │              ^"))
    }

    @Test func longLinesAreCutAroundTheCarets() {
        let text = String(repeating: "a + ", count: 100) + "b" + String(repeating: " + c", count: 100)
        #expect(
            diagnostic(text, "b", label: "here").rendered(width: 40) == """
                error: message
                 ┌─ a.hesse:1:401
                1│ … + a + a + b + c + c + c + c + c + …
                 │             ^ here
                """)
        #expect(
            diagnostic(text, "a", label: "a label that is wide").rendered(width: 30) == """
                error: message
                 ┌─ a.hesse:1:1
                1│ a + a + a + a + a + a + a …
                 │ ^ a label that is wide
                """)
        #expect(
            diagnostic(text, " + c + c", label: "here").rendered(width: 24) == """
                error: message
                 ┌─ a.hesse:1:402
                1│ … a + b + c + c + c …
                 │        ^^^^^^^^ here
                """)
    }

    @Test func aLabelThatDoesNotFitHasALineOfItsOwn() {
        #expect(
            diagnostic("some_function(argument)", "argument", label: "is not what it should be").rendered(width: 36) == """
                error: message
                 ┌─ a.hesse:1:15
                1│ some_function(argument)
                 │               ^^^^^^^^
                 │          is not what it should be
                """)
    }

    @Test func ofSeveralLinesTheFirstIsShown() {
        #expect(
            diagnostic("f(a,\n  b)", "f(a,\n  b)").rendered() == """
                error: message
                 ┌─ a.hesse:1:1
                1│ f(a,
                 │ ^^^^
                """)
    }

    @Test func placesOutsideOfTheSourceAreHarmless() {
        let source = SourceFile(name: "a", text: "x\r\n")
        #expect(Diagnostic("m", source: source, span: 100..<200).rendered().contains("a:2:1"))
        for width in [Int.min, 0, 1, 25, Int.max] {
            for span in [Int.min..<Int.max, (Int.max - 1)..<Int.max, -5..<1, 1..<1] {
                #expect(Diagnostic("m", source: source, span: span, label: "l").rendered(width: width).contains("┌─ a:"))
            }
        }
        #expect(Diagnostic("m", source: SourceFile(name: "a", bytes: []), span: 0..<5).rendered().contains("a:1:1"))
        #expect(
            Diagnostic("m", source: SourceFile(name: "a", bytes: [0xFF, 0x78]), span: 1..<2).rendered(width: 0).hasSuffix(" │  ^")
        )
    }

    @Test func colour() {
        let text = diagnostic("x y", "y").rendered(color: true)
        #expect(text.contains("\u{1B}[1;31merror\u{1B}[0m"))
        #expect(text.contains("\u{1B}[1;31m^\u{1B}[0m"))
        #expect(!diagnostic("x y", "y").rendered().contains("\u{1B}"))
    }

    @Test func widthsAreThoseOfWcwidth() {
        #expect(DisplayWidth.of("θ̂") == 1)
        #expect(DisplayWidth.of("变量") == 4)
        #expect(DisplayWidth.of("🙂") == 2)
        #expect(DisplayWidth.of("κ₊∇ℓ") == 4)
        #expect(DisplayWidth.of("\u{200B}\u{0}") == 0)
        #expect(DisplayWidth.of("ｶﾅカナ") == 6)
        #expect(DisplayWidth.of("한글") == 4)
    }
}

@Suite struct SourceFileTests {
    @Test func linesEndInAnyOfThreeWays() {
        let source = SourceFile(name: "a", text: "a\nbc\r\nd\re")
        #expect(source.lineStarts == [0, 2, 6, 8])
        #expect([0, 1, 2, 4, 5, 6, 8, 99].map { source.line(at: $0) } == [1, 1, 2, 2, 2, 3, 4, 4])
        #expect((1...5).map { source.text(source.lineRange($0)) } == ["a", "bc", "d", "e", ""])
        #expect(source.column(at: 3) == 2)
    }

    @Test func negativeAndHugeOffsetsAreCut() {
        let source = SourceFile(name: "a", text: "ab")
        #expect(source.text(-5..<100) == "ab")
        #expect(source.line(at: -1) == 1 && source.column(at: -1) == 1 && source.column(at: Int.max) == 3)
        #expect(source.lineRange(0) == 2..<2)
    }
}
