import Curvature
import Kernels
import Syntax
import Tensors

/// A tree becomes code, and code runs.
///
/// `Syntax` gives a tree; `Generation/` finds the variables of every function (`ScopeAnalysis`) and makes register code of
/// it (`FunctionGenerator`, `Bytecode/`); `Machine/` runs the code on a contiguous stack of registers. `Values/` is what
/// registers hold. Operators on numbers, strings, lists and records are in `Arithmetic/`; tensors are left to a
/// `TensorOperations` and traces to a `Tracer` (`Hooks/`), which `Tracing/` implements on top of the graph. `Checking/` says what
/// is wrong with a program without running it. `Registry/` is how built-in functions are declared, called and explained; the
/// functions themselves are in module `Builtins`.
///
/// An interpreter and all values it makes belong to one thread at a time.
public final class Interpreter: @unchecked Sendable {
    public struct Options {
        /// Folders in which modules are searched, behind the importing file's own: `HESSE_PATH`, then the standard library.
        public var searchPaths: [String]
        /// The folder of the standard library; its `prelude.hesse` needs no import.
        public var standardLibrary: String?
        /// The arguments of the script: `args`.
        public var arguments: [String]
        /// At most this many calls inside each other.
        public var recursionLimit: Int
        /// Takes what `print` writes.
        public var output: (String) -> Void
        /// Takes warnings.
        public var warnings: (Diagnostic) -> Void
        /// Is told how far long primitives, and loops over `progress(xs)`, have come; nil where nobody watches.
        public var progress: (any ProgressMonitor)?

        public init(
            searchPaths: [String] = [], standardLibrary: String? = nil, arguments: [String] = [], recursionLimit: Int = 5_000,
            output: @escaping (String) -> Void = StandardOutput.write, warnings: @escaping (Diagnostic) -> Void = { _ in },
            progress: (any ProgressMonitor)? = nil
        ) {
            self.searchPaths = searchPaths
            self.standardLibrary = standardLibrary
            self.arguments = arguments
            self.recursionLimit = recursionLimit
            self.output = output
            self.warnings = warnings
            self.progress = progress
        }
    }

    public var options: Options
    public let builtins: BuiltinTable
    public let tensorOperations: any TensorOperations
    /// What runs on traced tensors at the moment, if anything does.
    public var tracer: (any Tracer)? {
        didSet { machine.setTracing(tracer != nil) }
    }

    /// Told how far long primitives have come.
    var progress: (any ProgressMonitor)? { options.progress }
    /// What an interrupted primitive had so far.
    public var partialResult: Value?
    /// The figure made last, for `save(path)`.
    public var lastFigure: Value?

    let machine: Machine
    let modules: ModuleLoader
    /// The places that have been warned of.
    private var warned: Set<String> = []

    /// Throws if there is no memory for its stack.
    public init(options: Options, builtins: BuiltinTable, tensorOperations: any TensorOperations) throws {
        guard ValueLayout.isAsAssumed else { throw HesseError("this build lays out values in an unknown way") }
        var builtins = builtins
        builtins.add(
            constant: "args", Value.list(ListBox(numbers: options.arguments.map { Value($0) })),
            summary: "the arguments of the script")
        self.options = options
        self.builtins = builtins
        self.tensorOperations = tensorOperations
        machine = try Machine(recursionLimit: options.recursionLimit)
        modules = ModuleLoader()
        machine.interpreter = self
        modules.interpreter = self
    }

    deinit { modules.clear() }

    // MARK: - Calls

    /// Calls a function of the language or a built-in. Built-ins use it to call back.
    public func call(_ function: Value, _ arguments: [Value], keywords: [(String, Value)] = []) throws -> Value {
        try machine.call(function, arguments, keywords)
    }

    // MARK: - Effects

    /// Says that something happens beside the value: a trace then repeats it once a call, and is not kept.
    public func noteEffect(_ name: String) throws { try tracer?.noteEffect(name) }

    /// The place in the program of what runs.
    var currentPlace: (SourceFile?, Range<Int>?) { machine.currentPlace }

    /// Warns, once a place: that of what runs unless one is given.
    public func warn(
        _ message: String, hint: String? = nil, notes: [String] = [], at place: (SourceFile?, Range<Int>?)? = nil
    ) {
        tell(Diagnostic(message, severity: .warning, notes: notes, hints: hint.map { [$0] } ?? []), at: place ?? currentPlace)
    }

    /// Says something that may surprise, once a place.
    public func note(_ message: String) { tell(Diagnostic(message, severity: .note), at: currentPlace) }

    private func tell(_ diagnostic: Diagnostic, at place: (SourceFile?, Range<Int>?)) {
        var diagnostic = diagnostic
        (diagnostic.source, diagnostic.span) = place
        // The same with other numbers is the same.
        let words = diagnostic.message.filter { !$0.isNumber }
        let key = "\(diagnostic.source?.name ?? "")|\(diagnostic.span.map(String.init(describing:)) ?? "")|\(words)"
        if warned.insert(key).inserted { options.warnings(diagnostic) }
    }

    /// Throws if Ctrl-C was pressed. For loops of built-ins.
    public func checkInterrupt() throws { try Interrupt.check() }
}
