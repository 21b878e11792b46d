import OrderedCollections
import Tensors

/// One pass over JSON text, by recursive descent.
struct JSONParser {
    private let text: ArraySlice<UInt8>
    private var position: Int

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        position = text.startIndex
    }

    /// The one value that the text is.
    mutating func document() throws -> JSONValue {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }  // a byte-order mark
        let value = try value(depth: 0)
        if let extra = peek() { throw error("text goes on after the value with \(describe(extra))") }
        return value
    }

    /// `depth` is the number of arrays and objects around the value.
    private mutating func value(depth: Int) throws -> JSONValue {
        try Interrupt.check()
        guard let first = peek() else { throw error("a value is missing: the text is cut short") }
        switch first {
        case UInt8(ascii: "{") where depth >= JSON.deepest, UInt8(ascii: "[") where depth >= JSON.deepest:
            throw error("values are nested deeper than \(JSON.deepest)")
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: return try word()
        }
    }

    private mutating func object(depth: Int) throws -> OrderedDictionary<String, JSONValue> {
        var members = OrderedDictionary<String, JSONValue>()
        position += 1
        if skip("}") { return members }
        repeat {
            guard peek() == UInt8(ascii: "\"") else { throw error("a key in double quotes must stand here") }
            let place = position
            let key = try string()
            guard skip(":") else { throw error("`:` is missing after a key") }
            guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
                throw error("the key \"\(key)\" is there twice in one object", at: place)
            }
        } while skip(",")
        guard skip("}") else { throw error("an object needs `,` or `}` here") }
        return members
    }

    private mutating func array(depth: Int) throws -> [JSONValue] {
        var elements = [JSONValue]()
        position += 1
        if skip("]") { return elements }
        repeat { elements.append(try value(depth: depth + 1)) } while skip(",")
        guard skip("]") else { throw error("an array needs `,` or `]` here") }
        return elements
    }

    private mutating func word() throws -> JSONValue {
        let start = position
        while position < text.endIndex, JSONParser.isLetter(text[position]) { position += 1 }
        switch String(decoding: text[start..<position], as: UTF8.self) {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "NaN": return .number(.nan)
        case "Infinity": return .number(.infinity)
        case "": throw error("no value begins with \(describe(text[start]))")
        case let other: throw error("no value is written `\(other.prefix(40))`", at: start)
        }
    }

    private mutating func number() throws -> JSONValue {
        let start = position
        if text[position] == UInt8(ascii: "-") { position += 1 }
        if position < text.endIndex, text[position] == UInt8(ascii: "I") {
            guard try word() == .number(.infinity) else { throw error("no value is written so", at: start) }
            return .number(-.infinity)
        }
        let leading = position
        guard digits() else { throw error("a digit is missing") }
        if position - leading > 1, text[leading] == UInt8(ascii: "0") {
            throw error("a number does not begin with 0", at: start)
        }
        var isInteger = true
        if position < text.endIndex, text[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            guard digits() else { throw error("a digit is missing after the point") }
        }
        if position < text.endIndex, text[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if position < text.endIndex, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(text[position]) { position += 1 }
            guard digits() else { throw error("a digit is missing in the exponent") }
        }
        let literal = String(decoding: text[start..<position], as: UTF8.self)
        if isInteger {
            guard let integer = Int64(literal) else {
                throw error(
                    "the integer \(literal.prefix(40)) does not fit into 64 bits", hint: "write it as a float: 1e30", at: start)
            }
            return .integer(integer)
        }
        guard let double = Double(literal), double.isFinite else {
            throw error("the number \(literal.prefix(40)) is too large for a float64", at: start)
        }
        return .number(double)
    }

    /// Moves over digits; false if there is none.
    private mutating func digits() -> Bool {
        let start = position
        while position < text.endIndex, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) { position += 1 }
        return position > start
    }

    private mutating func string() throws -> String {
        let start = position
        position += 1
        var contents = [UInt8]()
        while true {
            let plain = position
            while position < text.endIndex, text[position] >= 0x20, text[position] != UInt8(ascii: "\""),
                text[position] != UInt8(ascii: "\\")
            { position += 1 }
            contents += text[plain..<position]
            guard position < text.endIndex else { throw error("a string does not end", at: start) }
            if text[position] == UInt8(ascii: "\"") { break }
            guard text[position] == UInt8(ascii: "\\") else {
                throw error("a string holds \(describe(text[position])), which must be written as an escape")
            }
            contents += Array(String(try escape()).utf8)
        }
        position += 1
        guard let string = String(validating: contents, as: UTF8.self) else { throw error("a string is not UTF-8", at: start) }
        return string
    }

    private mutating func escape() throws -> Unicode.Scalar {
        let start = position
        guard position + 1 < text.endIndex else { throw error("a string does not end") }
        let letter = text[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"): break
        default: throw error("there is no escape \\\(describe(letter))", at: start)
        }
        var code = try hexadecimal()
        if (0xD800..<0xDC00).contains(code), text[position...].starts(with: Array("\\u".utf8)) {
            position += 2
            let low = try hexadecimal()
            guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair stands alone", at: start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair stands alone", at: start) }
        return scalar
    }

    /// The four hexadecimal digits here.
    private mutating func hexadecimal() throws -> UInt32 {
        let four = text[position...].prefix(4)
        guard four.count == 4, four.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
            let code = UInt32(String(decoding: four, as: UTF8.self), radix: 16)
        else { throw error("\\u needs four hexadecimal digits") }
        position += 4
        return code
    }

    /// The next byte that is not white space, to which it moves.
    private mutating func peek() -> UInt8? {
        while position < text.endIndex, [0x20, 0x0A, 0x0D, 0x09].contains(text[position]) { position += 1 }
        return position < text.endIndex ? text[position] : nil
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let next = peek(), UInt32(next) == character.value else { return false }
        position += 1
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

    private func describe(_ byte: UInt8) -> String {
        (0x20..<0x7F).contains(byte) ? "`\(Character(Unicode.Scalar(byte)))`" : "byte 0x\(String(byte, radix: 16))"
    }

    private func error(_ message: String, hint: String? = nil, at place: Int? = nil) -> FormatError {
        let before = text[text.startIndex..<(place ?? position)]
        let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
        return FormatError("\(message) (line \(line), column \(before.endIndex - start + 1))", hint: hint)
    }
}
