import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// `H = X Λ Xᵀ` from the whole matrix, of which the wanted pairs are taken: N products.
func denseEigsh(_ H: any LinearOperator, _ request: ResolvedRequest, monitor: (any ProgressMonitor)?) throws -> EigenResult {
    let n = H.dimension
    let matrix = try denseMatrix(of: H, monitor: monitor)
    var a = matrix.doubles()
    if let bad = a.firstIndex(where: { !$0.isFinite }) {
        throw TensorError(
            "H v is \(a[bad].isNaN ? "NaN" : "infinite") at component \(bad % n) (product \(bad / n + 1))",
            hint: "the function or its derivatives are not finite at this point")
    }
    try OutOfRange.check(a.reduce(0) { max($0, abs($1)) }, products: n)
    var noise = OperatorNoise(dtype: H.dtype, dimension: n)
    let largest = a.reduce(0) { max($0, abs($1)) }
    var asymmetry = 0.0
    for i in 0..<n {
        for j in 0..<i {
            let difference = (a[i * n + j] - a[j * n + i]) / 2
            asymmetry = max(asymmetry, 2 * abs(difference))
            noise.record(difference)
            a[j * n + i] += difference
            a[i * n + j] -= difference
        }
    }
    if !H.isSymmetricByConstruction, asymmetry > 4 * noise.roundoff.squareRoot() * largest {
        throw TensorError(
            "the operator is not symmetric: H[i, j] and H[j, i] differ by up to \(shortDescription(asymmetry)), where the "
                + "largest entry is \(shortDescription(largest))",
            hint: "eigsh is for symmetric operators; (H + H.T) / 2 is the symmetric part of a matrix")
    }
    let (values, vectors) = try SymmetricEigen.solve(a, order: n)
    let norm = values.reduce(0) { max($0, abs($1)) }
    let criterion = ConvergenceCriterion(tolerance: request.tolerance, noise: noise.level(norm: norm, summands: 0))
    let order = request.part.order(values, handicaps: values.map { _ in 0 }, ties: values.map { _ in criterion.floor })
    let wanted = order.prefix(request.count).sorted()
    let chosen = try Tensor(uninitialized: H.dtype, shape: [wanted.count, n])
    try Tensor(wanted.flatMap { vectors[$0 * n..<($0 + 1) * n] }).write(to: chosen)
    var candidates: [Candidate] = []
    for (row, i) in wanted.enumerated() {
        let x = try chosen.row(row)
        try normalizeSign(x)
        let components = x.doubles()
        var squares = 0.0
        for r in 0..<n {
            var sum = -values[i] * components[r]
            for c in 0..<n { sum += a[r * n + c] * components[c] }
            squares += sum * sum
        }
        let residual = squares.squareRoot()
        candidates.append(Candidate(value: values[i], residual: residual, uncertainty: residual, index: i, isLocked: true))
    }
    let converged = candidates.map(criterion.isMet)
    let missed = converged.count { !$0 }
    return EigenResult(
        values: candidates.map(\.value), vectors: chosen, residuals: candidates.map(\.residual), matvecs: n,
        converged: converged, floor: criterion.floor,
        warnings: missed == 0 ? [] : ["eigsh: \(missed) of \(request.count) eigenvalues are not converged"],
        isInterrupted: false)
}
