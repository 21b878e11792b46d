import Syntax
import Testing

@Suite struct CompletenessTests {
    @Test(arguments: [
        "f(", "x = [1,", "{", "f(x) = {\n  y = x", "if c {", "if c { 1 } else {", "{a: 1,", "for x in xs {\n",
        "\"\"\"abc", "\"\"\"abc\n{x", "x = 1 +", "x =", "x +=", "a,", "x ->", "not", "x and  # why", "x in", "a ^\n\n", "-",
        "x @",
        "## documentation", "## documentation\n", "y = 1\n## documentation", "f(x) = {\n  \"a\" }  # {\n g({",
    ])
    func asksForMore(text: String) {
        #expect(SyntaxTree.isIncomplete(text))
    }

    @Test(arguments: [
        "", "x", "f(x)", "x = 1\n", "f(x) = {\n  y = x\n}", "\"abc", "'abc", "\"{f(\"", "\"\"\"abc\"\"\"", "x # +", "x;", "{}",
        "if c { 1 }",
        "f(]", "(}", "x)", "x.", "p.in", "## documentation\n\n", "# comment", "'+'", "\"{\"", "x ? y", "\u{1}",
    ])
    func isDone(text: String) {
        #expect(!SyntaxTree.isIncomplete(text))
    }
}
