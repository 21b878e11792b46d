/// The built-in functions and constants an interpreter knows, by name.
public struct BuiltinTable: Sendable {
    private var entries: [String: Value] = [:]
    /// All functions in the order in which they were added.
    public private(set) var builtins: [Builtin] = []
    /// The constants, such as `pi`, with a line on each.
    public private(set) var constants: [(name: String, summary: String)] = []

    /// What the functions of each subject have in common, in a line.
    public private(set) var subjects: [String: String] = [:]

    public init() {}

    /// Says what the functions of a subject have in common.
    public mutating func describe(subject: String, _ line: String) { subjects[subject] = line }

    /// Adds functions; a later one of the same name replaces an earlier one.
    public mutating func add(_ builtins: [Builtin]) {
        entries.reserveCapacity(entries.count + builtins.count)
        for builtin in builtins {
            entries[builtin.name] = .builtin(builtin)
            self.builtins.append(builtin)
        }
    }

    /// Adds a constant.
    public mutating func add(constant name: String, _ value: Value, summary: String) {
        entries[name] = value
        constants.append((name, summary))
    }

    /// The value of a name; nil if there is none.
    public subscript(name: String) -> Value? { entries[name] }

    public var names: some Sequence<String> { entries.keys }
}
