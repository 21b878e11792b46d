import COpenBLAS
import Tensors
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The threads that kernels share. A job is a number of tiles; every tile is run once, by whichever thread takes it.
///
/// What a tile computes must not depend on who runs it: then a job gives the same bits on any number of threads.
/// Each thread begins with its own contiguous share of the tiles (so that it finds its part of the data in its caches again)
/// and then helps the others. In the steady state a job takes no lock and allocates nothing; workers spin for about 50 µs
/// after a job before they sleep.
public final class ThreadPool: @unchecked Sendable {
    /// One tile of a job. `context` is what was handed to `run`.
    public typealias TileBody = @convention(c) (_ context: UnsafeMutableRawPointer, _ tile: Int) -> Void

    public static let shared = ThreadPool()
    /// The most threads a pool uses.
    public static let maximumThreads = 256

    private let state: UnsafeMutablePointer<PoolState>
    private let shares: UnsafeMutablePointer<Share>

    public init() {
        state = .allocate(capacity: 1)
        state.initialize(to: PoolState(threads: min(ThreadPool.processorCount(), ThreadPool.maximumThreads)))
        shares = .allocate(capacity: ThreadPool.maximumThreads)
        for index in 0..<ThreadPool.maximumThreads { (shares + index).initialize(to: Share()) }
    }

    /// Threads a job may run on, the caller included; at least 1. Initially the number of processors this process may use.
    /// Takes effect with the next job.
    public var threadCount: Int {
        get { state.pointee.threads.load(ordering: .relaxed) }
        set { state.pointee.threads.store(min(max(newValue, 1), ThreadPool.maximumThreads), ordering: .relaxed) }
    }

    /// Tiles run so far by each thread: the callers first, then the workers.
    public var tilesRun: [Int] {
        (0...state.pointee.workers.load(ordering: .relaxed)).map { shares[$0].tilesRun.load(ordering: .relaxed) }
    }

    /// Runs `body` for every tile in `0..<tiles`, the caller taking part, and returns when all are done.
    ///
    /// Returns false if an interrupt kept tiles from running. A job begun inside a tile, or while another thread's job runs,
    /// runs on the calling thread alone.
    @inline(__always)
    public func run(tiles: Int, context: UnsafeMutableRawPointer, body: TileBody) -> Bool {
        if tiles <= 1 {
            guard tiles == 1 else { return true }
            if Interrupt.requested { return false }
            body(context, 0)
            return true
        }
        return runMany(tiles: tiles, context: context, body: body)
    }

    /// Runs `task` for every tile in `0..<tiles`; see `run(tiles:context:body:)`.
    @inline(__always)
    public func run<Task: TileTask>(tiles: Int, _ task: borrowing Task) -> Bool {
        withUnsafePointer(to: task) { pointer in
            var context = TaskContext(type: Task.self, task: UnsafeRawPointer(pointer))
            return withUnsafeMutablePointer(to: &context) { context in
                run(tiles: tiles, context: UnsafeMutableRawPointer(context)) { context, tile in
                    let context = context.assumingMemoryBound(to: TaskContext.self)
                    context.pointee.type.run(tile, of: context.pointee.task)
                }
            }
        }
    }

    @inline(never)
    private func runMany(tiles: Int, context: UnsafeMutableRawPointer, body: TileBody) -> Bool {
        let thread = ThreadState.current
        let threads = min(threadCount, tiles)
        if threads == 1 || thread.pointee.insideTile || !acquire() {
            for tile in 0..<tiles {
                if Interrupt.requested { return false }
                body(context, tile)
            }
            shares[0].tilesRun.wrappingAdd(tiles, ordering: .relaxed)
            return true
        }
        startWorkers(threads - 1)

        let pool = state
        pool.pointee.job = Job(context: context, body: body, tiles: tiles, threads: threads)
        pool.pointee.abandoned.store(false, ordering: .relaxed)
        for index in 0..<threads { shares[index].next.store(Job.start(of: index, tiles, threads), ordering: .relaxed) }
        let epoch = pool.pointee.epoch.load(ordering: .relaxed) &+ 1
        pool.pointee.open.store(epoch, ordering: .sequentiallyConsistent)
        pool.pointee.epoch.store(epoch, ordering: .sequentiallyConsistent)
        if pool.pointee.sleepers.load(ordering: .sequentiallyConsistent) > 0 { wake() }

        thread.pointee.insideTile = true
        takeTiles(as: 0)
        thread.pointee.insideTile = false

        // Every tile has been taken. Who registered before `open` fell is waited for; who comes later sees it closed.
        pool.pointee.open.store(0, ordering: .sequentiallyConsistent)
        var spins = 0
        while pool.pointee.active.load(ordering: .sequentiallyConsistent) != 0 {
            hesse_spin_hint()
            spins &+= 1
            if spins & 0xFFF == 0 { sched_yield() }
        }
        let completed = !pool.pointee.abandoned.load(ordering: .relaxed)
        pool.pointee.busy.store(false, ordering: .releasing)
        return completed
    }

    /// Takes the pool for a job, unless another thread has it.
    private func acquire() -> Bool {
        state.pointee.busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }

    /// Runs tiles of the open job, first those of the thread's own share, until none is left.
    private func takeTiles(as index: Int) {
        let job = state.pointee.job
        var count = 0
        for step in 0..<job.threads {
            let owner = index &+ step < job.threads ? index &+ step : index &+ step &- job.threads
            let end = Job.start(of: owner &+ 1, job.tiles, job.threads)
            while shares[owner].next.load(ordering: .relaxed) < end {
                let tile = shares[owner].next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard tile < end else { break }
                if Interrupt.requested {
                    state.pointee.abandoned.store(true, ordering: .relaxed)
                    break
                }
                job.body(job.context, tile)
                count &+= 1
            }
        }
        shares[index].tilesRun.wrappingAdd(count, ordering: .relaxed)
    }

    private func work(as index: Int) {
        ThreadState.current.pointee.insideTile = true
        var seen: UInt64 = 0
        while true {
            seen = nextEpoch(after: seen)
            state.pointee.active.wrappingAdd(1, ordering: .sequentiallyConsistent)
            if state.pointee.open.load(ordering: .sequentiallyConsistent) == seen, index < state.pointee.job.threads {
                takeTiles(as: index)
            }
            state.pointee.active.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        }
    }

    /// Waits for a job newer than `seen`: spinning for a while, then asleep.
    private func nextEpoch(after seen: UInt64) -> UInt64 {
        let start = ThreadPool.nanoseconds()
        while true {
            for _ in 0..<64 {
                let epoch = state.pointee.epoch.load(ordering: .acquiring)
                if epoch != seen { return epoch }
                hesse_spin_hint()
            }
            if ThreadPool.nanoseconds() &- start > PoolState.spinNanoseconds { break }
        }
        pthread_mutex_lock(&state.pointee.mutex)
        defer { pthread_mutex_unlock(&state.pointee.mutex) }
        // Either the caller sees this sleeper after it raised the epoch, or the sleeper sees the new epoch.
        state.pointee.sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
        defer { state.pointee.sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
        while true {
            let epoch = state.pointee.epoch.load(ordering: .sequentiallyConsistent)
            if epoch != seen { return epoch }
            pthread_cond_wait(&state.pointee.condition, &state.pointee.mutex)
        }
    }

    @inline(never) private func wake() {
        pthread_mutex_lock(&state.pointee.mutex)
        pthread_cond_broadcast(&state.pointee.condition)
        pthread_mutex_unlock(&state.pointee.mutex)
    }

    /// Starts workers up to `count`; fewer if the system refuses: the others take their tiles.
    private func startWorkers(_ count: Int) {
        var running = state.pointee.workers.load(ordering: .relaxed)
        while running < count {
            let start = Unmanaged.passRetained(WorkerStart(pool: self, index: running + 1))
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
            // Signals go to the threads that expect them.
            var all = sigset_t()
            var before = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_SETMASK, &all, &before)
            var thread = pthread_t()
            let status = pthread_create(
                &thread, &attributes,
                { raw in
                    guard let raw else { return nil }
                    let start = Unmanaged<WorkerStart>.fromOpaque(raw).takeRetainedValue()
                    start.pool.work(as: start.index)
                    return nil
                }, start.toOpaque())
            pthread_sigmask(SIG_SETMASK, &before, nil)
            pthread_attr_destroy(&attributes)
            guard status == 0 else {
                start.release()
                return
            }
            running += 1
            state.pointee.workers.store(running, ordering: .relaxed)
        }
    }

    private static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Processors this process may run on.
    private static func processorCount() -> Int {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { mask in
            mask.initialize(repeating: 0)
            guard hesse_get_affinity(0, 128 * 8, mask.baseAddress) >= 0 else {
                return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
            }
            return max(1, mask.reduce(0) { $0 + $1.nonzeroBitCount })
        }
    }
}

/// A job as a value: what its tiles share, and what one of them does.
public protocol TileTask {
    func run(tile: Int)
}

extension TileTask {
    @inline(__always)
    fileprivate static func run(_ tile: Int, of task: UnsafeRawPointer) {
        task.assumingMemoryBound(to: Self.self).pointee.run(tile: tile)
    }
}

private struct TaskContext {
    var type: any TileTask.Type
    var task: UnsafeRawPointer
}

/// What a new worker is told.
private final class WorkerStart: Sendable {
    let pool: ThreadPool
    let index: Int

    init(pool: ThreadPool, index: Int) {
        self.pool = pool
        self.index = index
    }
}

/// The job that runs: written by the caller before `open` rises, read by registered workers.
private struct Job {
    var context: UnsafeMutableRawPointer
    var body: ThreadPool.TileBody
    var tiles: Int
    var threads: Int

    /// The first tile of a thread's share.
    @inline(__always) static func start(of index: Int, _ tiles: Int, _ threads: Int) -> Int { index &* tiles / threads }
}

/// A thread's share of the tiles, on cache lines of its own.
private struct Share: ~Copyable {
    /// The next tile of the share that no one has taken.
    let next = Atomic<Int>(0)
    /// Tiles the thread has run, of all shares.
    let tilesRun = Atomic<Int>(0)
    private let padding = SIMD16<UInt64>()
}

private struct PoolState: ~Copyable {
    static let spinNanoseconds: UInt64 = 50_000

    let threads: Atomic<Int>
    let workers = Atomic<Int>(0)
    let busy = Atomic<Bool>(false)
    var job = Job(context: UnsafeMutableRawPointer(bitPattern: 64).unsafelyUnwrapped, body: { _, _ in }, tiles: 0, threads: 0)
    /// Counts jobs; a worker waits for it to rise.
    let epoch = Atomic<UInt64>(0)
    /// The epoch of the job that may be joined; 0 while there is none.
    let open = Atomic<UInt64>(0)
    private let padding = SIMD16<UInt64>()
    /// Workers that have registered and may be inside a tile.
    let active = Atomic<Int>(0)
    /// Whether an interrupt kept a tile of this job from running.
    let abandoned = Atomic<Bool>(false)
    let sleepers = Atomic<Int>(0)
    var mutex = pthread_mutex_t()
    var condition = pthread_cond_t()

    init(threads: Int) {
        self.threads = Atomic(threads)
        pthread_mutex_init(&mutex, nil)
        pthread_cond_init(&condition, nil)
    }
}
