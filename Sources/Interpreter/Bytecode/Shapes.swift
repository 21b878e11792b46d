import Syntax

/// What instructions refer to that does not fit into 64 bits: forms known when the code is made.

/// A function made by `makeFunction`.
struct FunctionTemplate {
    let code: CodeObject
    let captures: [CaptureSource]
    let defaultCount: Int
}

/// Where the maker of a closure finds what it captures.
enum CaptureSource {
    /// A register: a variable's value, or its cell.
    case register(Int)
    /// One of the maker's own captures, as it is.
    case capture(Int)
    /// The maker itself.
    case runningFunction
}

/// The arguments of a call that has keywords or spreads.
struct ArgumentShape {
    /// Positional arguments, in order; true where one is spread.
    let positional: [Bool]
    /// The names of the arguments behind them.
    let keywords: [String]

    var count: Int { positional.count + keywords.count }
    var hasSpread: Bool { positional.contains(true) }
}

/// The elements of a list or of brackets; true where one is spread.
struct ListShape {
    let spreads: [Bool]
    /// For brackets: whether the element is itself a bracket literal, whose place in the source is not a value.
    let isLiteral: [Bool]

    var hasSpread: Bool { spreads.contains(true) }
}

/// The entries of a record literal.
struct RecordShape {
    /// The layout, where there is no spread.
    let layout: RecordLayout?
    /// The name of each entry; nil for a spread.
    let entries: [String?]
}

/// The pieces of an interpolated string.
struct StringShape {
    enum Piece {
        case text(String)
        case value
        case formatted(FormatSpec)
    }
    let pieces: [Piece]
}

/// One subscript: which parts of it are values in registers.
enum SubscriptShape {
    case index
    case slice(start: Bool, stop: Bool, step: Bool)
    case ellipsis

    var registerCount: Int {
        switch self {
        case .index: 1
        case .slice(let start, let stop, let step): (start ? 1 : 0) + (stop ? 1 : 0) + (step ? 1 : 0)
        case .ellipsis: 0
        }
    }
}

/// The steps from a variable to the place that is assigned.
struct PathShape {
    enum Step {
        case field(String)
        case index([SubscriptShape])
    }
    let root: String
    let steps: [Step]
}

/// An `import`.
struct ImportShape {
    let path: [String]
    /// The names of `from … import`; nil for `import …`.
    let names: [String]?
    /// Whether the last module of the path is wanted (`as`), or the record of all of them.
    let wantsLast: Bool
}
