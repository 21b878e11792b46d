import Kernels
import Tensors

/// How far an iterative method has come.
public struct ProgressReport: Sendable, Hashable {
    /// The primitive that reports, as it is called in the language: `eigsh`, `hutchinson`, …
    public var task: String
    /// Products, probes or points done.
    public var done: Int
    /// How many there will be at most; nil where that is not known.
    public var total: Int?
    /// What else there is to say, such as "3 of 6 converged".
    public var note: String

    public init(task: String, done: Int, total: Int?, note: String = "") {
        self.task = task
        self.done = done
        self.total = total
        self.note = note
    }
}

/// Who is told of progress. To stop the method, throw `Interruption`; any other error ends it without a result.
public protocol ProgressMonitor {
    func update(_ report: ProgressReport) throws
}

// Thrown by a monitor, an operator or a field, an interruption stops a method that then returns what it has.
// `KernelFailure.interrupted` and a raised `Interrupt` flag mean the same.
extension Interruption {
    static func isMeant(by error: any Error) -> Bool {
        if error is Interruption { return true }
        if let failure = error as? KernelFailure, failure == .interrupted { return true }
        return false
    }

    /// Tells the monitor, and throws if a stop has been asked for by either way.
    static func check(_ monitor: (any ProgressMonitor)?, _ report: @autoclosure () -> ProgressReport) throws {
        if Interrupt.requested { throw Interruption() }
        try monitor?.update(report())
    }

    /// Takes note of a stop: the kernels that put the partial result together must be able to run.
    static func acknowledge() { Interrupt.clear() }

    /// Runs to its end what must not stop in its midst, begun anew after each interrupt, which then stays raised for whoever
    /// looks next.
    static func postponed(_ body: () throws -> Void) throws {
        var isDue = false
        defer { if isDue { Interrupt.request() } }
        while true {
            do { return try body() } catch  where isMeant(by: error) {
                isDue = true
                Interrupt.clear()
            }
        }
    }
}
