import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Memory on a 64-byte boundary: OpenBLAS adds in another order where memory begins elsewhere, and arrays begin anywhere.
final class AlignedMemory: @unchecked Sendable {
    let start: UnsafeMutableRawPointer

    init(byteCount: Int) throws(KernelFailure) {
        do { try Memory.check(byteCount) } catch { throw .outOfMemory(bytes: byteCount) }
        var raw: UnsafeMutableRawPointer?
        guard posix_memalign(&raw, 64, max(byteCount, 64)) == 0, let raw else { throw .outOfMemory(bytes: byteCount) }
        start = raw
    }

    deinit { free(start) }
}
