/// What can be wrong with shapes, sizes and indices: a message that names them, and a hint at the way out.
///
/// Modules below the interpreter throw this; the interpreter adds the place in the source.
public struct TensorError: Error, CustomStringConvertible, Sendable {
    /// What is wrong, with the shapes or values involved; no full stop.
    public var message: String
    /// What to do about it, if there is something to say.
    public var hint: String?

    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    public var description: String { hint.map { "\(message) (hint: \($0))" } ?? message }
}
