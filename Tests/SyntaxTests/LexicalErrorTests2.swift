import Syntax
import Testing

/// Error texts as they are read: what no token may be.
@Suite struct LexicalErrorTests2 {
    @Test(arguments: [
        (
            ##"""
            x = ∞
            """##,
            ##"""
            error: `∞` (U+221E) has no meaning here
             ┌─ t.hesse:1:5
            1│ x = ∞
             │     ^
             = hint: write `inf`
            """##
        ),
        (
            ##"""
            a ? b : c
            """##,
            ##"""
            error: `?` has no meaning here
             ┌─ t.hesse:1:3
            1│ a ? b : c
             │   ^
             = hint: `?name` shows help at the prompt; a choice is `if c { a } else { b }`
            """##
        ),
        (
            ##"""
            x = $y
            """##,
            ##"""
            error: `$` has no meaning here
             ┌─ t.hesse:1:5
            1│ x = $y
             │     ^
             = hint: names have no sign before them, and strings interpolate `{x}`
            """##
        ),
        (
            ##"""
            	x = ½
            """##,
            ##"""
            error: `½` (U+00BD) has no meaning here
             ┌─ t.hesse:1:6
            1│     x = ½
             │         ^
            """##
        ),
        (
            ##"""
            x = "θ̂" ; ÷
            """##,
            ##"""
            error: `÷` (U+00F7) is not a sign of the language
             ┌─ t.hesse:1:12
            1│ x = "θ̂" ; ÷
             │           ^
             = hint: write `/`
            """##
        ),
        (
            ##"""
            /* old */ x
            """##,
            ##"""
            error: `/*` does not begin a comment
             ┌─ t.hesse:1:1
            1│ /* old */ x
             │ ^^
             = hint: a comment begins with `#` and ends with its line
            """##
        ),
    ])
    func text(source: String, expected: String) {
        let tree = SyntaxTree.parse(SourceFile(name: "t.hesse", text: source))
        #expect(tree.diagnostics.map { $0.rendered() }.joined(separator: "\n") == expected)
    }
}
