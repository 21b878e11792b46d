import Syntax
import Testing

/// Error texts as they are read: what no token may be.
@Suite struct LexicalErrorTests1 {
    @Test(arguments: [
        (
            ##"""
            x = 1.
            """##,
            ##"""
            error: `1.` is not a number
             ┌─ t.hesse:1:5
            1│ x = 1.
             │     ^^
             = hint: write `1.0`
            """##
        ),
        (
            ##"""
            x = 1.T + 1.e3
            """##,
            ##"""
            error: `1.` is not a number
             ┌─ t.hesse:1:5
            1│ x = 1.T + 1.e3
             │     ^^
             = hint: write `1.0`, or `(1).name` for a field of it
            error: a digit is missing behind the point
             ┌─ t.hesse:1:11
            1│ x = 1.T + 1.e3
             │           ^^^^
             = hint: write `1.0e3`
            """##
        ),
        (
            ##"""
            x = 3x + 2theta
            """##,
            ##"""
            error: `3x` is neither a number nor a name
             ┌─ t.hesse:1:5
            1│ x = 3x + 2theta
             │     ^^
             = hint: write `3 * x` for a product
            error: `2theta` is neither a number nor a name
             ┌─ t.hesse:1:10
            1│ x = 3x + 2theta
             │          ^^^^^^
             = hint: write `2 * theta` for a product
            """##
        ),
        (
            ##"""
            x = 1_ + 007
            """##,
            ##"""
            error: `_` is misplaced in `1_`
             ┌─ t.hesse:1:5
            1│ x = 1_ + 007
             │     ^^
             = hint: `_` stands between digits: `1_000`
            error: `007` begins with 0
             ┌─ t.hesse:1:10
            1│ x = 1_ + 007
             │          ^^^
             = hint: write `7`
            """##
        ),
        (
            ##"""
            x = 0x1G + 1.5.2 + 1e
            """##,
            ##"""
            error: `0x1G` is not a number
             ┌─ t.hesse:1:5
            1│ x = 0x1G + 1.5.2 + 1e
             │     ^^^^
             = hint: hexadecimal numbers are `0x1F`
            error: `1.5.2` has two points
             ┌─ t.hesse:1:12
            1│ x = 0x1G + 1.5.2 + 1e
             │            ^^^^^
             = hint: a number has one: `1.5`
            error: `1e` lacks its exponent
             ┌─ t.hesse:1:20
            1│ x = 0x1G + 1.5.2 + 1e
             │                    ^^
             = hint: write `1e-3`
            """##
        ),
        (
            ##"""
            x = 2j
            """##,
            ##"""
            error: `2j` is not a number
             ┌─ t.hesse:1:5
            1│ x = 2j
             │     ^^
             = hint: there are no complex numbers
            """##
        ),
        (
            ##"""
            x = 9_223_372_036_854_775_808
            """##,
            ##"""
            error: the integer does not fit into 64 bits
             ┌─ t.hesse:1:5
            1│ x = 9_223_372_036_854_775_808
             │     ^^^^^^^^^^^^^^^^^^^^^^^^^ the largest is 9223372036854775807
             = hint: write a float: `9223372036854775808.0`
            """##
        ),
        (
            ##"""
            x = 1e999
            """##,
            ##"""
            error: the number is larger than any float64
             ┌─ t.hesse:1:5
            1│ x = 1e999
             │     ^^^^^ the largest is 1.797…e308
             = hint: write `inf`
            """##
        ),
        (
            ##"""
            y = x² + z⁻¹ + (a)³
            """##,
            ##"""
            error: superscript digits are not a power
             ┌─ t.hesse:1:6
            1│ y = x² + z⁻¹ + (a)³
             │      ^ in `x²`
             = hint: write `x^2`
            error: superscript digits are not a power
             ┌─ t.hesse:1:12
            1│ y = x² + z⁻¹ + (a)³
             │            ^ in `z⁻¹`
             = hint: write `z^-1`
            error: superscript digits are not a power
             ┌─ t.hesse:1:19
            1│ y = x² + z⁻¹ + (a)³
             │                   ^ in `…)³`
             = hint: write `…)^3`
            """##
        ),
        (
            ##"""
            "abc
            """##,
            ##"""
            error: the string is not closed on its line
             ┌─ t.hesse:1:1
            1│ "abc
             │ ^^^^
             = hint: close it with `"`; `"""…"""` spans lines
            """##
        ),
        (
            ##"""
            'abc # no comment
            """##,
            ##"""
            error: the string is not closed on its line
             ┌─ t.hesse:1:1
            1│ 'abc # no comment
             │ ^^^^^^^^^^^^^^^^^
             = hint: close it with `'`; `"""…"""` spans lines
            """##
        ),
        (
            ##"""
            x = """abc
            y = 1
            """##,
            ##"""
            error: the string is never closed
             ┌─ t.hesse:1:5
            1│ x = """abc
             │     ^^^
             = hint: close it with `"""`
            """##
        ),
        (
            ##"""
            "t = {t:.3f"
            """##,
            ##"""
            error: the `{` of an interpolation is not closed
             ┌─ t.hesse:1:6
            1│ "t = {t:.3f"
             │      ^
             = hint: close it with `}`, or write `{{` for a brace in the text
            """##
        ),
        (
            ##"""
            "{a, b}"
            """##,
            ##"""
            error: an interpolation holds one value
             ┌─ t.hesse:1:4
            1│ "{a, b}"
             │    ^
             = hint: write braces for each: `{a}, {b}`
            """##
        ),
        (
            ##"""
            "{} {x=}"
            """##,
            ##"""
            error: the interpolation is empty
             ┌─ t.hesse:1:2
            1│ "{} {x=}"
             │  ^^
             = hint: put the value into the braces, as in `{x:.3f}`; braces in the text are `{{` and `}}`
            """##
        ),
        (
            ##"""
            "{x:5q}"
            """##,
            ##"""
            error: the format `5q` is not understood from `q` on
             ┌─ t.hesse:1:4
            1│ "{x:5q}"
             │    ^^^
             = hint: formats are `[[fill]align][sign][0][width][,][.digits]` and one of `d e f g % s`, as in `{x:>8.3f}`
            """##
        ),
        (
            ##"""
            "{x:99999}"
            """##,
            ##"""
            error: the format `99999` asks for too many columns
             ┌─ t.hesse:1:4
            1│ "{x:99999}"
             │    ^^^^^^
             = hint: at most 10000
            """##
        ),
        (
            ##"""
            "set {1, 2} }"
            """##,
            ##"""
            error: an interpolation holds one value
             ┌─ t.hesse:1:8
            1│ "set {1, 2} }"
             │        ^
             = hint: write braces for each: `{a}, {b}`
            error: `}` in a string without its `{`
             ┌─ t.hesse:1:13
            1│ "set {1, 2} }"
             │             ^
             = hint: write `}}` for a brace in the text
            """##
        ),
        (
            ##"""
            "C:\users\q \u41 \u{110000}"
            """##,
            ##"""
            error: `\u` lacks its braces
             ┌─ t.hesse:1:4
            1│ "C:\users\q \u41 \u{110000}"
             │    ^^
             = hint: write the number of the character in hexadecimal: `\u{3B8}` is θ
            error: there is no escape `\q`
             ┌─ t.hesse:1:10
            1│ "C:\users\q \u41 \u{110000}"
             │          ^^
             = hint: escapes are `\n \t \r \\ \" \' \0 \u{…}`; write `\\` for a backslash
            error: `\u` lacks its braces
             ┌─ t.hesse:1:13
            1│ "C:\users\q \u41 \u{110000}"
             │             ^^
             = hint: write the number of the character in hexadecimal: `\u{3B8}` is θ
            error: there is no character U+110000
             ┌─ t.hesse:1:18
            1│ "C:\users\q \u41 \u{110000}"
             │                  ^^^^^^^^^^
             = hint: the last one is U+10FFFF
            """##
        ),
        (
            ##"""
            "\{a}"
            """##,
            ##"""
            error: there is no escape `\{`
             ┌─ t.hesse:1:2
            1│ "\{a}"
             │  ^^
             = hint: write `{{` for a brace in the text
            """##
        ),
        (
            ##"""
            f"{x}" + r'a' + b"c"
            """##,
            ##"""
            error: strings take no prefix `f`
             ┌─ t.hesse:1:1
            1│ f"{x}" + r'a' + b"c"
             │ ^
             = hint: leave `f` out: double quotes always interpolate, `"{x:.3f}"`
            error: strings take no prefix `r`
             ┌─ t.hesse:1:10
            1│ f"{x}" + r'a' + b"c"
             │          ^
             = hint: there are no raw strings: write `\\` for a backslash
            error: strings take no prefix `b`
             ┌─ t.hesse:1:17
            1│ f"{x}" + r'a' + b"c"
             │                 ^
             = hint: there are no byte strings
            """##
        ),
        (
            ##"""
            x = “hello”
            """##,
            ##"""
            error: “ does not begin a string
             ┌─ t.hesse:1:5
            1│ x = “hello”
             │     ^
             = hint: use straight quotes: `"…"` or `'…'`
            """##
        ),
        (
            ##"""
            x = a ≤ b and c ≠ d
            """##,
            ##"""
            error: `≤` (U+2264) is not a sign of the language
             ┌─ t.hesse:1:7
            1│ x = a ≤ b and c ≠ d
             │       ^
             = hint: write `<=`
            """##
        ),
        (
            ##"""
            x = a − b
            """##,
            ##"""
            error: `−` (U+2212) is not a sign of the language
             ┌─ t.hesse:1:7
            1│ x = a − b
             │       ^
             = hint: this is not the minus sign of the keyboard; write `-`
            """##
        ),
    ])
    func text(source: String, expected: String) {
        let tree = SyntaxTree.parse(SourceFile(name: "t.hesse", text: source))
        #expect(tree.diagnostics.map { $0.rendered() }.joined(separator: "\n") == expected)
    }
}
