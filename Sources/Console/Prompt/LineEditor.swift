import CReadline

#if canImport(Glibc)
    import Glibc
#endif

/// Lines typed at a terminal, edited with readline.
///
/// readline's state is the process's: there is one editor, and it lives on the main thread.
public final class LineEditor {
    /// What a person did with a prompt.
    public enum Input: Equatable {
        case line(String)
        /// Ctrl-C: the line is given up.
        case interrupted
        /// Ctrl-D on an empty line, or a terminal that has gone.
        case endOfInput
    }

    /// Asked for what may replace the last word of a line, that is, what begins at a UTF-8 offset of it.
    public typealias Completer = (_ line: String, _ start: Int) -> [String]

    // A C callback carries no context; only the main thread, inside `readLine`, gets there.
    nonisolated(unsafe) private static var completer: Completer?

    /// Entries of the history that are kept.
    private static let historyLimit = 10_000

    private let signals: SignalPipe

    /// An editor that shows its lines on standard output, or on standard error where that alone is a terminal.
    ///
    /// - Parameter history: the file in which entries are kept; nil to keep none.
    public init(signals: SignalPipe, history: String?) {
        self.signals = signals
        hesse_readline_initialize(!Terminal.output.isTerminal)
        if let history { hesse_history_open(history, Int32(LineEditor.historyLimit)) }
    }

    /// Asks for a line.
    ///
    /// - Parameter prompt: what stands before it; escapes without width between `\u{1}` and `\u{2}`.
    public func readLine(prompt: String, completer: @escaping Completer) -> Input {
        LineEditor.completer = completer
        hesse_completion_set { line, start, end in LineEditor.complete(line, start, end) }
        defer { LineEditor.completer = nil }

        let caught = [SIGTSTP, SIGWINCH, SIGTERM]
        for signal in caught { hesse_signals_catch(signal) }
        defer { for signal in caught { hesse_signals_release(signal) } }
        signals.drain()

        // The window may have changed while a program ran.
        hesse_readline_resize()
        hesse_readline_begin(prompt)
        var descriptors = [
            pollfd(fd: Terminal.input.rawValue, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            guard poll(&descriptors, 2, -1) >= 0 || errno == EINTR else { return .endOfInput }
            while let signal = signals.next() {
                switch signal {
                case SIGINT:
                    hesse_readline_cancel()
                    return .interrupted
                case SIGTSTP:
                    hesse_readline_pause()
                    hesse_signals_suspend()
                    hesse_readline_resume()
                case SIGWINCH: hesse_readline_resize()
                default:
                    hesse_readline_cancel()
                    hesse_signals_release(signal)
                    raise(signal)
                }
            }
            guard descriptors[0].revents != 0 else { continue }
            switch hesse_readline_feed() {
            case HESSE_READING: break
            case HESSE_LINE:
                guard let line = hesse_readline_take_line() else { return .endOfInput }
                defer { free(line) }
                return .line(String(cString: line))
            default: return .endOfInput
            }
        }
    }

    /// Adds an entry, of any number of lines, to the history, unless it repeats the last one.
    public func remember(_ entry: String) { hesse_history_add(entry) }

    private static func complete(_ line: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32) {
        guard let line, let completer, start >= 0, start <= end else { return }
        let bytes = UnsafeRawBufferPointer(start: line, count: Int(end))
        for candidate in completer(String(decoding: bytes, as: UTF8.self), Int(start)) { hesse_completion_add(candidate) }
    }
}
