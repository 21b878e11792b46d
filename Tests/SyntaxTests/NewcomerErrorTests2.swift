import Syntax
import Testing

/// Error texts as they are read: what people write who come from Python, Julia, MATLAB, C or JavaScript.
@Suite struct NewcomerErrorTests2 {
    @Test(arguments: [
        (
            ##"""
            while x < 3 do
                x += 1
            end
            """##,
            ##"""
            error: a block does not begin with `do`
             ┌─ t.hesse:1:13
            1│ while x < 3 do
             │             ^^
             = hint: write `while c { … }`
            """##
        ),
        (
            ##"""
            for i = 1:10
                disp(i)
            end
            """##,
            ##"""
            error: `for` takes its values from `in`
             ┌─ t.hesse:1:7
            1│ for i = 1:10
             │       ^
             = hint: write `for i in range(10) { … }`
            """##
        ),
        (
            ##"""
            for i in 1:10 { print(i) }
            """##,
            ##"""
            error: `:` makes a range only in an index
             ┌─ t.hesse:1:11
            1│ for i in 1:10 { print(i) }
             │           ^
             = hint: write `for i in range(10) { … }`, or `range(a, b)`
            """##
        ),
        (
            ##"""
            for (i in xs) { print(i) }
            """##,
            ##"""
            error: `for` takes no parentheses
             ┌─ t.hesse:1:5
            1│ for (i in xs) { print(i) }
             │     ^
             = hint: write `for x in xs { … }`
            """##
        ),
        (
            ##"""
            x -> begin x^2 end
            """##,
            ##"""
            error: `begin` has no meaning in Hesse
             ┌─ t.hesse:1:6
            1│ x -> begin x^2 end
             │      ^^^^^
             = hint: a block is `{ … }`
            """##
        ),
        (
            ##"""
            f = x => x^2
            """##,
            ##"""
            error: `=>` is not an operator
             ┌─ t.hesse:1:7
            1│ f = x => x^2
             │       ^^
             = hint: a function is `x -> x^2`; the comparison is `>=`
            """##
        ),
        (
            ##"""
            y = sin x
            """##,
            ##"""
            error: unexpected `x`
             ┌─ t.hesse:1:9
            1│ y = sin x
             │         ^ expected an operator or the end of the line
             = hint: a call needs parentheses: `sin(x)`; a product needs `*`
            """##
        ),
        (
            ##"""
            2(x + 1)
            """##,
            ##"""
            error: a number cannot be called
             ┌─ t.hesse:1:1
            1│ 2(x + 1)
             │ ^
             = hint: write `2 * (…)` for a product
            """##
        ),
        (
            ##"""
            raise ValueError("x")
            """##,
            ##"""
            error: `raise` has no meaning in Hesse
             ┌─ t.hesse:1:1
            1│ raise ValueError("x")
             │ ^^^^^
             = hint: write `error("…")`
            """##
        ),
        (
            ##"""
            // a comment
            x = 1
            """##,
            ##"""
            error: a statement cannot begin with `//`
             ┌─ t.hesse:1:1
            1│ // a comment
             │ ^^
             = hint: a comment begins with `#`; a line goes on when the line above ends in the operator
            """##
        ),
        (
            ##"""
            @jit
            f(x) = x
            """##,
            ##"""
            error: a statement cannot begin with `@`
             ┌─ t.hesse:1:1
            1│ @jit
             │ ^
             = hint: there are no decorators; a line goes on when the line above ends in the operator
            """##
        ),
        (
            ##"""
            class Net { }
            """##,
            ##"""
            error: `class` has no meaning in Hesse
             ┌─ t.hesse:1:1
            1│ class Net { }
             │ ^^^^^
             = hint: there are no classes; a record holds values by name: `{a: 1, b: 2}`
            """##
        ),
        (
            ##"""
            try { f() } except e { 0 }
            """##,
            ##"""
            error: `try` lacks its `catch`
             ┌─ t.hesse:1:1
            1│ try { f() } except e { 0 }
             │ ^^^
             = hint: write `try { … } catch e { … }`
            """##
        ),
        (
            ##"""
            xs |> sum
            """##,
            ##"""
            error: `|>` is not an operator
             ┌─ t.hesse:1:4
            1│ xs |> sum
             │    ^^
             = hint: write a call: `f(x)`
            """##
        ),
    ])
    func text(source: String, expected: String) {
        let tree = SyntaxTree.parse(SourceFile(name: "t.hesse", text: source))
        #expect(tree.diagnostics.map { $0.rendered() }.joined(separator: "\n") == expected)
    }
}
