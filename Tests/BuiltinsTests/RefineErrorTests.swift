import Builtins
import Curvature
import Interpreter
import Tensors
import Testing

/// What `refine` refuses, and what it leaves where it fails.
@Suite(.serialized) struct RefineErrorTests {
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
        ("refine(h, samples=0)", "samples=0, but there are 20 already"),
        ("refine(h, rtol=nan)", "rtol=nan"), ("refine(h, rtol=inf)", "rtol=inf"),
        ("refine(h, rtol=\"1%\")", "`rtol` wants a number"),
        ("refine(h, rtol=0.1, max_samples=-3)", "max_samples=-3 is no number of samples"),
        ("refine(h, samples=9223372036854775807)", "has too many elements"),
        ("refine([h])", "`result` wants a result of a solver"), ("refine(none)", "`result` wants a result of a solver"),
        ("refine()", "`refine` lacks its argument `result`"), ("refine(h, samples=30, samples=40)", "`samples`"),
        ("refine(project(x -> sum(x^2), ones(2), ones(2)))", "this record is no result that goes on"),
        ("refine(e, tol=nan)", "tol=nan is no tolerance"), ("refine(e, tol=inf)", "tol=inf is no tolerance"),
        ("refine(e, tol=-1)", "tol=-1.0 is no tolerance"), ("refine(e, tol=\"fine\")", "`tol` wants a number"),
        ("refine(e, k=0)", "k=0 eigenvalues"), ("refine(e, k=1.5)", "`k` wants an integer, not the float 1.5"),
        ("refine(e, maxiter=0)", "maxiter=0, but"), ("refine(e, which=1)", "`which` wants a string"),
        ("refine(e, ncv=9)", "`refine` has no keyword `ncv`"), ("refine(e, v0=ones(50))", "`refine` has no keyword `v0`"),
        ("refine(e, pairs=3)", "this result does not go on by `pairs`"),
        ("refine(f, samples=2)", "samples=2, but there are 3 already"), ("refine(f, samples=-4)", "samples=-4, but there are 3"),
        ("refine(f, samples=3.5)", "`samples` wants an integer, not the float 3.5"),
        ("refine(f, samples=9223372036854775807)", "9223372036854775807 fits are too many"),
        ("refine(f, pairs=5)", "this result does not go on by `pairs`"),
        ("refine(f, rtol=0.1)", "this result does not go on by `rtol`"),
        ("refine(f, alpha=\"auto\")", "`refine` has no keyword `alpha`"),
        ("refine(fit_curvature(L, θ, pairs=2), samples=4)", "this result does not go on by `samples`"),
        ("refine(fit_curvature(L, θ, pairs=2), pairs=1)", "pairs=1, but there are 2 already"),
        ("refine(fit_curvature(L, θ, ones(2)), samples=4)", "this result fits along directions that were given"),
        ("refine(fit_curvature(L, θ, [1.0, 0], [0.0, 1]), pairs=4)", "this result fits along directions that were given"),
        ("refine(fit_curvature(L, θ, directions=eye(2)), samples=4)", "it has no others to go on with by `samples`"),
        ("refine(spectrum(eye(9), probes=2, seed=1), probes=2.5)", "`probes` wants an integer, not the float 2.5"),
        ("refine(spectrum(eye(9), probes=2, seed=1), steps=\"all\")", "`steps` wants an integer, not the string \"all\""),
        ("refine(spectrum(eye(9), probes=2, seed=1), steps=-1)", "steps=-1, but"),
        ("refine(projection_ensemble(eye(9), samples=20, seed=1), samples=nan)", "`samples` wants an integer"),
        ("refine(spectrum(eye(9), probes=6, seed=1), probes=5)", "probes=5, but there are 6 already"),
        ("refine(spectrum(eye(9), probes=2, steps=4, seed=1), steps=3)", "steps=3, but 4 are made already"),
        ("refine(spectrum(eye(9), probes=2, seed=1), samples=5)", "this result does not go on by `samples`"),
        ("refine(projection_ensemble(eye(9), samples=20, seed=1), samples=5)", "samples=5, but there are 20 already"),
        ("resumable(1, x -> x)", "`record` wants a record"), ("resumable({}, 1)", "`more` wants a function"),
        ("resumable({}, sum)", "`more` wants a function of the language"),
        ("refine(resumable({}, x -> x))", "needs `x`"), ("in_parts(x -> x, 3, sum)", "`xs` wants something to go over"),
    ])
    func wrongUse(_ program: String, _ message: String) throws {
        let setup = """
            h = hutchinson(diag(arange(3)), samples=20, seed=1); e = eigsh(diag(arange(50)), k=1, tol=0.1)
            L = x -> sum(x^2); θ = ones(2); f = fit_curvature(L, θ, samples=3, seed=1)

            """
        let printed = try run(setup + program)
        #expect(printed.hasPrefix("error: ") && printed.contains(message), "\(program): \(printed)")
    }

    /// Where going on fails in its midst, or is interrupted, the result goes on as if nothing had been.
    @Test(
        arguments: [
            ("hutchinson(A, SETTINGS, seed=2)", "samples=5", "samples=40"),
            ("eigsh(A, k=3, which=\"LA\", SETTINGS)", "tol=0.3", "tol=1e-8"),
            ("eigsh(A, k=3, ncv=8, SETTINGS)", "maxiter=7", "maxiter=500"),
            ("spectrum(A, probes=7, seed=1, SETTINGS)", "steps=4", "steps=9"),
            ("spectrum(A, steps=4, seed=1, SETTINGS)", "probes=7", "probes=13"),
            ("projection_ensemble(A, SETTINGS, seed=1)", "samples=20", "samples=400"),
        ], [true, false])
    func whatFailsIsRolledBack(_ call: (form: String, few: String, many: String), _ isInterrupt: Bool) throws {
        let few = call.form.replacingOccurrences(of: "SETTINGS", with: call.few)
        let many = call.form.replacingOccurrences(of: "SETTINGS", with: call.many)
        let trouble = Trouble()
        try EvaluationThread.run {
            defer { Interrupt.clear() }
            let interpreter = try Builtins.interpreter(
                Interpreter.Options(standardLibrary: standardLibrary, output: { _ in trouble.count() }))
            let module = try interpreter.makeModule()
            trouble.strike = { if isInterrupt { Interrupt.request() } else { module["fails"] = .bool(true) } }
            try interpreter.run(
                text: """
                    fails = false; d = concat([linspace(-1, 1, 60), [2.0, 2.0]])
                    A = operator(62, v -> { print("product"); if fails { error("broken") }; d * v })
                    few = \(few); many = \(many); r = \(few)
                    """, in: module)
            for stop in [1, 2, 5, 9] {
                trouble.left = stop
                var failure: HesseError?
                do { try interpreter.run(text: "refine(r, \(call.many))", in: module) } catch { failure = HesseError(error) }
                Interrupt.clear()
                let isMeant = isInterrupt ? failure?.kind == .interrupt : failure?.message.contains("broken") == true
                #expect(isMeant, "\(few), product \(stop): \(failure?.message ?? "no error")")
                let same = try interpreter.run(
                    text: "fails = false; [r == few, refine(r) == few, refine(r, \(call.many)) == many]", in: module)
                #expect(ValueFormatter.text(same.value) == "[true, true, true]", "\(few), product \(stop)")
            }
        }
    }
}

/// Something that happens behind so many products, or when a method reports that so much is done.
final class Trouble: ProgressMonitor, @unchecked Sendable {
    var strike: () -> Void = {}
    var left = 0
    var done: Int?

    func count() {
        guard left > 0 else { return }
        left -= 1
        if left == 0 { strike() }
    }

    func update(_ report: ProgressReport) throws {
        guard let done, report.done >= done else { return }
        self.done = nil
        strike()
    }
}
