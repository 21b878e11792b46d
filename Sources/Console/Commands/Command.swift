/// What begins with `:` at the prompt.
enum Command: CaseIterable {
    case vars, time, explain, load, save, edit, doc, clear, quit

    var name: String { String(describing: self) }

    /// How it is called.
    var usage: String {
        switch self {
        case .time, .explain: ":\(name) code"
        case .load, .save: ":\(name) file"
        case .edit, .doc: ":\(name) name"
        default: ":\(name)"
        }
    }

    var takesArgument: Bool {
        switch self {
        case .time, .explain, .load, .save, .edit, .doc: true
        case .vars, .clear, .quit: false
        }
    }

    var summary: String {
        switch self {
        case .vars: "the variables"
        case .time: "runs code and says how long it took"
        case .explain: "runs code and shows the plan of what it computes last"
        case .load: "runs a script here; its variables stay"
        case .save: "saves the inputs that gave no error as a script"
        case .edit: "opens a function, or the last input, in $EDITOR and runs what is saved"
        case .doc: "as ?name"
        case .clear: "forgets the variables"
        case .quit: "leaves, as Ctrl-D does"
        }
    }

    /// The command of a word, which may be shortened as long as it means one.
    static func named(_ word: String) -> [Command] {
        if let exact = allCases.first(where: { $0.name == word }) { return [exact] }
        return word.isEmpty ? [] : allCases.filter { $0.name.hasPrefix(word) }
    }
}
