import Interpreter
import Syntax

/// The inputs of a session that ended without an error, for `:save` and `:edit`.
struct SavedInputs {
    private var inputs: [(text: String, becameAns: Bool)] = []

    /// The last one.
    var last: String? { inputs.last?.text }

    mutating func add(_ text: String, becameAns: Bool) { inputs.append((text.trimmingNewlines, becameAns)) }

    mutating func removeAll() { inputs.removeAll() }

    /// A script that does what they did. A script has no `ans`: where an input reads it, the value before it gets the name.
    var script: String {
        var texts: [String] = []
        var isRead = false
        for input in inputs.reversed() {
            let tree = SyntaxTree.parse(SourceFile(name: "", text: input.text))
            texts.append((isRead && input.becameAns ? named(tree) : input.text) + "\n")
            if input.becameAns { isRead = false }
            if tree.tokens.contains(where: { $0.kind == .name && tree.source.text($0.span) == "ans" }) { isRead = true }
        }
        return texts.reversed().joined()
    }

    /// The program with the value of its last statement as `ans`.
    private func named(_ tree: SyntaxTree) -> String {
        guard case .block(let statements) = tree[tree.root].kind, let last = statements.last else { return tree.source.text }
        let start = tree[last].span.lowerBound
        let bytes = Array(tree.source.text.utf8)
        guard start <= bytes.count else { return tree.source.text }
        return String(decoding: bytes[..<start] + Array("ans = ".utf8) + bytes[start...], as: UTF8.self)
    }
}
