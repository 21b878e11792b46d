#if canImport(Glibc)
    import Glibc
#endif

/// What a thread that runs kernels owns: its scratch memory, and whether it is inside a tile.
///
/// Allocated when the thread first runs a kernel, freed with the thread.
struct ThreadState {
    /// Whether the thread is running a tile of a pool's job; a job begun there runs on this thread alone.
    var insideTile = false
    /// What goes wrong in the tiles of the job this thread has begun.
    let failures = FailureFlags()
    private var tileScratch = Scratch()
    private var columnScratch = Scratch()
    private var jobScratch = Scratch()

    /// Memory for the tile that runs, overwritten by the next tile on this thread. Nil if there is none.
    @inline(__always) mutating func tileMemory(_ bytes: Int) -> UnsafeMutableRawPointer? { tileScratch.reserve(bytes) }

    /// More memory for the tile that runs: for one that calls something that uses `tileMemory`.
    @inline(__always) mutating func columnMemory(_ bytes: Int) -> UnsafeMutableRawPointer? { columnScratch.reserve(bytes) }

    /// Memory that all tiles of a job begun by this thread share, overwritten by the thread's next job. Nil if there is none.
    @inline(__always) mutating func jobMemory(_ bytes: Int) -> UnsafeMutableRawPointer? { jobScratch.reserve(bytes) }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key) { raw in
            guard let raw else { return }
            let state = raw.assumingMemoryBound(to: ThreadState.self)
            state.pointee.tileScratch.release()
            state.pointee.columnScratch.release()
            state.pointee.jobScratch.release()
            state.pointee.failures.deallocate()
            state.deallocate()
        }
        return key
    }()

    /// The calling thread's state.
    @inline(__always) static var current: UnsafeMutablePointer<ThreadState> {
        let key = key
        if let raw = pthread_getspecific(key) { return raw.assumingMemoryBound(to: ThreadState.self) }
        return make(key)
    }

    @inline(never) private static func make(_ key: pthread_key_t) -> UnsafeMutablePointer<ThreadState> {
        let state = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
        state.initialize(to: ThreadState())
        pthread_setspecific(key, state)
        return state
    }
}

/// A block of 64-byte aligned memory that grows to the largest request.
private struct Scratch {
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0

    @inline(__always) mutating func reserve(_ bytes: Int) -> UnsafeMutableRawPointer? {
        if bytes <= capacity, let memory { return memory }
        return grow(bytes)
    }

    @inline(never) private mutating func grow(_ bytes: Int) -> UnsafeMutableRawPointer? {
        release()
        let rounded = max(bytes, 1 << 12)
        var raw: UnsafeMutableRawPointer?
        guard posix_memalign(&raw, 64, rounded) == 0 else { return nil }
        memory = raw
        capacity = rounded
        return raw
    }

    mutating func release() {
        free(memory)
        memory = nil
        capacity = 0
    }
}
