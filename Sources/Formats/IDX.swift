import Tensors

/// The IDX format of MNIST: two zero bytes, a type, the number of axes, the extents, then the elements, all big-endian.
///
/// Source: Y. LeCun, "The MNIST database". Files compressed by gzip, as they are distributed, are read as they are.
public enum IDX {
    /// The array. Integers become int64; `dtype`, if given, is what the elements become.
    public static func decode(_ bytes: [UInt8], dtype: DType? = nil) throws -> Tensor {
        if bytes.starts(with: [0x1F, 0x8B]) { return try decode(plain: Deflate.decompress(bytes[...], .gzip), dtype: dtype) }
        return try decode(plain: bytes, dtype: dtype)
    }

    private static func decode(plain bytes: [UInt8], dtype: DType?) throws -> Tensor {
        var reader = ByteReader(bytes[...])
        guard try reader.integer(UInt16.self, "the magic number") == 0 else {
            throw FormatError("not an IDX file: it does not begin with two zero bytes")
        }
        let code = try reader.integer(UInt8.self, "the element type")
        let type: StoredType
        switch code {
        case 0x08: type = .uint8
        case 0x09: type = .int8
        case 0x0B: type = .int16
        case 0x0C: type = .int32
        case 0x0D: type = .float32
        case 0x0E: type = .float64
        default: throw FormatError("element type 0x\(String(code, radix: 16)) is not one of IDX (byte 2)")
        }
        let rank = try reader.integer(UInt8.self, "the number of axes")
        var shape = [Int]()
        for _ in 0..<rank { shape.append(Int(try reader.integer(UInt32.self, "an extent", bigEndian: true))) }
        let byteCount = try type.byteCount(shape)
        guard byteCount == reader.remaining else {
            throw FormatError(
                "the array of shape \(Shape.describe(shape)) needs \(byteCount) bytes after byte \(reader.offset), "
                    + "\(reader.remaining) are there")
        }
        return try type.tensor(from: reader.take(byteCount, "the array"), shape: shape, bigEndian: true, as: dtype)
    }
}
