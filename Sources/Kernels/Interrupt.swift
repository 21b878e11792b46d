import Synchronization

/// The request to stop what runs, looked at between the tiles of every kernel.
public enum Interrupt {
    private static let flag = Atomic<Bool>(false)

    /// Whether a stop is requested and not yet cleared.
    @inline(__always) public static var requested: Bool { flag.load(ordering: .relaxed) }

    /// Asks running kernels to stop at their next tile. May be called from a signal handler.
    public static func request() { flag.store(true, ordering: .relaxed) }

    /// Lets kernels run again.
    public static func clear() { flag.store(false, ordering: .relaxed) }
}
