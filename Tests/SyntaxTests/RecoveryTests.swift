import Syntax
import Testing

/// Several errors of one source are found, and none that only follows from another.
@Suite struct RecoveryTests {
    private func places(_ source: String) -> [String] {
        let tree = SyntaxTree.parse(SourceFile(name: "test", text: source))
        return tree.diagnostics.map { "\($0.line ?? 0): \($0.message)" }
    }

    @Test func eachStatementIsReadByItself() {
        #expect(
            places("x = 1 2\ny = 3\nz = )\nw = f(,)\nv = 4") == [
                "1: unexpected `2`", "3: `)` without its `(`", "4: expected an expression after `(`, found `,`",
            ])
    }

    @Test func blocksAreReadToTheirEnd() {
        let source = """
            f(x) = {
                y = x x
                for i in xs {
                    z = [1 2]
                    break
                }
                return y +
            }
            w = 3 4
            """
        #expect(
            places(source) == [
                "2: unexpected `x`", "4: unexpected `2`", "8: expected an expression after `+`, found `}`", "9: unexpected `4`",
            ])
    }

    @Test func aMissingBracketSpoilsItsStatementOnly() {
        #expect(places("x = (1 + 2\ny = 3\nz = f(y)") == ["1: `(` is never closed"])
        #expect(places("x = f(1, 2,\ny = 3\nz = f(y)\nw = 1 1") == ["1: `(` is never closed", "4: unexpected `1`"])
        #expect(places("f(x) = {\n  y = [x\n  y + 1\n}\nz = 3") == ["2: `[` is never closed"])
        #expect(places("f(x) = {\n  y = x)\n}\nz = 3") == ["2: `)` without its `(`"])
        #expect(places("f(x) = {\n  x\n\ng(x) = {\n  x\n}") == ["1: `{` is never closed"])
        #expect(places("f(x) = {\n  x\n}}\ng(x) = x") == ["3: `}` without its `{`"])
    }

    @Test func aStringIsClosedByItsLine() {
        #expect(
            places("x = \"a\ny = 'b\nz = 3") == [
                "1: the string is not closed on its line", "2: the string is not closed on its line",
            ])
        #expect(places("x = f(\"a {g(x\ny = 3") == ["1: the `{` of an interpolation is not closed"])
    }

    @Test func foreignBlocksAreOneError() {
        #expect(
            places("if x > 0:\n    y = 1\nelif x < 0:\n    y = 2\nelse:\n    y = 3\nz = 1") == [
                "1: a block does not begin with `:`"
            ])
        #expect(
            places("def f(x):\n    if x:\n        return x\n    return 2\n") == [
                "1: `def` has no meaning in Hesse", "2: a block does not begin with `:`",
            ])
        #expect(places("while x do\n  break\nend") == ["1: a block does not begin with `do`"])
        #expect(places("try:\n  x\nexcept E as e:\n  y\nfinally:\n  z") == ["1: a block does not begin with `:`"])
    }

    @Test func aWrongTokenIsOneError() {
        #expect(places("x = 1. y") == ["1: `1.` is not a number"])
        #expect(places("x = “a b” c\ny = 1 2") == ["1: “ does not begin a string", "2: unexpected `2`"])
    }

    @Test func errorsAreLimited() {
        #expect(places(String(repeating: "x = )\n", count: 10_000)).count == 100)
        #expect(places(String(repeating: "\u{1}\n", count: 10_000)).count == 100)
    }

    @Test func diagnosticsFollowTheSource() {
        let tree = SyntaxTree.parse(SourceFile(name: "test", text: "x = 1 2\ny = 1.\nz = 3 4\nw = a ** b"))
        let starts = tree.diagnostics.compactMap { $0.span?.lowerBound }
        #expect(starts.count == 4 && starts == starts.sorted())
    }
}
