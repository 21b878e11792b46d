import CReadline

#if canImport(Glibc)
    import Glibc
#endif

/// The thread on which programs run: its stack has room for their recursion, and the main thread is free to hear of signals.
public final class ProgramThread: @unchecked Sendable {
    /// Address space only: memory is taken as the stack grows.
    private static let stackBytes = 512 << 20

    private let wakeUp: Descriptor
    private let done: Descriptor
    private let signals: SignalPipe
    /// Written before `wakeUp`, read after it: the pipes put the threads in order.
    private var job: (() -> Void)?

    /// Nil if the system has no thread or pipe left.
    public init?(signals: SignalPipe) {
        guard let wakeUp = Descriptor(), let done = Descriptor() else { return nil }
        self.wakeUp = wakeUp
        self.done = done
        self.signals = signals
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Where address space is limited, a smaller stack has to do.
        for bytes in [ProgramThread.stackBytes, ProgramThread.stackBytes / 8] {
            pthread_attr_setstacksize(&attributes, bytes)
            var thread = pthread_t()
            let unmanaged = Unmanaged.passRetained(self)
            let status = pthread_create(
                &thread, &attributes,
                { raw in
                    if let raw { Unmanaged<ProgramThread>.fromOpaque(raw).takeRetainedValue().loop() }
                    return nil
                }, unmanaged.toOpaque())
            if status == 0 { return }
            unmanaged.release()
        }
        return nil
    }

    private func loop() {
        // Signals are for the main thread.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        while wakeUp.take() {
            job?()
            done.put()
        }
    }

    /// Does work on the thread and waits for it; signals that come meanwhile are told to `heard`, on the calling thread, which
    /// says in how many milliseconds it wants to hear again (of signal 0), or −1 for not before the next signal.
    public func run<Result>(hearing heard: (Int32) -> Int32 = { _ in -1 }, _ work: () -> Result) -> Result {
        var result: Result?
        withoutActuallyEscaping(work) { work in
            withUnsafeMutablePointer(to: &result) { place in
                nonisolated(unsafe) let place = place
                job = { place.pointee = work() }
                wakeUp.put()
                wait(heard)
                job = nil
            }
        }
        // The job has run: `wait` returns for no other reason.
        return result.unsafelyUnwrapped
    }

    private func wait(_ heard: (Int32) -> Int32) {
        var descriptors = [
            pollfd(fd: done.reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        var patience: Int32 = -1
        while true {
            let count = poll(&descriptors, 2, patience)
            if count == 0 { patience = heard(0) }
            while let signal = signals.next() { patience = heard(signal) }
            if descriptors[0].revents != 0 {
                if done.take() { return }
            }
        }
    }
}

/// A pipe that carries wake-ups.
private final class Descriptor: Sendable {
    let reading: Int32
    private let writing: Int32

    init?() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    func put() {
        var byte: UInt8 = 1
        while write(writing, &byte, 1) < 0, errno == EINTR {}
    }

    /// Waits for a wake-up.
    func take() -> Bool {
        var byte: UInt8 = 0
        while true {
            let count = read(reading, &byte, 1)
            if count == 1 { return true }
            if count == 0 || errno != EINTR { return false }
        }
    }
}
