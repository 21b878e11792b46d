import Interpreter

/// Values as the prompt shows them.
enum Echo {
    /// The text of a value: strings in quotes, so that they are told from numbers.
    static func text(_ value: Value) -> String {
        if case .string(let box) = value { return ValueFormatter.quoted(box.string) }
        return ValueFormatter.text(value)
    }
}
