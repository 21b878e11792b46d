import Tensors

/// What stands before an `.npy` file's elements: their type, order and shape.
struct NPYHeader {
    let type: StoredType
    let isBigEndian: Bool
    let isFortranOrder: Bool
    let shape: [Int]

    /// A longer header is no array of numbers.
    private static let longest = 1 << 16

    /// Reads magic string, version and dictionary; the elements follow.
    init(reading reader: inout ByteReader) throws {
        guard reader.remaining >= 8, try reader.take(6, "the magic string").elementsEqual(NPY.magic) else {
            throw FormatError("not an .npy file: it does not begin with \\x93NUMPY")
        }
        let major = try reader.integer(UInt8.self, "the version")
        _ = try reader.integer(UInt8.self, "the version")
        guard (1...3).contains(major) else { throw FormatError("version \(major) of .npy is not known (byte 6)") }
        let length =
            major == 1
            ? Int(try reader.integer(UInt16.self, "the header's length"))
            : Int(try reader.integer(UInt32.self, "the header's length"))
        guard length <= NPYHeader.longest else { throw FormatError("the header is absurdly long: \(length) bytes (byte 8)") }
        let start = reader.offset
        var literal = PythonLiteral(try reader.take(length, "the header"), offset: start)
        (type, isBigEndian, isFortranOrder, shape) = try literal.header()
    }

    /// Magic string, version, dictionary and padding, as `numpy.save` writes them for a row-major array.
    static func encode(_ dtype: DType, shape: [Int]) -> [UInt8] {
        let code =
            switch dtype {
            case .bool: "|b1"
            case .int64: "<i8"
            case .float32: "<f4"
            case .float64: "<f8"
            }
        var text = "{'descr': '\(code)', 'fortran_order': False, 'shape': \(Shape.describe(shape)), }"
        // NumPy leaves room for the first extent to grow to 21 digits, then aligns the elements to 64 bytes.
        if let first = shape.first { text += String(repeating: " ", count: max(0, 21 - String(first).count)) }
        let isLong = text.utf8.count + 1 + 64 > Int(UInt16.max)
        let before = NPY.magic.count + 2 + (isLong ? 4 : 2)
        text += String(repeating: " ", count: 64 - (before + text.utf8.count + 1) % 64) + "\n"
        var bytes = NPY.magic + [isLong ? 2 : 1, 0]
        if isLong {
            bytes.append(littleEndian: UInt32(text.utf8.count))
        } else {
            bytes.append(littleEndian: UInt16(text.utf8.count))
        }
        return bytes + Array(text.utf8)
    }
}

/// The little of Python that headers are written in: a dictionary of strings, booleans and tuples of integers.
private struct PythonLiteral {
    private let text: ArraySlice<UInt8>
    private var position: Int
    /// Where the text begins in the file.
    private let offset: Int

    init(_ text: ArraySlice<UInt8>, offset: Int) {
        self.text = text
        self.offset = offset
        position = text.startIndex
    }

    mutating func header() throws -> (StoredType, isBigEndian: Bool, isFortranOrder: Bool, shape: [Int]) {
        var type: (StoredType, isBigEndian: Bool)?
        var isFortranOrder: Bool?
        var shape: [Int]?
        try expect("{")
        while !skip("}") {
            let place = here
            switch try string() {
            case "descr" where type == nil:
                try expect(":")
                type = try elementType()
            case "fortran_order" where isFortranOrder == nil:
                try expect(":")
                isFortranOrder = try boolean()
            case "shape" where shape == nil:
                try expect(":")
                shape = try tuple()
            case let key: throw FormatError("the header has a key '\(key)' that does not belong there or is there twice \(place)")
            }
            if !skip(",") {
                try expect("}")
                break
            }
        }
        guard peek() == nil else { throw FormatError("the header goes on after its dictionary \(here)") }
        guard let type, let isFortranOrder, let shape else {
            throw FormatError("the header must have 'descr', 'fortran_order' and 'shape'")
        }
        return (type.0, type.isBigEndian, isFortranOrder, shape)
    }

    private var here: String { "(byte \(offset + position - text.startIndex))" }

    /// The next byte that is not white space.
    private mutating func peek() -> UInt8? {
        while position < text.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
        return position < text.endIndex ? text[position] : nil
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let next = peek(), UInt32(next) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws {
        guard skip(character) else { throw FormatError("the header needs `\(character)` here \(here)") }
    }

    private mutating func string() throws -> String {
        guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw FormatError("the header needs a string here \(here)")
        }
        let start = position + 1
        guard let end = text[start...].firstIndex(of: quote) else {
            throw FormatError("a string in the header does not end \(here)")
        }
        position = end + 1
        return String(decoding: text[start..<end], as: UTF8.self)
    }

    private mutating func word() -> String {
        _ = peek()
        let start = position
        while position < text.endIndex, text[position] < 0x80, Character(Unicode.Scalar(text[position])).isLetter {
            position += 1
        }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    private mutating func boolean() throws -> Bool {
        let place = here
        switch word() {
        case "True": return true
        case "False": return false
        default: throw FormatError("'fortran_order' must be True or False \(place)")
        }
    }

    private mutating func tuple() throws -> [Int] {
        var extents = [Int]()
        try expect("(")
        while !skip(")") {
            extents.append(try integer())
            guard extents.count <= 64 else { throw FormatError("the shape has more than 64 axes \(here)") }
            if !skip(",") {
                try expect(")")
                break
            }
        }
        return extents
    }

    private mutating func integer() throws -> Int {
        _ = peek()
        let place = here
        let start = position
        while position < text.endIndex, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) { position += 1 }
        guard let value = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
            throw FormatError("an extent of the shape is not a number from 0 on that memory could hold \(place)")
        }
        _ = skip("L")  // as Python 2 wrote them
        return value
    }

    private mutating func elementType() throws -> (StoredType, isBigEndian: Bool) {
        let place = here
        guard peek() != UInt8(ascii: "[") else {
            throw FormatError(
                "arrays of records (structured dtypes) cannot be read \(place)", hint: "save each field as an array of its own")
        }
        let code = try string()
        let order = code.first.flatMap { "<>|=".contains($0) ? $0 : nil }
        let type: StoredType
        switch order == nil ? code : String(code.dropFirst()) {
        case "b1", "?": type = .bool
        case "i1": type = .int8
        case "i2": type = .int16
        case "i4": type = .int32
        case "i8": type = .int64
        case "u1": type = .uint8
        case "u2": type = .uint16
        case "u4": type = .uint32
        case "u8": type = .uint64
        case "f2": type = .float16
        case "f4": type = .float32
        case "f8": type = .float64
        case let other:
            let (what, hint): (String, String?) =
                switch other.first {
                case "O": ("Python objects, which are code", "save numbers: x.astype('float64')")
                case "c": ("complex numbers", "save x.real and x.imag")
                case "U", "S", "a": ("text", nil)
                case "M", "m": ("dates or durations", "save x.astype('int64')")
                case "V": ("raw bytes, as bfloat16's", "save x.astype('float32')")
                case "f", "g": ("floats of more than 64 bits", "save x.astype('float64')")
                default: ("elements of an unknown type", nil)
                }
            throw FormatError("the array holds \(what): dtype '\(code)' cannot be read \(place)", hint: hint)
        }
        return (type, order == ">")
    }
}
