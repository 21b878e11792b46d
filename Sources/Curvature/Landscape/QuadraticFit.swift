import Tensors

/// Least-squares quadratics on a fixed grid of α: L ≈ c₀ + c₁·p₁(α) + c₂·p₂(α), by polynomials orthogonal on the grid, so that
/// each coefficient is an inner product and the second has the digits of L.
struct QuadraticFit {
    let alpha: [Double]
    let linear: [Double]
    let quadratic: [Double]

    /// Throws for fewer than three different α.
    init(_ alpha: [Double]) throws {
        guard Set(alpha).count >= 3, alpha.allSatisfy(\.isFinite) else {
            throw TensorError("fit_curvature: a quadratic needs three different, finite values of alpha, not \(Set(alpha).count)")
        }
        let n = Double(alpha.count)
        let mean = alpha.reduce(0, +) / n
        let linear = alpha.map { $0 - mean }
        let square = linear.map { $0 * $0 }
        let spread = square.reduce(0, +)
        let skew = zip(square, linear).reduce(0) { $0 + $1.0 * $1.1 } / spread
        self.alpha = alpha
        self.linear = linear
        quadratic = zip(square, linear).map { $0 - spread / n - skew * $1 }
    }

    /// 2·c₂, the curvature, and how well the quadratic fits.
    func fit(_ values: [Double]) -> LineFit {
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        // Without the mean the inner products lose nothing to it.
        let centred = values.map { $0 - mean }
        let slope = QuadraticFit.ratio(linear, centred)
        let bend = QuadraticFit.ratio(quadratic, centred)
        var residual = 0.0
        var term = 0.0
        for i in values.indices {
            let rest = centred[i] - slope * linear[i] - bend * quadratic[i]
            residual += rest * rest
            term += bend * quadratic[i] * bend * quadratic[i]
        }
        let scale = values.map(abs).max() ?? 0
        return LineFit(
            curvature: 2 * bend, residual: (residual / n).squareRoot(), quadraticTerm: (term / n).squareRoot(), scale: scale)
    }

    static func ratio(_ p: [Double], _ y: [Double]) -> Double {
        zip(p, y).reduce(0) { $0 + $1.0 * $1.1 } / p.reduce(0) { $0 + $1 * $1 }
    }
}

/// A quadratic along a line.
struct LineFit {
    var curvature: Double
    /// Root mean square of what the quadratic leaves.
    var residual: Double
    /// Root mean square of the quadratic term.
    var quadraticTerm: Double
    /// The largest |L|.
    var scale: Double

    /// Why the fit should not be believed; nil if nothing speaks against it.
    var doubt: Doubt? {
        let digits = 16 * Double.ulpOfOne * scale
        if quadraticTerm < digits, residual > 0 { return .tooSmall }
        if residual > 0.1 * quadraticTerm + digits { return .notQuadratic }
        return nil
    }

    enum Doubt { case notQuadratic, tooSmall }
}
