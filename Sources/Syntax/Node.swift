/// The place of a node in its `SyntaxTree`.
public struct NodeID: Hashable, Sendable {
    let index: Int32
}

/// One expression or statement of a `SyntaxTree`: what it is, with the ids of its children, and where it is written.
public struct Node: Sendable {
    /// What it is, with its children.
    public let kind: Kind
    /// UTF-8 offsets, exact: from the first byte of the first token to behind the last byte of the last one. Parentheses around
    /// an expression are not part of it, but of the expression it stands in.
    public var span: Range<Int> { Int(start)..<Int(end) }

    private let start: Int32
    private let end: Int32

    init(_ kind: Kind, _ span: Range<Int>) {
        self.kind = kind
        start = Int32(clamping: span.lowerBound)
        end = Int32(clamping: max(span.lowerBound, span.upperBound))
    }

    /// All forms of the language. Names are in canonical form (`Names.canonical`).
    public enum Kind: Sendable {
        // Literals

        /// `3`, `1_000`, `0x1F`; `-9223372036854775808` too.
        case integer(Int)
        /// `2.5`, `1e-3`.
        case float(Double)
        /// `true`, `false`.
        case boolean(Bool)
        /// `none`.
        case none
        /// A string without interpolation, its escapes resolved.
        case string(String)
        /// `"trace = {t:.3f}"`: at least one part is a value.
        case interpolatedString([StringPart])

        // Collections

        /// `[1, 2]`, `["a", ...xs]`, `[]`: a tensor or a list, which its elements decide when it runs.
        case bracket([Element])
        /// `a, b` without brackets, `(a, b)` and `()`: always a list.
        case list([Element])
        /// `{W1: x, "b 1": y, ...p}`, `{}`.
        case record([RecordEntry])

        // Names and what is reached from a value

        case name(String)
        /// `base.name`.
        case field(base: NodeID, name: Name)
        /// `base[subscripts]`; at least one subscript.
        case index(base: NodeID, subscripts: [Subscript])
        /// `callee(arguments)`. Positional arguments and spreads come before keywords; no keyword comes twice.
        case call(callee: NodeID, arguments: [Argument])

        // Operators

        case unary(UnaryOperator, NodeID)
        case binary(BinaryOperator, NodeID, NodeID)
        /// `a < b <= c`: one operator fewer than operands, of which there are at least two. Each operand is evaluated once.
        case comparison(operands: [NodeID], operators: [ComparisonOperator])
        case not(NodeID)
        case and(NodeID, NodeID)
        case or(NodeID, NodeID)

        // Functions

        /// `x -> body`, `(x, k=1) -> body`.
        case lambda(parameters: [Parameter], body: NodeID)
        /// `name(parameters) = body`, a statement.
        case definition(Definition)

        // Control; all are expressions, a loop's value is none

        /// `{ … }`: statements whose last one gives the value. Also the root of a tree.
        case block([NodeID])
        /// `if c { … } else if d { … } else { … }`; at least one branch.
        case ifElse(branches: [Branch], otherwise: NodeID?)
        /// `for target in iterable { … }`; the target is a `nameTarget` or an `unpackTarget`.
        case forIn(target: NodeID, iterable: NodeID, body: NodeID)
        case whileLoop(condition: NodeID, body: NodeID)
        /// `try { … } catch name { … }`.
        case tryCatch(body: NodeID, name: Name, handler: NodeID)

        // Statements

        /// `target = value`.
        case assignment(target: NodeID, value: NodeID)
        /// `target += value`; the target is a `nameTarget` or a `pathTarget`.
        case compoundAssignment(target: NodeID, operation: BinaryOperator, value: NodeID)
        /// `return`, `return value`; only inside a function.
        case returns(NodeID?)
        /// `break`; only inside a loop.
        case breaks
        /// `continue`; only inside a loop.
        case continues
        /// `import a.b`, `import a.b as c`.
        case importModule(path: [Name], alias: Name?)
        /// `from a.b import c, d as e`; at least one name.
        case importNames(path: [Name], names: [ImportedName])

        // Left of `=` and between `for` and `in`

        case nameTarget(String)
        /// `root[0].c` : at least one step.
        case pathTarget(root: Name, steps: [PathStep])
        /// `a, b[0], (c, d)`: takes a list or a tensor's first axis apart, exactly. Its children are targets.
        case unpackTarget([NodeID])

        /// Where the source is wrong. A tree without errors has none.
        case invalid
    }
}
