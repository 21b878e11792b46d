import Syntax

/// Finds, runs and remembers modules. A module runs once; one that imports itself, through others or not, is an error.
final class ModuleLoader {
    unowned(unsafe) var interpreter: Interpreter!

    /// All modules, by path where they have one.
    private var loaded: [String: Module] = [:]
    private var others: [Module] = []
    /// The files whose code is running, outermost first.
    private var running: [String] = []
    /// The module of the standard library that needs no import; the outer nil says it has not been looked for.
    private var preludeModule: Module??
    private var preludeForm: ModuleOutline??

    /// A module that is not imported: a script, or the prompt.
    func make(name: String, path: String?) throws -> Module {
        let module = try Module(name: name, path: path)
        others.append(module)
        return module
    }

    /// Lets go of all values, so that functions and modules, which hold each other, are released.
    func clear() {
        for module in loaded.values { module.clear() }
        for module in others { module.clear() }
    }

    // MARK: - Imports

    /// The module of `import path`, run if this is the first time.
    func module(_ path: [String], importedBy code: CodeObject) throws -> Module {
        let file = try file(path, importedBy: code.module.path)
        guard let module = loaded[file] else {
            try interpreter.noteEffect("import")
            return try load(name: path.joined(separator: "."), file: file)
        }
        guard !running.contains(file) else { throw ModuleLoader.cycle(running.drop { $0 != file } + [file]) }
        return module
    }

    /// The file that `import path` in another file means, where `script` is what runs. Throws if there is none.
    func file(_ path: [String], importedBy importer: String?, script: String? = nil) throws -> String {
        let relative = path.joined(separator: "/") + ".hesse"
        var folders = [SourceReader.folder(of: importer ?? "")]
        if let script = script ?? others.first?.path { folders.append(SourceReader.folder(of: script)) }
        folders += interpreter.options.searchPaths
        if let library = interpreter.options.standardLibrary { folders.append(library) }
        var seen: Set<String> = []
        folders = folders.filter { seen.insert($0).inserted }
        let files = folders.map { $0 == "." ? relative : "\($0)/\(relative)" }
        guard let file = files.first(where: { loaded[$0] != nil || SourceReader.isFile($0) }) else {
            let places = folders.map {
                $0 == interpreter.options.standardLibrary ? "the standard library" : $0 == "." ? "this folder" : $0
            }
            throw HesseError(
                "there is no module `\(path.joined(separator: "."))`",
                hint: ForeignNames.hint(importing: path.first ?? "")
                    ?? "looked for \(relative) in \(places.joined(separator: " and "))")
        }
        return file
    }

    private func load(name: String, file: String) throws -> Module {
        let source = try SourceReader.read(file)
        let module = try Module(name: name, path: file)
        loaded[file] = module
        running.append(file)
        // What runs now is no part of a trace.
        let tracer = interpreter.tracer
        interpreter.tracer = nil
        defer {
            running.removeLast()
            interpreter.tracer = tracer
        }
        do { _ = try interpreter.run(source, in: module) } catch {
            loaded[file] = nil
            others.append(module)
            throw error
        }
        return module
    }

    /// The error for a name that a module does not have.
    static func missing(_ name: String, in module: String, names: [String]) -> HesseError {
        HesseError("the module `\(module)` has no `\(name)`", hint: Suggestions.hint(name, among: names))
    }

    /// The error for files each of which imports the next, and the last one the first.
    static func cycle(_ files: some Sequence<String>) -> HesseError {
        let names = files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        return HesseError(
            "modules import each other in a circle: \(names.joined(separator: " → "))", hint: "move what both need into a third")
    }

    /// What `import a.b.c` gives the name `a`: the modules below it, with those imported before.
    func namespace(_ path: [String], _ module: Module, in importer: Module) -> Value {
        guard let first = path.first, path.count > 1 else { return .module(module) }
        var known = Namespace(name: first, module: nil, members: [:])
        switch importer[first] {
        case .object(let object)?: if let namespace = object as? Namespace { known = namespace }
        case .module(let module)?: known = Namespace(name: first, module: module, members: [:])
        default: break
        }
        return .object(known.adding(path.dropFirst(), module))
    }

    // MARK: - The prelude

    private var preludeFile: String? { interpreter.options.standardLibrary.map { $0 + "/prelude.hesse" } }

    /// The value of a name that the standard library's prelude defines; nil if it does not. Runs it if this is the first time.
    func prelude(_ name: String) throws -> Value? {
        switch preludeModule {
        case .some(let module): return module?[name]
        case .none:
            guard let file = preludeFile, SourceReader.isFile(file) else {
                preludeModule = .some(nil)
                return nil
            }
            // While it runs it does not look into itself. If it is interrupted, it runs the next time.
            preludeModule = .some(nil)
            do { preludeModule = .some(try load(name: "prelude", file: file)) } catch {
                preludeModule = .none
                throw error
            }
            return try prelude(name)
        }
    }

    /// The names the prelude defines, without running it.
    var preludeNames: [String] { preludeOutline?.names ?? [] }

    /// What the prelude defines, without running it; nil where there is none.
    var preludeOutline: ModuleOutline? {
        if let preludeForm { return preludeForm }
        let source = preludeFile.flatMap { try? SourceReader.read($0) }
        let outline = source.map { ModuleOutline(name: "prelude", source: $0) }
        preludeForm = .some(outline)
        return outline
    }
}

/// The modules below a folder: `nets` in `nets.resnet.resnet56(x)`.
final class Namespace: OpaqueValue, @unchecked Sendable {
    let name: String
    /// The module of the same name, if it was imported.
    let module: Module?
    let members: [String: Value]

    init(name: String, module: Module?, members: [String: Value]) {
        self.name = name
        self.module = module
        self.members = members
    }

    override var typeName: String { "module" }
    override var messageName: String { "the module `\(name)`" }
    override var description: String { "<module \(name)>" }
    override var fieldNames: [String] { members.keys.sorted() + (module?.globals.map(\.name) ?? []) }
    override func field(_ name: String) -> Value? { members[name] ?? module?[name] }

    /// The same with one more module.
    func adding(_ path: ArraySlice<String>, _ added: Module) -> Namespace {
        guard let first = path.first else { return self }
        var members = members
        let fullName = "\(name).\(first)"
        if path.count == 1 {
            if case .object(let object)? = members[first], let below = object as? Namespace {
                members[first] = .object(Namespace(name: below.name, module: added, members: below.members))
            } else {
                members[first] = .module(added)
            }
        } else {
            var below = Namespace(name: fullName, module: nil, members: [:])
            switch members[first] {
            case .object(let object)?: if let namespace = object as? Namespace { below = namespace }
            case .module(let module)?: below = Namespace(name: fullName, module: module, members: [:])
            default: break
            }
            members[first] = .object(below.adding(path.dropFirst(), added))
        }
        return Namespace(name: name, module: module, members: members)
    }
}
