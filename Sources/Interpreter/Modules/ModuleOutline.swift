import Syntax

/// What a file of the language defines, seen without running it.
public final class ModuleOutline {
    /// What `import` calls it: `nets.resnet`.
    public let name: String
    /// The file.
    public let path: String
    /// The program. Where it is wrong, the outline says what could be understood.
    public let tree: SyntaxTree
    let analysis: ScopeAnalysis

    init(name: String, source: SourceFile) {
        self.name = name
        path = source.name
        tree = SyntaxTree.parse(source)
        analysis = ScopeAnalysis(tree)
    }

    /// The names it gives a value, in order.
    public var names: [String] { analysis.main.order }

    /// The function that a name certainly means: its only assignment is a definition. Nil for any other name.
    public func function(_ name: String) -> FunctionOutline? {
        guard let variable = analysis.main.variables[name], variable.assignments == 1 else { return nil }
        return variable.definition.flatMap { FunctionOutline(tree, $0) }
    }

    /// The comment that the file begins with, without its signs; nil where there is none, or it belongs to a definition.
    public var documentation: String? {
        var lines: [String] = []
        var newlines = 0
        // `##` lines directly above something belong to it.
        var isOfFile = true
        for token in tree.tokens {
            switch token.kind {
            case .comment, .documentation:
                let text = tree.source.text(token.span)
                if newlines > 1, !lines.isEmpty { return lines.joined(separator: "\n") }
                newlines = 0
                isOfFile = token.kind == .comment
                // `#!` names the interpreter.
                if text.hasPrefix("#!") { continue }
                let bare = text.drop { $0 == "#" }
                lines.append(String(bare.hasPrefix(" ") ? bare.dropFirst() : bare))
            case .newline: newlines += 1
            case .byteOrderMark, .whitespace: break
            default: return (isOfFile || newlines > 1) && !lines.isEmpty ? lines.joined(separator: "\n") : nil
            }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }
}
