import Tensors

/// The text of a JSON value.
struct JSONWriter {
    let indent: Int?
    private(set) var bytes = [UInt8]()

    init(indent: Int?) { self.indent = indent }

    mutating func write(_ value: JSONValue, depth: Int) throws {
        try Interrupt.check()
        switch value {
        case .array where depth >= JSON.deepest, .object where depth >= JSON.deepest:
            throw FormatError("the value is nested deeper than \(JSON.deepest), too deep for JSON")
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .integer(let integer): append(String(integer))
        case .number(let double): append(JSONWriter.text(of: double))
        case .string(let string): write(string)
        case .array(let elements):
            let isRow = elements.allSatisfy(\.isNumber)
            append("[")
            for (index, element) in elements.enumerated() {
                separate(isFirst: index == 0, depth: depth + 1, isRow: isRow)
                try write(element, depth: depth + 1)
            }
            if !isRow { breakLine(depth: depth) }
            append("]")
        case .object(let members):
            append("{")
            for (index, member) in members.enumerated() {
                separate(isFirst: index == 0, depth: depth + 1, isRow: false)
                write(member.key)
                append(indent == nil ? ":" : ": ")
                try write(member.value, depth: depth + 1)
            }
            if !members.isEmpty { breakLine(depth: depth) }
            append("}")
        }
    }

    private static func text(of double: Double) -> String {
        if double.isNaN { return "NaN" }
        if double.isInfinite { return double < 0 ? "-Infinity" : "Infinity" }
        return double.description  // the fewest digits that read back, with a point or an exponent
    }

    private mutating func write(_ string: String) {
        append("\"")
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        append("\"")
    }

    private mutating func separate(isFirst: Bool, depth: Int, isRow: Bool) {
        if !isFirst { append(isRow && indent != nil ? ", " : ",") }
        if !isRow { breakLine(depth: depth) }
    }

    private mutating func breakLine(depth: Int) {
        guard let indent else { return }
        append("\n")
        bytes += [UInt8](repeating: 0x20, count: indent * depth)
    }

    private mutating func append(_ text: String) { bytes += Array(text.utf8) }
}

extension JSONValue {
    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .number: true
        default: false
        }
    }
}
