import Testing

/// Linear algebra as it is written: values of NumPy 2.4, laws, derivatives against differences, and what is no matrix.
struct LinearAlgebraTests {
    private static let A = "A = [[2.0, 1, 0], [1, 3, 1], [0, 1, 4]]\n"
    private static let B = "B = [[1.0, 2], [3, 4], [5, 6]]\n"
    private static let C = "C = reshape(arange(8), 2, 2, 2) + eye(2)\n"

    /// The numbers are those of `numpy.linalg`, printed with `tolist()`.
    @Test(
        arguments: [
            (
                A + "print(inv(A))",
                [
                    0.6111111111111112, -0.22222222222222224, 0.05555555555555556, -0.22222222222222224, 0.4444444444444445,
                    -0.11111111111111112, 0.05555555555555556, -0.11111111111111112, 0.2777777777777778,
                ]
            ),
            (A + "print(det(A), slogdet(A), slogdet(-A))", [18, 1, 2.8903717578961645, -1, 2.8903717578961645]),
            (A + "print(eigh(A)[0])", [1.2679491924311228, 3, 4.7320508075688785]),
            (
                A + "print(cholesky(A))",
                [
                    1.4142135623730951, 0, 0, 0.7071067811865475, 1.5811388300841898, 0, 0, 0.6324555320336759,
                    1.8973665961010275,
                ]
            ),
            (
                B + "Q, R = qr(B); print(Q, R)",
                [
                    -0.16903085094570325, 0.8970852271450607, -0.50709255283711, 0.27602622373694136, -0.8451542547285166,
                    -0.345032779671177, -5.916079783099616, -7.437357441610946, 0, 0.8280786712108248,
                ]
            ),
            (
                B + "U, s, Vh = svd(B); print(abs(U), s, abs(Vh))",
                [
                    0.2298476964000714, 0.8834610176985254, 0.40824829046386274, 0.5247448187602937, 0.24078249213254635,
                    0.8164965809277261, 0.8196419411205158, 0.4018960334334318, 0.40824829046386313, 9.52551809156511,
                    0.5143005806586441, 0.6196294838293405, 0.7848944532670524, 0.7848944532670524, 0.6196294838293405,
                ]
            ),
            (B + "print(svd(B, compute_uv=false))", [9.52551809156511, 0.5143005806586441]),
            ("print(solve([[2.0, 1], [1, 3]], reshape(arange(6), 2, 3)))", [-0.6, -0.2, 0.2, 1.2, 1.4, 1.6]),
            (C + "print(det(C), solve(C, [[1.0], [2]]), solve(C, [1.0, 2]))", [2, 10, 1, 0, -0.2, 0.4, 1, 0, -0.2, 0.4]),
            // No product of diagonal elements is out of range before the whole is.
            ("print(det(diag([1e200, 1e200, 1e-300])), det(diag([1e-200, 1e-200, 1e300])))", [1e100, 1e-100]),
            (
                "print(det(diag([1e200, 1e200])), slogdet(diag([1e200, -1e200])))",
                [.infinity, -1, 921.0340371976183]
            ),
            ("print(det(zeros(2, 2)), slogdet(zeros(2, 2)))", [0, 0, -.infinity]),
            ("print(solve([[nan, 0], [0, 1.0]], ones(2)), det([[nan]]), inv([[inf]]))", [.nan, .nan, .nan, .nan]),
            ("print(solve([[4.0]], [8.0]), inv([[4.0]]), cholesky([[4.0]]), eigh([[4.0]])[0])", [2, 0.25, 2, 4]),
            // Integers and booleans count as float64.
            ("print(inv(int64([[2, 0], [0, 4]])), det([[true, false], [false, true]]))", [0.5, 0, 0, 0.25, 1]),
        ] as [(String, [Double])])
    func values(_ program: String, _ expected: [Double]) throws {
        let found = try numbers(program)
        #expect(found.count == expected.count, "\(program): \(found)")
        for (a, b) in zip(found, expected) {
            #expect(a == b || abs(a - b) <= 1e-14 * max(1, abs(b)) || (a.isNaN && b.isNaN), "\(program): \(found)")
        }
    }

    @Test(arguments: [
        ("print(det(zeros(0, 0)), slogdet(zeros(0, 0)), inv(zeros(0, 0)).shape)", "1.0 [1.0, 0.0] [0, 0]"),
        ("print(solve(zeros(0, 0), zeros(0)).shape, solve(eye(2), zeros(2, 0)).shape)", "[0] [2, 0]"),
        ("print(inv(zeros(0, 3, 3)).shape, det(zeros(0, 3, 3)).shape, cholesky(zeros(0, 0)).shape)", "[0, 3, 3] [0] [0, 0]"),
        ("w, V = eigh(zeros(0, 0)); print(w.shape, V.shape)", "[0] [0, 0]"),
        ("Q, R = qr(zeros(3, 0)); print(Q.shape, R.shape)", "[3, 0] [0, 0]"),
        ("Q, R = qr(zeros(0, 3)); print(Q.shape, R.shape)", "[0, 0] [0, 3]"),
        ("U, s, Vh = svd(zeros(0, 2)); print(U.shape, s.shape, Vh)", "[0, 0] [0] [[1, 0], [0, 1]]"),
        ("U, s, Vh = svd(zeros(2, 3, 4)); print(U.shape, s.shape, Vh.shape)", "[2, 3, 3] [2, 3] [2, 4, 4]"),
        (
            "U, s, Vh = svd(zeros(2, 3, 4), full_matrices=false); print(U.shape, s.shape, Vh.shape)",
            "[2, 3, 3] [2, 3] [2, 3, 4]"
        ),
        ("w, V = eigh(zeros(2, 1, 3, 3)); print(w.shape, V.shape)", "[2, 1, 3] [2, 1, 3, 3]"),
        ("Q, R = qr(ones(2, 3, 5)); print(Q.shape, R.shape)", "[2, 3, 3] [2, 3, 5]"),
        (
            "print(solve(ones(2, 1, 3, 3) + eye(3), ones(4, 3, 2)).shape, solve(eye(3), ones(4, 3, 2)).shape)",
            "[2, 4, 3, 2] [4, 3, 2]"
        ),
        (
            "F = float32(eye(2)); print(solve(F, float32([1, 2])).dtype, inv(F).dtype, det(F).dtype, cholesky(F).dtype, eigh(F)[1].dtype)",
            "float32 float32 float32 float32 float32"
        ),
        ("F = float32(eye(2)); print(solve(F, [1.0, 2]).dtype, qr(F)[0].dtype, svd(F)[1].dtype)", "float64 float32 float32"),
        ("print([[4.0, 0], [0, 1]].inv(), [[2.0]].det())", "[[0.25, 0], [0, 1]] 2.0"),
    ])
    func shapesAndTypes(_ program: String, _ expected: String) throws { #expect(try words(run(program)) == words(expected)) }

    @Test(arguments: [
        ("solve(ones(2, 3), ones(2))", "`solve` takes a square matrix, not shape (2, 3)"),
        ("inv(ones(3))", "`inv` takes a matrix, not shape (3,)"),
        ("det(1.0)", "`det` takes a matrix, not shape ()"),
        ("eigh(ones(2, 2, 3))", "`eigh` takes a square matrix, not shape (2, 2, 3)"),
        ("cholesky(ones(2, 3))", "`cholesky` takes a square matrix, not shape (2, 3)"),
        ("qr(ones(3))", "`qr` takes a matrix, not shape (3,)"),
        ("svd(1)", "`svd` takes a matrix, not shape ()"),
        ("solve(eye(3), ones(2))", "shapes do not match in `solve`: (3, 3) and (2,)"),
        ("solve(eye(3), 1.0)", "shapes do not match in `solve`: (3, 3) and ()"),
        ("solve(ones(2, 3, 3), ones(4, 3, 1))", "shapes do not match in `solve`: (2, 3, 3) and (4, 3, 1)"),
        ("solve([[1.0, 2], [2, 4]], ones(2))", "the matrix of shape (2, 2) is singular"),
        ("inv(zeros(3, 3))", "the matrix of shape (3, 3) is singular"),
        ("inv(stack([eye(2), ones(2, 2), zeros(2, 2)]))", "the matrix of shape (2, 2) at index 1 of the batch is singular"),
        ("grad(x -> sum(inv(x)), ones(2, 2))", "the matrix of shape (2, 2) is singular"),
        ("cholesky([[1.0, 2], [2, 1]])", "the matrix of shape (2, 2) is not positive definite"),
        ("cholesky([[nan]])", "the matrix of shape (1, 1) has an entry that is NaN or infinite"),
        ("eigh([[1.0, inf], [inf, 1]])", "the matrix of shape (2, 2) has an entry that is NaN or infinite"),
        ("svd([[nan, 1.0]])", "the matrix of shape (1, 2) has an entry that is NaN or infinite"),
        ("inv(\"a\")", "inv: `A` wants a tensor, not the string"),
        ("eigh({A: 1})", "eigh: `A` wants a tensor, not a record"),
        (
            "grad(x -> sum(svd(x)[0]), ones(3, 2))",
            "`svd` has no derivative of all singular vectors of a matrix that is not square: those beyond min(m, n) are not unique"
        ),
        ("pinv(eye(2))", "unknown name `pinv`"),
        ("lstsq(eye(2), ones(2))", "unknown name `lstsq`"),
    ])
    func whatIsNoMatrix(_ program: String, _ message: String) throws {
        let printed = try run(program)
        #expect(printed.hasPrefix("error: \(message)"), "\(program): \(printed)")
    }

    /// One batch is as good as a loop, and a view as its copy.
    @Test(arguments: [
        "print(small(inv(A) @ A - eye(5)), small(A @ inv(A) - eye(5)), small(A @ solve(A, b) - b))",
        "L = cholesky(S); print(small(L @ T(L) - S), small(triu(L, 1)), all(L[:, 0, 0] > 0))",
        "w, V = eigh(S); print(small(S @ V - V * w[:, none, :]), small(T(V) @ V - eye(5)), all(w[:, 1:] >= w[:, :4]))",
        "Q, R = qr(b); print(small(Q @ R - b), small(T(Q) @ Q - eye(3)), small(tril(R, -1)))",
        "Q, R = qr(T(b)); print(small(Q @ R - T(b)), small(Q @ T(Q) - eye(3)), small(tril(R, -1)))",
        "U, s, Vh = svd(b, full_matrices=false); print(small(U * s[:, none, :] @ Vh - b), small(T(U) @ U - eye(3)), all(s >= 0))",
        "U, s, Vh = svd(b); print(small(U[:, :, :3] * s[:, none, :] @ Vh - b), small(U @ T(U) - eye(5)), small(Vh @ T(Vh) - eye(3)))",
        "sign, logdet = slogdet(A); print(small(sign * exp(logdet) / det(A) - 1), small(det(S) / prod(eigh(S)[0], axis=1) - 1), small(det(T(A)) / det(A) - 1))",
        "print(small(inv(A)[3] - inv(A[3])), small(eigh(S)[1][2] - eigh(S[2])[1]), small(svd(b)[0][1] - svd(b[1])[0]))",
        "print(small(inv(T(A)) - T(inv(A))), small(solve(A[::2], b[::2]) - solve(A, b)[::2]), small(solve(A[:, 1:4, 1:4], b[:, 1:4]) - inv(A[:, 1:4, 1:4]) @ b[:, 1:4]))",
    ])
    func laws(_ program: String) throws {
        let preamble = """
            seed(2)
            A = randn(7, 5, 5) + 3 * eye(5); b = randn(7, 5, 3)
            T(x) = transpose(x, [0, 2, 1])
            S = A @ T(A)
            small(x) = size(x) == 0 or max(abs(x)) < 1e-11

            """
        #expect(try words(run(preamble + program)) == "true true true", "\(program)")
        let single = preamble.replacingOccurrences(of: "b = randn(7, 5, 3)", with: "b = float32(randn(7, 5, 3)); A = float32(A)")
            .replacingOccurrences(of: "1e-11", with: "1e-2")
        #expect(try words(run(single + program)) == "true true true", "float32: \(program)")
    }

    /// Derivatives to second order against differences, one vector and several; and the batched loss of `project`.
    @Test(arguments: [
        "sum(sin(solve(x + 3 * eye(3), x)))", "sum(tanh(inv(x + 3 * eye(3))))", "det(x + eye(3))", "slogdet(x)[1] + det(x)^2",
        "{ L = cholesky(x @ x.T + eye(3)); sum(sin(L)) }", "{ w, V = eigh(x + x.T); sum(sin(w)) + sum((V @ c)^3 * w) }",
        "{ w, V = eigh(x); sum(w^3) }", "{ Q, R = qr(x); sum(sin(Q) * c) + sum(R^2 * c) }",
        "{ Q, R = qr(x[:, :2]); sum(sin(Q) * c[:, none]) + sum(R^3) }", "{ Q, R = qr(x[:2]); sum(sin(Q)) + sum(R^3) }",
        "{ U, s, Vh = svd(x); sum(s^3) + sum((U * (s^2)) @ Vh * c) }", "sum(svd(x[:2], compute_uv=false)^3)",
        "{ U, s, Vh = svd(x[:, :2], full_matrices=false); sum((U * sin(s)) @ Vh * c[:2]) }",
        "sum(exp(-solve(stack([x, x.T + 2]) + 3 * eye(3), c)))",
        "{ w, V = eigh(x @ x.T + diag(c)); 0.5 * sum(log(w)) + 0.5 * (c @ solve(x @ x.T + diag(c), c)) }",
    ])
    func derivatives(_ expression: String) throws {
        let program = """
            seed(4)
            c = [1.0, 2, 4]
            f(x) = \(expression)
            x = randn(3, 3); v = randn(3, 3); h = 1e-5
            difference = (f(x + h * v) - f(x - h * v)) / (2 * h)
            second = (grad(f, x + h * v) - grad(f, x - h * v)) / (2 * h)
            p = project(f, x, v, alpha=[-0.1, 0, 0.1]).values
            g = grad(f, x)
            near(a, b, tolerance) = max(abs(a - b)) < tolerance * (1 + max(abs(b)))
            print(near(sum(g * v), difference, 1e-6), near(jvp(f, x, v), difference, 1e-6), near(hvp(f, x, v), second, 1e-5))
            H = hessian(f, x) @ stack([ravel(v), 2 * ravel(v)], axis=1)
            print(near(H[:, 0], ravel(second), 1e-5), near(H[:, 1], 2 * ravel(second), 1e-5))
            print(near(p, stack([f(x - 0.1 * v), f(x), f(x + 0.1 * v)]), 1e-10))
            """
        #expect(try words(run(program)) == "true true true true true true", "\(expression)")
    }

    /// Eigenvalues that are equal have a derivative along any line; vectors have none, and that is said.
    @Test func equalEigenvalues() throws {
        let found = try numbers("print(grad(A -> sum(eigh(A)[0] * [1.0, 1, 5]), diag([2.0, 2, 3])))")
        #expect(found == [1, 0, 0, 0, 1, 0, 0, 0, 5])
        let (printed, warnings) = try outcome("g = grad(A -> sum(eigh(A)[1]), eye(2)); print(all(isfinite(g)))")
        #expect(printed == "false")
        #expect(warnings.contains { $0.contains("a derivative of `eigh` is") }, "\(warnings)")
        #expect(try numbers("print(grad(A -> sum(svd(A)[1]), eye(2)))").map(abs) == [1, 0, 0, 1])
    }

    /// The gradient of a determinant is the adjugate's transpose, and the Hessian finite, whatever the rank.
    @Test(
        arguments: [
            ("grad(det, [[1.0, 2], [2, 4]])", [4, -2, -2, 1]),
            ("grad(det, [[0.0]])", [1]),
            ("grad(det, zeros(2, 2))", [0, 0, 0, 0]),
            ("grad(det, [[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])", [-3, 6, -3, 6, -12, 6, -3, 6, -3]),
            ("grad(det, ones(3, 3))", [0, 0, 0, 0, 0, 0, 0, 0, 0]),
            ("grad(det, diag([2.0, 3, 0]))", [0, 0, 0, 0, 0, 0, 0, 0, 6]),
            ("grad(x -> sum(det(x)), stack([diag([2.0, 0]), diag([3.0, 5])]))", [0, 0, 0, 2, 5, 0, 0, 3]),
            ("dense(hessian(det, zeros(2, 2)))", [0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0]),
            ("hvp(det, diag([2.0, 0, 0]), diag([0.0, 1, 1]))", [0, 0, 0, 0, 2, 0, 0, 0, 2]),
            ("hvp(det, diag([2.0, 3, 0]), [[0.0, 0, 0], [0, 0, 1], [0, 0, 0]])", [0, 0, 0, 0, 0, 0, 0, -2, 0]),
            ("grad(x -> hvp(det, x, eye(3))[0, 0], diag([2.0, 3, 4]))", [0, 0, 0, 0, 1, 0, 0, 0, 1]),
            ("grad(A -> slogdet(A)[1], diag([2.0, 4]))", [0.5, 0, 0, 0.25]),
        ] as [(String, [Double])])
    func derivativesOfDeterminants(_ expression: String, _ expected: [Double]) throws {
        let found = try numbers("print(\(expression))")
        #expect(found.count == expected.count, "\(expression): \(found)")
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 4e-15 * 12, "\(expression): \(found)") }
    }

    /// What is not known is NaN, and said: the third derivative of a determinant where it is 0.
    @Test func thirdDerivativeOfADeterminant() throws {
        let (printed, warnings) = try outcome("print(grad(x -> hvp(det, x, eye(2))[0, 0], [[1.0, 2], [2, 4]]))")
        #expect(printed.contains("nan"))
        #expect(warnings.contains { $0.contains("`det` is NaN here") }, "\(warnings)")
    }

    /// The symmetric part counts, in values and in derivatives.
    @Test func symmetricPart() throws {
        let found = try run(
            """
            A = [[4.0, 1, 0], [3, 5, 1], [0, 1, 6]]; S = (A + A.T) / 2
            print(max(abs(cholesky(A) - cholesky(S))) < 1e-14, max(abs(eigh(A)[0] - eigh(S)[0])) < 1e-14)
            for f in [x -> sum(cholesky(x)), x -> sum(eigh(x)[0]^3), x -> sum(eigh(x)[1]^3)] {
                g = grad(f, A)
                print(max(abs(g - g.T)) < 1e-13)
            }
            """)
        #expect(words(found) == "true true true true true")
    }

    /// Pivots whose reciprocals overflow: determinants are right, and no solution is NaN without a word.
    @Test(arguments: [
        (
            "print(det(1e-310 * eye(2)), round(det(diag([1e-310, 1e300])) / 1e-10, 9), round(slogdet(diag([1e-310, 1e300]))[1], 9))",
            "0.0 1.0 -23.02585093"
        ),
        ("print(round(det(float32([[1e-39, 0], [0, 1e10]])) / 1e-29, 5), slogdet([[0, 1e-310], [2, 5]])[0])", "1.0 -1.0"),
        ("solve(diag([1e-310, 1.0]), [1e-310, 3])", "error: the matrix of shape (2, 2) is singular"),
        ("inv(diag([1.0, 1e-310]))", "error: the matrix of shape (2, 2) is singular"),
    ]) func subnormalPivots(_ program: String, _ expected: String) throws {
        #expect(try run(program).split(separator: "\n").first.map(String.init) == expected)
    }
}
