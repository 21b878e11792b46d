import Builtins
import Interpreter
import Kernels
import Tensors
import Syntax

/// An interpreter joined to the process: its output, messages, progress, and the variables of the script or the prompt.
final class Session {
    let interpreter: Interpreter
    let module: Module

    /// - Parameters:
    ///   - path: the file of the script; nil for the prompt and for text.
    ///   - write: takes what programs print; the program ends where it fails.
    init(
        _ invocation: Invocation, path: String? = nil, write: @escaping (String) throws -> Void, messages: Messages,
        progress: ProgressLine
    ) throws {
        let options = Interpreter.Options(
            searchPaths: StandardLibrary.searchPaths, standardLibrary: StandardLibrary.folder, arguments: invocation.arguments,
            output: { text in
                progress.clear()
                // Nobody reads what the program has to say: it ends.
                do { try write(text) } catch { Interrupt.request() }
            },
            warnings: { messages.show($0) },
            progress: progress)
        interpreter = try Builtins.interpreter(options)
        module = try interpreter.makeModule(path: path)
        if let seed = invocation.seed, let engine = interpreter.tensorOperations as? TensorEngine {
            engine.random.reset(seed: UInt64(bitPattern: Int64(seed)))
        }
        if let threads = invocation.threads { ThreadPool.shared.threadCount = threads }
    }

    /// The names that a program of the session may use.
    var names: [String] { interpreter.names(in: module) }

    /// The value of a name as a program of the session sees it; nil if it has none.
    func value(of name: String) -> Value? { (try? interpreter.value(of: name, in: module)) ?? nil }

    /// Forgets all variables.
    func clear() { module.clear() }

    /// Runs a program, whose variables stay.
    func run(_ source: SourceFile) throws -> Interpreter.Outcome {
        try interruptible { try interpreter.run(source, in: module) }
    }

    /// Calls a function without arguments.
    func call(_ function: Value) throws { try interruptible { _ = try interpreter.call(function, []) } }

    private func interruptible<Result>(_ body: () throws -> Result) rethrows -> Result {
        Interrupt.clear()
        interpreter.partialResult = nil
        defer { Interrupt.clear() }
        return try body()
    }
}
