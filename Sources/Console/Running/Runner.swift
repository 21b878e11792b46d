import CProcessor
import Formats
import Interpreter
import Kernels
import Syntax
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Does what the command line asks for.
public final class Runner {
    /// Milliseconds that a program has to end after Ctrl-C.
    private static let grace: Int32 = 80

    let invocation: Invocation
    let output = OutputBuffer()
    let progress: ProgressLine
    let messages: Messages

    public init(_ invocation: Invocation) {
        self.invocation = invocation
        progress = ProgressLine(isOn: !invocation.isQuiet)
        messages = Messages(hasColor: !invocation.isColorless, output: output, progress: progress)
    }

    /// Runs the program, or the prompt; gives the exit code.
    public func run() -> Int32 {
        hesse_keep_freed_memory()
        Terminal.useUTF8()
        guard let signals = SignalPipe(), let thread = ProgramThread(signals: signals) else {
            messages.show(error: "the system has no thread or pipe left")
            return ExitStatus.failure
        }
        let code = run(signals, thread)
        do { try output.flush() } catch {
            if error == .closed { return ExitStatus.success }
            if error == .interrupted { return ExitStatus.interrupted }
            // Once only: writing on fails the same way.
            messages.show(error: error.message)
            return ExitStatus.failure
        }
        return code
    }

    /// Says what keeps the command from doing anything; gives the exit code.
    public static func refuse(_ message: String, hint: String, status: Int32 = ExitStatus.usage) -> Int32 {
        Terminal.error.write(Diagnostic(message, hints: [hint]).rendered(color: Terminal.error.hasColor) + "\n")
        return status
    }

    private func run(_ signals: SignalPipe, _ thread: ProgramThread) -> Int32 {
        switch invocation.program {
        case .prompt where Terminal.input.isTerminal: return prompt(signals, thread)
        case .script(let path):
            do {
                let source = SourceFile(name: path, bytes: try ByteReader.read(file: path))
                return run(source, path: path, thread)
            } catch {
                show(error)
                return ExitStatus.usage
            }
        case .code(let text): return run(SourceFile(name: "-e", text: text), showsValue: true, thread)
        case .standardInput, .prompt:
            do {
                let bytes = try ByteReader.read(Terminal.input.rawValue, name: "the standard input")
                return run(SourceFile(name: "-", bytes: bytes), thread)
            } catch { return show(error) }
        case .check(let paths, let asJSON): return check(paths, asJSON: asJSON, thread)
        case .format(let paths, let isDry): return format(paths, isDry: isDry, thread)
        case .test(let paths): return test(paths, thread)
        case .explain(let text):
            return withSession(thread) { session in
                let explanation = try session.explaining { _ = try session.run(SourceFile(name: "explain", text: text)) }
                try output.write(explanation + "\n")
                return ExitStatus.success
            }
        case .documentation(let topic):
            return withSession(thread) { session in
                try output.write(Help(session: session).text(on: topic) + "\n")
                return ExitStatus.success
            }
        }
    }

    private func prompt(_ signals: SignalPipe, _ thread: ProgramThread) -> Int32 {
        do {
            let session = try makeSession(write: output.write)
            let prompt = Prompt(
                session, thread: thread, signals: signals, output: output, messages: messages, progress: progress)
            return prompt.run()
        } catch { return show(error) }
    }

    private func run(_ source: SourceFile, path: String? = nil, showsValue: Bool = false, _ thread: ProgramThread) -> Int32 {
        withSession(thread, path: path) { session in
            let outcome = try session.run(source)
            if showsValue, !outcome.isSilent, !outcome.value.isNone {
                let picture = Echo.picture(outcome.value, hasColor: !invocation.isColorless && Terminal.output.hasColor)
                try output.write((picture ?? session.interpreter.text(outcome.value)) + "\n")
            }
            return ExitStatus.success
        }
    }

    /// Does work with a new session on the thread for programs; gives its exit code, or that of the error it ends with.
    func withSession(_ thread: ProgramThread, path: String? = nil, _ work: (Session) throws -> Int32) -> Int32 {
        withThread(thread) { try work(makeSession(path: path, write: output.write)) }
    }

    /// A session of a script, or of text, that hands over what it prints.
    func makeSession(path: String? = nil, write: @escaping (String) throws -> Void) throws -> Session {
        try Session(invocation, path: path, write: write, messages: messages, progress: progress)
    }

    /// Does work on the thread for programs; gives its exit code, or that of the error it ends with.
    func withThread(_ thread: ProgramThread, _ work: () throws -> Int32) -> Int32 {
        return thread.run(hearing: { signal in
            // An interrupted program ends. What does not end by itself, at once, is not waited for.
            guard signal != SIGINT else { return Runner.grace }
            FileAccess.removeUnfinished()
            output.flushIfIdle()
            Terminal.error.write("note: interrupted\n")
            _exit(ExitStatus.interrupted)
        }) {
            do {
                defer { progress.finish() }
                let status = try work()
                try Interrupt.check()
                return status
            } catch {
                // The program was stopped because nobody reads what it prints.
                if output.failure != nil { return ExitStatus.failure }
                if case OutputBuffer.Failure.interrupted = error { return show(Interruption()) }
                return show(error)
            }
        }
    }

    /// Shows an error; gives the exit code it ends with.
    @discardableResult
    func show(_ error: any Error) -> Int32 {
        let error = HesseError(error)
        messages.show(error)
        return error.exitCode
    }
}
