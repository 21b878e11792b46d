import Interpreter

extension GeneralBuiltins {
    static let errors: [Builtin] = [
        Builtin(
            "error(message)", group: group, summary: "Stops with an error, which `try { … } catch e { … }` can take.",
            example: """
                try { error("no") } catch e { print(e.message) }   # → no
                """,
            seeAlso: ["assert"]
        ) { arguments in
            let message = try arguments.interpreter.text(arguments[0])
            throw HesseError(message.isEmpty ? "the program stopped itself without a message" : message)
        },
        Builtin(
            "assert(condition, message=\"\")", group: group, summary: "Stops with an error unless the condition is true.",
            example: """
                assert(1 + 1 == 2, "arithmetic")
                """,
            seeAlso: ["error"]
        ) { arguments in
            if try arguments.interpreter.truth(arguments[0], of: "`assert`") { return .none }
            let message = arguments.has(1) ? try arguments.interpreter.text(arguments[1]) : ""
            throw HesseError(message.isEmpty ? "the assertion does not hold" : "the assertion does not hold: \(message)")
        },
    ]
}
