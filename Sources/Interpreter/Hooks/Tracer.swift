import Syntax

/// What the machine asks while a function runs on traced tensors.
///
/// The machine's quick paths never see traced values; what they cannot do goes through `TensorOperations`, which records.
/// The questions here are those where a program needs a value that a trace has only for this time (a guard), or where what
/// it reads is not its argument (a capture).
public protocol Tracer: AnyObject {
    /// A global variable is read; the answer is what the program sees. Asked for every read, functions and modules among them.
    func readGlobal(module: Module, slot: Int, value: Value) throws -> Value

    /// Something happens beside the value (`print`, files, the clock).
    func noteEffect(_ name: String) throws

    /// The boolean that a `.traced` or `.tracedInt` value is at the current point.
    func concretizeBool(_ value: Value) throws -> Bool

    /// The integer that a `.traced` or `.tracedInt` value is at the current point.
    func concretizeInt(_ value: Value) throws -> Int

    /// The plain value of a traced one, for `str`, `print`, keys.
    func concretize(_ value: Value) throws -> Value
}
