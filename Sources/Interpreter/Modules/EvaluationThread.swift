#if canImport(Glibc)
    import Glibc
#endif

/// A thread whose stack is large enough for whatever a program may nest: trees, values, calls through built-ins.
///
/// Everything an interpreter does should be done on one.
public enum EvaluationThread {
    /// Bytes of its stack; memory is taken when it is used.
    public static let stackSize = 256 << 20
    /// Bytes that calls through native code may take; the rest is for what runs at the innermost of them.
    static let callBudget = 128 << 20

    private final class Job {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs the closure on such a thread and waits for it. If there is no thread to be had, it runs here.
    public static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try withoutActuallyEscaping(body) { body in
            var result: Swift.Result<Result, any Error>?
            let job = Job { result = Swift.Result { try body() } }
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            pthread_attr_setstacksize(&attributes, stackSize)
            var thread = pthread_t()
            let argument = Unmanaged.passRetained(job)
            let status = pthread_create(
                &thread, &attributes,
                { argument in
                    if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body() }
                    return nil
                }, argument.toOpaque())
            guard status == 0 else {
                argument.release()
                return try body()
            }
            pthread_join(thread, nil)
            guard let result else { return try body() }
            return try result.get()
        }
    }
}
