import Interpreter
import Syntax
import Tensors

/// How many tests went well, and how many not.
struct TestCount {
    var passed = 0
    var failed = 0
}

// `hesse test folder…`.
extension Runner {
    /// Of what a test prints not much more than so many bytes is kept.
    private static let mostKept = 1 << 20

    /// Runs the test files below folders, and the examples in the documentation of all programs there.
    func test(_ paths: [String], _ thread: ProgramThread) -> Int32 {
        let files: [String]
        do { files = try paths.flatMap(TestFiles.programs) } catch {
            show(error)
            return ExitStatus.usage
        }
        return withThread(thread) {
            let start = MonotonicClock.seconds
            var count = TestCount()
            for file in files {
                let source = SourceFile(name: file, bytes: try ByteReader.read(file: file))
                if TestFiles.isTest(file) { try run(tests: source, &count) }
                for example in DocumentationExample.all(in: source) { try run(example, of: source, &count) }
            }
            guard count.passed + count.failed > 0 else {
                throw HesseError(
                    "there are no tests below \(paths.joined(separator: ", "))",
                    hint: "tests are files `test_….hesse`, and indented lines of `##` comments that say `# → result`")
            }
            let seconds = Echo.duration(MonotonicClock.seconds - start)
            try output.write("\(count.passed) passed, \(count.failed) failed in \(seconds)\n")
            return count.failed == 0 ? ExitStatus.success : ExitStatus.failure
        }
    }

    /// Runs a file of tests: its own statements are one test, each function `test_…` that it defines is another.
    private func run(tests source: SourceFile, _ count: inout TestCount) throws {
        var printed = ""
        let session = try makeSession(path: source.name) { if printed.utf8.count < Runner.mostKept { printed += $0 } }
        guard try passes(source.name, printed: { printed }, &count, { _ = try session.run(source) }) else { return }
        for (name, value) in session.module.globals where name.hasPrefix("test_") {
            guard case .function = value else { continue }
            printed = ""
            try passes("\(source.name): \(name)", printed: { printed }, &count) { try session.call(value) }
        }
    }

    private func run(_ example: DocumentationExample, of file: SourceFile, _ count: inout TestCount) throws {
        var printed = ""
        let session = try makeSession(path: file.name) { if printed.utf8.count < Runner.mostKept { printed += $0 } }
        let line = file.line(at: example.span.lowerBound)
        try passes("\(file.name): example at line \(line)", printed: { "" }, &count) {
            _ = try session.run(file)
            printed = ""
            _ = try session.run(example.source)
            guard !example.example.agrees(with: printed) else { return }
            let shown = printed.trimmingNewlines
            throw HesseError(
                Diagnostic(
                    "the example does not print what it says", source: file, span: example.span,
                    notes: ["it says    \(example.example.expected ?? "")", "it prints  \(shown.isEmpty ? "nothing" : shown)"]))
        }
    }

    /// Counts a test; says what is wrong with one that fails. Throws an interruption.
    @discardableResult
    private func passes(
        _ name: String, printed: () -> String, _ count: inout TestCount, _ body: () throws -> Void
    ) throws -> Bool {
        try Interrupt.check()
        do {
            try body()
            count.passed += 1
            return true
        } catch {
            let error = HesseError(error)
            guard error.kind == .error else { throw error }
            count.failed += 1
            try output.write("FAILED \(name)\n")
            let text = printed().trimmingNewlines
            if !text.isEmpty { try output.write("it printed:\n\(text)\n") }
            messages.show(error)
            return false
        }
    }
}
