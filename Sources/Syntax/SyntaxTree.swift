/// What a source says: tokens that cover it byte for byte, an arena of nodes, and what is wrong with it.
///
/// Children are indices, so that releasing a tree does not recurse. No path from the root to a leaf is longer than
/// `maximumHeight`: a walk over a tree may recurse on a thread whose stack is large enough for that.
public final class SyntaxTree: Sendable {
    /// The most nodes on a path from the root to a leaf.
    public static let maximumHeight = 1_000
    /// How deep brackets, blocks and operators with their operand on the right may nest.
    public static let maximumNesting = 200

    /// What was parsed.
    public let source: SourceFile
    /// All tokens in order, trivia among them, the last one `endOfFile`.
    public let tokens: [Token]
    /// The program, a `block`.
    public let root: NodeID
    /// Errors and warnings in the order of the source.
    public let diagnostics: [Diagnostic]
    /// Where statements begin, parentheses included.
    let statementStarts: [Int]
    /// Whether the last statement ends in `;`: the prompt and `-e` then do not show its value.
    public let isSilent: Bool

    let nodes: [Node]

    init(
        source: SourceFile, tokens: [Token], nodes: [Node], root: NodeID, diagnostics: [Diagnostic], statementStarts: [Int],
        isSilent: Bool
    ) {
        self.source = source
        self.tokens = tokens
        self.nodes = nodes
        self.root = root
        self.diagnostics = diagnostics
        self.statementStarts = statementStarts
        self.isSilent = isSilent
    }

    /// The tree of a source, which may be wrong: `diagnostics` then has errors.
    public static func parse(_ source: SourceFile) -> SyntaxTree {
        Parser.parse(source)
    }

    /// Whether there is an error; a tree that has one is for tools, not for running.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// The node of an id that this tree handed out; an id of another tree gives some node or an invalid one.
    public subscript(id: NodeID) -> Node {
        let index = Int(id.index)
        return nodes.indices.contains(index) ? nodes[index] : Node(.invalid, 0..<0)
    }

    /// The source text of a node.
    public func text(_ id: NodeID) -> String { source.text(self[id].span) }
}
