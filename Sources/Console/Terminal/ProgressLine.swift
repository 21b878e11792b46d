import Curvature
import Synchronization
import Syntax

#if canImport(Glibc)
    import Glibc
#endif

/// One line at the bottom of the terminal that says how far a long computation has come.
///
/// It appears when a task has taken a while, changes a few times a second, and goes before anything else is written. It is
/// on standard error; where that is no terminal that can erase, it never appears.
public final class ProgressLine: ProgressMonitor, Sendable {
    private struct State {
        var task = ""
        var started = 0.0
        var shown = 0.0
        var isShown = false
    }

    /// Seconds before a task is worth a line, and between two of its states.
    private static let delay = 0.5
    private static let interval = 0.1
    private static let barWidth = 20

    private let isOn: Bool
    private let terminal = Terminal.error
    private let state = Mutex(State())

    /// A line that is shown only if `isOn` and there is a terminal for it.
    public init(isOn: Bool) { self.isOn = isOn && Terminal.error.hasEscapes }

    /// Shows a report, if it is time to. Cheap: it may be called at each step.
    public func update(_ report: ProgressReport) {
        guard isOn else { return }
        let now = ProgressLine.seconds()
        state.withLock { state in
            if state.task != report.task || report.done == 0 {
                state.task = report.task
                state.started = now
            }
            guard now - state.started > ProgressLine.delay, now - state.shown > ProgressLine.interval else { return }
            let text = ProgressLine.text(report, seconds: now - state.started, width: terminal.width - 1)
            state.shown = now
            state.isShown = true
            terminal.write("\r\(text)\u{1B}[K")
        }
    }

    /// Takes the line away; gives whether it was there. To be called before anything is written, and when an evaluation ends.
    @discardableResult
    public func clear() -> Bool {
        guard isOn else { return false }
        return state.withLock { state in
            guard state.isShown else { return false }
            state.isShown = false
            state.shown = 0
            terminal.write("\r\u{1B}[K")
            return true
        }
    }

    /// Forgets the task: the next one begins anew, even if it has the same name.
    public func finish() {
        clear()
        state.withLock { $0.task = "" }
    }

    /// The line, cut to so many columns: `eigsh ━━━━━━━━──────────── 12/30  3 of 6 converged  4 s`.
    static func text(_ report: ProgressReport, seconds: Double, width: Int) -> String {
        var parts = [report.task]
        if let total = report.total, total > 0 {
            let filled = Int(Double(barWidth) * min(max(Double(report.done) / Double(total), 0), 1))
            parts[0] += " " + String(repeating: "━", count: filled) + String(repeating: "─", count: barWidth - filled)
            parts[0] += " \(report.done)/\(total)"
        } else {
            parts[0] += " \(report.done)"
        }
        if !report.note.isEmpty { parts.append(report.note) }
        parts.append("\(Int(seconds)) s")
        var columns = 0
        var line = String.UnicodeScalarView()
        for scalar in parts.joined(separator: "  ").unicodeScalars {
            columns += DisplayWidth.of(scalar)
            guard columns <= width else { break }
            line.append(scalar)
        }
        return String(line)
    }

    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
