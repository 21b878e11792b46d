#if canImport(Glibc)
    import Glibc
#endif

/// The names of files, for completion.
enum FileNames {
    /// Paths that begin so: folders with a slash behind them, files with `closing`.
    static func beginning(_ prefix: String, closing: String) -> [String] {
        let split = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
        let folder = String(prefix[..<split])
        let isHiddenWanted = prefix[split...].hasPrefix(".")
        return list(folder.isEmpty ? "." : folder).filter { isHiddenWanted || !$0.name.hasPrefix(".") }.map { entry in
            folder + entry.name + (entry.isFolder ? "/" : closing)
        }
    }

    /// What is in a folder; nothing if it cannot be read.
    static func list(_ path: String) -> [(name: String, isFolder: Bool)] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var entries: [(name: String, isFolder: Bool)] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            var status = stat()
            let isFolder = stat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            entries.append((name, isFolder))
        }
        return entries
    }
}
