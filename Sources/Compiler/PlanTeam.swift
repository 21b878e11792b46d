import Kernels
import Synchronization

/// Runs of a plan's stage that differ in what is bound.
public protocol PlanRuns {
    /// Hands in a run's own inputs and outputs, by their memory. Called on any thread.
    func bind(_ run: Int, to state: PlanState)
}

/// A plan's state with others beside it, so that its last stage runs several times at once: a thread takes a run from its
/// beginning to its end, in memory of its own, and reads with all others what earlier stages have left.
///
/// Built for H times sets of vectors: threads meet once a set, not some times a vector, and what one of them has written it finds
/// in its own caches.
public final class PlanTeam {
    /// The state in which earlier stages run, and in which is bound what all runs share.
    public let first: PlanState
    private var members: [Member]
    /// Bytes that a run may work in to stay in a core's caches; where it needs more, threads share a run.
    private static let mostBytes = 512 << 10

    public init(_ first: PlanState) {
        self.first = first
        members = [Member(first)]
    }

    /// Runs the last stage `count` times; earlier ones must have run. Bits are those of the runs one after the other, and of
    /// several failures the first run's is thrown.
    public func run<Runs: PlanRuns>(stage: Int, count: Int, _ runs: Runs) throws {
        let threads = ThreadPool.shared.threadCount
        var start = 0
        if threads > 1, count >= threads, first.plan.workingBytes <= PlanTeam.mostBytes {
            while members.count < threads { members.append(Member(try PlanState(sharing: first))) }
            start = count / threads * threads
            for member in members { member.failure = nil }
            let isComplete = ThreadPool.shared.run(tiles: start, TeamJob(stage: stage, runs: runs, members: members))
            if let failure = members.compactMap(\.failure).min(by: { $0.run < $1.run }) { throw failure.reason }
            guard isComplete else { throw KernelFailure.interrupted }
        }
        for number in start..<count {
            runs.bind(number, to: first)
            try first.run(stage: stage)
        }
    }
}

private final class Member {
    let state: PlanState
    let isBusy = Atomic<Bool>(false)
    /// The first of its runs that failed, and why.
    var failure: (run: Int, reason: KernelFailure)?

    init(_ state: PlanState) { self.state = state }

    func run<Runs: PlanRuns>(_ number: Int, stage: Int, _ runs: Runs) {
        runs.bind(number, to: state)
        do throws(KernelFailure) { try state.run(stage: stage) } catch {
            if number < failure?.run ?? .max { failure = (number, error) }
        }
    }
}

private struct TeamJob<Runs: PlanRuns>: TileTask {
    let stage: Int
    let runs: Runs
    let members: [Member]

    /// There are as many members as threads: one is free.
    func run(tile: Int) {
        while true {
            for member in members
            where member.isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged {
                member.run(tile, stage: stage, runs)
                member.isBusy.store(false, ordering: .releasing)
                return
            }
        }
    }
}
