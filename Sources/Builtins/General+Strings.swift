import Interpreter
import Tensors

extension GeneralBuiltins {
    static let strings: [Builtin] = [
        Builtin(
            "join(values, separator=\"\")", group: group,
            summary: "One string of the texts of all elements, with the separator between.",
            example: """
                print(join(["a", "b", 3], ", "))   # → a, b, 3
                """,
            seeAlso: ["split", "str"], isMethod: true
        ) { arguments in
            if case .string = arguments[0], arguments.has(1) {
                throw arguments.mismatch(0, wants: "a list", hint: "the list comes first: `join(values, \", \")`")
            }
            let separator = try arguments.string(1, default: "")
            let interpreter = arguments.interpreter
            return Value(
                try arguments.elements(0).map { try interpreter.text($0) }.joined(separator: separator))
        },
        Builtin(
            "strip(text, characters=none)", group: group,
            summary: "The string without white space at both ends, or without these characters.",
            example: """
                print("[" + strip("  a b ") + "]")   # → [a b]
                """,
            seeAlso: ["replace"], isMethod: true
        ) { arguments in
            let scalars = try arguments.string(0).unicodeScalars
            let removed = arguments.has(1) ? Set(try arguments.string(1).unicodeScalars) : nil
            let isKept = { (scalar: Unicode.Scalar) in
                try Interrupt.check()
                return !(removed?.contains(scalar) ?? scalar.properties.isWhitespace)
            }
            guard let first = try scalars.firstIndex(where: isKept), let last = try scalars.lastIndex(where: isKept) else {
                return Value("")
            }
            return Value(String(scalars[first...last]))
        },
        Builtin(
            "replace(text, old, new)", group: group, summary: "The string with every occurrence of `old` replaced by `new`.",
            example: """
                print(replace("a-b-c", "-", "+"))   # → a+b+c
                """,
            seeAlso: ["split", "strip"], isMethod: true
        ) { arguments in
            let (text, old, new) = (
                Array(try arguments.string(0).utf8), Array(try arguments.string(1).utf8), Array(try arguments.string(2).utf8)
            )
            guard !old.isEmpty else { throw arguments.error("`old` is empty") }
            var result: [UInt8] = []
            var position = 0
            while let found = try ByteSearch.firstIndex(of: old, in: text, from: position) {
                result += text[position..<found]
                result += new
                position = found + old.count
                try Memory.check(result.count)
            }
            return Value(String(decoding: result + text[position...], as: UTF8.self))
        },
        Builtin(
            "startswith(text, prefix)", group: group, summary: "Whether a string begins with another.",
            example: """
                print(startswith("hesse", "he"))   # → true
                """,
            seeAlso: ["endswith"], isMethod: true
        ) { arguments in
            let (text, prefix) = (try arguments.string(0).utf8, try arguments.string(1).utf8)
            return .bool(Array(text.prefix(prefix.count)) == Array(prefix))
        },
        Builtin(
            "endswith(text, suffix)", group: group, summary: "Whether a string ends with another.",
            example: """
                print(endswith("net.npz", ".npz"))   # → true
                """,
            seeAlso: ["startswith"], isMethod: true
        ) { arguments in .bool(try arguments.string(0).utf8.reversed().starts(with: arguments.string(1).utf8.reversed())) },
    ]

    /// The parts of a string between separators; without one, its words.
    static func parts(of text: String, separator: String?, _ arguments: Arguments) throws -> Value {
        guard let separator = separator.map({ Array($0.utf8) }) else {
            let words = try text.unicodeScalars.split { scalar in
                try Interrupt.check()
                return scalar.properties.isWhitespace
            }
            return try Value(
                list: words.map { word in
                    try Interrupt.check()
                    return Value(String(word))
                })
        }
        let bytes = Array(text.utf8)
        guard !separator.isEmpty else {
            throw arguments.error("`separator` is empty", hint: "`list(text)` gives the characters")
        }
        var parts: [Value] = []
        var position = 0
        while let found = try ByteSearch.firstIndex(of: separator, in: bytes, from: position) {
            parts.append(Value(String(decoding: bytes[position..<found], as: UTF8.self)))
            position = found + separator.count
        }
        parts.append(Value(String(decoding: bytes[position...], as: UTF8.self)))
        return try Value(list: parts)
    }

    /// Without white space at both ends.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
