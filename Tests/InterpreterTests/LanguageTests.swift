import Interpreter
import Testing

/// Programs and what they print; an error is the last line.
@Suite struct LanguageTests {
    @Test(
        "programs print what the language says",
        arguments: [
            // Closures read a variable's present value, defaults are evaluated once.
            ("i = 10\nf = x -> x + i\ng(x, k=i) = x + k\ni = 20\nprint(f(1), g(1))", "21 11\n"),
            ("c(n) = { a = n; h = x -> a + x; a = a + 1; h }\nprint(c(5)(10))", "16\n"),
            ("r(n) = { go(k) = if k == 0 { 0 } else { k + go(k-1) }; go(n) }\nprint(r(100))", "5050\n"),
            // Values do not change.
            (
                "p = {W: [1, 2], deep: [{c: 1}]}\nq = p\np.deep[0].c += 2\np.W[0] = 9\nprint(p)\nprint(q)",
                "{W: [9, 2], deep: [{c: 3}]}\n{W: [1, 2], deep: [{c: 1}]}\n"
            ),
            ("xs = [\"a\"]\nys = xs\nxs = append(xs, 1)\nprint(xs, ys)", "[\"a\", 1] [\"a\"]\n"),
            ("f(v) = { v[0] = 7; v }\na = [1, 2]\nprint(f(a), a)", "[7, 2] [1, 2]\n"),
            // What fails leaves its variable as it was.
            ("xs = [\"a\"]\ntry { xs[5] = 1 } catch e { }\ntry { xs[0] += 1 } catch e { }\nprint(xs)", "[\"a\"]\n"),
            ("s = \"a\"\ntry { s = s + 1 } catch e { }\nprint(s)", "a\n"),
            ("xs = [\"a\"]\ntry { xs = append(xs, 1, 2) } catch e { }\nprint(xs)", "[\"a\"]\n"),
            // Numbers.
            ("print(7 // 2, -7 // 2, 7 % -3, 7 / 2, 2^-1, 2^10, 1 / 0)", "3 -4 -2 3.5 0.5 1024 inf\n"),
            (
                "print(9223372036854775807 + 1)",
                "error: integer overflow in `+`: 9223372036854775807 + 1 does not fit into 64 bits\n"
            ),
            ("print(1 // 0)", "error: integer division by zero in `//`\n"),
            ("print(0.1, 3.0, 1e-300, [1, 2.5])", "0.1 3.0 1e-300 [1, 2.5]\n"),
            ("print(0 < 1 < 2, 0 < [1, -1] < 2, 3 > 2 > 2)", "true [true, false] false\n"),
            // Strings.
            ("x = 2\nprint(\"{x:>4}|{1/3:.3f}|{{}}\")", "   2|0.333|{}\n"),
            // Control.
            ("a, b = 1, 2\na, b = b, a\nprint(a, b)", "2 1\n"),
            ("s = 0\nfor i in range(10) { if i == 3 { continue }\n if i == 6 { break }\n s += i }\nprint(s)", "12\n"),
            ("f() = { for x in [\"a\", \"b\"] { if x == \"b\" { return x } } }\nprint(f())", "b\n"),
            ("try { error(\"boom\") } catch e { print(e.message, e.line) }", "boom 1\n"),
            ("x = if false { 1 }\nprint(x)", "none\n"),
            // Scope.
            ("p = {}\nf() = { p.x = 3 }\nf()", "error: `p` is read before it is assigned\n"),
            ("f() = { y = z; z = 1 }\nf()", "error: `z` is read before it is assigned\n"),
            ("f(n) = f(n + 1)\nf(0)", "error: recursion too deep: 2000 calls inside each other\n"),
            ("if 1 { 2 }", "error: a condition wants true or false, not the integer 1\n"),
        ])
    func prints(program: String, expected: String) {
        #expect(TestInterpreter.output(program) == expected)
    }

    @Test("an error shows place, calls and hint")
    func trail() {
        let run = TestInterpreter.run("net(θ) = θ.W2\nloss(θ) = sum(net(θ))\nloss({W1: 1})", name: "a.hesse")
        #expect(
            run.error?.rendered() == """
                error: a record with 1 field has no field `W2`
                 ┌─ a.hesse:1:10
                1│ net(θ) = θ.W2
                 │          ^^^^
                 = in net(θ), called from loss(θ) at line 2
                 = in loss(θ), called at line 3
                 = hint: did you mean `W1`? its fields are `W1`
                """)
    }

    @Test("a long chain of closures is released without recursion")
    func chain() {
        #expect(
            TestInterpreter.output("wrap(f) = x -> f(x) + 1\nf = x -> x\nfor i in range(200000) { f = wrap(f) }\nprint(type(f))")
                == "function\n")
    }

    @Test("values nest up to a limit")
    func nesting() {
        #expect(
            TestInterpreter.output("x = list()\nfor i in range(2000) { x = (x, 1) }")
                == "error: values nest more than 1000 deep\n")
    }
}
