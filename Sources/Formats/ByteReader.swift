/// A position in bytes that moves forward and cannot leave them.
struct ByteReader {
    let bytes: ArraySlice<UInt8>
    /// Bytes before the position.
    private(set) var offset = 0

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var remaining: Int { bytes.count - offset }

    /// The next `count` bytes; `what` they are is said where they are missing.
    mutating func take(_ count: Int, _ what: @autoclosure () -> String) throws -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else {
            throw FormatError("\(what()) at byte \(offset) needs \(count) bytes, \(remaining) are left")
        }
        let start = bytes.startIndex + offset
        offset += count
        return bytes[start..<start + count]
    }

    /// The next integer, little-endian unless said otherwise.
    mutating func integer<Integer: FixedWidthInteger>(
        _ type: Integer.Type, _ what: @autoclosure () -> String, bigEndian: Bool = false
    ) throws -> Integer {
        let part = try take(Integer.bitWidth / 8, what())
        let raw = part.withUnsafeBytes { $0.loadUnaligned(as: Integer.self) }
        return bigEndian ? Integer(bigEndian: raw) : Integer(littleEndian: raw)
    }

    /// The next unsigned 64-bit integer, which must be a size or a place in memory.
    mutating func size(_ what: @autoclosure () -> String) throws -> Int {
        let start = offset
        let value = try integer(UInt64.self, what())
        guard let size = Int(exactly: value) else { throw FormatError("\(what()) at byte \(start) is absurd: \(value)") }
        return size
    }
}

extension [UInt8] {
    /// Appends an integer in little-endian order.
    mutating func append<Integer: FixedWidthInteger>(littleEndian value: Integer) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

/// `one entry`, `3 entries`: a count of things as people say it.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}
