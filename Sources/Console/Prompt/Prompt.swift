import Interpreter
import Syntax
import Tensors

/// The prompt: reads an input, of several lines while a bracket is open, evaluates it, shows its value, and again.
final class Prompt {
    let session: Session
    let thread: ProgramThread
    let messages: Messages
    /// The inputs that gave no error, in order.
    var inputsWithoutError = SavedInputs()
    private let editor: LineEditor
    private let output: OutputBuffer
    private let progress: ProgressLine
    private var inputCount = 0
    /// Where the last line of what was typed begins; nil where it does not stand just above.
    private var typedColumn: Int?

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
                evaluate(text, isTyped: true)
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
                    // Further lines of what was pasted or recalled begin in the first column.
                    typedColumn = line.utf8.contains(0x0A) ? 0 : Prompt.promptWidth
                    let text = lines.joined(separator: "\n")
                    if Prompt.isCommand(text) || !SyntaxTree.isIncomplete(text) { return text }
                case .interrupted: break reading
                case .endOfInput:
                    // What has been typed is given to the parser, which says what is missing.
                    typedColumn = nil
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

    /// Runs an input and shows its value. If it was just typed, an error in its last line is underlined there.
    func evaluate(_ text: String, isTyped: Bool = false) {
        inputCount += 1
        let source = SourceFile(name: "<prompt \(inputCount)>", text: text)
        if let becameAns = evaluate(source, isTyped: isTyped) { inputsWithoutError.add(text, becameAns: becameAns) }
    }

    /// Runs a program and shows its value, if that is wanted; gives whether `ans` is that now, nil if there was an error.
    @discardableResult
    func evaluate(_ source: SourceFile, isShown: Bool = true, isTyped: Bool = false) -> Bool? {
        thread.run {
            defer { progress.finish() }
            let before = (output.byteCount, messages.count)
            do {
                let outcome = try session.run(source)
                let becomesAns = isShown && !outcome.value.isNone
                if becomesAns { show(outcome.value, isSilent: outcome.isSilent) }
                try Interrupt.check()
                return becomesAns
            } catch {
                let error = HesseError(error)
                let isAbove = isTyped && error.diagnostic.source === source && before == (output.byteCount, messages.count)
                show(error, beneath: isAbove ? typedColumn.map { (source.line(at: source.bytes.count), $0) } : nil)
                return nil
            }
        }
    }

    /// Keeps a value as `ans` and echoes it.
    private func show(_ value: Value, isSilent: Bool) {
        session.module["ans"] = value
        if !isSilent { write(Echo.text(value, hasColor: messages.hasColor)) }
    }

    private func show(_ error: HesseError, beneath typed: (line: Int, column: Int)?) {
        var error = error
        if error.kind == .interrupt, let partial = session.interpreter.partialResult {
            session.module["ans"] = partial
            var canGoOn = false
            if case .record(let box) = partial { canGoOn = box.continuation != nil }
            error.diagnostic.notes.append(
                "`ans` is the result as far as it came" + (canGoOn ? "; `refine(ans)` goes on" : ""))
            // Where it stopped says less than what there is.
            (error.diagnostic.source, error.diagnostic.span) = (nil, nil)
        }
        messages.show(error, beneath: typed)
    }

    /// Columns of both prompts.
    private static let promptWidth = 7
    private var primary: String { styled("hesse> ", "1;34") }
    private var secondary: String { styled("   ..> ", "34") }

    /// Text in a style; the escapes are marked for readline as having no width.
    private func styled(_ text: String, _ style: String) -> String {
        messages.hasColor ? "\u{1}\u{1B}[\(style)m\u{2}\(text)\u{1}\u{1B}[0m\u{2}" : text
    }
}
