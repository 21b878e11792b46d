#if canImport(Glibc)
    import Glibc
#endif

/// Where the modules that come with Hesse are.
enum StandardLibrary {
    /// The folder `stdlib` next to the executable or above it, else the one in `HESSE_HOME`; nil if there is neither.
    static let folder: String? = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        var parts = count > 0 ? String(decoding: buffer[..<count], as: UTF8.self).split(separator: "/").dropLast() : []
        // Built in place, the executable is some folders below the top.
        for _ in 0..<6 where !parts.isEmpty {
            let candidate = "/" + parts.joined(separator: "/") + "/stdlib"
            if isFolder(candidate) { return candidate }
            parts = parts.dropLast()
        }
        guard let home = Terminal.environment("HESSE_HOME") else { return nil }
        return [home + "/stdlib", home].first(where: isFolder)
    }()

    /// The names by which its modules are imported: `optim`, `nets.mlp`.
    static var modules: [String] {
        guard let folder else { return [] }
        return modules(in: folder, below: "").filter { $0 != "prelude" }.sorted()
    }

    private static func modules(in folder: String, below prefix: String) -> [String] {
        FileNames.list(folder).flatMap { entry -> [String] in
            if entry.isFolder { return modules(in: folder + "/" + entry.name, below: prefix + entry.name + ".") }
            return entry.name.hasSuffix(".hesse") ? [prefix + String(entry.name.dropLast(6))] : []
        }
    }

    /// The folders of `HESSE_PATH`.
    static var searchPaths: [String] {
        (Terminal.environment("HESSE_PATH") ?? "").split(separator: ":").map(String.init)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
