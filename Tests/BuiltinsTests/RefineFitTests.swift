import Builtins
import Curvature
import Interpreter
import Tensors
import Testing

/// `refine` of results of `fit_curvature`.
@Suite(.serialized) struct RefineFitTests {
    /// Given directions have no others behind them; the fits that were asked for are there.
    @Test func fitsAlongGivenDirections() throws {
        let printed = try run(
            """
            L = x -> sum(x^2)
            for f in [fit_curvature(L, ones(2), directions=eye(2)), fit_curvature(L, ones(2), [1.0, 0], [0.0, 1])] {
                print(refine(f).curvatures == f.curvatures)
                try { refine(f, samples=9) } catch e { print(e.hint) }
            }
            """)
        let hint = "`fit_curvature` with `samples=` or `pairs=` draws random ones, of which there are always more"
        #expect(words(printed) == "[true, true] \(hint) [true] \(hint)")
    }

    /// f and θ are those of the first fits, whatever their variables hold by then.
    @Test func fitsGoOnWithWhatTheyBeganWith() throws {
        let printed = try run(
            """
            c = 2.0; θ = [1.0, 1, 1]
            f(x) = c * sum(x^2 + 0.1 * rand(3))
            seed(4); r = fit_curvature(f, θ, samples=3, seed=1); whole = refine(r, samples=9)
            c = 5.0; θ[0] = 7.0; seed(5)
            print(refine(r, samples=9) == whole)
            # Half of the points go another way than θ, and there the function reads what nothing has read at θ.
            slope = 3.0; d = {in: [1.0, 2]}
            outer(x) = slope * sum(x^2) + d.in[1]
            g(x) = if x[0] > 1 { outer(x + 0.1 * rand(3)) } else { sum(x^2) }
            seed(4); s = fit_curvature(g, ones(3), samples=3, seed=1); whole = refine(s, samples=9)
            unrelated = 3; θ = none; seed(5)
            print(refine(s, samples=9) == whole)
            for turn in range(2) {
                if turn == 0 { slope = 4.0 } else { slope = 3.0; d.in[1] = 7 }
                try { refine(s, samples=9) } catch e { print(e.message, "|", e.hint) }
            }
            d = {in: [1.0, 2]}
            print(refine(s, samples=9) == whole)
            """)
        func message(_ name: String) -> String {
            "refine: the function branches on its parameters, and what it reads is no longer what it was: `\(name)` has changed "
                + "| call `fit_curvature` anew, or give `\(name)` its value of then"
        }
        #expect(printed.split(separator: "\n").map(String.init) == ["true", "true", message("slope"), message("d"), "true"])
    }

    /// Where the loss along a further direction is not finite.
    @Test func fitsThatFailAreRolledBack() throws {
        let printed = try run(
            """
            f(x) = sum(x^2) + log(1 - 12 * x[0])
            r = fit_curvature(f, zeros(2), samples=2, seed=3)
            most = 2
            for n in range(3, 200) {
                try { refine(r, samples=n); most = n } catch e { print(e.message[:11]); break }
            }
            whole = fit_curvature(f, zeros(2), samples=most, seed=3)
            print(most > 2, refine(r) == r, refine(r, samples=most) == whole, refine(refine(r, samples=most)) == whole)
            """)
        #expect(printed == "the loss is\ntrue true true true")
    }

    /// Ctrl-C in the midst of fits leaves those that are done, in `ans`, and the result that was gone on with.
    @Test(arguments: [
        ("fit_curvature(L, θ, SETTING, seed=2)", "samples", 50),
        ("fit_curvature(L, θ, SETTING, alpha=\"auto\", seed=2)", "samples", 50),
        ("fit_curvature(L, θ, SETTING, alpha=[-0.1, 0, 0.1, 0.2], seed=2)", "pairs", 16),
        ("fit_curvature(L, θ, directions=eye(4)[:, :SETTING])", "", 50),
        ("fit_curvature(L, θ, [1.0, 0, 0, 1], [0.0, 1, 1, 0])", "none", 2500),
    ])
    func whatAnInterruptLeavesOfFitsGoesOn(_ form: String, _ setting: String, _ points: Int) throws {
        func call(_ count: Int) -> String {
            form.replacingOccurrences(of: "SETTING", with: setting.isEmpty ? "\(count)" : "\(setting)=\(count)")
        }
        let trouble = Trouble()
        try EvaluationThread.run {
            defer { Interrupt.clear() }
            let interpreter = try Builtins.interpreter(Interpreter.Options(standardLibrary: standardLibrary, progress: trouble))
            let module = try interpreter.makeModule()
            trouble.strike = { Interrupt.request() }
            func value(_ text: String) throws -> String {
                ValueFormatter.text(try interpreter.run(text: text, in: module).value)
            }
            try interpreter.run(
                text: """
                    L = x -> sum(x^2) + 0.1 * sum(x)^4; θ = ones(4); few = \(call(2)); whole = \(call(4)); r = few
                    # The error of a single one is not a number.
                    same(a, b) = {...a, stderr: 0.0} == {...b, stderr: 0.0}
                    """, in: module)
            for done in [0, 1, 2, 3] where setting != "none" || done == 0 {
                trouble.done = done * points
                #expect(throws: (any Error).self) { try interpreter.run(text: call(4), in: module) }
                Interrupt.clear()
                module["ans"] = interpreter.partialResult
                let kept = "[keys(ans) == keys(whole), len(ans.curvatures) == \(done), same(refine(ans), whole)]"
                #expect(try value(kept) == "[true, true, true]", "\(call(4)), \(done)")
                guard ["samples", "pairs"].contains(setting), done >= 2 else { continue }
                trouble.done = done * points
                #expect(throws: (any Error).self) { try interpreter.run(text: "refine(r, \(setting)=4)", in: module) }
                Interrupt.clear()
                module["ans"] = interpreter.partialResult
                let both = "r == few, refine(r) == few, refine(r, \(setting)=4) == whole"
                let all = try value("[len(ans.curvatures) == \(done), refine(ans) == whole, \(both)]")
                #expect(all == "[true, true, true, true, true]", "\(call(4)), \(done)")
            }
        }
    }

    /// Results share the loss: releasing one leaves it to the others.
    @Test func theLossIsShared() throws {
        let printed = try run(
            """
            f(x) = if x[0] > 1 { sum(x^4) } else { sum(x^2) }
            whole = fit_curvature(f, ones(3), samples=8, seed=1)
            r = fit_curvature(f, ones(3), samples=2, seed=1)
            s = refine(r, samples=5)
            r = none
            print(refine(s, samples=8) == whole)
            """)
        #expect(printed == "true")
    }

    /// However long the chain of losses that captured the fits before, it is released without recursion.
    @Test func chainsOfFits() throws {
        let program = """
            next(r) = {
                f(x) = if r == none { sum(x^2) } else { sum(x^2) + r.trace }
                fit_curvature(f, [0.0], samples=1, alpha=[-1.0, 0, 1], seed=1)
            }
            r = none
            for i in range(3000) { r = next(r) }
            r = none
            print("released")
            """
        #expect(try run(program) == "released")
    }
}
