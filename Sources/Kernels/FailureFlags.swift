import Synchronization

/// What tiles report while they run, and the job's caller throws afterwards: the least of what was noted, so that the same
/// failure comes out whatever the order of the tiles.
struct FailureFlags: @unchecked Sendable {
    enum Kind: UInt32 {
        case outOfMemory = 1
        case divisionByZero = 2
        case integerOverflow = 4
        case negativePower = 8
    }

    private struct Storage: ~Copyable {
        let kinds = Atomic<UInt32>(0)
        /// The least position noted; `Int.max` if none.
        let position = Atomic<Int>(.max)
    }
    private let storage: UnsafeMutablePointer<Storage>

    init() {
        storage = .allocate(capacity: 1)
        storage.initialize(to: Storage())
    }

    func deallocate() { storage.deallocate() }

    @inline(__always) func reset() {
        storage.pointee.kinds.store(0, ordering: .relaxed)
        storage.pointee.position.store(.max, ordering: .relaxed)
    }

    @inline(never) func note(_ kind: Kind) { storage.pointee.kinds.bitwiseOr(kind.rawValue, ordering: .relaxed) }

    /// Notes that the input at `position` is at fault.
    @inline(never) func note(position: Int) { storage.pointee.position.min(position, ordering: .relaxed) }

    /// The least position noted, if one was.
    @inline(__always) var position: Int? {
        let position = storage.pointee.position.load(ordering: .relaxed)
        return position == .max ? nil : position
    }

    @inline(__always) func check() throws(KernelFailure) {
        let kinds = storage.pointee.kinds.load(ordering: .relaxed)
        if kinds != 0 { throw FailureFlags.failure(kinds) }
    }

    @inline(never) private static func failure(_ kinds: UInt32) -> KernelFailure {
        if kinds & Kind.outOfMemory.rawValue != 0 { return .outOfMemory(bytes: 0) }
        if kinds & Kind.divisionByZero.rawValue != 0 { return .divisionByZero }
        if kinds & Kind.negativePower.rawValue != 0 { return .negativePower }
        return .integerOverflow
    }
}
