import Synchronization

/// The request to stop what runs, looked at between the tiles of every kernel and now and then by every long loop.
public enum Interrupt {
    private static let flag = Atomic<Bool>(false)

    /// Whether a stop is requested and not yet cleared.
    @inline(__always) public static var requested: Bool { flag.load(ordering: .relaxed) }

    /// Asks what runs to stop at the next tile or turn. May be called from a signal handler.
    public static func request() { flag.store(true, ordering: .relaxed) }

    /// Lets work go on again.
    public static func clear() { flag.store(false, ordering: .relaxed) }

    /// Throws `Interruption` if a stop is requested.
    @inline(__always) public static func check() throws(Interruption) { if requested { throw Interruption() } }

    /// The same once in 4 096 turns of a loop that counts them.
    @inline(__always) public static func check(turn: Int) throws(Interruption) { if turn & 0xFFF == 0 { try check() } }
}

/// Thrown by what has been stopped.
public struct Interruption: Error, Sendable, Hashable {
    public init() {}
}
