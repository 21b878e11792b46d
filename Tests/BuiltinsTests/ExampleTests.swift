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
        let expected = builtin.example.split(separator: "\n").compactMap { line in
            line.range(of: "# → ").map { String(line[$0.upperBound...]).trimmingCharacters(in: .whitespaces) }
        }
        let printed = try run(builtin.example)
        #expect(!printed.contains("error: "), "\(name): \(printed)")
        // Matrices are printed over several lines, and lines of several prints are compared as one.
        if !expected.isEmpty { #expect(words(printed) == words(expected.joined(separator: " ")), "\(name)") }
    }
}
