import Synchronization
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// The process's standard output, buffered: written out line by line to a terminal, in large pieces to anything else.
///
/// Whoever writes to standard error flushes first, so that a reader sees both in the order in which they came to be.
public final class OutputBuffer: Sendable {
    /// How writing fails.
    public enum Failure: Error, Equatable {
        /// The reader has gone: the process has nothing left to do and nothing to say.
        case closed
        /// An error of the system, by its number.
        case system(Int32)
        /// The rest of a long text was dropped, because somebody interrupted it. What comes later is written again.
        case interrupted

        public var message: String {
            switch self {
            case .closed: "nobody reads the standard output any more"
            case .interrupted: "interrupted"
            case .system(let number): "cannot write to the standard output: \(String(cString: strerror(number)))"
            }
        }
    }

    private struct State {
        var buffer: [UInt8] = []
        var failure: Failure?
        var endsLine = true
        var byteCount = 0
    }

    private static let capacity = 1 << 16
    private static let longText = 1 << 20

    private let descriptor: Int32
    private let isLineBuffered: Bool
    private let state = Mutex(State())

    /// Output to a descriptor; standard output unless said otherwise.
    public init(descriptor: Int32 = Terminal.output.rawValue) {
        self.descriptor = descriptor
        isLineBuffered = isatty(descriptor) == 1
    }

    /// What went wrong so far; nothing is written after it.
    public var failure: Failure? { state.withLock { $0.failure } }

    /// Whether what was written last ended in a newline, so that the cursor stands in the first column.
    public var endsLine: Bool { state.withLock { $0.endsLine } }

    /// Bytes written so far.
    public var byteCount: Int { state.withLock { $0.byteCount } }

    /// Appends text. Throws what went wrong, now or before.
    public func write(_ text: String) throws(Failure) {
        var text = text
        let failure = state.withLock { state -> Failure? in
            text.withUTF8 { bytes in
                guard let last = bytes.last else { return }
                state.endsLine = last == 0x0A
                state.byteCount &+= bytes.count
                state.buffer.append(contentsOf: bytes)
            }
            let isDue = state.buffer.count >= OutputBuffer.capacity || (isLineBuffered && state.endsLine)
            return isDue ? drain(&state) : state.failure
        }
        if let failure { throw failure }
    }

    /// Writes out what is held back. Throws what went wrong, now or before.
    public func flush() throws(Failure) {
        let failure = state.withLock { drain(&$0) }
        if let failure { throw failure }
    }

    /// Writes out what is held back, unless another thread is in the midst of writing: for the end of the process.
    func flushIfIdle() { _ = state.withLockIfAvailable { drain(&$0) } }

    private func drain(_ state: inout State) -> Failure? {
        defer { state.buffer.removeAll(keepingCapacity: true) }
        guard state.failure == nil else { return state.failure }
        let failure = OutputBuffer.write(state.buffer, to: descriptor)
        if failure == .interrupted { state.endsLine = false } else { state.failure = failure }
        return failure
    }

    /// Writes all bytes to a descriptor; gives what went wrong.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Failure? {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                // Who interrupts does not want to see all the rest of a long text.
                if rest.count > longText, Interrupt.requested { return .interrupted }
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                    continue
                }
                switch errno {
                case EINTR: break
                case EAGAIN:
                    // Somebody who shares the terminal has made it non-blocking.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, -1)
                case EPIPE: return .closed
                default: return .system(errno)
                }
            }
            return nil
        }
    }
}
