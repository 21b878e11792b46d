import Compiler

/// Which plans have run, and as what: for `explain`.
public final class PlanLog {
    public struct Entry {
        /// The function, or the primitive.
        public let name: String
        public let plan: Plan
        /// How often each stage has run.
        public internal(set) var runs: [Int]
    }

    /// In the order in which they ran last.
    public private(set) var entries: [Entry] = []

    public init() {}

    func note(_ name: String, _ plan: Plan, stage: Int, runs: Int = 1) {
        var entry: Entry
        if let known = entries.lastIndex(where: { $0.plan === plan }) {
            entry = entries.remove(at: known)
        } else {
            entry = Entry(name: name, plan: plan, runs: plan.outputs.map { _ in 0 })
        }
        entry.runs[stage] += runs
        entries.append(entry)
    }
}
