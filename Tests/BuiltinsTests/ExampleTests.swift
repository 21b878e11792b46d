import Builtins
import Foundation
import Interpreter
import Testing

/// Every built-in's example runs, and prints what it says behind `# →`.
struct ExampleTests {
    static let names: [String] = Builtins.table().builtins.map(\.name)

    @Test(arguments: names) func exampleIsTrue(_ name: String) throws {
        let builtin = try #require(Builtins.table().builtins.last { $0.name == name })
        #expect(!builtin.summary.isEmpty)
        let printed = try run(builtin.example)
        #expect(!printed.contains("error: "), "\(name): \(printed)")
        #expect(Example(builtin.example).agrees(with: printed), "\(name): \(printed)")
    }
}

/// What entries say beside their example.
struct DocumentationTests {
    @Test("see-also names other entries, or functions of the prelude")
    func seeAlso() throws {
        let builtins = Builtins.table().builtins
        var known = Set(builtins.map(\.name))
        try EvaluationThread.run {
            let options = Interpreter.Options(standardLibrary: standardLibrary)
            known.formUnion(try Builtins.interpreter(options).preludeOutline?.names ?? [])
        }
        #expect(known.contains("dominant_directions"))
        for builtin in builtins {
            for name in builtin.seeAlso { #expect(known.contains(name) && name != builtin.name, "\(builtin.name): \(name)") }
        }
    }

    @Test("texts end without a newline, and a summary is one line")
    func form() {
        let table = Builtins.table()
        for builtin in table.builtins {
            #expect(table.subjects[builtin.group]?.isEmpty == false, "\(builtin.group)")
            #expect(!builtin.summary.contains("\n") && builtin.summary.hasSuffix("."), "\(builtin.name)")
            for text in [builtin.shapes, builtin.equation] {
                #expect(!text.hasSuffix(".") && !text.contains("\n"), "\(builtin.name)")
            }
        }
    }
}
