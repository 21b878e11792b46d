import Syntax

/// How a function of the language is called, seen without running the program that defines it.
public struct FunctionOutline {
    /// The name of its definition; empty for `x -> …`.
    public let name: String
    /// In the order in which positional arguments fill them.
    public let parameterNames: [String]
    /// How many parameters, from the first on, have no default.
    public let requiredCount: Int
    /// The `##` lines above the definition.
    public let documentation: String?
    /// `f(x, scale=1.0)`, as it is written; for a lambda its whole text, if that is short.
    public let signatureText: String
    /// Where the definition stands.
    public let source: SourceFile
    public let span: Range<Int>

    /// The name, or what stands for it, in a message.
    var displayName: String { name.isEmpty ? "`\(signatureText)`" : "`\(name)`" }

    /// The outline of a definition or a lambda; nil for any other node.
    init?(_ tree: SyntaxTree, _ id: NodeID) {
        let parameters: [Parameter]
        let body: NodeID
        switch tree[id].kind {
        case .definition(let definition):
            name = definition.name.text
            documentation = definition.documentation
            (parameters, body) = (definition.parameters, definition.body)
        case .lambda(let own, let value):
            name = ""
            documentation = nil
            (parameters, body) = (own, value)
        default: return nil
        }
        parameterNames = parameters.map(\.name.text)
        requiredCount = parameters.prefix { $0.defaultValue == nil }.count
        source = tree.source
        span = tree[id].span
        let list = parameters.map { parameter in
            parameter.name.text + (parameter.defaultValue.map { "=" + tree.text($0) } ?? "")
        }.joined(separator: ", ")
        guard name.isEmpty else {
            signatureText = "\(name)(\(list))"
            return
        }
        let head = parameters.count == 1 && parameters[0].defaultValue == nil ? list : "(\(list))"
        let text = tree.text(body)
        signatureText = text.utf8.count <= 40 && !text.contains("\n") ? "\(head) -> \(text)" : "\(head) -> …"
    }

    /// The outline of a function as it runs.
    init(_ code: CodeObject) {
        name = code.name
        parameterNames = code.parameterNames
        requiredCount = code.requiredCount
        documentation = code.documentation
        signatureText = code.signatureText
        source = code.source
        span = code.span
    }
}
