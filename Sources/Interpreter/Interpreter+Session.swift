import Kernels
import Syntax

// How the runner, the prompt and the tests use an interpreter.
extension Interpreter {
    /// What a program gave.
    public struct Outcome {
        /// The value of its last statement; none unless that is an expression.
        public let value: Value
        /// Whether it ended in `;`: it is then not shown.
        public let isSilent: Bool
    }

    /// A module whose code is given bit by bit, or is a script.
    public func makeModule(name: String = "main", path: String? = nil) throws -> Module {
        try modules.make(name: name, path: path)
    }

    /// Runs a program in a module: what it assigns stays there. Errors have their place, and all syntax errors are in `others`.
    @discardableResult
    public func run(_ source: SourceFile, in module: Module) throws -> Outcome {
        let tree = SyntaxTree.parse(source)
        for diagnostic in tree.diagnostics where diagnostic.severity == .warning { options.warnings(diagnostic) }
        let errors = tree.diagnostics.filter { $0.severity == .error }
        if let first = errors.first {
            var error = HesseError(first)
            error.others = Array(errors.dropFirst())
            throw error
        }
        let outcome = Outcome(value: try machine.run(generate(tree, in: module)), isSilent: tree.isSilent)
        try checkInterrupt()
        return outcome
    }

    /// Runs text, as of `-e` or a line of the prompt.
    @discardableResult
    public func run(text: String, name: String = "<text>", in module: Module) throws -> Outcome {
        try run(SourceFile(name: name, text: text), in: module)
    }

    /// Runs a script.
    @discardableResult
    public func run(script path: String) throws -> Outcome {
        let source = try SourceReader.read(path)
        return try run(source, in: try makeModule(name: "main", path: path))
    }

    /// What is wrong with a program, in order of place, without running it: syntax, names, calls of functions whose definition is
    /// known, imports. `source` bears the path of its file, beside which modules are looked for.
    public func check(_ source: SourceFile) -> [Diagnostic] { Checker(source, self).run() }

    /// The code of a program. The module gets slots for the names in it.
    func generate(_ tree: SyntaxTree, in module: Module) throws -> CodeObject {
        guard !module.isRunning else { throw HesseError("the module `\(module.name)` is already running") }
        let unit = CodeUnit(tree: tree, module: module, builtins: builtins)
        let generator = try FunctionGenerator(unit: unit, scope: unit.analysis.main, parent: nil, span: tree[tree.root].span)
        generator.parts.name = module.name
        generator.parts.signatureText = module.name
        generator.assigned = module.assignedSlots
        try generator.tail(tree.root)
        return try generator.finish()
    }

    /// The names that code of a module may use, for completion.
    public func names(in module: Module) -> [String] {
        module.globals.map(\.name) + Array(builtins.names) + modules.preludeNames
    }

    /// What the module of `import path` defines, seen from the current folder and without running it; nil if there is none.
    public func outline(of path: [String]) -> ModuleOutline? {
        guard let file = try? modules.file(path, importedBy: nil), let source = try? SourceReader.read(file) else { return nil }
        return ModuleOutline(name: path.joined(separator: "."), source: source)
    }

    /// What the prelude of the standard library defines, without running it; nil where there is none.
    public var preludeOutline: ModuleOutline? { modules.preludeOutline }

    /// The value of a name as code of a module sees it: its own, a built-in's, or the prelude's.
    public func value(of name: String, in module: Module) throws -> Value? {
        try module[name] ?? builtins[name] ?? modules.prelude(name)
    }
}

extension HesseError {
    /// The text a person reads, with an excerpt of the source.
    public func rendered(color: Bool = false, width: Int = 120) -> String {
        ([diagnostic] + others).map { $0.rendered(color: color, width: width) }.joined(separator: "\n")
    }

    /// The exit code of a runner that ends by it.
    public var exitCode: Int32 { kind == .interrupt ? 130 : 1 }
}
