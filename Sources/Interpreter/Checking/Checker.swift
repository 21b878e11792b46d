import Syntax

/// Finds what is wrong with a program without running it: only what goes wrong whenever the place is reached.
///
/// A walk over the tree follows which variables may have a value (`Checker+Names`). What has to be known of the whole program, the
/// meaning of a call and of a module's member, is looked at afterwards (`Checker+Calls`, `Checker+Modules`). Where the program has
/// syntax errors, names in the statements that were given up are left alone.
final class Checker {
    let tree: SyntaxTree
    let interpreter: Interpreter
    let analysis: ScopeAnalysis
    let modules: CheckedModules
    /// A module in which nothing runs: a program's names are looked up as if it were about to.
    private let module: Module?

    /// The function that is being walked through.
    var scope: FunctionScope
    /// The variables of that function that may have a value.
    var possible: Set<String> = []
    /// How many `try` blocks are around: what fails there may be meant to.
    var tryDepth = 0

    /// Calls and fields, looked at when all of the program is known.
    var calls: [WrittenPlace] = []
    var members: [WrittenPlace] = []
    /// What variables were imported, by the function that owns them.
    var imports: [ObjectIdentifier: [String: [ImportedValue]]] = [:]
    /// Functions without a name that are a variable's value.
    var lambdas: [ObjectIdentifier: [String: NodeID]] = [:]

    /// More errors than these say nothing new.
    private static let most = 100
    private var found: [Diagnostic] = []
    private var reportedNames: Set<String> = []
    /// Names that statements mention which were given up: they may be anything.
    private(set) lazy var unclear = namesInInvalidStatements()

    /// An expression, and the function it stands in.
    struct WrittenPlace {
        let id: NodeID
        let scope: FunctionScope
    }

    init(_ source: SourceFile, _ interpreter: Interpreter) {
        self.interpreter = interpreter
        tree = SyntaxTree.parse(source)
        analysis = ScopeAnalysis(tree)
        modules = CheckedModules(interpreter.modules, script: source.name)
        module = try? Module(name: "main", path: source.name)
        scope = analysis.main
    }

    /// Walks over the program; gives its errors and warnings in the order of the source.
    func run() -> [Diagnostic] {
        visit(tree.root)
        for call in calls { check(call: call) }
        for member in members { check(member: member) }
        var all = tree.diagnostics + found
        if !all.contains(where: { $0.severity == .error }), let module {
            // What is too large for the machine is known when the code is made.
            do { _ = try interpreter.generate(tree, in: module) } catch { all.append(HesseError(error).diagnostic) }
        }
        return all.enumerated().sorted {
            ($0.element.span?.lowerBound ?? 0, $0.offset) < ($1.element.span?.lowerBound ?? 0, $1.offset)
        }.map(\.element)
    }

    func report(_ error: HesseError, at span: Range<Int>) {
        guard found.count < Checker.most else { return }
        var diagnostic = error.diagnostic
        diagnostic.source = tree.source
        diagnostic.span = span
        found.append(diagnostic)
    }

    // MARK: - Names

    /// A built-in, or what the prelude defines.
    func isGiven(_ name: String) -> Bool {
        interpreter.builtins[name] != nil || modules.prelude?.names.contains(name) == true
    }

    /// Says that a name means nothing, at the first place that reads it.
    func reportUnknown(_ name: String, at span: Range<Int>) {
        guard let module, found.count < Checker.most, !isUnclear(name), reportedNames.insert(name).inserted else { return }
        let names = namesInSight
        report(interpreter.unknownName(name, in: module, place: (tree.source, span), others: names), at: span)
    }

    /// Says that a variable has no value yet, at the first place in each function.
    func reportEarly(_ name: String, at span: Range<Int>) {
        let key = "\(scope.node.map { "\(tree[$0].span.lowerBound)" } ?? "main") \(name)"
        guard !tree.hasErrors, reportedNames.insert(key).inserted else { return }
        let isOuter = !scope.isMain && (analysis.main.variables[name] != nil || isGiven(name))
        let function = scope.node.flatMap { FunctionOutline(tree, $0)?.displayName } ?? "the program"
        report(.readBeforeAssigned(name, in: function, hasOuter: isOuter), at: span)
    }

    /// The variables of the functions around, and of the module.
    private var namesInSight: [String] {
        var names: [String] = []
        var current: FunctionScope? = scope
        while let scope = current {
            names += scope.order
            current = scope.parent
        }
        return names
    }

    /// Whether what a name means cannot be told, since what mentions it was not understood.
    func isUnclear(_ name: String) -> Bool {
        tree.hasErrors
            && (unclear.contains(name) || analysis.scopes.values.contains { $0.variables[name] != nil })
    }

    private func namesInInvalidStatements() -> Set<String> {
        var names: Set<String> = []
        var spans: [Range<Int>] = []
        func collect(_ id: NodeID) {
            let node = tree[id]
            if case .invalid = node.kind { spans.append(node.span) }
            node.forEachChild(collect)
        }
        collect(tree.root)
        // Both come in the order of the source.
        var rest = spans[...]
        for token in tree.tokens {
            while let first = rest.first, first.upperBound <= token.span.lowerBound { rest.removeFirst() }
            guard token.kind == .name, rest.first?.overlaps(token.span) == true else { continue }
            names.insert(Names.canonical(tree.source.text(token.span)))
        }
        return names
    }
}

extension HesseError {
    /// The error for a variable of a function that has no value where it is read. `hasOuter`: something outside bears its name.
    static func readBeforeAssigned(_ name: String, in function: String, hasOuter: Bool) -> HesseError {
        HesseError(
            "`\(name)` is read before it is assigned",
            hint: hasOuter
                ? "\(function) assigns `\(name)`, so the name is its own there and not the outer one: take the outer value as a parameter, or use another name"
                : "\(function) assigns it later, or only on some ways through it")
    }
}
