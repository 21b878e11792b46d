import Syntax
import Testing

/// Error texts as they are read: statements and expressions that are none.
@Suite struct GrammarErrorTests2 {
    @Test(arguments: [
        (
            ##"""
            x[1:2:3:4]
            """##,
            ##"""
            error: a range has at most three parts
             ┌─ t.hesse:1:8
            1│ x[1:2:3:4]
             │        ^
             = hint: write `start:stop:step`
            """##
        ),
        (
            ##"""
            A = [[1, 2]
                 [3, 4]]
            """##,
            ##"""
            error: a comma is missing before `[`
             ┌─ t.hesse:1:12
            1│ A = [[1, 2]
             │            ^ here
             = hint: write `[[1, 2], [3, 4]]`; to index a literal, leave no space: `[1, 2][0]`
            """##
        ),
        (
            ##"""
            x = 0:10
            """##,
            ##"""
            error: `:` makes a range only in an index
             ┌─ t.hesse:1:6
            1│ x = 0:10
             │      ^
             = hint: write `range(a, b)` for a loop, `arange(a, b)` for a tensor, both without `b` itself; `{a: b}` for a record
            """##
        ),
        (
            ##"""
            a == not b
            """##,
            ##"""
            error: `not` binds less tightly than the operator before it
             ┌─ t.hesse:1:6
            1│ a == not b
             │      ^^^
             = hint: write parentheses: `(not b)`
            """##
        ),
        (
            ##"""
            "a" "b"
            """##,
            ##"""
            error: two strings follow each other
             ┌─ t.hesse:1:1
            1│ "a" "b"
             │ ^^^^^
             = hint: join them with `+`, or put a comma between
            """##
        ),
        (
            ##"""
            return 3
            """##,
            ##"""
            error: `return` outside of a function
             ┌─ t.hesse:1:1
            1│ return 3
             │ ^^^^^^
             = hint: a script ends with its last line
            """##
        ),
        (
            ##"""
            if c { break }
            """##,
            ##"""
            error: `break` outside of a loop
             ┌─ t.hesse:1:8
            1│ if c { break }
             │        ^^^^^
             = hint: it stands inside of `for` or `while`
            """##
        ),
        (
            ##"""
            else { 1 }
            """##,
            ##"""
            error: `else` without its `if`
             ┌─ t.hesse:1:1
            1│ else { 1 }
             │ ^^^^
             = hint: write `if c { … } else { … }`
            """##
        ),
        (
            ##"""
            if { 1 }
            """##,
            ##"""
            error: `if` lacks its condition
             ┌─ t.hesse:1:4
            1│ if { 1 }
             │    ^
             = hint: write `if x > 0 { … }`
            """##
        ),
        (
            ##"""
            if c
            { 1 }
            """##,
            ##"""
            error: the `{` of `if c` begins a line
             ┌─ t.hesse:2:1
            2│ { 1 }
             │ ^
             = hint: put it on the line above: `if c {`
            """##
        ),
        (
            ##"""
            try { f() }
            """##,
            ##"""
            error: `try` lacks its `catch`
             ┌─ t.hesse:1:1
            1│ try { f() }
             │ ^^^
             = hint: write `try { … } catch e { … }`
            """##
        ),
        (
            ##"""
            try { f() } catch { 1 }
            """##,
            ##"""
            error: `catch` lacks the name of the error
             ┌─ t.hesse:1:19
            1│ try { f() } catch { 1 }
             │                   ^
             = hint: write `catch e { … }`; `e.message` says what it was
            """##
        ),
        (
            ##"""
            y = if c { a } else { b }.T
            """##,
            ##"""
            error: unexpected `.` behind a block
             ┌─ t.hesse:1:26
            1│ y = if c { a } else { b }.T
             │                          ^
             = hint: put parentheses around it: `(if c { a } else { b }).T`
            """##
        ),
        (
            ##"""
            import .helpers
            """##,
            ##"""
            error: modules have no relative names
             ┌─ t.hesse:1:8
            1│ import .helpers
             │        ^
             = hint: they are searched beside the script: `import helpers` finds `helpers.hesse`
            """##
        ),
        (
            ##"""
            import "helpers.hesse"
            """##,
            ##"""
            error: a module is named without quotes
             ┌─ t.hesse:1:8
            1│ import "helpers.hesse"
             │        ^
             = hint: write `import nets.mlp`
            """##
        ),
        (
            ##"""
            x = (1 + 2
            y = 3
            z = 4 5
            """##,
            ##"""
            error: `(` is never closed
             ┌─ t.hesse:1:5
            1│ x = (1 + 2
             │     ^
            error: unexpected `5`
             ┌─ t.hesse:3:7
            3│ z = 4 5
             │       ^ expected an operator or the end of the line
             = hint: statements on one line are separated by `;`
            """##
        ),
        (
            ##"""
            x = [1, 2)
            """##,
            ##"""
            error: `[` is closed by `)`
             ┌─ t.hesse:1:10
            1│ x = [1, 2)
             │          ^
             = the `[` is at line 1, column 5
            """##
        ),
        (
            ##"""
            f(x))
            """##,
            ##"""
            error: `)` without its `(`
             ┌─ t.hesse:1:5
            1│ f(x))
             │     ^
            """##
        ),
        (
            ##"""
            f(x) = {
                if x > 0 {
                    y
            }
            g(x) = 1
            """##,
            ##"""
            error: `{` is never closed
             ┌─ t.hesse:1:8
            1│ f(x) = {
             │        ^
             = the `}` at line 4, column 1 closes the `{` at line 2, column 14, which is indented otherwise
            """##
        ),
        (
            ##"""
            x = 3 +
            """##,
            ##"""
            error: expected an expression after `+`, found the end of the source
             ┌─ t.hesse:1:8
            1│ x = 3 +
             │        ^
            """##
        ),
        (
            ##"""
            x = * 3
            """##,
            ##"""
            error: expected an expression after `=`, found `*`
             ┌─ t.hesse:1:5
            1│ x = * 3
             │     ^
            """##
        ),
        (
            ##"""
            x = a + )
            """##,
            ##"""
            error: `)` without its `(`
             ┌─ t.hesse:1:9
            1│ x = a + )
             │         ^
            """##
        ),
        (
            ##"""
            x.
            y = 1
            """##,
            ##"""
            error: `.` is not followed by a name
             ┌─ t.hesse:1:3
            1│ x.
             │   ^ expected the name of a field
            """##
        ),
        (
            ##"""
            (x := 3)
            """##,
            ##"""
            error: `:=` is not an operator
             ┌─ t.hesse:1:4
            1│ (x := 3)
             │    ^^
             = hint: assignment is `=`
            """##
        ),
        (
            ##"""
            (x=1, y) -> x
            """##,
            ##"""
            error: the parameter `y` without a default follows one with a default
             ┌─ t.hesse:1:7
            1│ (x=1, y) -> x
             │       ^
             = hint: put parameters with defaults last
            """##
        ),
        (
            ##"""
            x not y
            """##,
            ##"""
            error: `not` cannot follow an expression
             ┌─ t.hesse:1:3
            1│ x not y
             │   ^^^
             = hint: membership is `x not in xs`, inequality `a != b`
            """##
        ),
        (
            ##"""
            for a[0] in xs { }
            """##,
            ##"""
            error: `for` gives its values to names
             ┌─ t.hesse:1:5
            1│ for a[0] in xs { }
             │     ^^^^
             = hint: assign in the block: `for x in xs { a[0] = x }`
            """##
        ),
        (
            ##"""
            f(x) = {
                x y
                return z +
            }
            w = [1 2]
            """##,
            ##"""
            error: unexpected `y`
             ┌─ t.hesse:2:7
            2│     x y
             │       ^ expected an operator or the end of the line
             = hint: a call needs parentheses: `x(y)`; a product needs `*`
            error: expected an expression after `+`, found `}`
             ┌─ t.hesse:4:1
            4│ }
             │ ^
            error: unexpected `2`
             ┌─ t.hesse:5:8
            5│ w = [1 2]
             │        ^ expected `,` or `]`
             = hint: put a comma between elements, or an operator
            """##
        ),
    ])
    func text(source: String, expected: String) {
        let tree = SyntaxTree.parse(SourceFile(name: "t.hesse", text: source))
        #expect(tree.diagnostics.map { $0.rendered() }.joined(separator: "\n") == expected)
    }
}
