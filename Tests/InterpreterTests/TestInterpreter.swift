import Builtins
import Glibc
import Interpreter
import Syntax

/// What a program printed, and how it ended.
struct Run {
    var output = ""
    var error: HesseError?
    var outcome: Interpreter.Outcome?
    var warnings: [Diagnostic] = []
}

/// Runs programs with all built-ins and the standard library.
enum TestInterpreter {
    /// The folder of the tests' sources.
    static let folder = parent(of: #filePath)
    static let root = parent(of: parent(of: folder))

    private static func parent(of path: String) -> String {
        path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }

    /// An interpreter that hands over what it prints.
    static func make(_ options: Interpreter.Options) throws -> Interpreter {
        var options = options
        options.standardLibrary = root + "/stdlib"
        return try Builtins.interpreter(options)
    }

    /// Runs a program on a thread with a large stack.
    static func run(_ text: String, name: String = "test.hesse", options: Interpreter.Options = .init()) -> Run {
        EvaluationThread.run {
            var run = Run()
            do {
                var (output, warnings) = ("", [Diagnostic]())
                var options = options
                options.output = { output += $0 }
                options.warnings = { warnings.append($0) }
                let interpreter = try make(options)
                let module = try interpreter.makeModule(path: name)
                do { run.outcome = try interpreter.run(text: text, name: name, in: module) } catch {
                    run.error = HesseError(error)
                }
                (run.output, run.warnings) = (output, warnings)
            } catch { run.error = HesseError(error) }
            return run
        }
    }

    /// What `hesse -e` would show: what the program prints, its value, and its error with hints.
    static func lines(_ text: String) -> [String] {
        let run = run(text)
        var shown = run.output
        if let outcome = run.outcome, !outcome.isSilent, !outcome.value.isNone {
            shown += ValueFormatter.text(outcome.value) + "\n"
        }
        if let error = run.error {
            shown += "error: \(error.message)\n" + error.diagnostic.hints.map { "hint: \($0)\n" }.joined()
        }
        if shown.hasSuffix("\n") { shown.removeLast() } else if shown.isEmpty { return [] }
        return shown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Files of the tests.
enum TestFiles {
    /// The files of a folder with this ending, by name.
    static func paths(in folder: String, ending: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { names.append(String(cString: $0)) }
            }
        }
        return names.filter { $0.hasSuffix(ending) }.sorted().map { folder + "/" + $0 }
    }

    static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ path: String, _ text: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    /// A fresh folder for what programs write; it becomes the process's own folder while `body` runs, and goes afterwards.
    static func inTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        var template = Array("/tmp/hesse-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HesseError("no folder for the tests") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let before = getcwd(nil, 0)
        chdir(folder)
        defer {
            if let before { chdir(before) }
            free(before)
            remove(folder)
        }
        return try body(folder)
    }

    /// Removes a folder and what is in it.
    private static func remove(_ folder: String) {
        for path in paths(in: folder, ending: "") where !path.hasSuffix("/.") && !path.hasSuffix("/..") {
            if unlink(path) != 0 { remove(path) }
        }
        rmdir(folder)
    }
}
