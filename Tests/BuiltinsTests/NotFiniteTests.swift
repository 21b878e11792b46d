import Testing

/// A derivative that is not finite is returned as it is, with one warning that names the function and the line.
struct NotFiniteTests {
    @Test(arguments: [
        ("grad(x -> sum(sqrt(x)), zeros(2))", "[inf, inf]", "a derivative of `sqrt` is infinite here"),
        ("grad(x -> sqrt(x), -1.0)", "nan", "`sqrt` is NaN here"),
        ("value_and_grad(log, 0.0)", "[-inf, inf]", "`log` is infinite here"),
        ("hvp(norm, zeros(2), ones(2))", "[nan, nan]", "a derivative of `norm` is NaN here"),
        ("hessian(x -> norm(x), zeros(2)) @ ones(2)", "[nan, nan]", "a derivative of `norm` is NaN here"),
        ("dense(2 * hessian(x -> norm(x), zeros(1)) - 1)", "[[nan]]", "a derivative of `norm` is NaN here"),
        ("jvp(x -> x^0.5, 0.0, 1.0)", "inf", "a derivative of `^` is infinite here"),
        ("vjp(x -> {a: x^0.5, b: x}, 0.0, {a: 1.0, b: 1.0})", "inf", "a derivative of `^` is infinite here"),
        ("grad(x -> sum(x[0] / x[1]), zeros(2))", "[inf, nan]", "`/` is NaN here"),
        // Of two suspects the one in whose branch the point is.
        ("grad(x -> where(x > 0, sqrt(x), log(1 + x)), -1.0)", "inf", "`log` is infinite here"),
        ("grad(x -> sum(grad(y -> sum(sqrt(y)), x)), zeros(1))", "[-inf]", "`sqrt` is infinite here"),
    ])
    func isWarnedOf(_ expression: String, _ value: String, _ message: String) throws {
        let (printed, warnings) = try outcome("y = 1\nprint(\(expression))")
        #expect(printed == value)
        #expect(warnings.count == 1, "\(warnings)")
        #expect(warnings.first?.contains(message) == true, "\(warnings)")
        #expect(warnings.first?.contains("2│") == true, "the line is shown: \(warnings)")
    }

    @Test(arguments: [
        // Finite, whatever lies in the branch not taken.
        ("grad(x -> sum(where(x > 0, log(x), 0.0)), [0.0, 1])", "[0, 1]"),
        ("grad(norm, zeros(2))", "[0, 0]"),
        // What goes in is not finite already.
        ("grad(x -> sum(x^2), [nan, 1])", "[nan, 2]"),
        ("hvp(x -> sum(x^2), ones(2), [inf, 1])", "[inf, 2]"),
        // Values are not derivatives.
        ("log(0.0)", "-inf"),
        ("project(x -> log(sum(x)), ones(1), ones(1), alpha=[-1.0, 0]).values", "[-inf, 0]"),
    ])
    func isNotWarnedOf(_ expression: String, _ value: String) throws {
        let (printed, warnings) = try outcome("print(\(expression))")
        #expect(printed == value)
        #expect(warnings.allSatisfy { !$0.contains("not finite: ") }, "\(warnings)")
    }

    @Test func onceAPlace() throws {
        let program = """
            f(x) = {
                y = 2 * x
                sum(sqrt(y))
            }
            for i in range(10) { g = grad(f, zeros(2)) }
            print(g)
            """
        let (printed, warnings) = try outcome(program)
        #expect(printed == "[inf, inf]")
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("3│     sum(sqrt(y))") == true, "\(warnings)")
    }

    /// Solvers that give up say why.
    @Test func solversNameThePlace() throws {
        let (printed, warnings) = try outcome("eigsh(hessian(x -> norm(x), zeros(40)), k=1)")
        #expect(printed.hasPrefix("error: H v is NaN"))
        #expect(
            warnings.first?.contains("eigsh: the result is not finite: a derivative of `norm` is NaN here") == true, "\(warnings)"
        )
    }
}
