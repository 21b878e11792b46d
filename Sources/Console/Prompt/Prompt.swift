import Interpreter
import Syntax

/// The prompt: reads an input, of several lines while a bracket is open, evaluates it, shows its value, and again.
final class Prompt {
    let session: Session
    let thread: ProgramThread
    let messages: Messages
    /// The inputs that gave no error, in order.
    var inputsWithoutError: [String] = []
    private let editor: LineEditor
    private let output: OutputBuffer
    private let progress: ProgressLine
    private var inputCount = 0

    init(
        _ session: Session, thread: ProgramThread, signals: SignalPipe, output: OutputBuffer, messages: Messages,
        progress: ProgressLine
    ) {
        self.session = session
        self.thread = thread
        self.output = output
        self.messages = messages
        self.progress = progress
        editor = LineEditor(signals: signals, history: History.path())
    }

    /// Runs until the person leaves; gives the exit code.
    func run() -> Int32 {
        write("Hesse \(Version.number): ? lists what there is, ?name explains it, Ctrl-D leaves")
        while output.failure == nil, let text = readInput() {
            let trimmed = text.trimmingBlanks
            guard !trimmed.isEmpty else { continue }
            remember(text)
            if Prompt.isCommand(trimmed) {
                guard obey(trimmed) else { break }
            } else {
                evaluate(text)
            }
            // The next prompt begins in the first column.
            if !output.endsLine { write("") }
            try? output.flush()
        }
        return ExitStatus.success
    }

    /// An input; nil if there are no more.
    private func readInput() -> String? {
        while true {
            var lines: [String] = []
            reading: while true {
                switch editor.readLine(prompt: lines.isEmpty ? primary : secondary, completer: complete) {
                case .line(let line):
                    lines.append(line)
                    let text = lines.joined(separator: "\n")
                    if Prompt.isCommand(text) || !SyntaxTree.isIncomplete(text) { return text }
                case .interrupted: break reading
                case .endOfInput:
                    // What has been typed is given to the parser, which says what is missing.
                    return lines.isEmpty ? nil : lines.joined(separator: "\n")
                }
            }
        }
    }

    private func complete(_ line: String, _ start: Int) -> [String] {
        Completer(session: session).completions(line, from: start)
    }

    /// Adds an input to the history.
    func remember(_ text: String) { editor.remember(text.trimmingNewlines) }

    /// Writes a line, or a text of several.
    func write(_ text: String) {
        // Whoever reads the failure ends the loop.
        try? output.write(text + "\n")
    }

    /// Runs an input and shows its value.
    func evaluate(_ text: String) {
        inputCount += 1
        if evaluate(SourceFile(name: "<prompt \(inputCount)>", text: text)) { inputsWithoutError.append(text.trimmingNewlines) }
    }

    /// Runs a program and shows its value, if that is wanted; gives whether there was no error.
    @discardableResult
    func evaluate(_ source: SourceFile, isShown: Bool = true) -> Bool {
        thread.run {
            defer { progress.finish() }
            do {
                let outcome = try session.run(source)
                if isShown, !outcome.value.isNone { show(outcome.value, isSilent: outcome.isSilent) }
                return true
            } catch {
                show(HesseError(error))
                return false
            }
        }
    }

    /// Keeps a value as `ans` and echoes it.
    private func show(_ value: Value, isSilent: Bool) {
        session.module["ans"] = value
        if !isSilent { write(Echo.text(value, hasColor: messages.hasColor)) }
    }

    private func show(_ error: HesseError) {
        var error = error
        if error.kind == .interrupt, let partial = session.interpreter.partialResult {
            session.module["ans"] = partial
            error.diagnostic.notes.append("`ans` is the result as far as it came")
        }
        messages.show(error)
    }

    private var primary: String { styled("hesse> ", "1;34") }
    private var secondary: String { styled("   ..> ", "34") }

    /// Text in a style; the escapes are marked for readline as having no width.
    private func styled(_ text: String, _ style: String) -> String {
        messages.hasColor ? "\u{1}\u{1B}[\(style)m\u{2}\(text)\u{1}\u{1B}[0m\u{2}" : text
    }
}
