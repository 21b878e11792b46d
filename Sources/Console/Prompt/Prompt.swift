import Interpreter
import Syntax

#if canImport(Glibc)
    import Glibc
#endif

/// The prompt: reads an input, of several lines while a bracket is open, evaluates it, shows its value, and again.
final class Prompt {
    private let session: Session
    private let thread: ProgramThread
    private let editor: LineEditor
    private let output: OutputBuffer
    private let messages: Messages
    private let progress: ProgressLine
    private var inputs = 0

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
        while let text = readInput() {
            let trimmed = text.trimmingBlanks
            guard !trimmed.isEmpty else { continue }
            editor.remember(text.trimmingNewlines)
            evaluate(text)
            guard output.failure == nil else { break }
        }
        return 0
    }

    /// An input; nil if there are no more.
    private func readInput() -> String? {
        while true {
            var lines: [String] = []
            reading: while true {
                switch editor.readLine(prompt: lines.isEmpty ? primary : secondary, completer: { _, _ in .candidates([]) }) {
                case .line(let line):
                    lines.append(line)
                    let text = lines.joined(separator: "\n")
                    if !SyntaxTree.isIncomplete(text) { return text }
                case .interrupted: break reading
                case .endOfInput:
                    // What has been typed is given to the parser, which says what is missing.
                    try? output.write("\n")
                    if !lines.isEmpty { return lines.joined(separator: "\n") }
                    return nil
                }
            }
        }
    }

    private func evaluate(_ text: String) {
        inputs += 1
        let source = SourceFile(name: "<prompt \(inputs)>", text: text)
        thread.run {
            do {
                let outcome = try session.run(source)
                show(outcome.value, isSilent: outcome.isSilent)
            } catch {
                let error = HesseError(error)
                if let partial = error.partial { session.module["ans"] = partial }
                messages.show(error)
            }
        }
        progress.finish()
        // The next prompt begins in the first column.
        if !output.endsLine { try? output.write("\n") }
        try? output.flush()
    }

    /// Keeps a value as `ans` and echoes it.
    private func show(_ value: Value, isSilent: Bool) {
        guard !value.isNone else { return }
        session.module["ans"] = value
        if !isSilent { try? output.write(Echo.text(value) + "\n") }
    }

    private var primary: String { styled("hesse> ", "1;34") }
    private var secondary: String { styled("   ..> ", "34") }

    private func styled(_ text: String, _ style: String) -> String {
        messages.hasColor ? "\u{1}\u{1B}[\(style)m\u{2}\(text)\u{1}\u{1B}[0m\u{2}" : text
    }
}
