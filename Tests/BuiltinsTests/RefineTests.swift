import Builtins
import Foundation
import Interpreter
import Kernels
import Tensors
import Testing

/// `refine` gives the bits of one run, whatever was done before.
@Suite(.serialized) struct RefineTests {
    /// An operator on so many parameters that probes are taken by fours, in either type.
    private static let network = """
        seed(3)
        T = TYPE
        x = T(randn(100, 30)); y = T(randn(100, 10))
        θ = {W: T(0.2 * randn(30, 100)), b: T(0.1 * randn(100)), V: T(0.1 * randn(100, 10))}
        H = hessian(p -> mean((tanh(x @ p.W + p.b) @ p.V - y)^2), θ)

        """

    /// Each prints `true` where a refined result is that of one run.
    static let programs = [
        // `==` of records is that of all their numbers.
        """
        whole = hutchinson(H, samples=40, seed=5)
        h = hutchinson(H, samples=1, seed=5)
        for n in [2, 3, 7, 8, 20, 33, 40] { h = refine(h, samples=n); print(h == hutchinson(H, samples=n, seed=5)) }
        print(h == whole, all(h.interval == whole.interval), all(h.running == whole.running))
        """,
        """
        g = hutchinson(H, samples=5, probe="gaussian", seed=1)
        print(refine(g, samples=18) == hutchinson(H, samples=18, probe="gaussian", seed=1))
        print(refine(g, rtol=0.2) == hutchinson(H, rtol=0.2, probe="gaussian", seed=1))
        print(refine(refine(g, rtol=0.3), rtol=0.2) == hutchinson(H, rtol=0.2, probe="gaussian", seed=1))
        print(refine(g) == g, refine(g, samples=5) == g)
        """,
        """
        whole = eigsh(H, k=3, tol=1e-3)
        loose = eigsh(H, k=3, tol=0.3)
        before = stats().matvecs
        print(refine(loose, tol=1e-3) == whole, stats().matvecs - before < whole.matvecs, loose.matvecs < whole.matvecs)
        for most in [1, 5, 17, whole.matvecs - 1] {
            part = eigsh(H, k=3, tol=1e-3, maxiter=most)
            before = stats().matvecs
            print(part.matvecs == most, refine(part, maxiter=1000) == whole, stats().matvecs - before == whole.matvecs - most)
        }
        print(refine(loose, k=1) == eigsh(H, k=1, tol=0.3), refine(loose, which="BE") == eigsh(H, k=3, which="BE", tol=0.3))
        print(refine(whole) == whole)
        """,
        // A last block of fewer than five probes is made anew, others are not.
        """
        whole = spectrum(H, probes=12, steps=9, seed=4)
        s = spectrum(H, probes=2, steps=9, seed=4)
        for n in [3, 5, 6, 11, 12] { s = refine(s, probes=n); print(s == spectrum(H, probes=n, steps=9, seed=4)) }
        print(s == whole, refine(s) == s)
        before = stats().matvecs
        print(refine(spectrum(H, probes=5, steps=9, seed=4), probes=10).probes == 10, stats().matvecs - before == 90)
        few = spectrum(H, probes=12, steps=4, seed=4)
        before = stats().matvecs
        print(refine(few, steps=9) == whole, stats().matvecs - before == 12 * 5)
        print(refine(spectrum(H, probes=3, steps=4, seed=4), probes=12, steps=9) == whole)
        """,
        """
        whole = projection_ensemble(H, samples=250, seed=2)
        e = projection_ensemble(H, samples=1, seed=2)
        for n in [60, 100, 250] { e = refine(e, samples=n); print(e == projection_ensemble(H, samples=n, seed=2)) }
        print(e == whole, refine(e) == e)
        """,
        """
        L = p -> mean((tanh(x @ p.W + p.b) @ p.V - y)^2)
        whole = fit_curvature(L, θ, samples=9, seed=6)
        f = fit_curvature(L, θ, samples=1, seed=6)
        for n in [2, 3, 7, 9] { f = refine(f, samples=n); print(f == fit_curvature(L, θ, samples=n, seed=6)) }
        print(f == whole)
        print(refine(f) == f, refine(f, samples=9) == f)
        """,
        """
        L = p -> mean((tanh(x @ p.W + p.b) @ p.V - y)^2)
        fit(n) = fit_curvature(L, θ, pairs=n, alpha="auto", beta=linspace(-0.02, 0.02, 4), seed=6)
        print(refine(fit(2), pairs=3) == fit(3), refine(refine(fit(1), pairs=2), pairs=3) == fit(3))
        # Random directions of a stream that no one pinned.
        seed(8); whole = fit_curvature(L, θ, samples=4)
        seed(8); f = fit_curvature(L, θ, samples=2); seed(9)
        print(refine(f, samples=4) == whole)
        """,
    ]

    /// Where the vectors are too many to be kept, further steps are made anew.
    @Test func stepsOfLargeOperators() throws {
        let printed = try run(
            """
            d = linspace(-1, 1, 60_000)
            H = operator(60_000, v -> d * v)
            few = spectrum(H, probes=6, steps=12, seed=4)
            print(refine(few, steps=14) == spectrum(H, probes=6, steps=14, seed=4))
            print(refine(few, probes=7) == spectrum(H, probes=7, steps=12, seed=4))
            """)
        #expect(printed == "true\ntrue")
    }

    @Test(arguments: programs, ["float64", "float32"])
    func theBitsAreThoseOfOneRun(_ program: String, _ type: String) throws {
        let before = ThreadPool.shared.threadCount
        defer { ThreadPool.shared.threadCount = before }
        for threads in [1, 2] {
            ThreadPool.shared.threadCount = threads
            let printed = try run(RefineTests.network.replacingOccurrences(of: "TYPE", with: type) + program)
            let words = printed.split(whereSeparator: \.isWhitespace)
            #expect(!words.isEmpty && words.allSatisfy { $0 == "true" }, "\(threads) threads: \(printed)")
        }
    }

    /// What a program prints after Ctrl-C at the `stop`-th product with A, in the midst of `call`, which leaves `ans`.
    private func printed(interrupting call: String, at stop: Int, then: String) throws -> String {
        var printed = ""
        var products = 0
        try EvaluationThread.run {
            defer { Interrupt.clear() }
            let interpreter = try Builtins.interpreter(
                Interpreter.Options(
                    standardLibrary: standardLibrary,
                    output: { text in
                        guard text.hasPrefix("product") else { return printed += text }
                        products += 1
                        if products == stop { Interrupt.request() }
                    }))
            let module = try interpreter.makeModule()
            let setup = "d = concat([linspace(-1, 1, 60), [2.0, 2.0]]); A = operator(62, v -> { print(\"product\"); d * v })"
            try interpreter.run(text: setup, in: module)
            var isInterrupted = false
            do { try interpreter.run(text: call, in: module) } catch { isInterrupted = HesseError(error).kind == .interrupt }
            #expect(isInterrupted)
            Interrupt.clear()
            module["ans"] = interpreter.partialResult
            do { try interpreter.run(text: then, in: module) } catch { printed += "error: \(HesseError(error).message)" }
        }
        return printed.trimmingCharacters(in: .newlines)
    }

    @Test(arguments: [
        "hutchinson(A, samples=100, probe=\"gaussian\", seed=2)", "eigsh(A, k=3, which=\"LA\")", "eigsh(A, k=2, ncv=6)",
    ])
    func whatAnInterruptLeavesGoesOn(_ call: String) throws {
        for stop in [2, 5, 16, 17, 30, 45] {
            let then = "whole = \(call); print(keys(ans) == keys(whole), ans != whole, refine(ans) == whole)"
            #expect(try printed(interrupting: call, at: stop, then: then) == "true true true", "\(call), product \(stop)")
        }
        // At the first product nothing is known, and all begins anew.
        #expect(try printed(interrupting: call, at: 1, then: "print(refine(ans) == \(call))") == "true", "\(call)")
    }

    /// Whenever Ctrl-C comes in products with a Hessian, and however often.
    @Test(arguments: [
        "hutchinson(H, samples=600, seed=1)", "eigsh(H, k=4, tol=1e-6)", "spectrum(H, probes=15, steps=30, seed=1)",
        "fit_curvature(p -> mean((tanh(x @ p.W + p.b) @ p.V - y)^2), θ, samples=40, seed=1)",
    ])
    func interruptsAtAnyTime(_ call: String) throws {
        try EvaluationThread.run {
            defer { Interrupt.clear() }
            let interpreter = try Builtins.interpreter(Interpreter.Options(standardLibrary: standardLibrary))
            let module = try interpreter.makeModule()
            try interpreter.run(text: RefineTests.network.replacingOccurrences(of: "TYPE", with: "float64"), in: module)
            module["ans"] = Value.none
            var interrupts = 0
            for turn in 0..<60 {
                interpreter.partialResult = nil
                let thread = Thread {
                    usleep(UInt32(500 + 733 * turn % 20_000))
                    Interrupt.request()
                }
                thread.start()
                defer {
                    while !thread.isFinished { usleep(100) }
                    Interrupt.clear()
                }
                do {
                    let next = try interpreter.run(text: "if ans == none { \(call) } else { refine(ans) }", in: module)
                    module["ans"] = next.value
                    break
                } catch {
                    #expect(HesseError(error).kind == .interrupt, "\(HesseError(error))")
                    interrupts += 1
                    if let partial = interpreter.partialResult { module["ans"] = partial }
                }
            }
            Interrupt.clear()
            #expect(interrupts > 0)
            let same = try interpreter.run(text: "(if ans == none { \(call) } else { refine(ans) }) == \(call)", in: module)
            #expect(ValueFormatter.text(same.value) == "true")
        }
    }

    /// What a result goes on from is freed with it.
    @Test func theBasisIsFreedWithTheResult() throws {
        try EvaluationThread.run {
            let interpreter = try Builtins.interpreter(Interpreter.Options(standardLibrary: standardLibrary))
            let module = try interpreter.makeModule()
            try interpreter.run(text: "e = eigsh(diag(arange(60)), k=2, tol=0.1); f = e", in: module)
            weak var run: EigenpairsRun?
            do {
                guard case .record(let box)? = module["e"], case .eigenpairs(let found)? = box.continuation else {
                    Issue.record("the result has no continuation")
                    return
                }
                run = found
            }
            try interpreter.run(text: "e = none; f = refine(f, tol=0.01)", in: module)
            #expect(run == nil)
        }
    }

    /// Whole blocks of probes, or of planes, are kept.
    @Test(arguments: [
        ("spectrum(A, probes=12, steps=6, seed=1)", [31, 45, 61, 65]),
        ("projection_ensemble(A, samples=700, seed=1)", [600, 1100]),
    ])
    func whatAnInterruptLeavesOfBlocksGoesOn(_ call: String, _ stops: [Int]) throws {
        for stop in stops {
            let then = "whole = \(call); print(keys(ans) == keys(whole), ans != whole, refine(ans) == whole)"
            #expect(try printed(interrupting: call, at: stop, then: then) == "true true true", "\(call), product \(stop)")
        }
    }

    /// It is no field: nothing shows it, but a note where it gets lost.
    @Test func theContinuationIsNotShown() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).npz").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let result = try outcome(
            """
            h = hutchinson(diag([1.0, 2]), samples=3, seed=1)
            plain = {...h}
            print(keys(h), h == plain, str(h) == str(plain))
            g = h
            g.trace = 7.0
            print(h.trace, refine(g, samples=4) == refine(h, samples=4))
            save("\(file)", h)
            save("\(file)", plain)
            try { refine(load("\(file)")) } catch e { print(e.hint) }
            """)
        #expect(
            result.printed.hasPrefix(
                "[\"trace\", \"stderr\", \"interval\", \"samples\", \"running\"] true true\n3.0 true\nwhat `hutchinson`"))
        #expect(result.warnings.count == 1 && result.warnings[0].contains("`refine` cannot go on from it"))
    }

    /// Parts are put together as far as they are there, and what made them is remembered.
    @Test func resultsInParts() throws {
        let sums = """
            sums(n, done=[]) = in_parts(
                i -> if i < len(done) { done[i] } else { sum(A @ full(62, i)) },
                range(n),
                parts -> {
                    more(samples=n) = sums(samples, parts)
                    resumable({total: sum(parts), samples: len(parts)}, more)
                })

            """
        #expect(try printed(interrupting: sums + "sums(6)", at: 1, then: "print(1)") == "1")
        #expect(
            try printed(
                interrupting: sums + "sums(6)", at: 4,
                then: "print(ans.samples, refine(ans) == sums(6), refine(ans, samples=8) == sums(8))") == "3 true true")
    }

    /// However long the chain of what results were made from, it is released without recursion.
    @Test func longChains() throws {
        let program = """
            step(n, before) = {
                more(samples=n) = step(samples, {n: n, last: before})
                resumable({n: n}, more)
            }
            r = step(0, none)
            for i in range(1, 100_000) {
                keep = r
                next(samples=i) = keep
                r = resumable({n: i}, next)
            }
            print(refine(r).n)
            r = none; keep = none; next = none
            print("released")
            """
        #expect(try run(program) == "99998\nreleased")
    }
}
