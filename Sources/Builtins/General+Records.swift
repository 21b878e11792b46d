import Interpreter

extension GeneralBuiltins {
    static let records: [Builtin] = [
        Builtin(
            "keys(record)", group: group, summary: "The list of a record's names, in order.",
            example: """
                print(keys({W: 1, b: 2}))   # → ["W", "b"]
                """,
            seeAlso: ["values"], isMethod: true
        ) { arguments in try Value(list: arguments.record(0).keys.map { Value($0) }) },
        Builtin(
            "values(record)", group: group, summary: "The list of a record's values, in order.",
            example: """
                print(values({W: 1, b: 2}))   # → [1, 2]
                """,
            seeAlso: ["keys"], isMethod: true
        ) { arguments in try Value(list: arguments.record(0).values) },
    ]
}
