import Interpreter

#if canImport(Glibc)
    import Glibc
#endif

/// The programs below folders, in the order of their paths.
enum TestFiles {
    /// No folder is deeper.
    private static let deepest = 64

    /// All `.hesse` files below a folder, or a file itself. Hidden folders are passed over. Throws for what cannot be read.
    static func programs(below path: String) throws -> [String] {
        var status = stat()
        guard stat(path, &status) == 0 else { throw HesseError("cannot read `\(path)`: \(String(cString: strerror(errno)))") }
        if status.st_mode & S_IFMT == S_IFREG { return [path] }
        return try programs(in: path, depth: 0)
    }

    /// Whether a file is one of tests.
    static func isTest(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return name.hasPrefix("test_") && name.hasSuffix(".hesse")
    }

    private static func programs(in folder: String, depth: Int) throws -> [String] {
        guard let directory = opendir(folder) else {
            throw HesseError("cannot read `\(folder)`: \(String(cString: strerror(errno)))")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if bytes.first != UInt8(ascii: ".") { names.append(String(decoding: bytes, as: UTF8.self)) }
        }
        var programs: [String] = []
        for name in names.sorted() {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            // Links are not followed: they may lead in a circle.
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: if depth < deepest { programs += try self.programs(in: path, depth: depth + 1) }
            case S_IFREG: if name.hasSuffix(".hesse") { programs.append(path) }
            default: break
            }
        }
        return programs
    }
}
