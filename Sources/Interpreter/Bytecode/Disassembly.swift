import Syntax

// Code as text, for whoever works on the machine.
extension CodeObject {
    /// One line an instruction, functions inside indented.
    public var disassembly: String {
        var lines: [String] = []
        for (i, instruction) in instructions.enumerated() {
            let line = source.line(at: spans[i].range.lowerBound)
            lines.append(
                "\(i)\t\(line)\t\(instruction.code)\tn=\(instruction.n) a=\(instruction.a) b=\(instruction.b) c=\(instruction.c)")
        }
        for template in templates {
            lines.append("\(template.code.signatureText):")
            lines += template.code.disassembly.split(separator: "\n").map { "    " + $0 }
        }
        return lines.joined(separator: "\n")
    }
}

extension Interpreter {
    /// The code of a program, as text.
    public func disassemble(_ source: SourceFile) throws -> String {
        let tree = SyntaxTree.parse(source)
        if let first = tree.diagnostics.first(where: { $0.severity == .error }) { throw HesseError(first) }
        return try generate(tree, in: try Module(name: "main")).code.disassembly
    }
}
