import Interpreter
import Syntax

extension GeneralBuiltins {
    static let output: [Builtin] = [
        Builtin(
            "print(*values, sep=\" \", end=\"\\n\")", group: group, summary: "Writes values to standard output.",
            details: """
                Numbers are written so that they read back exactly; in tensors whole numbers drop the `.0`. Tensors with more than \
                1 000 elements are summarised.
                """,
            example: """
                print("loss", 0.1, [1, 2.5])   # → loss 0.1 [1, 2.5]
                """,
            seeAlso: ["str", "format"]
        ) { arguments in
            try arguments.interpreter.noteEffect("print")
            let separator = try arguments.string(1, default: " ")
            let end = try arguments.string(2, default: "\n")
            let interpreter = arguments.interpreter
            let texts = try arguments.variadic.map { try interpreter.text($0) }
            interpreter.options.output(texts.joined(separator: separator) + end)
            return .none
        },
        Builtin(
            "format(value, spec)", group: group, summary: "The text of a value under a format, as in `\"{value:spec}\"`.",
            details: """
                A format is `[[fill]align][sign][0][width][,][.digits]` and one of `d e f g % s`. The elements of lists and tensors \
                are formatted one by one.
                """,
            example: """
                print(format(3.14159, ".2f"))   # → 3.14
                print(format(1234567, ","))     # → 1,234,567
                """,
            seeAlso: ["str", "print"], isMethod: true
        ) { arguments in
            let spec = try arguments.string(1)
            return Value(
                try ValueFormatter.format(try arguments.interpreter.concrete(arguments[0]), try FormatSpec(parsing: spec)))
        },
        Builtin(
            "clock()", group: group, summary: "A monotonic time in seconds, for measuring how long something takes.",
            example: """
                start = clock()
                print(clock() - start < 60)   # → true
                """, seeAlso: ["stats"]
        ) { arguments in
            try arguments.interpreter.noteEffect("clock")
            return .float(MonotonicClock.seconds)
        },
    ]
}
