import Syntax

#if canImport(Glibc)
    import Glibc
#endif

/// Reads source files.
enum SourceReader {
    /// No source is larger.
    private static let limit = 64 << 20

    static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The file's bytes as a source under the name of its path. Throws if it cannot be read.
    static func read(_ path: String) throws -> SourceFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HesseError("cannot read `\(path)`: \(reason)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw HesseError("cannot read `\(path)`: \(reason)")
            }
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw HesseError("`\(path)` is too long for a program") }
        }
        return SourceFile(name: path, bytes: bytes)
    }

    private static var reason: String { strerror(errno).map { String(cString: $0) } ?? "unknown reason" }

    /// The folder a path lies in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
