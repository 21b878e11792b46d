import Formats
import Interpreter
import Syntax

// `hesse check file…`.
extension Runner {
    /// Says all that is wrong with the files; nothing runs. Errors as text go to standard error, as JSON to standard output.
    func check(_ paths: [String], asJSON: Bool, _ thread: ProgramThread) -> Int32 {
        withSession(thread) { session in
            var found: [JSONValue] = []
            var code = ExitStatus.success
            for path in paths {
                let source: SourceFile
                do { source = SourceFile(name: path, bytes: try ByteReader.read(file: path)) } catch {
                    show(error)
                    code = ExitStatus.usage
                    continue
                }
                for diagnostic in session.interpreter.check(source) {
                    if diagnostic.severity == .error, code == ExitStatus.success { code = ExitStatus.failure }
                    if asJSON { found.append(json(diagnostic, path)) } else { messages.show(diagnostic) }
                }
            }
            if asJSON { try output.write(String(decoding: JSON.encode(.array(found), indent: 2), as: UTF8.self) + "\n") }
            return code
        }
    }

    /// A diagnostic for other programs. Lines and columns count from 1, columns in Unicode scalars; the end is behind the last one.
    private func json(_ diagnostic: Diagnostic, _ path: String) -> JSONValue {
        let source = diagnostic.source
        func place(_ offset: Int?) -> (JSONValue, JSONValue) {
            guard let source, let offset else { return (.null, .null) }
            return (.integer(Int64(source.line(at: offset))), .integer(Int64(source.column(at: offset))))
        }
        let start = place(diagnostic.span?.lowerBound)
        let end = place(diagnostic.span.map { max($0.lowerBound, $0.upperBound) })
        let hint = diagnostic.hints.joined(separator: "\n")
        return .object([
            "file": .string(source?.name ?? path), "line": start.0, "column": start.1, "endLine": end.0, "endColumn": end.1,
            "severity": .string(diagnostic.severity.rawValue), "message": .string(diagnostic.message),
            "hint": hint.isEmpty ? .null : .string(hint),
        ])
    }
}
