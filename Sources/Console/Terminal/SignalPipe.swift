import CReadline
import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Signals as something to poll for. The handler of SIGINT also asks running kernels to stop.
public final class SignalPipe: Sendable {
    /// Readable when a signal has come.
    let descriptor: Int32

    /// Catches SIGINT from now on, and ignores SIGPIPE: who writes to a closed pipe hears of it as an error.
    ///
    /// There is one pipe a process; nil if the system has none left.
    public init?() {
        descriptor = hesse_signals_open()
        guard descriptor >= 0 else { return nil }
        // A first look prepares the flag: the handler must not be the one to do so.
        _ = Interrupt.requested
        hesse_signals_on_interrupt { Interrupt.request() }
        hesse_signals_catch(SIGINT)
        signal(SIGPIPE, SIG_IGN)
    }

    /// The next signal that has come; nil if there is none.
    func next() -> Int32? {
        let signal = hesse_signals_next()
        return signal == 0 ? nil : signal
    }

    /// Forgets the signals that have come.
    func drain() {
        while next() != nil {}
    }
}
