import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

// One step of the recurrence,
//
//     β_j v_{j+1} = H v_j − α_j v_j − β_{j−1} v_{j−1},
//
// with full reorthogonalisation against Q and V: the classical Gram-Schmidt sweep that follows is repeated only if it took
// away much of the vector (Daniel, Gragg, Kaufman and Stewart 1976). Its coefficients would be 0 in exact arithmetic:
// they measure the error of H.
extension LanczosState {
    /// Below this share of its norm left by a sweep, a vector is swept again: 1/√2.
    private static let sweepAgain = 0.5.squareRoot()

    /// Appends a column to V and T. The vector after the last one must be there, and room for one more.
    ///
    /// Returns β, or 0 if it is at most `breakdown`: then V is an invariant space of H and there is no next vector. If it
    /// throws, all is as it was.
    mutating func extend(by H: any LinearOperator, breakdown: Double) throws -> Double {
        let step = try nextKnownStep(breakdown: breakdown) ?? measure(H, breakdown: breakdown)
        if isInFirstSpace, products == first.steps.count { first.steps.append(step) }
        products += 1
        normEstimate = max(normEstimate, step.size)
        noise = step.noise
        hasNextVector = step.offDiagonal > 0
        block.diagonal.append(step.diagonal)
        block.offDiagonal.append(step.offDiagonal)
        if !locked.isEmpty { lockedCouplings.append(step.couplings) }
        return step.offDiagonal
    }

    /// The numbers of the next column, whose vector goes to the row behind the last one.
    private mutating func measure(_ H: any LinearOperator, breakdown: Double) throws -> LanczosStep {
        let p = locked.count
        let g = rowCount
        try basis.prepareToWrite(rows: g + 1)
        let w = basis.pointer(g + 1)
        try H.apply(basis.tensor(g), into: basis.tensor(g + 1))
        let size = try VectorKernels.norm(w, count: dimension, dtype: basis.dtype)
        guard size.isFinite else {
            throw LanczosState.notFinite(w, count: dimension, dtype: basis.dtype, products: products + 1)
        }
        if products == 0 { try OutOfRange.check(size, products: 1) }

        // The terms of the recurrence: v, and before it v_{j−1} or the arrow's shaft.
        let isFirstTail = block.diagonal.isEmpty
        let first = isFirstTail ? p : g - 1
        let before = isFirstTail ? block.coupling : [block.residualNorm]
        let α = try VectorKernels.dot(basis.pointer(g), w, count: dimension, dtype: basis.dtype)
        try subtract(before + [α], rowsFrom: first, from: w)

        var sweep = try orthogonalize(w)
        if !H.isSymmetricByConstruction { try checkSymmetry(sweep.coefficients[p...], scale: size) }
        // Entries that are 0 in theory; those of the recurrence's own terms hold the rounding of α and β besides.
        var noise = noise
        for entry in sweep.coefficients[p..<first] { noise.record(entry) }
        var corrections = sweep.coefficients
        if sweep.norm < LanczosState.sweepAgain * sweep.normBefore {
            let again = try orthogonalize(w)
            for i in corrections.indices { corrections[i] += again.coefficients[i] }
            // What is left after two sweeps that both took most of it is rounding.
            sweep.norm = again.norm < LanczosState.sweepAgain * again.normBefore ? 0 : again.norm
        }
        let β = sweep.norm > breakdown ? sweep.norm : 0
        if β > 0 { try VectorKernels.scale(1 / β, w, count: dimension, dtype: basis.dtype) }
        return LanczosStep(
            diagonal: α + corrections[g], offDiagonal: β, rest: sweep.norm, size: size, noise: noise,
            couplings: Array(corrections[..<p]))
    }

    /// Makes a given vector, or a random one, the first of an empty open space, orthogonal to Q. Nil stands for a random one;
    /// that is also what a vector is replaced by that has nothing outside Q.
    mutating func begin(with vector: Tensor?) throws {
        discardBlock()
        let g = locked.count
        guard g < dimension else { return }
        try basis.prepareToWrite(rows: g)
        if let vector {
            try vector.write(to: basis.tensor(g))
            hasNextVector = try orthonormalize(row: g)
            if hasNextVector { return }
        }
        // A random vector is nearly in the space of Q only if Q is nearly everything; another draw then helps.
        for _ in 0..<8 {
            try RandomFill.fill(
                .normal, into: basis.pointer(g), count: dimension, dtype: basis.dtype, seed: 0, stream: LanczosState.stream,
                startIndex: UInt64(draws) &* UInt64(dimension + dimension % 2))
            draws += 1
            hasNextVector = try orthonormalize(row: g)
            if hasNextVector { return }
        }
        throw TensorError("eigsh found no vector orthogonal to \(g) eigenvectors of a problem of order \(dimension)")
    }

    /// Start vectors are drawn from a stream of their own: equal calls give equal bits, and no one else's numbers move.
    private static let stream: UInt64 = 0x6C61_6E63_7A6F_7300

    /// Sweeps row g by the rows before it until it is orthogonal to them, and gives it norm 1. False if nothing is left.
    private func orthonormalize(row g: Int) throws -> Bool {
        let w = basis.pointer(g)
        var norm = try VectorKernels.norm(w, count: dimension, dtype: basis.dtype)
        guard norm > 0, norm.isFinite else { return false }
        try VectorKernels.scale(1 / norm, w, count: dimension, dtype: basis.dtype)
        norm = 1
        for _ in 0..<4 {
            let before = norm
            norm = try sweep(w, rows: g).norm
            guard norm > 8 * Double(dimension).squareRoot() * noise.roundoff else { return false }
            if norm > LanczosState.sweepAgain * before { break }
        }
        try VectorKernels.scale(1 / norm, w, count: dimension, dtype: basis.dtype)
        return true
    }

    /// `w −= Σ cᵢ vᵢ` over rows from `first` on.
    private func subtract(_ coefficients: [Double], rowsFrom first: Int, from w: UnsafeMutableRawPointer) throws {
        try VectorKernels.multiAxpy(
            subtracting: coefficients, basis.pointer(first), rowCount: coefficients.count, rowStride: basis.rowStride, from: w,
            count: dimension, dtype: basis.dtype)
    }

    private func orthogonalize(_ w: UnsafeMutableRawPointer) throws -> Sweep { try sweep(w, rows: rowCount + 1) }

    private struct Sweep {
        /// What was along each row.
        var coefficients: [Double]
        /// What is left.
        var norm: Double
        var normBefore: Double { coefficients.reduce(norm * norm) { $0 + $1 * $1 }.squareRoot() }
    }

    /// `c = V w, w −= Vᵀ c` over the first `rows` rows.
    private func sweep(_ w: UnsafeMutableRawPointer, rows: Int) throws -> Sweep {
        var c = [Double](repeating: 0, count: rows)
        try VectorKernels.multiDot(
            basis.pointer(0), rowCount: rows, rowStride: basis.rowStride, w, count: dimension, dtype: basis.dtype, into: &c)
        try subtract(c, rowsFrom: 0, from: w)
        return Sweep(coefficients: c, norm: try VectorKernels.norm(w, count: dimension, dtype: basis.dtype))
    }

    /// `vᵢᵀHv_j − vⱼᵀHv_i` is 0 for a symmetric H: the entries that are swept away are such differences.
    private func checkSymmetry(_ entries: ArraySlice<Double>, scale: Double) throws {
        // Rounding stays far below √ε; the asymmetry of a matrix that is not meant as symmetric is far above.
        let limit = noise.roundoff.squareRoot() * 4 * max(scale, normEstimate)
        // The last entry belongs to α.
        if let worst = entries.dropLast().map(abs).max(), worst > limit {
            throw TensorError(
                "the operator is not symmetric: uᵀHv and vᵀHu differ by \(shortDescription(worst)) for unit vectors u and v, "
                    + "where ‖Hv‖ is \(shortDescription(scale))",
                hint: "eigsh is for symmetric operators; (H + H.T) / 2 is the symmetric part of a matrix")
        }
    }

    static func notFinite(_ y: UnsafeRawPointer, count: Int, dtype: DType, products: Int) -> TensorError {
        for i in 0..<count {
            let value =
                dtype == .float32
                ? Double(y.load(fromByteOffset: i * 4, as: Float.self)) : y.load(fromByteOffset: i * 8, as: Double.self)
            if !value.isFinite {
                return TensorError(
                    "H v is \(value.isNaN ? "NaN" : "infinite") at component \(i) (product \(products))",
                    hint: "the function or its derivatives are not finite at this point")
            }
        }
        return TensorError("‖H v‖ is beyond the largest float64", hint: "scale the function")
    }
}

/// A number in three digits, for messages.
func shortDescription(_ x: Double) -> String {
    guard x.isFinite, x != 0 else { return x.isNaN ? "nan" : "\(x)" }
    let exponent = Int(log10(abs(x)).rounded(.down))
    if exponent >= -3, exponent < 6 {
        let unit = pow(10, Double(max(0, 2 - exponent)))
        let rounded = (x * unit).rounded() / unit
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
    let mantissa = (x / pow(10, Double(exponent)) * 100).rounded() / 100
    return "\(mantissa)e\(exponent)"
}
