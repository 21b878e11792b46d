import Interpreter
import Syntax

/// Errors, warnings and notes, on standard error.
public final class Messages: Sendable {
    /// Whether to write in colour.
    public let hasColor: Bool

    private let output: OutputBuffer
    private let progress: ProgressLine
    private let terminal = Terminal.error

    /// - Parameters:
    ///   - output: what is written before a message, so that both come in order.
    ///   - progress: the line that makes room for a message.
    public init(hasColor: Bool, output: OutputBuffer, progress: ProgressLine) {
        self.hasColor = hasColor && Terminal.error.hasColor
        self.output = output
        self.progress = progress
    }

    /// Shows a diagnostic with its excerpt.
    public func show(_ diagnostic: Diagnostic) {
        let width = terminal.isTerminal ? terminal.width : 120
        write(diagnostic.rendered(color: hasColor, width: width) + "\n")
    }

    /// Shows an error, with all errors of the same source; an interruption as a note.
    public func show(_ error: HesseError) {
        var diagnostic = error.diagnostic
        if error.kind == .interrupt {
            diagnostic.severity = .note
            // Behind the `^C` that the terminal has put where the cursor was.
            if !progress.clear(), terminal.isTerminal, Terminal.input.isTerminal { write("\n") }
        }
        for diagnostic in [diagnostic] + error.others { show(diagnostic) }
    }

    /// Shows an error that has no place in a program.
    public func show(error message: String, hint: String? = nil) {
        show(Diagnostic(message, hints: hint.map { [$0] } ?? []))
    }

    private func write(_ text: String) {
        progress.clear()
        // A failure is the business of whoever writes to it.
        try? output.flush()
        terminal.write(text)
    }
}
