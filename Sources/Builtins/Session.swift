import Interpreter
import Kernels
import Tensors

/// What a session says of itself: time and counts.
enum SessionBuiltins {
    static let group = "session"

    static let all: [Builtin] = [
        Builtin(
            "stats()", group: group,
            summary: "Counts since the start: {built, hit, retraced, plan_seconds, matvecs, allocations}.",
            details:
                "Plans compiled for primitives, found in the cache, and compiled anew; seconds inside plans; products with H; tensors allocated.",
            example: "print(stats().matvecs >= 0)   # → true", seeAlso: ["clock", "progress"]
        ) { arguments in
            try arguments.interpreter.noteEffect("stats")
            let s = try arguments.engine.statistics
            return try Value(record: [
                ("built", .int(s.built)), ("hit", .int(s.hit)), ("retraced", .int(s.retraced)),
                ("plan_seconds", .float(s.planSeconds)),
                ("matvecs", .int(s.matvecs)), ("allocations", .int(Buffer.allocationCount)),
            ])
        },
        Builtin(
            "progress(xs)", group: group, summary: "The elements of xs, for a loop that shows how far it has come.",
            details: "Of what is made beside the loop it goes outermost: `progress(enumerate(xs))`, `progress(range(n))`.",
            example: "for x in progress([1, 2]) { print(x) }   # → 1.0 2.0", seeAlso: ["range", "enumerate", "stats"]
        ) { arguments in
            guard let loop = try ProgressLoop(arguments[0], arguments.interpreter) else {
                throw arguments.mismatch(0, wants: "something to go over", hint: "a list, a range, a tensor or a record")
            }
            return .object(loop)
        },
    ]
}
