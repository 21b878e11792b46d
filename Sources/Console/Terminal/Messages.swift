import Interpreter
import Synchronization
import Syntax

/// Errors, warnings and notes, on standard error.
public final class Messages: Sendable {
    /// Whether to write in colour.
    public let hasColor: Bool

    private let output: OutputBuffer
    private let progress: ProgressLine
    private let terminal = Terminal.error
    private let writeCount = Mutex(0)

    /// How many messages there were so far.
    public var count: Int { writeCount.withLock { $0 } }

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
    ///
    /// - Parameter typed: the line that stands just above, by its number in its source and the column in which it begins, where
    ///   there is one: an error in it is underlined there.
    public func show(_ error: HesseError, beneath typed: (line: Int, column: Int)? = nil) {
        var diagnostic = error.diagnostic
        if error.kind == .interrupt {
            diagnostic.severity = .note
            // Behind the `^C` that the terminal has put where the cursor was.
            if !progress.clear(), terminal.isTerminal, Terminal.input.isTerminal { write("\n") }
        }
        if let typed, error.kind == .error, terminal.isTerminal,
            let text = diagnostic.rendered(
                beneath: typed.line, column: typed.column, color: hasColor, width: terminal.width)
        {
            write(text + "\n")
        } else {
            show(diagnostic)
        }
        for diagnostic in error.others { show(diagnostic) }
    }

    /// Shows an error that has no place in a program.
    public func show(error message: String, hint: String? = nil) {
        show(Diagnostic(message, hints: hint.map { [$0] } ?? []))
    }

    private func write(_ text: String) {
        writeCount.withLock { $0 += 1 }
        progress.clear()
        // A failure is the business of whoever writes to it.
        try? output.flush()
        terminal.write(text)
    }
}
