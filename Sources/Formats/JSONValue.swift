import OrderedCollections

/// A JSON value. Objects keep their order; integers and floats stay apart (`3` and `3.0`), as the language keeps them.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(OrderedDictionary<String, JSONValue>)

    /// What kind of value it is, as messages name it.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// JSON (RFC 8259), with the three words that Python's `json` writes for floats that JSON lacks: NaN, Infinity, -Infinity.
public enum JSON {
    /// How deep arrays and objects may be nested: as deep as the language's values.
    public static let deepest = 1000

    /// The value that the bytes, in UTF-8, are the text of.
    ///
    /// Throws `FormatError` with line and column for anything else: text after the value, trailing commas, comments, a key
    /// twice in an object, half a surrogate pair, an integer beyond int64, a number beyond float64, nesting beyond `deepest`.
    public static func decode(_ bytes: [UInt8]) throws -> JSONValue { try decode(bytes[...]) }

    static func decode(_ bytes: ArraySlice<UInt8>) throws -> JSONValue {
        var parser = JSONParser(bytes)
        return try parser.document()
    }

    /// The value's text. Floats are written with the fewest digits that read back to the bit.
    ///
    /// `indent`, if given, is the number of spaces a level: one element a line, where not all of an array's are numbers.
    /// Throws if the value is nested deeper than `deepest`.
    public static func encode(_ value: JSONValue, indent: Int? = nil) throws -> [UInt8] {
        var writer = JSONWriter(indent: indent)
        try writer.write(value, depth: 0)
        return writer.bytes
    }
}
