import Testing

/// The commands of the first word, as shells meet them.
@Suite struct CommandTests {
    @Test("check: text on standard error, JSON on standard output, and the exit codes")
    func check() throws {
        let folder = TemporaryFolder()
        let good = folder.file("good.hesse", "x = 1\nprint(x)\n")
        let bad = folder.file("bad.hesse", "θ = 1\nprint(θ, nope)\nsum([1], axes=0)\n")
        let clean = try runHesse(["check", good])
        #expect(clean.status == 0 && clean.output == "" && clean.errors == "")
        let found = try runHesse(["check", good, bad])
        #expect(found.status == 1 && found.output == "")
        #expect(found.errors.contains("bad.hesse:2:10") && found.errors.contains("did you mean `axis`?"))
        let json = try runHesse(["check", "--json", bad])
        #expect(json.status == 1 && json.errors == "")
        #expect(json.output.contains("\"line\": 2,\n    \"column\": 10,\n    \"endLine\": 2,\n    \"endColumn\": 14,"))
        #expect(json.output.contains("\"severity\": \"error\",\n    \"message\": \"unknown name `nope`\",\n    \"hint\": null"))
        #expect(try runHesse(["check", "--json", good]).output == "[]\n")
        #expect(try runHesse(["check", folder.path + "/missing.hesse", good]).status == 2)
        #expect(try runHesse(["check"]).status == 2)
        #expect(try runHesse(["check", "--help"]).output.contains("endColumn"))
    }

    @Test("doc: built-ins, words, subjects, functions of files, near names")
    func doc() throws {
        let hvp = try runHesse(["doc", "hvp"])
        #expect(hvp.status == 0 && hvp.output.hasPrefix("hvp(f, θ, v)\n"))
        #expect(
            hvp.output.contains("\n    H·v = ") && hvp.output.contains("\nShapes: ") && hvp.output.contains("\nSee also hessian"))
        #expect(try runHesse(["doc", "while"]).output.hasPrefix("`while`: "))
        #expect(try runHesse(["doc", "curvature"]).output.contains("\nhutchinson "))
        #expect(try runHesse(["doc"]).output.contains("\ncurvature: derivatives, "))
        let unknown = try runHesse(["doc", "hesian"])
        #expect(unknown.status == 1 && unknown.errors.contains("did you mean `hessian`?"))
        let folder = TemporaryFolder()
        let module = folder.file("optim.hesse", "# Descent.\n\n## A step downhill.\nsgd(θ, g, lr=0.1) = θ - lr * g\nprint(1)\n")
        #expect(module.hasSuffix("optim.hesse"))
        let environment = ["HESSE_PATH": folder.path]
        let sgd = try runHesse(["doc", "optim.sgd"], environment: environment)
        #expect(sgd.output.hasPrefix("sgd(θ, g, lr=0.1)\n\nA step downhill.\n\ndefined in "), "\(sgd)")
        #expect(try runHesse(["doc", "optim"], environment: environment).output == "module optim\n\nDescent.\n\nsgd\n")
        let missing = try runHesse(["doc", "optim.sdg"], environment: environment)
        #expect(missing.status == 1 && missing.errors.contains("did you mean `sgd`?"))
    }

    @Test("fmt: in place, only what changes; --check, standard input, syntax errors")
    func format() throws {
        let folder = TemporaryFolder()
        let file = folder.file("a.hesse", "x=1 # one\nif x>0{\nprint( x )\n}\n")
        let listed = try runHesse(["fmt", "--check", file])
        #expect(listed.status == 1 && listed.output == file + "\n" && listed.errors == "")
        #expect(try runHesse(["fmt", file]).status == 0)
        #expect(folder.read("a.hesse") == "x = 1  # one\nif x > 0 {\n    print(x)\n}\n")
        let again = try runHesse(["fmt", "--check", file])
        #expect(again.status == 0 && again.output == "")
        #expect(try runHesse(["fmt", "-"], input: "f( x )=x ^2").output == "f(x) = x^2\n")
        let bad = folder.file("bad.hesse", "x = (1\n")
        let refused = try runHesse(["fmt", bad, file])
        #expect(refused.status == 1 && refused.errors.contains("`(` is never closed"))
        #expect(folder.read("bad.hesse") == "x = (1\n")
        #expect(try runHesse(["fmt", folder.path + "/none.hesse"]).status == 2)
    }

    @Test("test: files, their functions, examples in documentation; a line a failure, and the exit codes")
    func test() throws {
        let folder = TemporaryFolder()
        _ = folder.file(
            "lib.hesse",
            "## Twice x.\n##\n##     y = twice(2)\n##     print(y, twice([1.0, 2]))   # → 4 [2, 4]\n"
                + "##\n## Text that is\n##     indented, and no example\ntwice(x) = 2 * x\n")
        _ = folder.file(
            "test_lib.hesse", "import lib\ntest_two() = assert(lib.twice(1) == 2)\ntest_list() = { print(lib.twice(3)) }\n")
        let good = try runHesse(["test", folder.path])
        #expect(good.status == 0 && good.errors == "", "\(good)")
        #expect(good.output.hasPrefix("4 passed, 0 failed in ") && good.output.split(separator: "\n").count == 1, "\(good)")
        _ = folder.file(
            "test_bad.hesse", "test_a() = { print(\"seen\"); assert(1 == 2, \"sums\") }\ntest_b() = 1\ntest_c(x) = x\n")
        _ = folder.file("wrong.hesse", "## One.\n##     print(one())   # → 2\none() = 1\n")
        let bad = try runHesse(["test", folder.path])
        #expect(bad.status == 1 && bad.output.contains("\n6 passed, 3 failed in "), "\(bad)")
        #expect(bad.output.contains("test_bad.hesse: test_a\nit printed:\nseen\n"))
        #expect(bad.errors.contains("the assertion does not hold: sums") && bad.errors.contains("`test_c` needs `x`"))
        #expect(bad.output.contains("FAILED \(folder.path)/wrong.hesse: example at line 2\n"))
        #expect(
            bad.errors.contains("wrong.hesse:2:8") && bad.errors.contains("it says    2\n")
                && bad.errors.contains("it prints  1\n"))
        let empty = TemporaryFolder()
        #expect(try runHesse(["test", empty.path]).status == 1)
        #expect(try runHesse(["test", folder.path + "/none"]).status == 2)
        _ = folder.file("test_long.hesse", "while true { }\n")
        #expect(try runHesse(["test", folder.path], interruptAfter: 1).status == 130)
    }

    @Test("the examples in the standard library's documentation are true")
    func libraryExamples() throws {
        let result = try runHesse(["test", standardLibrary])
        #expect(result.status == 0 && result.errors == "", "\(result)")
    }

    @Test("explain: the stages of the plan that ran last, what its loops fuse, and what ran before")
    func explain() throws {
        let product = try runHesse(["explain", "H = hessian(x -> sum(tanh(x)^2), ones(1000)); H @ ones(1000)"])
        #expect(product.status == 0 && product.errors == "")
        #expect(product.output.hasPrefix("H @ V: float64(1000,), float64(1000,) → float64(1000,)\n"), "\(product)")
        #expect(product.output.contains("\nstage 0, once: ") && product.output.contains("\nstage 1, for each product: 1 step, "))
        #expect(product.output.contains(" loop  float64  (1000,)  ") && product.output.contains("tanh"))
        // (30, 50) @ (50, 100): 2·30·50·100 operations.
        let matrices = try runHesse(["explain", "sum(zeros(3)); zeros(30, 50) @ zeros(50, 100)"])
        #expect(matrices.output.contains("  1  product  float64  30×50×100  300.0 k  52.0 kB  24.0 kB\n"), "\(matrices)")
        #expect(matrices.output.contains("before it ran\n  sum: 1 step, "))
        #expect(try runHesse(["explain", "1 + 1"]).output.hasPrefix("no plan ran"))
        #expect(try runHesse(["explain", "nope"]).status == 1)
    }

    @Test("what stands before a command's name counts, and what it does not know is wrong usage")
    func options() throws {
        #expect(try runHesse(["--no-color", "doc", "hvp"]).status == 0)
        let wrong = try runHesse(["check", "--jsn", "x"])
        #expect(wrong.status == 2 && wrong.errors.contains("`hesse check --help`"))
        #expect(try runHesse(["--help"]).output.contains("hesse check file"))
    }
}
