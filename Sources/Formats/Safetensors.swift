import OrderedCollections
import Tensors

/// `.safetensors`: the length of a JSON header in 8 bytes, the header, then the tensors' bytes.
///
/// Source: the format's README (Hugging Face, safetensors). The header gives each name a dtype, a shape and a range of the
/// bytes; the ranges must cover the bytes without gap or overlap.
public enum Safetensors {
    /// The longest header that the format's own library accepts.
    private static let longestHeader = 100_000_000

    private static let types: OrderedDictionary<String, StoredType> = [
        "BOOL": .bool, "U8": .uint8, "I8": .int8, "I16": .int16, "U16": .uint16, "F16": .float16, "BF16": .bfloat16,
        "I32": .int32, "U32": .uint32, "F32": .float32, "F64": .float64, "I64": .int64, "U64": .uint64,
    ]

    /// The tensors by name, in the header's order. Integers become int64, F16 and BF16 float32; `dtype`, if given, is what all
    /// elements become. The header's `__metadata__` is checked and passed over.
    public static func decode(_ bytes: [UInt8], dtype: DType? = nil) throws -> OrderedDictionary<String, Tensor> {
        var reader = ByteReader(bytes[...])
        let length = try reader.size("the header's length")
        guard length <= longestHeader else { throw FormatError("the header is absurdly long: \(length) bytes") }
        let text = try reader.take(length, "the header")
        guard text.first == UInt8(ascii: "{") else {
            throw FormatError("not a .safetensors file: its header is no object (byte 8)")
        }
        guard case .object(let header) = try FormatError.naming("the header", { try JSON.decode(text) }) else {
            throw FormatError("the header is no object (byte 8)")
        }
        let contents = try reader.take(reader.remaining, "the tensors")

        var entries = [Entry]()
        for (name, value) in header {
            if name == "__metadata__" {
                try checkMetadata(value)
            } else {
                entries.append(try FormatError.naming("tensor '\(name)'") { try Entry(name: name, value) })
            }
        }
        try checkCover(entries, byteCount: contents.count)
        var tensors = OrderedDictionary<String, Tensor>()
        for entry in entries {
            tensors[entry.name] = try FormatError.naming("tensor '\(entry.name)'") {
                let part = contents.dropFirst(entry.start).prefix(entry.end - entry.start)
                return try entry.type.tensor(from: part, shape: entry.shape, as: dtype)
            }
        }
        return tensors
    }

    /// A file of the tensors: their numbers as the format's library lays them out, the widest types first, then by name; the header
    /// in the order given, which reading gives again, and padded so that the tensors are aligned.
    public static func encode(_ tensors: OrderedDictionary<String, Tensor>) throws -> [UInt8] {
        let sorted = tensors.sorted { a, b in
            let (left, right) = (a.value.dtype.byteSize, b.value.dtype.byteSize)
            return left == right ? a.key < b.key : left > right
        }
        var header = OrderedDictionary<String, JSONValue>(
            uniqueKeysWithValues: tensors.keys.map { ($0, .null) })
        var end = 0
        for (name, tensor) in sorted {
            guard name != "__metadata__" else {
                throw FormatError("no tensor may be named '__metadata__' in a .safetensors file")
            }
            let start = end
            end += tensor.byteCount
            let code = types.first { $0.value == StoredType(tensor.dtype) }?.key ?? ""
            header[name] = .object([
                "dtype": .string(code),
                "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
                "data_offsets": .array([.integer(Int64(start)), .integer(Int64(end))]),
            ])
        }
        var text = try JSON.encode(.object(header))
        text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
        var bytes = [UInt8]()
        bytes.reserveCapacity(8 + text.count + end)
        bytes.append(littleEndian: UInt64(text.count))
        bytes += text
        for (_, tensor) in sorted { tensor.appendBytes(to: &bytes) }
        return bytes
    }

    private struct Entry {
        let name: String
        let type: StoredType
        let shape: [Int]
        let start: Int
        let end: Int

        init(name: String, _ value: JSONValue) throws {
            guard case .object(let fields) = value else { throw FormatError("its description is \(value.kind), not an object") }
            if let extra = fields.keys.first(where: { !["dtype", "shape", "data_offsets"].contains($0) }) {
                throw FormatError("its description has a field '\(extra)' that does not belong there")
            }
            guard case .string(let code) = fields["dtype"] else { throw FormatError("it has no dtype") }
            guard let type = Safetensors.types[code] else {
                throw FormatError(
                    "its dtype \(code) cannot be read", hint: "these can: \(Safetensors.types.keys.joined(separator: ", "))")
            }
            let shape = try Entry.sizes(fields["shape"], "shape")
            let offsets = try Entry.sizes(fields["data_offsets"], "data_offsets")
            guard offsets.count == 2, offsets[0] <= offsets[1] else {
                throw FormatError("its data_offsets must be two numbers, the smaller one first")
            }
            let byteCount = try type.byteCount(shape)
            guard offsets[1] - offsets[0] == byteCount else {
                throw FormatError(
                    "shape \(Shape.describe(shape)) of \(code) needs \(byteCount) bytes, its data_offsets span "
                        + "\(offsets[1] - offsets[0])")
            }
            self.name = name
            self.type = type
            self.shape = shape
            start = offsets[0]
            end = offsets[1]
        }

        private static func sizes(_ value: JSONValue?, _ field: String) throws -> [Int] {
            guard case .array(let elements) = value else { throw FormatError("its \(field) must be an array") }
            return try elements.map { element in
                guard case .integer(let integer) = element, let size = Int(exactly: integer), size >= 0 else {
                    throw FormatError("its \(field) must hold integers from 0 on")
                }
                return size
            }
        }
    }

    private static func checkMetadata(_ value: JSONValue) throws {
        guard case .object(let fields) = value else {
            throw FormatError("the header's __metadata__ is \(value.kind), not an object")
        }
        for (key, field) in fields {
            guard case .string = field else {
                throw FormatError("'\(key)' in the header's __metadata__ is \(field.kind), not a string")
            }
        }
    }

    /// Throws if the tensors' ranges overlap, leave a gap or leave the file.
    private static func checkCover(_ entries: [Entry], byteCount: Int) throws {
        var end = 0
        var last = "the header"
        for entry in entries.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            guard entry.start >= end else {
                throw FormatError("tensors '\(last)' and '\(entry.name)' overlap at byte \(entry.start)")
            }
            guard entry.start == end else {
                throw FormatError("\(counted(entry.start - end, "byte")) before tensor '\(entry.name)' belong to no tensor")
            }
            end = entry.end
            last = entry.name
        }
        guard end <= byteCount else {
            throw FormatError(
                "tensor '\(last)' ends at byte \(end) of the tensors' bytes, of which there are \(byteCount): the file is cut short"
            )
        }
        guard end == byteCount else {
            throw FormatError("\(counted(byteCount - end, "byte")) after tensor '\(last)' belong to no tensor")
        }
    }
}
