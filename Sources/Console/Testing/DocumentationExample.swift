import Interpreter
import Syntax

/// An example in the documentation of a file: lines of a `##` comment that are indented by four spaces or more, one of which says
/// what is printed behind `# → `.
struct DocumentationExample {
    /// The example, at the place in the file where it stands.
    let source: SourceFile
    /// Where it stands.
    let span: Range<Int>
    let example: Example

    /// The examples of a file, in order.
    static func all(in file: SourceFile) -> [DocumentationExample] {
        var examples: [DocumentationExample] = []
        var code: [Range<Int>] = []
        func finish() {
            if let example = DocumentationExample(file, code) { examples.append(example) }
            code = []
        }
        var newlines = 0
        for token in SyntaxTree.parse(file).tokens {
            switch token.kind {
            case .newline: newlines += 1
            case .whitespace, .byteOrderMark: break
            case .documentation:
                // A line without a comment ends what came before.
                if newlines > 1 { finish() }
                newlines = 0
                let line = token.span.dropFirst(2)
                let indent = line.prefix { file.bytes[$0] == 0x20 }.count
                if indent == line.count { continue }
                if indent > 4 { code.append(line.lowerBound..<token.span.upperBound) } else { finish() }
            default: finish()
            }
        }
        finish()
        return examples
    }

    /// The lines as a program of their own, all else of the file blank; nil if they do not say what they print.
    private init?(_ file: SourceFile, _ lines: [Range<Int>]) {
        guard let first = lines.first, let last = lines.last else { return nil }
        example = Example(lines.map(file.text).joined(separator: "\n"))
        guard example.expected != nil else { return nil }
        var bytes: [UInt8] = file.bytes.map { $0 == 0x0A || $0 == 0x0D ? $0 : 0x20 }
        for line in lines { bytes.replaceSubrange(line, with: file.bytes[line]) }
        source = SourceFile(name: file.name, bytes: bytes)
        let start = first.lowerBound + first.prefix { file.bytes[$0] == 0x20 }.count
        span = start..<max(start, last.upperBound)
    }
}
