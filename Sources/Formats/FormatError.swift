/// What is wrong with a file or its bytes: a message that says where (byte, line, entry), and a hint at the way out.
///
/// Where memory is short, the functions of this module throw `TensorError`.
public struct FormatError: Error, CustomStringConvertible, Sendable {
    /// What is wrong and where; no full stop.
    public var message: String
    /// What to do about it, if there is something to say.
    public var hint: String?

    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    public var description: String { hint.map { "\(message) (hint: \($0))" } ?? message }

    /// The same, said of a part: `entry 'x': …`.
    func inside(_ part: String) -> FormatError { FormatError("\(part): \(message)", hint: hint) }

    /// Runs `body`, naming `part` in what it throws.
    static func naming<Result>(_ part: @autoclosure () -> String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as FormatError { throw error.inside(part()) }
    }
}
