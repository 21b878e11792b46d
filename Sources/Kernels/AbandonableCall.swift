import Synchronization
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// A long call into a library that looks at no interrupt: it runs on a thread of its own, which an interrupt leaves to itself.
///
/// What the call touches must be owned by its closure: it may go on after `run` has thrown, and frees it when it ends.
enum AbandonableCall {
    fileprivate static let running = Atomic<Int>(0)
    /// Calls that were left and still run before a new one waits: each takes a CPU and its memory.
    private static let mostLeft = 4

    /// At the end of the process OpenBLAS takes its memory away, which a call that goes on alone would still use: then the end is
    /// at once. Asked for before the first call is left.
    private static let endsAtOnce: Void = {
        on_exit(
            { status, _ in
                guard AbandonableCall.running.load(ordering: .acquiring) > 0 else { return }
                fflush(nil)
                _exit(status)
            }, nil)
        return
    }()

    /// The result of `body`. Throws `interrupted`, within some milliseconds, if a stop is requested before there is one.
    static func run(_ body: @escaping @Sendable () -> Int32) throws(KernelFailure) -> Int32 {
        while running.load(ordering: .acquiring) >= mostLeft {
            if Interrupt.requested { throw .interrupted }
            usleep(5_000)
        }
        let call = Call(body)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // LAPACK keeps small matrices on the stack.
        pthread_attr_setstacksize(&attributes, 16 << 20)
        running.wrappingAdd(1, ordering: .acquiringAndReleasing)
        let argument = Unmanaged.passRetained(call)
        // Signals go to the threads that expect them.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        var thread = pthread_t()
        let status = pthread_create(
            &thread, &attributes,
            { raw in
                if let raw { Unmanaged<Call>.fromOpaque(raw).takeRetainedValue().work() }
                return nil
            }, argument.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard status == 0 else {
            argument.release()
            running.wrappingSubtract(1, ordering: .acquiringAndReleasing)
            return body()
        }
        do {
            return try call.wait()
        } catch {
            _ = endsAtOnce
            throw error
        }
    }
}

/// A call under way: shared by the thread that runs it and the one that waits.
private final class Call: @unchecked Sendable {
    /// How long the waiting thread sleeps before it looks at the interrupt.
    private static let pollNanoseconds = 10_000_000

    private let body: @Sendable () -> Int32
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var result: Int32?

    init(_ body: @escaping @Sendable () -> Int32) {
        self.body = body
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Nobody sets this clock.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func work() {
        let value = body()
        AbandonableCall.running.wrappingSubtract(1, ordering: .acquiringAndReleasing)
        pthread_mutex_lock(mutex)
        result = value
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func wait() throws(KernelFailure) -> Int32 {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result { return result }
            if Interrupt.requested { throw .interrupted }
            var until = timespec()
            clock_gettime(CLOCK_MONOTONIC, &until)
            until.tv_nsec += Call.pollNanoseconds
            if until.tv_nsec >= 1_000_000_000 {
                until.tv_sec += 1
                until.tv_nsec -= 1_000_000_000
            }
            pthread_cond_timedwait(condition, mutex, &until)
        }
    }
}
