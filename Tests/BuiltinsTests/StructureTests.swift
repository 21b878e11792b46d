import Testing

/// Arithmetic on structures: leaf by leaf in meaning, one pass over all numbers where they are packed.
struct StructureTests {
    @Test(arguments: [
        // A step of descent gives the bits of its two steps, whichever way it is written.
        (
            "p = {W: randn(7, 5), b: randn(5)}; g = {W: randn(7, 5), b: randn(5)}\ns = 0.1 * g; t = g * 0.1\nprint(p - 0.1 * g == p - s, p + g * 0.1 == p + t, (p - 0.1 * g).b - (p.b - 0.1 * g.b))",
            "true true [0, 0, 0, 0, 0]"
        ),
        ("p = {a: ones(2), b: 1.5}; c = 2; print(p - c * p, p + p * c)", "{a: [-1, -1], b: -1.5} {a: [3, 3], b: 4.5}"),
        // What is subtracted stays what it was; a loop rebinds.
        (
            "p = {a: ones(2)}; q = p; g = {a: [1.0, 2]}\nfor i in range(3) { p -= 0.5 * g }\nprint(p, q, g)",
            "{a: [-0.5, -2]} {a: [1, 1]} {a: [1, 2]}"
        ),
        // Names decide, in the left operand's order; constants are copied from it.
        ("p = {a: ones(1), b: zeros(1)}; g = {b: [5.0], a: [3.0]}; print(p - 2 * g)", "{a: [-5], b: [-10]}"),
        (
            "p = {w: ones(2), n: 3, s: \"x\"}; print(p - 0.5 * p, 2 * p)",
            "{w: [0.5, 0.5], n: 3, s: \"x\"} {w: [2, 2], n: 3, s: \"x\"}"
        ),
        ("p = {w: ones(2), n: 3}; q = {w: ones(2), n: 4}; print(p + q)", "{w: [2, 2], n: 3}"),
        // Types: a weak number gives way, a strong one does not.
        (
            "p = {a: float32(ones(2))}; x = sum([0.5]); print((p - 0.1 * p).a.dtype, (p - x * p).a.dtype, (p * 2).a.dtype)",
            "float32 float64 float32"
        ),
        (
            "p = {a: float32(ones(1)), b: ones(1)}; q = p - 0.5 * p; print(q.a.dtype, q.b.dtype, q)",
            "float32 float64 {a: [0.5], b: [0.5]}"
        ),
        // Errors name the operation and the place in the structure.
        (
            "p = {a: ones(2)}; q = {a: ones(3)}; p - 0.1 * q",
            "error: shapes do not match in `-`: (2,) and (3,) at `.a`"
        ),
        (
            "p = {a: ones(2)}; q = {b: ones(2)}; p - 0.1 * q",
            "error: the records in `-` have different fields: `a` only on the left; `b` only on the right"
        ),
        // Lists of tensors are structures, nested too.
        ("p = [ones(2), {v: zeros(1)}]; print(p - 2 * p, norm(p), dot(p, p))", "[[-1, -1], {v: [0]}] 1.4142135623730951 2.0"),
        // A gradient lies in one buffer, and so does what is made of it.
        (
            "L(p) = sum(p.W^2) + sum(p.b^3)\np = {W: ones(2, 2), b: ones(2)}\nfor i in range(50) { p -= 0.1 * grad(L, p) }\nprint(round(p.W * 1e4, 6), p.b[0] > 0)",
            "[[0.142725, 0.142725], [0.142725, 0.142725]] true"
        ),
    ]) func arithmetic(_ program: String, _ expected: String) throws {
        #expect(try words(run(program)) == expected)
    }
}
