import Testing

/// `einsum` and `norm` with an order, as they are written: what NumPy 2.4 prints, and what it refuses.
struct EinsumTests {
    @Test(arguments: [
        // One axis of extent 1 broadcasts; blanks mean nothing; no operand has an axis; upper case comes first.
        ("print(einsum(\"i,i\", ones(1), ones(3)), einsum(\"ij,ij->ij\", ones(1, 3), ones(2, 3)))", "3.0 [[1, 1, 1], [1, 1, 1]]"),
        ("print(einsum(\" i, i -> \", ones(2), ones(2)), einsum(\"\", 2.5), einsum(\"->\", 3.0))", "2.0 2.5 3.0"),
        ("print(einsum(\"bA\", zeros(2, 3)).shape, einsum(\"...\", zeros(2, 3)).shape)", "[3, 2] [2, 3]"),
        // Integers stay integers; letters may be of any script.
        (
            "print(einsum(\"i,i->i\", int64([1, 2]), int64([3, 4])), einsum(\"i,i\", int64([1, 2]), int64([3, 4])).dtype)",
            "[3, 8] int64"
        ),
        ("print(einsum(\"α,αβ->β\", ones(2), [[1.0, 2], [3, 4]]))", "[4, 6]"),
        ("print(einsum(\"ij->\", [true, false][none]), einsum(\"ij,j\", float32(ones(2, 2)), [1, 2]))", "1 [3, 3]"),
        ("print(einsum(\"ij,jk\", zeros(0, 2), ones(2, 3)).shape, einsum(\"ij->j\", zeros(0, 2)))", "[0, 3] [0, 0]"),
        // Views are read as they are.
        ("A = reshape(arange(6), 2, 3); print(einsum(\"ij,jk\", A.T, A) - A.T @ A)", "[[0, 0, 0], [0, 0, 0], [0, 0, 0]]"),
        ("A = arange(6); print(einsum(\"i,i\", A[::2], A[1::2]))", "26.0"),
        // In traces, too: e and its Hessian.
        ("print(dense(hessian(x -> einsum(\"i,ij,j\", x, [[1.0, 2], [2, 5]], x), ones(2))))", "[[2, 4], [4, 10]]"),
        ("print(norm([3.0, 4], inf), norm([3.0, 4], -inf), norm([3.0, 0], 0), norm([3.0, -4], 1))", "4.0 3.0 1.0 7.0"),
        (
            "print(norm([[1.0, -2], [3, 4]], 1), norm([[1.0, -2], [3, 4]], inf), norm([[1.0, -2], [3, 4]], \"fro\")^2)",
            "6.0 7.0 30.0"
        ),
        ("print(norm(diag([3.0, -5]), 2), norm(diag([3.0, -5]), \"nuc\"), norm(diag([3.0, -5]), -2))", "5.0 8.0 3.0"),
        ("print(norm(ones(2, 3, 4), 1, axis=[1, 2]), norm(ones(2, 3), 2, axis=1, keepdims=true).shape)", "[3, 3] [2, 1]"),
        ("print(norm({a: [3.0], b: [4.0]}), norm([[3.0], [4]]), norm([3.0, 4], none))", "5.0 5.0 5.0"),
        ("print(grad(x -> norm(x, 3), zeros(2)), grad(x -> norm(x, 1), [2.0, -1]))", "[0, 0] [1, -1]"),
    ])
    func prints(_ program: String, _ expected: String) throws { #expect(try words(run(program)) == words(expected)) }

    @Test(arguments: [
        ("einsum(\"ij->k\", ones(2, 3))", "`einsum` of \"ij->k\": `k` of the output is in no operand"),
        ("einsum(\"ij->ii\", ones(2, 3))", "`einsum` of \"ij->ii\": `i` stands twice in the output"),
        ("einsum(\"ij\", ones(3))", "`einsum` of \"ij\": \"ij\" names 2 axes, but operand 0 has shape (3,)"),
        ("einsum(\"ij...\", ones(3))", "`einsum` of \"ij...\": \"ij...\" names 2 axes, but operand 0 has shape (3,)"),
        ("einsum(\"i,j\", ones(3))", "`einsum` of \"i,j\": subscripts for 2 operands, but 1 given"),
        ("einsum(\"i\")", "`einsum` of \"i\": subscripts for 1 operand, but 0 given"),
        ("einsum(\"i->i->i\", ones(3))", "`einsum` of \"i->i->i\": `->` stands twice"),
        ("einsum(\"...i->i\", ones(2, 3))", "`einsum` of \"...i->i\": the output leaves out what `...` stands for"),
        ("einsum(\"...i...\", ones(2, 3))", "`einsum` of \"...i...\": `...` stands twice in \"...i...\""),
        ("einsum(\"i..j\", ones(2, 3))", "`einsum` of \"i..j\": `.` is no subscript"),
        ("einsum(\"i1\", ones(2, 3))", "`einsum` of \"i1\": `1` is no subscript"),
        ("einsum(\"ii\", ones(1, 3))", "`einsum` of \"ii\": `i` has extents 1 and 3 in one operand"),
        ("einsum(\"ij,jk\", ones(2, 3), ones(4, 2))", "`einsum` of \"ij,jk\": `j` has extents 3 and 4"),
        ("einsum(\"...i,...i\", ones(2, 3), ones(4, 3))", "`einsum` of \"...i,...i\": an axis of `...` has extents 2 and 4"),
        ("einsum(ones(2), \"i\")", "einsum: `subscripts` wants a string"),
        ("einsum(\"i\", {a: 1})", "einsum: a record"),
        ("norm(ones(2, 2), 3)", "a matrix has no norm of order 3.0"),
        ("norm(ones(2), \"fro\")", "a vector has no such norm: \"fro\" and \"nuc\" are for matrices"),
        ("norm(ones(2, 2, 2), 1)", "`norm` with `ord` is that of vectors or matrices, not of 3 axes of shape (2, 2, 2)"),
        ("norm(ones(2, 2), 1, axis=[1, 1])", "`norm` with `ord` is that of vectors or matrices"),
        ("norm(ones(2), \"max\")", "norm: `ord` is \"max\""),
        ("norm({a: ones(2)}, 1)", "norm: `x` wants a tensor, not a record"),
    ])
    func refuses(_ program: String, _ message: String) throws {
        let printed = try run(program)
        #expect(printed.hasPrefix("error: \(message)"), "\(program): \(printed)")
    }
}
