/// A name where it is written, in canonical form (`Names.canonical`).
public struct Name: Sendable {
    /// The name in canonical form.
    public let text: String
    /// Where it is written; UTF-8 offsets.
    public let span: Range<Int>

    /// A name at a place.
    public init(_ text: String, _ span: Range<Int>) {
        self.text = text
        self.span = span
    }
}

/// What `-x`, `+x`, `~x` do.
public enum UnaryOperator: String, Sendable {
    case negate = "-"
    case plus = "+"
    case invert = "~"
}

/// The operators between two values that are neither comparisons nor `and` and `or`.
public enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case matrixProduct = "@"
    case power = "^"
    case and = "&"
    case or = "|"
}

/// The operators of a chain of comparisons.
public enum ComparisonOperator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case `in` = "in"
    case notIn = "not in"
}

/// An element of a bracket or a list.
public enum Element: Sendable {
    case item(NodeID)
    /// `...xs`.
    case spread(NodeID)
}

/// An argument of a call.
public enum Argument: Sendable {
    case positional(NodeID)
    /// `name=value`.
    case keyword(Name, NodeID)
    /// `...args`.
    case spread(NodeID)
}

/// One of the subscripts between `[` and `]`. A new axis is the index `none`.
public enum Subscript: Sendable {
    case index(NodeID)
    /// `start:stop:step`, each of which may be missing.
    case slice(start: NodeID?, stop: NodeID?, step: NodeID?)
    /// `...`: as many full slices as there are axes left.
    case ellipsis
}

/// An entry of a record literal.
public enum RecordEntry: Sendable {
    /// `name: value` or `"any text": value`. No key comes twice in one literal.
    case field(Name, NodeID)
    /// `...p`.
    case spread(NodeID)
}

/// A piece of an interpolated string.
public enum StringPart: Sendable {
    case text(String)
    /// `{value}` or `{value:format}`.
    case value(NodeID, FormatSpec?)
}

/// A parameter of a definition or a lambda; none without a default follows one with a default.
public struct Parameter: Sendable {
    /// What the parameter is called.
    public let name: Name
    /// Evaluated once, when the function is made.
    public let defaultValue: NodeID?
}

/// `name(parameters) = body`.
public struct Definition: Sendable {
    /// The name that is given the function.
    public let name: Name
    /// In the order in which they are filled.
    public let parameters: [Parameter]
    /// An expression, often a block.
    public let body: NodeID
    /// The `##` lines directly above, joined by newlines, without their signs.
    public let documentation: String?
}

/// `if condition body` or `else if condition body`.
public struct Branch: Sendable {
    /// What has to be a boolean.
    public let condition: NodeID
    /// A block.
    public let body: NodeID
}

/// A step of a path on the left of `=`.
public enum PathStep: Sendable {
    case field(Name)
    case index([Subscript])
}

/// A name in `from module import name as alias`.
public struct ImportedName: Sendable {
    /// What the module calls it.
    public let name: Name
    /// What it is called here, where that differs.
    public let alias: Name?
}
