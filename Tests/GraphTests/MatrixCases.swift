import Tensors

@testable import Graph

/// The cases of the ops of dense linear algebra: matrices near a multiple of 1, so that they are regular.
func matrixCases() throws -> [OpCase] {
    var cases: [OpCase] = []
    func add(
        _ op: any Op, _ operands: [Tensor], isSmooth: Bool = true,
        _ applied: @escaping @Sendable (Graph, [ValueID]) throws -> [ValueID] = { $1 }
    ) {
        cases.append(OpCase(op: op, operands: operands, isSmooth: isSmooth, applied: applied))
    }
    let squares = [[3, 3], [1, 1], [0, 0], [2, 4, 4], [0, 2, 2], [2, 1, 2, 2]]
    for matrix in try singular() {
        add(Determinant(), [matrix]) { g, x in try [g.emit(LU(), x), x[0]] }
    }
    let deficient = try singular()[0]
    add(AdjugateFactors(), [deficient], isSmooth: false)
    // Not the same function beside the singular matrices; `Determinant` is differentiated twice through it.
    add(SingularAdjugate(), [deficient], isSmooth: false) { g, x in
        let parts = try [g.emit(AdjugateFactors(), x), x[0]]
        return try [g.node(g.singularAdjugate(parts)).operands[0]] + parts
    }
    for shape in squares {
        let a = try regular(shape)
        add(Determinant(isOfRegular: true), [a]) { g, x in try [g.emit(LU(), x), x[0]] }
        for kind in [AdjugatePart.Kind.isRegular, .unknown, .left, .right, .products] {
            add(AdjugatePart(kind), [a]) { g, x in try [g.emit(AdjugateFactors(), x), x[0]] }
        }
        add(LU(), [a], isSmooth: false)
        for op in [LogDeterminant(), Determinant(), DeterminantSign()] as [any FactorPart] {
            add(op, [a]) { g, x in try [g.emit(LU(), x), x[0]] }
        }
        for isTransposed in [false, true] {
            for rejectsSingular in [false, true] {
                let op = RightDivide(isTransposed: isTransposed, rejectsSingular: rejectsSingular)
                let rows = try numbers(shape.dropLast(2) + [2] + shape.suffix(1), salt: 1)
                add(op, [a, rows]) { g, x in try [g.emit(LU(), [x[0]]), x[0], x[1]] }
            }
        }
    }
    for shape in squares {
        let (a, t) = try (regular(shape), regular(shape))
        // Far from equal eigenvalues, and positive.
        let spread = try spread(shape)
        add(Cholesky(), [spread])
        add(Eigen(), [spread], isSmooth: false)
        for op in [Eigenvalues(), Eigenvectors()] as [any FactorPart] {
            add(op, [spread]) { g, x in try [g.emit(Eigen(), x), x[0]] }
        }
        let rows = try numbers(shape.dropLast(2) + [2] + shape.suffix(1), salt: 1)
        for (isUpper, isTransposed) in [(false, false), (false, true), (true, false), (true, true)] {
            add(TriangleDivide(isUpper: isUpper, isTransposed: isTransposed), [t, rows])
        }
        add(QR(), [a], isSmooth: false)
    }
    for shape in [[3, 3], [4, 2], [1, 1], [2, 3, 2], [3, 0]] {
        for op in [QRColumns(), QRTriangle()] as [any FactorPart] {
            add(op, [try spread(shape)]) { g, x in try [g.emit(QR(), x), x[0]] }
        }
    }
    for shape in [[3, 3], [4, 2], [2, 4], [1, 1], [2, 3, 2], [3, 0], [0, 2]] {
        let a = try spread(shape)
        for vectors in [MatrixRoutine.SingularVectors.none, .thin, .full] {
            add(SVD(vectors), [a], isSmooth: false)
            add(SingularValues(), [a]) { g, x in try [g.emit(SVD(vectors), x), x[0]] }
        }
        for op in [LeftVectors(), RightVectors()] as [any FactorPart] {
            add(op, [a]) { g, x in try [g.emit(SVD(.thin), x), x[0]] }
        }
    }
    return cases
}

/// Matrices of a rank one and two less than full, a nearly singular one, and a batch with a regular one.
func singular() throws -> [Tensor] {
    // Eighths, so that they are singular in float32, too.
    var rows = try numbers([4, 4]).doubles().map { ($0 * 8).rounded() / 8 }
    for j in 0..<4 { rows[12 + j] = 2 * rows[j] - rows[4 + j] }
    let one = rows
    for j in 0..<4 { rows[8 + j] = rows[j] + rows[4 + j] }
    let two = rows
    let nearly = [1.0, 2, 3, 4, 5, 6, 7, 8, 9 + 1e-11]
    let regular = try regular([4, 4]).doubles()
    return [
        try Tensor(one, shape: [4, 4]), try Tensor(two, shape: [4, 4]), try Tensor(nearly, shape: [3, 3]),
        try Tensor(one + regular, shape: [2, 4, 4]), try Tensor([0.0], shape: [1, 1]),
        try Tensor([0.0, 0, 0, 0], shape: [2, 2]),
    ]
}

/// Numbers in −0.5 … 0.5 with 2, 4, 6, … added to the diagonal: positive, and singular values are far apart.
func spread(_ shape: [Int]) throws -> Tensor {
    let n = shape[shape.count - 1]
    let rows = shape[shape.count - 2]
    let noise = try numbers(shape, -0.5...0.5).doubles()
    return try Tensor(
        noise.enumerated().map { i, x in i / n % rows == i % n ? x + 2 * Double(1 + i % n) : x }, shape: shape)
}

/// 2·1 and numbers in −0.5 … 0.5: square matrices whose eigenvalues are far from 0.
func regular(_ shape: [Int]) throws -> Tensor {
    let n = shape[shape.count - 1]
    let noise = try numbers(shape, -0.5...0.5).doubles()
    return try Tensor(noise.enumerated().map { $0 / n % n == $0 % n ? 2 + $1 : $1 }, shape: shape)
}
