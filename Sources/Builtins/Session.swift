import Interpreter
import Kernels
import Tensors

/// What a session says of itself: time and counts.
enum SessionBuiltins {
    static let group = "session"

    static let all: [Builtin] = [
        Builtin(
            "clock()", group: group, summary: "A monotonic time in seconds.",
            example: "t = clock(); print(clock() >= t)   # → true"
        ) { arguments in
            try arguments.interpreter.noteEffect("clock")
            return .float(MonotonicClock.seconds)
        },
        Builtin(
            "stats()", group: group,
            summary: "Counts since the start: {built, hit, retraced, plan_seconds, matvecs, allocations}.",
            details:
                "Plans compiled for primitives, found in the cache, and compiled anew; seconds inside plans; products with H; tensors allocated.",
            example: "print(stats().matvecs >= 0)   # → true"
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
            "progress(xs)", group: group, summary: "xs, for a loop whose progress is to be shown.",
            example: "for x in progress([1, 2]) { print(x) }"
        ) { arguments in
            arguments[0]
        },
    ]
}
