import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Memory that tensors are views of: 64-byte aligned, freed with its last holder.
///
/// A buffer is written only while it is being made, or by a holder that knows it is the only one
/// (`isKnownUniquelyReferenced`): tensors are values.
public final class Buffer: @unchecked Sendable {
    public static let alignment = 64

    public let pointer: UnsafeMutableRawPointer
    public let byteCount: Int
    private let allocation: UnsafeMutableRawPointer

    private static let smallSize = 4096
    private static let largePage = 2 << 20
    private static let allocations = Atomic<Int>(0)

    /// How many buffers have been made since the start.
    public static var allocationCount: Int { allocations.load(ordering: .relaxed) }

    /// Uninitialised memory. Throws if the machine does not have it.
    public init(byteCount: Int) throws {
        try Memory.check(byteCount)
        Buffer.allocations.wrappingAdd(1, ordering: .relaxed)
        // A few bytes beyond the end, so that vector loads of a last partial group stay inside the allocation.
        let size = byteCount + Buffer.alignment
        var raw: UnsafeMutableRawPointer?
        // Aligned by hand where it is small: `posix_memalign` takes several times as long as `malloc`.
        if byteCount <= Buffer.smallSize {
            raw = malloc(size + Buffer.alignment)
        } else if posix_memalign(&raw, Buffer.alignment, size) != 0 {
            raw = nil
        }
        guard let raw else { throw TensorError("not enough memory: \(Memory.describe(byteCount)) are needed") }
        if byteCount >= 2 * Buffer.largePage { Buffer.adviseLargePages(raw, size) }
        allocation = raw
        pointer = raw.alignedUp(toMultipleOf: Buffer.alignment)
        self.byteCount = byteCount
    }

    deinit { free(allocation) }

    /// Asks for large pages inside of fresh memory. The kernel hands out small ones one by one, as they are touched, which takes
    /// longer than computing what is written there: `a + s * b` of 160 MB took 138 ms, and takes 35 ms.
    private static func adviseLargePages(_ start: UnsafeMutableRawPointer, _ size: Int) {
        let first = start.alignedUp(toMultipleOf: largePage)
        let length = (start + size).alignedDown(toMultipleOf: largePage) - first
        if length > 0 { madvise(first, length, MADV_HUGEPAGE) }
    }
}
