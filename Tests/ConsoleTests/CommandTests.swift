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
        #expect(try runHesse(["doc"]).output.contains("curvature\n    "))
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

    @Test("what stands before a command's name counts, and what it does not know is wrong usage")
    func options() throws {
        #expect(try runHesse(["--no-color", "doc", "hvp"]).status == 0)
        let wrong = try runHesse(["check", "--jsn", "x"])
        #expect(wrong.status == 2 && wrong.errors.contains("`hesse check --help`"))
        #expect(try runHesse(["--help"]).output.contains("hesse check file"))
    }
}
