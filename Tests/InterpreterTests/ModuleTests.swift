import Glibc
import Interpreter
import Testing

/// `import` in its three forms, where modules are found, what they share, and cycles.
@Suite struct ModuleTests {
    /// Runs a script in a folder with these files.
    private func lines(_ files: [String: String], _ program: String, searchPaths: [String] = []) throws -> [String] {
        try TestFiles.inTemporaryFolder { folder in
            for (path, text) in files {
                var part = folder
                for name in path.split(separator: "/").dropLast() {
                    part += "/" + name
                    mkdir(part, 0o777)
                }
                TestFiles.write(folder + "/" + path, text)
            }
            let options = Interpreter.Options(searchPaths: searchPaths.map { folder + "/" + $0 })
            let run = TestInterpreter.run(program, name: folder + "/main.hesse", options: options)
            let error = run.error.map { "error: \($0.message.replacing(folder + "/", with: ""))\n" } ?? ""
            return (run.output + error).split(separator: "\n").map(String.init)
        }
    }

    private let resnet = ["nets/resnet.hesse": "width = 16\nresnet56(n) = n * width\n"]

    @Test func threeForms() throws {
        #expect(try lines(resnet, "import nets.resnet\nprint(nets.resnet.resnet56(2), nets.resnet.width)") == ["32 16"])
        #expect(try lines(resnet, "import nets.resnet as rn\nprint(rn.resnet56(2))") == ["32"])
        #expect(try lines(resnet, "from nets.resnet import resnet56, width as w\nprint(resnet56(1), w)") == ["16 16"])
    }

    @Test func twoOfOneFolder() throws {
        let files = ["nets/a.hesse": "x = 1", "nets/b.hesse": "x = 2"]
        #expect(try lines(files, "import nets.a\nimport nets.b\nprint(nets.a.x, nets.b.x)") == ["1 2"])
    }

    @Test("a module runs once, whoever imports it")
    func once() throws {
        let files = ["a.hesse": "print(\"a runs\")\nx = 1", "b.hesse": "import a\ny = a.x + 1"]
        #expect(try lines(files, "import a\nimport b\nimport a as again\nprint(again.x, b.y)") == ["a runs", "1 2"])
    }

    @Test("a module is searched beside the importing file, then in the search paths")
    func search() throws {
        let files = ["lib/m.hesse": "x = 1", "lib/n.hesse": "import m\ny = m.x", "other/m.hesse": "x = 2"]
        #expect(try lines(files, "import m\nprint(m.x)", searchPaths: ["other", "lib"]) == ["2"])
        #expect(try lines(files, "import lib.n\nprint(lib.n.y)") == ["1"])
    }

    @Test("cycles, missing modules and missing names are errors")
    func errors() throws {
        let cycle = try lines(["a.hesse": "import b", "b.hesse": "import a"], "import a")
        #expect(
            cycle.count == 1 && cycle[0].hasPrefix("error: ") && cycle[0].contains("in a circle: a.hesse → b.hesse → a.hesse"),
            "\(cycle)")
        #expect(try lines([:], "import nope")[0].hasPrefix("error: there is no module `nope`"))
        #expect(try lines(resnet, "from nets.resnet import resnet") == ["error: the module `nets.resnet` has no `resnet`"])
        #expect(try lines(resnet, "import nets.resnet as rn\nrn.width = 3")[0].contains("cannot be assigned from outside"))
        #expect(try lines(["bad.hesse": "x = = 1"], "import bad").count == 1)
        #expect(
            try lines(["bad.hesse": "x = 1 // 0"], "try { import bad } catch e { print(e.message, e.line) }")
                == ["integer division by zero in `//` 1"])
    }

    @Test("a function of a module sees that module's names")
    func ownNames() throws {
        let files = ["m.hesse": "k = 1\nget() = k\nsum(x) = \"mine\"\nuse(x) = sum(x)"]
        #expect(try lines(files, "k = 5\nimport m\nprint(m.get(), m.use(1), sum([1.0]))") == ["1 mine 1.0"])
    }

    @Test("scripts: byte-order mark, CRLF, `#!`, args")
    func scripts() throws {
        try TestFiles.inTemporaryFolder { folder in
            TestFiles.write(folder + "/s.hesse", "\u{FEFF}#!/usr/bin/env hesse\r\nx = 1\r\nprint(x, args)\r\n")
            let printed = try EvaluationThread.run {
                var output = ""
                let options = Interpreter.Options(arguments: ["a", "-b"], output: { output += $0 })
                try TestInterpreter.make(options).run(script: folder + "/s.hesse")
                return output
            }
            #expect(printed == "1 [\"a\", \"-b\"]\n")
        }
    }
}
