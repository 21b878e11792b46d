import Interpreter

/// What a program needs beside tensors: output, types, sequences, records, strings, errors.
public enum GeneralBuiltins {
    /// The subject these functions are listed under.
    static let group = "general"

    /// All of them.
    public static let all: [Builtin] = output + types + sequences + records + strings + errors
}
