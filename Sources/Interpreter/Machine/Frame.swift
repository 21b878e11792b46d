/// One call that has not returned.
struct Frame {
    /// The first register: the first argument.
    var base: Registers
    /// Where it goes on; valid while it does not run, and at whatever may fail.
    var pc: UnsafePointer<Instruction>
    var code: UnsafeMutablePointer<CodeData>
    /// The running function, held by the caller; nil for module code.
    var function: UnsafeRawPointer?
    /// Where the caller wants the value.
    var result: UnsafeMutablePointer<Value>
    /// For module code, whose registers are not on the stack: where on the stack its calls begin.
    var stackTop: UnsafeMutableRawPointer
}

/// What changes while a machine runs, in memory of its own, so that access costs a load and no more.
struct MachineState {
    var frame: UnsafeMutablePointer<Frame>
    /// Whether a tracer wants to see reads of globals.
    var isTracing: Bool
    /// How deep native code and the machine have called each other.
    var nativeDepth: Int
    /// The address on the thread's stack at which the outermost of them began.
    var nativeBase: UInt
    /// The error on its way to a `catch`.
    var caught: HesseError?
}
