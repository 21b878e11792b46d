import Glibc

/// Knows when the stack of the current thread is nearly used up, so that a small one gives an error and not a crash.
struct StackGuard {
    /// Room for the calls between two checks, and for making an error.
    private static let reserve: UInt = 64 << 10

    private let lowest: UInt

    /// A guard for the stack of the thread that makes it; where that cannot be asked for, it never objects.
    init() {
        var attributes = pthread_attr_t()
        guard attributesOfRunningThread(pthread_self(), &attributes) == 0 else {
            lowest = 0
            return
        }
        var base: UnsafeMutableRawPointer?
        var size = 0
        let isKnown = pthread_attr_getstack(&attributes, &base, &size) == 0
        pthread_attr_destroy(&attributes)
        lowest = isKnown ? UInt(bitPattern: base) &+ min(Self.reserve, UInt(max(size, 0)) / 4) : 0
    }

    /// Whether no more calls should be made from here.
    var isLow: Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { UInt(bitPattern: $0.baseAddress) < lowest }
    }
}

/// glibc's `pthread_getattr_np`, which its Swift module leaves out.
@_silgen_name("pthread_getattr_np")
private func attributesOfRunningThread(_ thread: pthread_t, _ attributes: UnsafeMutablePointer<pthread_attr_t>) -> Int32
