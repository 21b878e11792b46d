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
    private struct Task {
        var report: ProgressReport
        var started: Double
    }

    private struct State {
        /// What is under way: a loop over `progress(xs)`, then what its body calls.
        var tasks: [Task] = []
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
            if let level = state.tasks.lastIndex(where: { $0.report.task == report.task }) {
                state.tasks.removeSubrange((level + 1)...)
                state.tasks[level].report = report
                if report.done == 0 { state.tasks[level].started = now }
            } else {
                state.tasks.append(Task(report: report, started: now))
            }
            guard let outermost = state.tasks.first, now - outermost.started > ProgressLine.delay,
                now - state.shown > ProgressLine.interval
            else { return }
            let text = ProgressLine.text(
                state.tasks.map(\.report), seconds: now - outermost.started, width: terminal.width - 1)
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
        state.withLock { $0.tasks = [] }
    }

    /// The line, cut to so many columns: `eigsh ━━━━━━━━──────────── 12/30  3 of 6 converged  4 s, 3/s, 6 s left`. The outermost task
    /// has the bar, the rate and the time that is left at that rate.
    static func text(_ reports: [ProgressReport], seconds: Double, width: Int) -> String {
        var parts: [String] = []
        for (level, report) in reports.enumerated() {
            var part = report.task
            if let total = report.total, total > 0 {
                if level == 0 { part += " " + bar(Double(report.done) / Double(total)) }
                part += " \(report.done)/\(total)"
            } else {
                part += " \(report.done)"
            }
            parts.append(part)
            if !report.note.isEmpty { parts.append(report.note) }
        }
        parts.append(times(reports.first, seconds))
        var columns = 0
        var line = String.UnicodeScalarView()
        for scalar in parts.joined(separator: "  ").unicodeScalars {
            columns += DisplayWidth.of(scalar)
            guard columns <= width else { break }
            line.append(scalar)
        }
        return String(line)
    }

    private static func times(_ report: ProgressReport?, _ seconds: Double) -> String {
        var parts = [duration(seconds)]
        if let report, report.done > 0, seconds > 0 {
            let rate = Double(report.done) / seconds
            parts.append(rate >= 1 ? "\(rounded(rate))/s" : "\(duration(1 / rate)) each")
            if let total = report.total, total > report.done {
                parts.append("\(duration(Double(total - report.done) / rate)) left")
            }
        }
        return parts.joined(separator: ", ")
    }

    /// A rate with two digits, as far as it has no more.
    private static func rounded(_ rate: Double) -> String {
        let tenths = Int((min(rate, 1e9) * 10).rounded())
        return rate >= 10 || tenths % 10 == 0 ? "\(Int(min(rate, 1e9).rounded()))" : "\(tenths / 10).\(tenths % 10)"
    }

    /// Whole seconds, `4 s`, with minutes and hours where there are such: `2 min 5 s`, `3 h 20 min`.
    private static func duration(_ seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 1e9).rounded())
        if whole < 60 { return "\(whole) s" }
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
    }

    private static func bar(_ share: Double) -> String {
        let filled = Int(Double(barWidth) * min(max(share, 0), 1))
        return String(repeating: "━", count: filled) + String(repeating: "─", count: barWidth - filled)
    }

    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
