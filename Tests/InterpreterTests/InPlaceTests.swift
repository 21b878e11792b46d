import CAllocationCounter
import Interpreter
import Tensors
import Testing

/// Values do not change, but what is held once is updated in place: a loop costs what it looks like.
@Suite(.serialized) struct InPlaceTests {
    /// Where the content of a variable lies.
    private func address(_ name: String, _ module: Module) -> UInt {
        switch module[name] {
        case .list(let box)?: UInt(bitPattern: ObjectIdentifier(box))
        case .record(let box)?: UInt(bitPattern: ObjectIdentifier(box))
        case .string(let box)?: UInt(bitPattern: ObjectIdentifier(box))
        case .tensor(let box)?: UInt(bitPattern: box.tensor.pointer)
        default: 0
        }
    }

    /// Whether a statement leaves the content of `x` where it was.
    private func staysInPlace(_ start: String, _ statement: String) throws -> Bool {
        try EvaluationThread.run {
            let interpreter = try TestInterpreter.make(.init())
            let module = try interpreter.makeModule()
            try interpreter.run(text: start, in: module)
            let before = address("x", module)
            try interpreter.run(text: statement, in: module)
            #expect(before != 0)
            return address("x", module) == before
        }
    }

    @Test(
        "what is held once is written in place",
        arguments: [
            ("x = list(1, 2)", "x = append(x, 3)"), ("x = list(1, 2)", "x[0] = 3"), ("x = ({a: 1, b: \"s\"},)", "x[-1].a = 2.5"),
            ("x = list(1, 2)", "x[0] += 3"),
            ("x = list(1, (2,))", "x[1][0] = 3"), ("x = ({a: 1},)", "x[0].a += 1"), ("x = {a: 1}", "x.a = 2"),
            ("x = {a: 1}", "x.b = 2"), ("x = {a: 1}", "x[\"a\"] *= 2"), ("x = {a: {b: zeros(3)}}", "x.a.b[1] += 2"),
            ("x = zeros(3)", "x[0] = 1"), ("x = zeros(3)", "x[0:2] = [1, 2]"), ("x = zeros(3)", "x[0] += 1"),
            ("x = zeros(2, 2)", "x[0, 1] = 1"),
            ("x = int64([1, 2])", "x[0] = 5"), ("x = \"abc\"", "x += \"d\""), ("x = \"abc\"", "x = x + \"d\""),
            ("x = list(1, 2)", "try { x = append(x, 3) } catch e { }"),
            ("x = list(1, 2)", "for i in range(9) { x = append(x, i) }"),
            ("x = list(1, 2)", "x = append(x, \"{1 + 1}\")"), ("x = list(1, 2)", "x = append(x, {a: 1 < 2, b: y -> y})"),
            ("x = list(1, 2)", "x = append(x, if 1 < 2 { 3 } else { 4 })"),
            ("x = list(1, 2)", "try { x[7] = 3 } catch e { }"), ("x = list(1, 2)", "try { x = append(x) } catch e { }"),
        ])
    func once(_ start: String, _ statement: String) throws {
        #expect(try staysInPlace(start, statement), "\(start); \(statement)")
    }

    @Test(
        "what another name holds is copied",
        arguments: [
            ("x = list(1, 2); y = x", "x = append(x, 3)"), ("x = list(1, 2); y = x", "x[0] = 3"),
            ("x = {a: 1}; y = x", "x.a = 2"),
            ("x = zeros(3); y = x", "x[0] = 1"), ("x = \"abc\"; y = x", "x += \"d\""), ("x = zeros(3); y = {w: x}", "x[0] = 1"),
            ("x = (1,); f = () -> x; y = f()", "x[0] = 2"), ("x = zeros(100); y = x", "x += 1"),
        ])
    func twice(_ start: String, _ statement: String) throws {
        #expect(try !staysInPlace(start, statement), "\(start); \(statement)")
        let same = TestInterpreter.lines("\(start)\nbefore = str(y)\n\(statement)\nstr(y) == before")
        #expect(same == ["true"], "\(start); \(statement)")
    }

    /// How many more allocations a program of 20 000 turns makes than one of 10 000.
    private func growth(_ program: String) throws -> Int {
        try EvaluationThread.run {
            let interpreter = try TestInterpreter.make(.init())
            func count(_ turns: Int) throws -> Int {
                let before = allocation_count()
                try interpreter.run(text: program.replacing("N", with: "\(turns)"), in: try interpreter.makeModule())
                return allocation_count() - before
            }
            // What is compiled the first time is kept.
            _ = try count(100)
            let few = try count(10_000)
            return try count(20_000) - few
        }
    }

    @Test(
        "loops that build something allocate no more than it takes to grow",
        arguments: [
            "x = list(); for i in range(N) { x = append(x, i) }",
            "f() = { x = list(); for i in range(N) { x = append(x, i) }; x }\nf()",
            "x = []; for i in range(N) { x = append(x, 0.5 * i) }", "s = \"\"; for i in range(N) { s += \"abcdefgh\" }",
            "f() = { s = \"\"; for i in range(N) { s = s + \"abcdefgh\" }; s }\nf()",
            "a = zeros(100); for i in range(N) { a[i % 100] = i }", "x = list(range(100)); for i in range(N) { x[i % 100] = i }",
            "f(x) = { for i in range(N) { x[i % 100] = i }; x }\nf(list(range(100)))",
            "p = {n: 0, s: 0.0}; for i in range(N) { p.n = i; p.s = 0.5 * p.n }",
            "s = 0.0; x = list(range(100)); for i in range(N) { s += x[i % 100] / 3 }",
            "f(x) = x + 1\ns = 0; for i in range(N) { s = f(s) }",
            "s = 0; for x in range(N) { if x % 2 == 0 { s += x } else { s -= x } }",
        ])
    func linear(_ program: String) throws {
        #expect(try growth(program) < 50, "\(program)")
    }
}
