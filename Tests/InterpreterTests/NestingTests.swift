import Testing

/// Values that hold others, many deep.
@Suite struct NestingTests {
    @Test("a long chain of closures is released without recursion")
    func chain() {
        let program = "wrap(f) = x -> f(x) + 1\nf = x -> x\nfor i in range(200000) { f = wrap(f) }\ntype(f)"
        #expect(TestInterpreter.lines(program) == ["function"])
    }

    @Test("values nest up to a limit, lists and records alike")
    func limit() {
        let expected = "error: values nest more than 1000 deep"
        for program in [
            "x = list()\nfor i in range(2000) { x = (x, 1) }", "x = {}\nfor i in range(2000) { x = {a: x} }",
            "x = {}\nfor i in range(2000) { y = {}; y.a = (x,); x = y }", "x = (0,)\nfor i in range(2000) { x[0] = x }",
        ] {
            #expect(TestInterpreter.lines(program).first == expected, "\(program)")
        }
    }

    @Test("what is as deep as allowed is copied, compared, printed and released")
    func deepest() {
        let program = """
            x = list(); for i in range(998) { x = (x, 1) }
            y = x; y[1] = 2; z = {a: y}
            print(x == x, x == y, len(str(z)))
            z.a[0][1] = 5
            """
        #expect(TestInterpreter.lines(program) == ["true false 4997"])
    }
}
