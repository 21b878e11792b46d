import Builtins
import Interpreter
import Syntax
import Testing

/// What `hesse check` finds without running a program, and that it finds nothing in programs that are right.
@Suite struct CheckTests {
    /// What is wrong with a program, `line:column message`, with modules beside it.
    private func findings(_ program: String, files: [String: String] = [:]) throws -> [String] {
        try TestFiles.inTemporaryFolder { folder in
            for (name, text) in files { TestFiles.write(folder + "/" + name, text) }
            TestFiles.write(folder + "/main.hesse", program)
            return try check([SourceFile(name: folder + "/main.hesse", text: program)])[0].map { diagnostic in
                let offset = diagnostic.span?.lowerBound ?? 0
                let place = "\(diagnostic.line ?? 0):\(diagnostic.source?.column(at: offset) ?? 0)"
                return "\(place) \(diagnostic.message)".replacing(folder + "/", with: "")
            }
        }
    }

    private func check(_ sources: [SourceFile]) throws -> [[Diagnostic]] {
        try EvaluationThread.run {
            let interpreter = try TestInterpreter.make(.init())
            return sources.map(interpreter.check)
        }
    }

    @Test("all errors of a file come in the order of their places, syntax and names alike")
    func allOfThem() throws {
        let program = "a = zz\nx = = 1\nf(x) = qq + x\nprint(f(1, 2))\nb = [1, 2\n"
        #expect(
            try findings(program) == [
                "1:5 unknown name `zz`", "2:5 `= =` is not an operator", "3:8 unknown name `qq`",
                "4:7 `f` takes 1 argument, but 2 were given", "5:5 `[` is never closed",
            ])
    }

    @Test(
        "names",
        arguments: [
            ("print(nope)", ["1:7 unknown name `nope`"]),
            ("f() = nope\ng() = nope", ["1:7 unknown name `nope`"]),
            ("print(x)\nx = 1", ["1:7 `x` is read before it is assigned"]),
            ("x += 1", ["1:1 `x` is read before it is assigned"]),
            ("p = {a: 1}\nf() = { p.a = 2; p }", ["2:9 `p` is read before it is assigned"]),
            ("f() = { print(y); y = 1 }", ["1:15 `y` is read before it is assigned"]),
            ("f(c) = { if c { y = 1 } else { print(y) } }", ["1:38 `y` is read before it is assigned"]),
            // A variable that has a value on some ways is no error here.
            ("f(c) = { if c { y = 1 }; y }", []),
            ("for i in range(3) { if i > 0 { print(last) }; last = i }", []),
            ("while true { if c() { print(x) }; x = 1 }\nc() = true", ["1:17 `c` is read before it is assigned"]),
            ("f() = g()\ng() = later\nlater = 1\nf()", []),
            ("sum = sum([1.0])", []),
            ("e1 = x -> x + k\nk = 1", []),
            ("f(x) = { h(n) = if n < 1 { x } else { h(n - 1) }; h(3) }", []),
            ("try { nope() } catch e { print(e.message) }", ["1:7 unknown name `nope`"]),
        ])
    func names(_ program: String, _ expected: [String]) throws { #expect(try findings(program) == expected) }

    @Test(
        "calls",
        arguments: [
            ("f(x, k=1) = x * k\nf(1, q=2)", ["2:6 `f` has no keyword `q`"]),
            ("f(x, k=1) = x * k\nf(k=2)", ["2:1 `f` needs `x`, but got 1 argument"]),
            ("f(x, k=1) = x * k\nf(1, 2, k=3)", ["2:9 `f`: `k` is given twice"]),
            ("g = (a, b) -> a + b\ng(1)", ["2:1 `(a, b) -> a + b` needs `b`, but got 1 argument"]),
            ("f(n) = if n < 1 { 0 } else { f(n - 1, n) }", ["1:30 `f` takes 1 argument, but 2 were given"]),
            ("sum([1], axes=0)", ["1:10 `sum` has no keyword `axes`"]),
            ("matmul([[1.0]])", ["1:1 `matmul` lacks its argument `b`"]),
            ("sqrt(1, 2)", ["1:1 `sqrt` takes at most 1 argument, but 2 were given"]),
            ("max(1, 2, 3, axis=0, keepdim=true)", ["1:22 `max` has no keyword `keepdim`"]),
            ("dominant_directions(1, 2, 3)", ["1:1 `dominant_directions` takes 2 arguments, but 3 were given"]),
            // What is not known is not complained of.
            ("xs = [1, 2]\nf(x, y) = x\nf(...xs)", []),
            ("f(x) = x\nif true { f = (x, y) -> x + y }\nf(1, 2)", []),
            ("h(f) = f(1, 2, 3)\nh(sum)", []),
            ("sum(a, b) = a + b\nsum(1, 2)", []),
            ("p = {f: x -> x}\np.f(1, 2)", []),
        ])
    func calls(_ program: String, _ expected: [String]) throws { #expect(try findings(program) == expected) }

    @Test("modules: what is missing, what they lack, calls of what they define, circles")
    func modules() throws {
        let files = ["m.hesse": "k = 1\nf(x, y=2) = x + y\n", "a.hesse": "import b\n", "b.hesse": "import a\n"]
        let cases = [
            ("import nowhere", ["1:8 there is no module `nowhere`"]),
            ("import m\nm.g(1)\nm.f()", ["2:3 the module `m` has no `g`", "3:1 `f` needs `x`, but got no arguments"]),
            ("import m as n\nprint(n.k, n.f(1, z=2))", ["2:19 `f` has no keyword `z`"]),
            (
                "from m import f, h\nf(1, 2, 3)",
                ["1:18 the module `m` has no `h`", "2:1 `f` takes 2 arguments, but 3 were given"]
            ),
            ("import a", ["1:8 modules import each other in a circle: a.hesse → b.hesse → a.hesse"]),
            ("f() = { import a; 1 }", []), ("try { import nowhere } catch e { }", []), ("import m\nm = {g: 1}\nm.g", []),
        ]
        for (program, expected) in cases { #expect(try findings(program, files: files) == expected, "\(program)") }
        #expect(
            try findings("import bad", files: ["bad.hesse": "x = = 1"]) == [
                "1:8 the module `bad` is not a program: `= =` is not an operator"
            ])
        #expect(
            try findings("import m", files: ["m.hesse": "import main"]) == [
                "1:8 modules import each other in a circle: main.hesse → m.hesse → main.hesse"
            ])
    }

    @Test("nothing is found in the code that is in the repository")
    func noFalseAlarms() throws {
        let folders = ["stdlib", "scripts/paper", "scripts/bench", "Tests/InterpreterTests/Corpus"]
        var sources = folders.flatMap { TestFiles.paths(in: "\(TestInterpreter.root)/\($0)", ending: ".hesse") }
            .map { SourceFile(name: $0, text: TestFiles.read($0)) }
        #expect(sources.count > 10)
        sources += Builtins.table().builtins.map { SourceFile(name: $0.name, text: $0.example) }
        // Programs that give no error; what they try may be wrong.
        let cases = LanguageTests.files.flatMap { LanguageTests.parse(TestFiles.read($0)) }
        sources += cases.filter { test in !test.program.contains("try") && !test.expected.contains { $0.hasPrefix("error: ") } }
            .map { SourceFile(name: "case", text: $0.program) }
        for (source, found) in zip(sources, try check(sources)) {
            #expect(found.map { $0.rendered() } == [], "\(source.name)")
        }
    }

    @Test("what running a program finds in its names and calls, the check finds")
    func sameAsRunning() throws {
        let kinds = [
            "unknown name `", "has no keyword `", " takes ", "` needs `", "` is given twice", "is read before it is assigned",
        ]
        let cases = LanguageTests.files.flatMap { LanguageTests.parse(TestFiles.read($0)) }
        var sources: [SourceFile] = []
        var expected: [String] = []
        // What is caught is none, and one case depends on the value that a function is called with.
        for test in cases where !test.program.contains("try") && !test.program.contains("f(false)") {
            guard let error = test.expected.first(where: { $0.hasPrefix("error: ") })?.dropFirst(7),
                kinds.contains(where: error.contains)
            else { continue }
            sources.append(SourceFile(name: "case", text: test.program))
            expected.append(String(error))
        }
        #expect(sources.count > 10)
        for (index, found) in try check(sources).enumerated() {
            #expect(found.map(\.message).contains(expected[index]), "\(sources[index].text)")
        }
    }

    @Test("made-up programs are checked to the end, every finding has a place")
    func madeUp() throws {
        let builtins = Builtins.table().builtins
        let sources = (UInt64(0)..<500).map { seed in
            var generator = ProgramGenerator(dice: Dice(seed: seed), builtins: builtins)
            return SourceFile(name: "seed \(seed)", text: generator.program())
        }
        for (source, found) in zip(sources, try check(sources)) {
            for finding in found {
                #expect(finding.source === source && finding.span.map { $0.upperBound <= source.bytes.count } == true)
                #expect(!finding.message.isEmpty)
            }
        }
    }
}
