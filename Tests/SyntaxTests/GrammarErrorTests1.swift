import Syntax
import Testing

/// Error texts as they are read: statements and expressions that are none.
@Suite struct GrammarErrorTests1 {
    @Test(arguments: [
        (
            ##"""
            y = 2
              - 3
            """##,
            ##"""
            error: a line that begins with `-` does not go on from the line above
             ┌─ t.hesse:2:3
            2│   - 3
             │   ^ indented deeper than line 1
             = hint: to go on with line 1, end the line above with `-`
             = hint: for a statement of its own, indent it like line 1
            """##
        ),
        (
            ##"""
            f(x) = {
                y = x
                  [1, 2]
            }
            """##,
            ##"""
            error: a line that begins with `[` does not go on from the line above
             ┌─ t.hesse:3:7
            3│       [1, 2]
             │       ^ indented deeper than line 2
             = hint: to go on with line 2, put the `[` on it
             = hint: for a statement of its own, indent it like line 2
            """##
        ),
        (
            ##"""
            x = y = 3
            """##,
            ##"""
            error: `=` cannot stand here
             ┌─ t.hesse:1:7
            1│ x = y = 3
             │       ^
             = hint: `=` assigns, once in a statement; write `==` to compare
            """##
        ),
        (
            ##"""
            if x = 1 { 2 }
            """##,
            ##"""
            error: `=` assigns and cannot be a condition
             ┌─ t.hesse:1:6
            1│ if x = 1 { 2 }
             │      ^
             = hint: write `==` to compare
            """##
        ),
        (
            ##"""
            f(x)(y) = 3
            """##,
            ##"""
            error: only a plain name can be defined as a function
             ┌─ t.hesse:1:1
            1│ f(x)(y) = 3
             │ ^^^^^^^
             = hint: write `name(x) = …`; a field is assigned a function by `p.f = x -> …`
            """##
        ),
        (
            ##"""
            f(2) = 3
            """##,
            ##"""
            error: the parameters of `f` have to be names
             ┌─ t.hesse:1:3
            1│ f(2) = 3
             │   ^ not a name
             = hint: a function is defined by `f(x) = …`, an element assigned by `f[i] = …`
            """##
        ),
        (
            ##"""
            f(...xs) = 3
            """##,
            ##"""
            error: `...` cannot stand before a parameter
             ┌─ t.hesse:1:6
            1│ f(...xs) = 3
             │      ^^
             = hint: a function takes a fixed number of arguments; hand it a list
            """##
        ),
        (
            ##"""
            f(x, k=1, y) = 3
            """##,
            ##"""
            error: a parameter without a default follows one with a default
             ┌─ t.hesse:1:11
            1│ f(x, k=1, y) = 3
             │           ^
             = hint: put parameters with defaults last
            """##
        ),
        (
            ##"""
            f(x, x) = 3
            """##,
            ##"""
            error: two parameters are named `x`
             ┌─ t.hesse:1:6
            1│ f(x, x) = 3
             │      ^
            """##
        ),
        (
            ##"""
            (x, 2) -> x
            """##,
            ##"""
            error: unexpected `2` among parameters
             ┌─ t.hesse:1:5
            1│ (x, 2) -> x
             │     ^
             = hint: parameters are names, with a default if you like: `(x, k=1) -> k * x`
            """##
        ),
        (
            ##"""
            x + 1 = 2
            """##,
            ##"""
            error: cannot assign to an operation
             ┌─ t.hesse:1:1
            1│ x + 1 = 2
             │ ^^^^^
             = hint: left of `=` stand names, elements `a[i]` and fields `p.b`
            """##
        ),
        (
            ##"""
            true = 1
            """##,
            ##"""
            error: cannot assign to `true`
             ┌─ t.hesse:1:1
            1│ true = 1
             │ ^^^^
             = hint: it is a word of the language; take another name
            """##
        ),
        (
            ##"""
            f(x).a = 1
            """##,
            ##"""
            error: cannot assign into a call
             ┌─ t.hesse:1:1
            1│ f(x).a = 1
             │ ^^^^
             = hint: values do not change; a path begins with the name that is to have the new value: `p.deep[0] = x`
            """##
        ),
        (
            ##"""
            x -> y = 1
            """##,
            ##"""
            error: cannot assign to a function
             ┌─ t.hesse:1:1
            1│ x -> y = 1
             │ ^^^^^^
             = hint: name the function: `f = x -> x^2` or `f(x) = x^2`
            """##
        ),
        (
            ##"""
            a, ...b = xs
            """##,
            ##"""
            error: `...` cannot stand left of `=`
             ┌─ t.hesse:1:1
            1│ a, ...b = xs
             │ ^^^^^^^
             = hint: take apart exactly, or slice: `first = xs[0]; rest = xs[1:]`
            """##
        ),
        (
            ##"""
            a, b += 1
            """##,
            ##"""
            error: `+=` changes one name
             ┌─ t.hesse:1:1
            1│ a, b += 1
             │ ^^^^
             = hint: write a statement for each, or `a, b = a + 1, b + 1`
            """##
        ),
        (
            ##"""
            h = x, y -> x + y
            """##,
            ##"""
            error: the parameters of `->` lack parentheses
             ┌─ t.hesse:1:5
            1│ h = x, y -> x + y
             │     ^^^^
             = hint: write `(x, y) -> …`, or `[…]` around a list that holds a function
            """##
        ),
        (
            ##"""
            1 + x -> x
            """##,
            ##"""
            error: left of `->` stand parameters
             ┌─ t.hesse:1:7
            1│ 1 + x -> x
             │       ^^
             = hint: write `x -> x^2` or `(x, y) -> x + y`; a function with a name is `f(x) = x^2`
            """##
        ),
        (
            ##"""
            x -> return x
            """##,
            ##"""
            error: the body of `->` is an expression, not `return`
             ┌─ t.hesse:1:6
            1│ x -> return x
             │      ^^^^^^
             = hint: leave `return` out: the expression is the value
            """##
        ),
        (
            ##"""
            f(a=1, b)
            """##,
            ##"""
            error: a positional argument follows a keyword argument
             ┌─ t.hesse:1:8
            1│ f(a=1, b)
             │        ^
             = hint: put `name=value` last
            """##
        ),
        (
            ##"""
            f(a=1, a=2)
            """##,
            ##"""
            error: the argument `a` is given twice
             ┌─ t.hesse:1:8
            1│ f(a=1, a=2)
             │        ^
            """##
        ),
        (
            ##"""
            f(p.a = 1)
            """##,
            ##"""
            error: only a name can be given a value in a call
             ┌─ t.hesse:1:3
            1│ f(p.a = 1)
             │   ^^^
             = hint: write `name=value` for an argument, `==` to compare
            """##
        ),
        (
            ##"""
            {a: 1, b: 2, "a": 3}
            """##,
            ##"""
            error: the key `a` is given twice
             ┌─ t.hesse:1:14
            1│ {a: 1, b: 2, "a": 3}
             │              ^^^
            """##
        ),
        (
            ##"""
            p = {"W{i}": 1}
            """##,
            ##"""
            error: the key of a record is a fixed text
             ┌─ t.hesse:1:6
            1│ p = {"W{i}": 1}
             │      ^^^^^^
             = hint: assign a computed one: `p["W{i}"] = x`
            """##
        ),
        (
            ##"""
            p = {a: 1 b: 2}
            """##,
            ##"""
            error: unexpected `b`
             ┌─ t.hesse:1:11
            1│ p = {a: 1 b: 2}
             │           ^ expected `,` or `}`
             = hint: put a comma between entries
            """##
        ),
        (
            ##"""
            p = {a: 1, b = 2}
            """##,
            ##"""
            error: an entry of a record is written with `:`
             ┌─ t.hesse:1:14
            1│ p = {a: 1, b = 2}
             │              ^
             = hint: write `b: value`
            """##
        ),
        (
            ##"""
            x = ...xs
            """##,
            ##"""
            error: `...` spreads into a list
             ┌─ t.hesse:1:5
            1│ x = ...xs
             │     ^^^^^
             = hint: write `[...xs]`
            """##
        ),
        (
            ##"""
            x[]
            """##,
            ##"""
            error: the index is empty
             ┌─ t.hesse:1:2
            1│ x[]
             │  ^^
             = hint: write `[:]` for all elements
            """##
        ),
        (
            ##"""
            x[0, ...i]
            """##,
            ##"""
            error: `...` in an index stands for the axes left over and takes no operand
             ┌─ t.hesse:1:9
            1│ x[0, ...i]
             │         ^
             = hint: an index can be a list: `x[indices]`
            """##
        ),
    ])
    func text(source: String, expected: String) {
        let tree = SyntaxTree.parse(SourceFile(name: "t.hesse", text: source))
        #expect(tree.diagnostics.map { $0.rendered() }.joined(separator: "\n") == expected)
    }
}
