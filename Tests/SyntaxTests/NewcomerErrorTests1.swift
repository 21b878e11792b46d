import Syntax
import Testing

/// Error texts as they are read: what people write who come from Python, Julia, MATLAB, C or JavaScript.
@Suite struct NewcomerErrorTests1 {
    @Test(arguments: [
        (
            ##"""
            def f(x):
                return x ** 2
            y = f(2)
            """##,
            ##"""
            error: `def` has no meaning in Hesse
             ┌─ t.hesse:1:1
            1│ def f(x):
             │ ^^^
             = hint: a function is `f(x) = x^2`; with several lines, `f(x) = { … }`
            error: `**` is not an operator
             ┌─ t.hesse:2:14
            2│     return x ** 2
             │              ^^
             = hint: a power is `x^2`
            """##
        ),
        (
            ##"""
            f = lambda x, y: x + y
            """##,
            ##"""
            error: `lambda` has no meaning in Hesse
             ┌─ t.hesse:1:5
            1│ f = lambda x, y: x + y
             │     ^^^^^^
             = hint: a function without a name is `x -> x^2`
            """##
        ),
        (
            ##"""
            if x > 0:
                y = 1
            elif x < 0:
                y = 2
            else:
                y = 3
            """##,
            ##"""
            error: a block does not begin with `:`
             ┌─ t.hesse:1:9
            1│ if x > 0:
             │         ^
             = hint: write `if c { … }`
            """##
        ),
        (
            ##"""
            for i in range(10):
                print(i)
            """##,
            ##"""
            error: a block does not begin with `:`
             ┌─ t.hesse:1:19
            1│ for i in range(10):
             │                   ^
             = hint: write `for x in xs { … }`
            """##
        ),
        (
            ##"""
            x = a if c else b
            """##,
            ##"""
            error: `if` cannot follow an expression
             ┌─ t.hesse:1:7
            1│ x = a if c else b
             │       ^^
             = hint: a choice is `if c { a } else { b }`
            """##
        ),
        (
            ##"""
            ys = [x^2 for x in xs]
            """##,
            ##"""
            error: `for` cannot stand in a bracket
             ┌─ t.hesse:1:11
            1│ ys = [x^2 for x in xs]
             │           ^^^
             = hint: write `map(x -> x^2, xs)`, or a loop with `append`
            """##
        ),
        (
            ##"""
            print "hello"
            """##,
            ##"""
            error: `print` is a function
             ┌─ t.hesse:1:1
            1│ print "hello"
             │ ^^^^^
             = hint: a call needs parentheses: `print(x)`
            """##
        ),
        (
            ##"""
            assert x > 0, "x"
            """##,
            ##"""
            error: `assert` is a function
             ┌─ t.hesse:1:1
            1│ assert x > 0, "x"
             │ ^^^^^^
             = hint: a call needs parentheses: `assert(c, "…")`
            """##
        ),
        (
            ##"""
            x is not none
            """##,
            ##"""
            error: `is` is not an operator
             ┌─ t.hesse:1:3
            1│ x is not none
             │   ^^
             = hint: write `==`, as in `x == none`
            """##
        ),
        (
            ##"""
            f(*args, **options)
            """##,
            ##"""
            error: `*` does not spread
             ┌─ t.hesse:1:3
            1│ f(*args, **options)
             │   ^
             = hint: write `...`, as in `f(...args)`
            error: `**` does not spread
             ┌─ t.hesse:1:10
            1│ f(*args, **options)
             │          ^^
             = hint: write `...`, as in `f(...args)` and `{...p, b: x}`
            """##
        ),
        (
            ##"""
            {"a": 1, **p}
            """##,
            ##"""
            error: `**` does not spread
             ┌─ t.hesse:1:10
            1│ {"a": 1, **p}
             │          ^^
             = hint: write `...`, as in `f(...args)` and `{...p, b: x}`
            """##
        ),
        (
            ##"""
            from numpy import *
            """##,
            ##"""
            error: `import *` is not possible
             ┌─ t.hesse:1:19
            1│ from numpy import *
             │                   ^
             = hint: name what you need: `from numpy import f, g`
            """##
        ),
        (
            ##"""
            import numpy as np, scipy
            """##,
            ##"""
            error: `import` takes one module
             ┌─ t.hesse:1:19
            1│ import numpy as np, scipy
             │                   ^
             = hint: write an `import` for each
            """##
        ),
        (
            ##"""
            x = 1 \
                + 2
            """##,
            ##"""
            error: `\` does not continue a line
             ┌─ t.hesse:1:7
            1│ x = 1 \
             │       ^
             = hint: a line goes on when it ends in an operator, `,`, `=` or `->`, and within `( )` and `[ ]`
            """##
        ),
        (
            ##"""
            a && b || !c
            """##,
            ##"""
            error: `&&` is not an operator
             ┌─ t.hesse:1:3
            1│ a && b || !c
             │   ^^
             = hint: write `and` between booleans, `&` between tensors
            error: `||` is not an operator
             ┌─ t.hesse:1:8
            1│ a && b || !c
             │        ^^
             = hint: write `or` between booleans, `|` between tensors
            error: `!` is not an operator
             ┌─ t.hesse:1:11
            1│ a && b || !c
             │           ^
             = hint: write `not x` for a boolean, `~x` for a tensor
            """##
        ),
        (
            ##"""
            x == 1 ? 2 : 3
            """##,
            ##"""
            error: `?` has no meaning here
             ┌─ t.hesse:1:8
            1│ x == 1 ? 2 : 3
             │        ^
             = hint: `?name` shows help at the prompt; a choice is `if c { a } else { b }`
            """##
        ),
        (
            ##"""
            i++
            """##,
            ##"""
            error: `++` is not an operator
             ┌─ t.hesse:1:2
            1│ i++
             │  ^^
             = hint: write `x += 1`
            """##
        ),
        (
            ##"""
            x **= 2; y //= 3
            """##,
            ##"""
            error: `**=` is not an operator
             ┌─ t.hesse:1:3
            1│ x **= 2; y //= 3
             │   ^^^
             = hint: there are `+= -= *= /=`; write the others out: `x = x ^ 2`
            error: `//=` is not an operator
             ┌─ t.hesse:1:12
            1│ x **= 2; y //= 3
             │            ^^^
             = hint: there are `+= -= *= /=`; write the others out: `x = x ^ 2`
            """##
        ),
        (
            ##"""
            a === b
            """##,
            ##"""
            error: `===` is not an operator
             ┌─ t.hesse:1:3
            1│ a === b
             │   ^^^
             = hint: equality is `==`
            """##
        ),
        (
            ##"""
            let x = 3
            """##,
            ##"""
            error: `let` has no meaning in Hesse
             ┌─ t.hesse:1:1
            1│ let x = 3
             │ ^^^
             = hint: a name needs no declaration: `x = 1`
            """##
        ),
        (
            ##"""
            function y = f(x)
                y = x.^2;
            end
            """##,
            ##"""
            error: `function` has no meaning in Hesse
             ┌─ t.hesse:1:1
            1│ function y = f(x)
             │ ^^^^^^^^
             = hint: a function is `f(x) = x^2`; with several lines, `f(x) = { … }`
            error: `.^` is not an operator
             ┌─ t.hesse:2:10
            2│     y = x.^2;
             │          ^^
             = hint: operators work element by element without a point
            """##
        ),
        (
            ##"""
            A = [1, 2; 3, 4]
            """##,
            ##"""
            error: `;` does not separate rows
             ┌─ t.hesse:1:10
            1│ A = [1, 2; 3, 4]
             │          ^
             = hint: write `[[1, 2], [3, 4]]`
            """##
        ),
        (
            ##"""
            A = [1 2 3]
            """##,
            ##"""
            error: unexpected `2`
             ┌─ t.hesse:1:8
            1│ A = [1 2 3]
             │        ^ expected `,` or `]`
             = hint: put a comma between elements, or an operator
            """##
        ),
        (
            ##"""
            B = A'
            """##,
            ##"""
            error: `'` behind a value is no transpose
             ┌─ t.hesse:1:6
            1│ B = A'
             │      ^
             = hint: write `.T`, as in `A.T`
            """##
        ),
        (
            ##"""
            x = A \ b
            """##,
            ##"""
            error: `\` is not an operator
             ┌─ t.hesse:1:7
            1│ x = A \ b
             │       ^
             = hint: a linear system is solved by `solve(A, b)`
            """##
        ),
        (
            ##"""
            if x ~= 3 % different
            """##,
            ##"""
            error: `~=` is not an operator
             ┌─ t.hesse:1:6
            1│ if x ~= 3 % different
             │      ^^
             = hint: inequality is `!=`
            """##
        ),
    ])
    func text(source: String, expected: String) {
        let tree = SyntaxTree.parse(SourceFile(name: "t.hesse", text: source))
        #expect(tree.diagnostics.map { $0.rendered() }.joined(separator: "\n") == expected)
    }
}
