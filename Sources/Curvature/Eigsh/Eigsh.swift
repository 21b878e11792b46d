import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// A few eigenpairs of a symmetric operator: `H x = λ x` for the k wanted λ, found from products with H.
///
/// Lanczos with full reorthogonalisation and thick restarts; the matrix itself, solved directly, where N is at most 32 or the
/// basis may have N vectors. A run that `monitor` or an interrupt stops gives what it has. `EigenRun` can go on.
///
/// Errors: a request that makes no sense; NaN or infinity from H; an operator that is not symmetric.
public func eigsh(
    _ H: any LinearOperator, _ request: EigenRequest = EigenRequest(), monitor: (any ProgressMonitor)? = nil
) throws -> EigenResult {
    var run = EigenRun(request)
    return try run.go(H, monitor: monitor)
}

/// Thrown where the first product tells that H is too large or too small for squares of its entries.
struct OutOfRange: Error, CustomStringConvertible {
    var description: String {
        "the operator's entries are too large or too small for float64 arithmetic; multiply it by \(factor)"
    }

    /// A power of two by which it should be multiplied.
    var factor: Double
    /// Products with H in vain.
    var products: Int

    /// Throws unless a product's norm is well inside the range of float64.
    static func check(_ norm: Double, products: Int) throws {
        guard norm > 0, norm.isFinite, norm < 0x1p-400 || norm > 0x1p400 else { return }
        throw OutOfRange(
            factor: Double(sign: .plus, exponent: max(-1000, min(1000, -norm.exponent)), significand: 1), products: products)
    }
}

extension EigenSearch {
    /// What is known at the end of a run, or in its midst.
    public func result(_ ending: Ending) throws -> EigenResult {
        var copy = self
        return try copy.takeResult(ending)
    }

    private mutating func takeResult(_ ending: Ending) throws -> EigenResult {
        let assessment = try assess()
        let criterion = criterion
        let pairs = assessment.wanted.sorted { $0.value < $1.value }
        let vectors = try Tensor(zeros: lanczos.basis.dtype, shape: [pairs.count, lanczos.dimension])
        let m = lanczos.block.size
        let ritz = pairs.allSatisfy(\.isLocked) ? [] : try lanczos.block.decomposition().vectors
        for (i, pair) in pairs.enumerated() {
            let x = try vectors.row(i)
            if pair.isLocked {
                try lanczos.add(rows: pair.index, [1], to: x.pointer)
            } else {
                try lanczos.add(rows: lanczos.locked.count, Array(ritz[pair.index * m..<(pair.index + 1) * m]), to: x.pointer)
            }
            try normalizeSign(x)
        }
        var result = EigenResult(
            values: pairs.map(\.value), vectors: vectors, residuals: pairs.map(\.residual), matvecs: products,
            converged: pairs.map(criterion.isMet), floor: criterion.floor, warnings: [], isInterrupted: ending == .interrupted)
        result.warnings = warnings(ending, result)
        return result
    }

    /// What a run that was cut short has to say.
    private func warnings(_ ending: Ending, _ result: EigenResult) -> [String] {
        guard ending != .accepted else { return [] }
        let stop = ending == .interrupted ? "interrupted" : "maxiter reached"
        let count = result.converged.count { $0 }
        if count < request.count {
            let worst = result.residuals.max().map { ", the largest residual is \(shortDescription($0))" } ?? ""
            return [
                "eigsh: \(stop) after \(products) products with \(count) of \(request.count) eigenvalues converged\(worst)"
                    + (ending == .productLimit ? "; a larger maxiter or ncv, or a larger tol, would help" : "")
            ]
        }
        return ["eigsh: \(stop) after \(products) products, before the search for further copies of eigenvalues had ended"]
    }
}

/// Gives a vector norm 1, and makes its component of largest magnitude (the first of equal ones) positive.
func normalizeSign(_ x: Tensor) throws {
    var largest = 0.0
    func scan<Element: BinaryFloatingPoint>(_: Element.Type) {
        let p = x.pointer.assumingMemoryBound(to: Element.self)
        var best: Element = 0
        for i in 0..<x.count where abs(p[i]) > abs(best) { best = p[i] }
        largest = Double(best)
    }
    if x.dtype == .float32 { scan(Float.self) } else { scan(Double.self) }
    let norm = try VectorKernels.norm(x.pointer, count: x.count, dtype: x.dtype)
    guard norm > 0 else { return }
    let factor = (largest < 0 ? -1 : 1) / norm
    if factor != 1 { try VectorKernels.scale(factor, x.pointer, count: x.count, dtype: x.dtype) }
}
