/// A parameter of a built-in function.
public struct BuiltinParameter: Sendable {
    public enum Kind: Sendable {
        /// By position or by name.
        case ordinary
        /// Any number of positional arguments.
        case variadic
        /// By name only.
        case keywordOnly
    }
    public let name: String
    public let kind: Kind
    /// The default as the signature writes it; nil for a parameter that must be given.
    public let defaultText: String?
}

/// The parameters of a built-in, from text such as `sum(x, *, axis=none, keepdims=false)` or `max(x, *others, axis=none)`.
public struct Signature: Sendable {
    public let name: String
    public let text: String
    public let parameters: [BuiltinParameter]
    /// How many parameters, from the first on, take positional arguments one by one.
    let positionalCount: Int
    /// Where the variadic parameter stands.
    let variadicIndex: Int?
    /// How many of the first parameters have no default.
    let requiredCount: Int

    /// Signatures are part of the program; a malformed one is caught by a test over the table.
    public init(_ text: String) {
        self.text = text
        let open = text.firstIndex(of: "(") ?? text.endIndex
        name = String(text[..<open])
        var parameters: [BuiltinParameter] = []
        var kind = BuiltinParameter.Kind.ordinary
        for part in Signature.split(text[open...].dropFirst().dropLast()) {
            if part == "*" {
                kind = .keywordOnly
                continue
            }
            let equals = part.firstIndex(of: "=")
            var name = part[..<(equals ?? part.endIndex)]
            let defaultText = equals.map { String(part[part.index(after: $0)...]) }
            if name.hasPrefix("*") {
                name = name.dropFirst()
                parameters.append(BuiltinParameter(name: String(name), kind: .variadic, defaultText: nil))
                kind = .keywordOnly
            } else {
                parameters.append(BuiltinParameter(name: String(name), kind: kind, defaultText: defaultText))
            }
        }
        self.parameters = parameters
        variadicIndex = parameters.firstIndex { $0.kind == .variadic }
        positionalCount = parameters.prefix { $0.kind == .ordinary }.count
        requiredCount = parameters.prefix { $0.kind == .ordinary && $0.defaultText == nil }.count
    }

    /// The parts between commas outside brackets and quotes, trimmed.
    private static func split(_ text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var depth = 0
        var isQuoted = false
        var start = text.startIndex
        for i in text.indices {
            switch text[i] {
            case "\"": isQuoted.toggle()
            case "(", "[", "{": if !isQuoted { depth += 1 }
            case ")", "]", "}": if !isQuoted { depth -= 1 }
            case "," where depth == 0 && !isQuoted:
                parts.append(trimmed(text[start..<i]))
                start = text.index(after: i)
            default: break
            }
        }
        parts.append(trimmed(text[start...]))
        return parts.filter { !$0.isEmpty }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.firstIndex { $0 != " " } ?? text.endIndex
        let end = text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.endIndex
        return start < end ? text[start..<end] : text[start..<start]
    }
}
