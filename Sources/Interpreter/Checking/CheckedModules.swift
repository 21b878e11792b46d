import Syntax

/// The modules that a program imports, read once each and not run.
final class CheckedModules {
    private unowned let loader: ModuleLoader
    /// The program's own file.
    private let script: String
    private var outlines: [String: ModuleOutline] = [:]

    init(_ loader: ModuleLoader, script: String) {
        self.loader = loader
        self.script = script
    }

    var prelude: ModuleOutline? { loader.preludeOutline }

    /// The module of `import path` in a file. Throws if there is none, it cannot be read, or it has syntax errors.
    func imported(_ path: [String], by importer: String) throws -> ModuleOutline {
        let file = try loader.file(path, importedBy: importer, script: script)
        if let known = outlines[file] { return known }
        let outline = ModuleOutline(name: path.joined(separator: "."), source: try SourceReader.read(file))
        if let error = outline.tree.diagnostics.first(where: { $0.severity == .error }) {
            throw HesseError(
                "the module `\(outline.name)` is not a program: \(error.message)",
                hint: "\(file), line \(error.line ?? 1); `hesse check \(file)` shows all errors")
        }
        outlines[file] = outline
        return outline
    }

    /// The error for a module that imports itself, or the program, through whatever it imports when it runs.
    func cycle(from outline: ModuleOutline) -> HesseError? {
        var finished: Set<String> = []
        return cycle([script, outline.path], outline, &finished)
    }

    private func cycle(_ files: [String], _ outline: ModuleOutline, _ finished: inout Set<String>) -> HesseError? {
        if files.dropLast().contains(outline.path) {
            return ModuleLoader.cycle(files.drop { $0 != outline.path })
        }
        guard finished.insert(outline.path).inserted, files.count < 200 else { return nil }
        for path in importsAtStart(outline.tree) {
            // A file that cannot be read is reported where it is imported.
            guard let inner = try? imported(path, by: outline.path) else { continue }
            if let error = cycle(files + [inner.path], inner, &finished) { return error }
        }
        return nil
    }

    /// What a program imports while it runs: not in functions, and not where a failure may be caught.
    private func importsAtStart(_ tree: SyntaxTree) -> [[String]] {
        var paths: [[String]] = []
        func collect(_ id: NodeID) {
            let node = tree[id]
            switch node.kind {
            case .importModule(let path, _), .importNames(let path, _): paths.append(path.map(\.text))
            case .lambda, .definition, .tryCatch: break
            default: node.forEachChild(collect)
            }
        }
        collect(tree.root)
        return paths
    }
}
