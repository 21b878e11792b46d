import Interpreter
import Tensors

/// Results that go on from where they stopped.
enum RefinementBuiltins {
    static let all: [Builtin] = [
        Builtin(
            "refine(result, *, samples=none, rtol=none, max_samples=none, k=none, which=none, tol=none, maxiter=none, probes=none, steps=none, pairs=none)",
            group: CurvatureBuiltins.group,
            summary: "A result of hutchinson, eigsh, spectrum and their kin, gone on with: to the same bits as one run.",
            details: """
                hutchinson goes on by samples, rtol, max_samples; eigsh by tol, maxiter, k, which; spectrum by probes, steps; \
                projection_ensemble by samples; fit_curvature by samples or pairs, whichever drew its directions (given ones have \
                no others behind them). Nothing given: to what was asked for first, as after Ctrl-C, which leaves such a result in \
                `ans`. H, or f and θ, are those of the first run. rtol is asked from the samples on that are there. Where it fails, \
                the result given goes on as before.
                A result of eigsh keeps the vectors of its basis, as many as it had products, unless they take more than an eighth of \
                the free memory (one that was stopped keeps them always); without them a change of tol, k or which begins anew. They \
                are freed with the result. Files do not hold them.
                """,
            shapes: "a record → such a record",
            example: """
                h = hutchinson(diag(arange(9)) + 1, samples=100, seed=1)
                print(refine(h, samples=300) == hutchinson(diag(arange(9)) + 1, samples=300, seed=1))   # → true
                """,
            seeAlso: ["hutchinson", "eigsh", "spectrum", "projection_ensemble", "fit_curvature"], callsBack: true
        ) { arguments in
            try arguments.checkKinds()
            guard case .record(let record) = arguments[0] else {
                throw arguments.mismatch(0, wants: "a result of a solver", hint: hint)
            }
            switch record.continuation {
            case .trace(let run)?:
                try arguments.checkSettings(among: ["samples", "rtol", "max_samples"])
                return try arguments.engine.refined(
                    run, samples: arguments.optionalInt(1), relativeTolerance: arguments.has(2) ? arguments.double(2) : nil,
                    maximumSamples: arguments.optionalInt(3), arguments.interpreter)
            case .eigenpairs(let run)?:
                try arguments.checkSettings(among: ["tol", "maxiter", "k", "which"])
                let refined = try arguments.engine.refined(
                    run, count: arguments.optionalInt(4), part: arguments.has(5) ? arguments.string(5) : nil,
                    tolerance: arguments.has(6) ? arguments.double(6) : nil, productLimit: arguments.optionalInt(7),
                    arguments.interpreter)
                return refined ?? arguments[0]
            case .fit(let run)?:
                guard let setting = run.setting else {
                    try arguments.checkGivenDirections()
                    return try arguments.engine.refined(run, count: nil, arguments.interpreter)
                }
                try arguments.checkSettings(among: [setting])
                return try arguments.engine.refined(
                    run, count: arguments.optionalInt(setting == "samples" ? 1 : 10), arguments.interpreter)
            case .function(let function)?:
                try arguments.checkSettings(among: function.code.parameterNames)
                return try arguments.interpreter.call(
                    .function(function), [], keywords: arguments.settings.map { (arguments.name($0), arguments[$0]) })
            case nil: throw arguments.error("this record is no result that goes on", hint: hint)
            }
        },
        Builtin(
            "resumable(record, more)", group: CurvatureBuiltins.group,
            summary: "The record as a result from which `refine` goes on: it calls `more` with the keywords that it is given.",
            details: """
                What it goes on from is in variables that `more` reads; the parameters of `more` are some of `refine`'s, with defaults.
                """,
            example: """
                squares(n) = {
                    more(samples=n) = squares(samples)
                    resumable({sum: sum(arange(n)^2)}, more)
                }
                print(refine(squares(3), samples=4).sum)   # → 14.0
                """,
            seeAlso: ["refine", "in_parts"]
        ) { arguments in
            guard case .function(let more) = try arguments.function(1) else {
                throw arguments.mismatch(1, wants: "a function of the language")
            }
            let copy = try arguments.record(0).copy()
            copy.continuation = .function(more)
            return .record(copy)
        },
        Builtin(
            "in_parts(step, xs, finish)", group: CurvatureBuiltins.group,
            summary: "`finish` of the list of `step(x)` for all elements; after Ctrl-C `ans` is that of those made by then.",
            example: "print(in_parts(x -> x^2, range(4), sum))   # → 14.0", seeAlso: ["resumable", "map", "progress"],
            callsBack: true
        ) { arguments in
            let interpreter = arguments.interpreter
            let step = try arguments.function(0)
            let finish = try arguments.function(2)
            var parts: [Value] = []
            do {
                try arguments.forEach(1) { parts.append(try interpreter.call(step, [$0])) }
            } catch {
                let error = HesseError(error)
                guard error.kind == .interrupt, !parts.isEmpty else { throw error }
                // What puts the parts together must be able to run.
                Interrupt.clear()
                if let partial = try? interpreter.call(finish, [Value(list: parts)]) { interpreter.partialResult = partial }
                throw error
            }
            return try interpreter.call(finish, [Value(list: parts)])
        },
    ]

    private static let hint =
        "what `hutchinson`, `eigsh`, `spectrum`, `projection_ensemble` and `fit_curvature` give goes on; a new record of its fields does not, nor a file"
}

extension Arguments {
    /// The parameters behind the result that were given.
    fileprivate var settings: [Int] { (1..<builtin.signature.parameters.count).filter { has($0) } }

    fileprivate func checkSettings(among names: [String]) throws {
        guard let other = settings.first(where: { !names.contains(name($0)) }) else { return }
        throw error(
            "this result does not go on by `\(name(other))`",
            hint: "it goes on by \(names.map { "`\($0)=`" }.joined(separator: ", "))")
    }

    /// Throws where something is given to a fit along given directions.
    fileprivate func checkGivenDirections() throws {
        guard let setting = settings.first else { return }
        throw error(
            "this result fits along directions that were given: it has no others to go on with by `\(name(setting))`",
            hint: "`fit_curvature` with `samples=` or `pairs=` draws random ones, of which there are always more")
    }

    /// Throws where a parameter is not of the kind that it has for all methods.
    fileprivate func checkKinds() throws {
        for setting in settings {
            switch name(setting) {
            case "rtol", "tol": _ = try double(setting)
            case "which": _ = try string(setting)
            default: _ = try int(setting)
            }
        }
    }

    /// Goes over the elements of an argument, `progress(xs)` too.
    fileprivate func forEach(_ index: Int, _ body: (Value) throws -> Void) throws {
        if case .object(let object) = self[index], let iteration = try object.iteration(interpreter) {
            while let element = try iteration.next() {
                try interpreter.checkInterrupt()
                try body(element)
            }
            return
        }
        for element in try elements(index) {
            try interpreter.checkInterrupt()
            try body(element)
        }
    }
}
