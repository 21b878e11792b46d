/// The directory of a zip archive, and its entries' contents.
///
/// Source: PKWARE, APPNOTE.TXT 6.3, with zip64. Entries are stored or deflated; sizes are those of the central directory, so
/// archives written to a pipe, whose local headers hold none, are read too.
struct ZipReader {
    struct Entry {
        let name: String
        let isDeflated: Bool
        let checksum: UInt32
        let compressedSize: Int
        let size: Int
        /// Where its local header lies.
        let offset: Int
    }

    let bytes: ArraySlice<UInt8>
    /// In the order of the directory.
    let entries: [Entry]
    private let directoryStart: Int

    static let localSignature: UInt32 = 0x0403_4B50
    static let entrySignature: UInt32 = 0x0201_4B50
    static let endSignature: UInt32 = 0x0605_4B50
    static let end64Signature: UInt32 = 0x0606_4B50
    static let locatorSignature: UInt32 = 0x0706_4B50
    /// The id of the extra field that holds what does not fit into 32 bits.
    static let zip64Field: UInt16 = 1

    init(_ bytes: ArraySlice<UInt8>) throws {
        let (count, start, size) = try ZipReader.directory(of: bytes)
        guard start <= bytes.count, size <= bytes.count - start else {
            throw FormatError("the zip directory (\(size) bytes from byte \(start) on) lies outside the file")
        }
        // An entry of the directory takes 46 bytes at least.
        guard count <= size / 46 else { throw FormatError("the zip directory has no room for the \(count) entries it announces") }
        var reader = ByteReader(bytes.dropFirst(start).prefix(size))
        var entries = [Entry]()
        for index in 0..<count {
            entries.append(
                try FormatError.naming("entry \(index + 1) of the zip directory") { try Entry(reading: &reader, before: start) })
        }
        self.bytes = bytes
        self.entries = entries
        directoryStart = start
        try refuseOverlaps()
    }

    /// An entry's contents, checked against their checksum.
    func contents(of entry: Entry) throws -> ArraySlice<UInt8> {
        let stored = bytes.dropFirst(try dataStart(of: entry)).prefix(entry.compressedSize)
        let contents = entry.isDeflated ? try Deflate.decompress(stored, .raw, size: entry.size)[...] : stored
        guard Deflate.checksum(contents) == entry.checksum else {
            throw FormatError("its checksum does not match: it is damaged")
        }
        return contents
    }

    /// Where an entry's data begin: behind its local header.
    private func dataStart(of entry: Entry) throws -> Int {
        var reader = ByteReader(bytes.prefix(directoryStart).dropFirst(entry.offset))
        guard try reader.integer(UInt32.self, "the local header") == ZipReader.localSignature else {
            throw FormatError("it has no local header at byte \(entry.offset)")
        }
        _ = try reader.take(22, "the local header")
        let nameLength = try reader.integer(UInt16.self, "the name's length")
        let extraLength = try reader.integer(UInt16.self, "the extra field's length")
        _ = try reader.take(Int(nameLength) + Int(extraLength), "the name")
        guard entry.compressedSize <= reader.remaining else {
            throw FormatError("its \(entry.compressedSize) bytes reach beyond byte \(directoryStart), where the directory begins")
        }
        return entry.offset + reader.offset
    }

    /// Entries that share bytes make a small file stand for an enormous one.
    private func refuseOverlaps() throws {
        var end = (at: 0, name: "")
        for entry in entries.sorted(by: { $0.offset < $1.offset }) {
            let start = try FormatError.naming("entry '\(entry.name)'") { try dataStart(of: entry) }
            guard entry.offset >= end.at else { throw FormatError("entries '\(end.name)' and '\(entry.name)' overlap") }
            end = (start + entry.compressedSize, entry.name)
        }
    }

    /// How many entries the directory has, where it begins and how long it is: said at the archive's end, before a comment.
    private static func directory(of bytes: ArraySlice<UInt8>) throws -> (count: Int, start: Int, size: Int) {
        guard bytes.count >= 22, let end = endRecord(in: bytes) else {
            throw FormatError("not a zip archive, or cut short: it has no end record")
        }
        var reader = ByteReader(bytes.dropFirst(end))
        _ = try reader.take(4, "the end record")
        let disk = try reader.integer(UInt16.self, "the end record")
        let firstDisk = try reader.integer(UInt16.self, "the end record")
        let here = try reader.integer(UInt16.self, "the end record")
        let count = try reader.integer(UInt16.self, "the end record")
        let size = try reader.integer(UInt32.self, "the end record")
        let start = try reader.integer(UInt32.self, "the end record")
        if end >= 20 {
            var locator = ByteReader(bytes.dropFirst(end - 20))
            if try locator.integer(UInt32.self, "the zip64 locator") == locatorSignature {
                _ = try locator.take(4, "the zip64 locator")
                return try directory64(of: bytes, at: locator.size("the zip64 locator"), before: end)
            }
        }
        guard disk == firstDisk || disk == .max, here == count || here == .max else {
            throw FormatError("zip archives in several parts cannot be read")
        }
        return (Int(count), Int(start), Int(size))
    }

    private static func directory64(of bytes: ArraySlice<UInt8>, at place: Int, before end: Int) throws -> (Int, Int, Int) {
        var reader = ByteReader(bytes.prefix(end).dropFirst(min(place, end)))
        guard try reader.integer(UInt32.self, "the zip64 end record") == end64Signature else {
            throw FormatError("there is no zip64 end record at byte \(place)")
        }
        _ = try reader.take(20, "the zip64 end record")  // its size, versions, numbers of disks
        let here = try reader.size("the zip64 end record")
        let count = try reader.size("the zip64 end record")
        guard here == count else { throw FormatError("zip archives in several parts cannot be read") }
        let size = try reader.size("the zip64 end record")
        return (count, try reader.size("the zip64 end record"), size)
    }

    /// Where the end record lies: the last place whose comment reaches just to the end.
    private static func endRecord(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBytes { raw in
            for place in stride(from: raw.count - 22, through: max(0, raw.count - 22 - Int(UInt16.max)), by: -1) {
                let signature = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self))
                let comment = UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: place + 20, as: UInt16.self))
                if signature == endSignature, place + 22 + Int(comment) == raw.count { return place }
            }
            return nil
        }
    }
}

extension ZipReader.Entry {
    /// Reads an entry of the directory. `limit` is where the directory begins, before which all data lie.
    fileprivate init(reading reader: inout ByteReader, before limit: Int) throws {
        guard try reader.integer(UInt32.self, "the entry") == ZipReader.entrySignature else {
            throw FormatError("it does not begin as one")
        }
        _ = try reader.take(4, "the versions")
        let flags = try reader.integer(UInt16.self, "the flags")
        let method = try reader.integer(UInt16.self, "the method")
        _ = try reader.take(4, "the time")
        checksum = try reader.integer(UInt32.self, "the checksum")
        let compressedSize = try reader.integer(UInt32.self, "the compressed size")
        let size = try reader.integer(UInt32.self, "the size")
        let nameLength = Int(try reader.integer(UInt16.self, "the name's length"))
        let extraLength = Int(try reader.integer(UInt16.self, "the extra field's length"))
        let commentLength = Int(try reader.integer(UInt16.self, "the comment's length"))
        _ = try reader.take(8, "the attributes")
        let offset = try reader.integer(UInt32.self, "the offset")
        let rawName = try reader.take(nameLength, "the name")
        var wide = Zip64Values(try reader.take(extraLength, "the extra field"))
        _ = try reader.take(commentLength, "the comment")

        guard let name = String(validating: rawName, as: UTF8.self) else { throw FormatError("its name is not UTF-8") }
        self.name = name
        guard flags & 1 == 0 else { throw FormatError("'\(name)' is encrypted") }
        guard method == 0 || method == 8 else {
            throw FormatError("'\(name)' is compressed by method \(method); stored and deflated entries can be read")
        }
        isDeflated = method == 8
        // The wide values stand in this order, each only where the narrow one is full.
        self.size = try wide.value(orElse: size)
        self.compressedSize = try wide.value(orElse: compressedSize)
        self.offset = try wide.value(orElse: offset)
        guard self.offset <= limit, self.compressedSize <= limit - self.offset else {
            throw FormatError("'\(name)' lies outside the file")
        }
        guard isDeflated || self.size == self.compressedSize else {
            throw FormatError("'\(name)' is stored, but its two sizes differ: \(self.compressedSize) and \(self.size)")
        }
    }
}

/// The 64-bit values in a zip64 extra field, in order.
private struct Zip64Values {
    private var reader: ByteReader?

    init(_ extra: ArraySlice<UInt8>) {
        var fields = ByteReader(extra)
        while let id = try? fields.integer(UInt16.self, ""), let size = try? fields.integer(UInt16.self, ""),
            let field = try? fields.take(Int(size), "")
        {
            if id == ZipReader.zip64Field {
                reader = ByteReader(field)
                return
            }
        }
    }

    mutating func value(orElse narrow: UInt32) throws -> Int {
        guard narrow == .max else { return Int(narrow) }
        guard var values = reader else { return Int(narrow) }
        defer { reader = values }
        return try values.size("the zip64 field")
    }
}
