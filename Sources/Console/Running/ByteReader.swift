import Interpreter

#if canImport(Glibc)
    import Glibc
#endif

/// Reads programs as bytes.
enum ByteReader {
    /// No program is larger.
    private static let limit = 64 << 20

    /// All bytes of a file.
    static func read(file path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HesseError("cannot read `\(path)`: \(reason)") }
        defer { close(descriptor) }
        return try read(descriptor, name: "`\(path)`")
    }

    /// All bytes up to the end of a descriptor; Ctrl-C ends the waiting for them.
    static func read(_ descriptor: Int32, name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { throw HesseError.interrupted }
                throw HesseError("cannot read \(name): \(reason)")
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw HesseError("\(name) is too long for a program") }
        }
    }

    private static var reason: String { strerror(errno).map { String(cString: $0) } ?? "unknown reason" }
}
