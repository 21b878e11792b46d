/// A zip archive in the making: entries one after the other, then the directory.
///
/// zip64 records are written where 32 bits do not suffice and only there. Times are 1980-01-01: equal contents, equal bytes.
struct ZipWriter {
    private var bytes = [UInt8]()
    private var directory = [UInt8]()
    private var count = 0

    /// 1980-01-01, the first day that zip knows.
    private static let date: UInt16 = 0x21
    private static let narrow = Int(UInt32.max)

    /// Adds an entry, deflated if asked.
    mutating func add(_ name: String, _ contents: [UInt8], isDeflated: Bool) throws {
        let stored = isDeflated ? try Deflate.compress(contents) : contents
        let rawName = Array(name.utf8)
        guard rawName.count <= Int(UInt16.max) else {
            throw FormatError("the name '\(name.prefix(40))…' is too long for a zip archive: \(rawName.count) bytes")
        }
        let isWide = contents.count >= ZipWriter.narrow || stored.count >= ZipWriter.narrow
        let isFar = bytes.count >= ZipWriter.narrow
        let start = bytes.count

        var common = [UInt8]()  // what the local header and the directory's entry share
        common.append(littleEndian: UInt16(isWide || isFar ? 45 : 20))
        common.append(littleEndian: UInt16(rawName.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11))
        common.append(littleEndian: UInt16(isDeflated ? 8 : 0))
        common.append(littleEndian: UInt16(0))
        common.append(littleEndian: ZipWriter.date)
        common.append(littleEndian: Deflate.checksum(contents[...]))
        common.append(littleEndian: isWide ? UInt32.max : UInt32(stored.count))
        common.append(littleEndian: isWide ? UInt32.max : UInt32(contents.count))
        common.append(littleEndian: UInt16(rawName.count))

        let sizes = isWide ? [contents.count, stored.count] : []
        bytes.append(littleEndian: ZipReader.localSignature)
        bytes += common
        let localField = ZipWriter.zip64Field(sizes)
        bytes.append(littleEndian: UInt16(localField.count))
        bytes += rawName + localField
        bytes += stored

        directory.append(littleEndian: ZipReader.entrySignature)
        directory.append(littleEndian: UInt16(45))
        directory += common
        let field = ZipWriter.zip64Field(sizes + (isFar ? [start] : []))
        directory.append(littleEndian: UInt16(field.count))
        directory += [UInt8](repeating: 0, count: 6)  // no comment, first disk, no internal attributes
        directory.append(littleEndian: UInt32(0))  // no external attributes
        directory.append(littleEndian: isFar ? UInt32.max : UInt32(start))
        directory += rawName + field
        count += 1
    }

    /// The archive.
    consuming func finish() -> [UInt8] {
        let start = bytes.count
        bytes += directory
        let isWide = start >= ZipWriter.narrow || directory.count >= ZipWriter.narrow || count >= Int(UInt16.max)
        if isWide {
            let end = bytes.count
            bytes.append(littleEndian: ZipReader.end64Signature)
            bytes.append(littleEndian: UInt64(44))
            bytes.append(littleEndian: UInt16(45))
            bytes.append(littleEndian: UInt16(45))
            bytes += [UInt8](repeating: 0, count: 8)  // the first disk, twice
            for value in [count, count, directory.count, start] { bytes.append(littleEndian: UInt64(value)) }
            bytes.append(littleEndian: ZipReader.locatorSignature)
            bytes.append(littleEndian: UInt32(0))
            bytes.append(littleEndian: UInt64(end))
            bytes.append(littleEndian: UInt32(1))
        }
        bytes.append(littleEndian: ZipReader.endSignature)
        bytes += [UInt8](repeating: 0, count: 4)
        for _ in 0..<2 { bytes.append(littleEndian: isWide ? UInt16.max : UInt16(count)) }
        bytes.append(littleEndian: isWide ? UInt32.max : UInt32(directory.count))
        bytes.append(littleEndian: isWide ? UInt32.max : UInt32(start))
        bytes.append(littleEndian: UInt16(0))
        return bytes
    }

    private static func zip64Field(_ values: [Int]) -> [UInt8] {
        guard !values.isEmpty else { return [] }
        var field = [UInt8]()
        field.append(littleEndian: ZipReader.zip64Field)
        field.append(littleEndian: UInt16(values.count * 8))
        for value in values { field.append(littleEndian: UInt64(value)) }
        return field
    }
}
