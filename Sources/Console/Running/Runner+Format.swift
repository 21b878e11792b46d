import Formats
import Interpreter
import Syntax
import Tensors

// `hesse fmt file…`.
extension Runner {
    /// Formats the files; with `isDry` only lists those that would change.
    func format(_ paths: [String], isDry: Bool, _ thread: ProgramThread) -> Int32 {
        withThread(thread) {
            try paths.map { path in
                try Interrupt.check()
                return format(path, isDry: isDry)
            }.max() ?? ExitStatus.success
        }
    }

    private func format(_ path: String, isDry: Bool) -> Int32 {
        let isStream = path == "-"
        do {
            let bytes =
                try isStream
                ? ByteReader.read(Terminal.input.rawValue, name: "the standard input") : ByteReader.read(file: path)
            let source = SourceFile(name: path, bytes: bytes)
            let tree = SyntaxTree.parse(source)
            guard let text = Formatter.format(tree) else {
                for diagnostic in tree.diagnostics where diagnostic.severity == .error { messages.show(diagnostic) }
                return ExitStatus.failure
            }
            let formatted = Array(text.utf8)
            if isDry {
                if formatted != bytes { try output.write(path + "\n") }
                return formatted == bytes ? ExitStatus.success : ExitStatus.failure
            }
            if isStream {
                try output.write(text)
            } else if formatted != bytes {
                try FileAccess.writeAtomically(path, formatted)
            }
            return ExitStatus.success
        } catch {
            // Whoever writes out what is held back says that it cannot.
            if output.failure != nil { return ExitStatus.failure }
            return show(error) == ExitStatus.interrupted ? ExitStatus.interrupted : ExitStatus.usage
        }
    }
}
