import Builtins
import Foundation
import Interpreter
import Kernels
import Tensors
import Testing

/// `refine` gives the bits of one run, whatever was done before.
@Suite(.serialized) struct RefineTests {
    /// An operator on 12 thousand parameters, in either type.
    private static let network = """
        seed(3)
        T = TYPE
        x = T(randn(300, 40)); y = T(randn(300, 10))
        θ = {W: T(0.2 * randn(40, 200)), b: T(0.1 * randn(200)), V: T(0.1 * randn(200, 10))}
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
    ]

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

    @Test(arguments: [
        ("refine(3)", "`result` wants a result of a solver, not the integer 3"),
        ("refine({trace: 1.0})", "this record is no result that goes on"),
        ("refine({...h})", "this record is no result that goes on"),
        ("refine(h, samples=9)", "samples=9, but there are 20 already"),
        ("refine(h, samples=2.5)", "`samples` wants an integer, not the float 2.5"),
        ("refine(h, tol=0.1)", "this result does not go on by `tol`"),
        ("refine(h, seed=1)", "`refine` has no keyword `seed`"),
        ("refine(h, rtol=-1)", "rtol=-1.0"),
        ("refine(h, 30)", "`refine` takes at most 1 argument by position, but 2 were given"),
        ("refine(hutchinson(eye(2), directions=eye(2)), samples=3)", "samples=3, but only 2 directions were given"),
        ("refine(eigsh(eye(2)), samples=3)", "this result does not go on by `samples`"),
        ("refine(eigsh(eye(2)), k=3)", "k=3 eigenvalues of an operator on 2 parameters"),
        ("refine(eigsh(eye(2)), which=\"XX\")", "which=\"XX\" is none of"),
        ("refine(eigsh(diag(arange(50)), k=1, tol=0.1), maxiter=2)", "products have been made already"),
        ("refine(fit_curvature(x -> sum(x^2), ones(2), samples=3, seed=1))", "this record is no result that goes on"),
        ("resumable(1, x -> x)", "`record` wants a record"), ("resumable({}, 1)", "`more` wants a function"),
        ("resumable({}, sum)", "`more` wants a function of the language"),
        ("refine(resumable({}, x -> x))", "needs `x`"), ("in_parts(x -> x, 3, sum)", "`xs` wants something to go over"),
    ])
    func wrongUse(_ program: String, _ message: String) throws {
        let printed = try run("h = hutchinson(diag(arange(3)), samples=20, seed=1)\n" + program)
        #expect(printed.hasPrefix("error: ") && printed.contains(message), "\(program): \(printed)")
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
