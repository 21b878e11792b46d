/// What the command line asks for.
public struct Invocation: Sendable, Equatable {
    public enum Program: Sendable, Equatable {
        /// The prompt, or standard input where that is no terminal.
        case prompt
        /// A file.
        case script(String)
        /// Text; the last expression's value is printed.
        case code(String)
        /// Standard input, to its end.
        case standardInput
        /// Says what is wrong with files, without running them; as text or as JSON.
        case check([String], asJSON: Bool)
        /// Formats files in place, `-` from standard input to standard output; or only says which ones it would change.
        case format([String], isDry: Bool)
        /// Runs the tests, and the examples in documentation, below folders.
        case test([String])
        /// Shows the plans that evaluating text runs.
        case explain(String)
        /// Explains a name; an empty one stands for all.
        case documentation(String)
    }

    public var program: Program
    /// What the program finds in `args`.
    public var arguments: [String]
    /// Where its random numbers begin.
    public var seed: Int?
    /// How many threads kernels use; nil for one a processor.
    public var threads: Int?
    /// Without progress.
    public var isQuiet: Bool
    /// Without colour, whatever the terminal can do.
    public var isColorless: Bool

    public init(
        _ program: Program, arguments: [String] = [], seed: Int? = nil, threads: Int? = nil, isQuiet: Bool = false,
        isColorless: Bool = false
    ) {
        self.program = program
        self.arguments = arguments
        self.seed = seed
        self.threads = threads
        self.isQuiet = isQuiet
        self.isColorless = isColorless
    }
}

/// The exit codes of the command.
public enum ExitStatus {
    public static let success: Int32 = 0
    /// An error in the program, or in writing what it prints.
    public static let failure: Int32 = 1
    /// A wrong command line, or a script that cannot be read.
    public static let usage: Int32 = 2
    /// Ctrl-C.
    public static let interrupted: Int32 = 130
}
