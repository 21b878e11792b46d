import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Polynomials that are orthogonal on the points of a grid, Σ p_j(α) p_k(α) = 0 for j ≠ k: with them a least-squares fit needs no
/// linear system, each coefficient being `c_k = Σ p_k L / Σ p_k²` (Forsythe 1957).
///
/// In u = (α − centre)/width, so that their values are of order 1:
///
///     p₀ = 1,  p_{k+1}(u) = (u − a_k) p_k(u) − b_k p_{k−1}(u).
struct OrthogonalPolynomials: Sendable {
    let width: Double
    /// Values at the grid's points, one list for each degree.
    private(set) var values: [[Double]]
    /// Σ p_k².
    private(set) var norms: [Double]
    /// d²p_k/dα² at α = 0.
    private(set) var curvatures: [Double]

    /// Degrees 0 to `degree`, fewer if the grid has not that many distinct points. Throws if it has fewer than three.
    init(_ grid: [Double], degree: Int) throws {
        let low = grid.min() ?? 0
        let high = grid.max() ?? 0
        let distinct = Set(grid).count
        let width = high / 2 - low / 2
        guard distinct >= 3, width > 0 else {
            throw TensorError(
                "fit_curvature: a quadratic through \(distinct) distinct \(distinct == 1 ? "point" : "points")",
                hint: "alpha needs at least three, such as linspace(-0.05, 0.05, 50)")
        }
        self.width = width
        let centre = low / 2 + high / 2
        let u = grid.map { ($0 - centre) / width }
        let zero = -centre / width
        values = [[Double](repeating: 1, count: grid.count)]
        norms = [Double(grid.count)]
        // p, p′ and p″ at α = 0, by u.
        var jets: [(Double, Double, Double)] = [(1, 0, 0)]
        for k in 0..<min(degree, distinct - 1) {
            let p = values[k]
            var a = 0.0
            for (x, y) in zip(u, p) { a += x * y * y }
            a /= norms[k]
            let b = k > 0 ? norms[k] / norms[k - 1] : 0
            let before = k > 0 ? values[k - 1] : p
            let next = u.indices.map { (u[$0] - a) * p[$0] - b * before[$0] }
            let jet = jets[k]
            let old = k > 0 ? jets[k - 1] : (0, 0, 0)
            jets.append(
                (
                    (zero - a) * jet.0 - b * old.0, (zero - a) * jet.1 + jet.0 - b * old.1,
                    (zero - a) * jet.2 + 2 * jet.1 - b * old.2
                ))
            values.append(next)
            norms.append(next.reduce(0) { $0 + $1 * $1 })
        }
        curvatures = jets.map { $0.2 / width / width }
    }
}

extension OrthogonalPolynomials {
    /// What independent errors of size 1 make of the curvature that degrees above the second add.
    fileprivate var biasLeverage: Double {
        zip(curvatures, norms).dropFirst(3).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }.squareRoot()
    }
}

/// The quadratic that fits a loss along a line best, `L(θ + αη) ≈ c₀ + c₁α + c₂α²`.
struct LineFit: Sendable {
    /// 2c₂: the curvature ηᵀHη, up to what higher orders contribute.
    var curvature: Double
    /// Root mean square of what the quadratic leaves.
    var residual: Double
    var quality: FitQuality

    /// `values` has one finite number for each point of the grid.
    init(_ values: [Double], on p: OrthogonalPolynomials) {
        // Differences to a value in the middle lose no digit, and the constant's rounding does not reach the rest.
        let reference = values[values.count / 2]
        var rest = values.map { $0 - reference }
        var refined = 0.0
        curvature = 0
        residual = 0
        for degree in p.values.indices {
            var c = 0.0
            for (x, y) in zip(p.values[degree], rest) { c += x * y }
            c /= p.norms[degree]
            for i in rest.indices { rest[i] -= c * p.values[degree][i] }
            refined += c * p.curvatures[degree]
            if degree == 2 {
                curvature = refined
                residual = LineFit.rms(rest)
            }
        }
        let leverage = 2 / (p.norms[2].squareRoot() * p.width * p.width)
        let roughness = LineFit.rms(rest)
        quality = FitQuality(
            curvature: curvature, bias: refined - curvature, biasError: roughness * p.biasLeverage, error: roughness * leverage,
            residual: residual, roughness: roughness, magnitude: values.reduce(0) { max($0, abs($1)) })
    }

    static func rms(_ x: [Double]) -> Double { (x.reduce(0) { $0 + $1 * $1 } / Double(x.count)).squareRoot() }
}

/// What tells whether a fit can be trusted.
struct FitQuality: Sendable {
    var curvature: Double
    /// By how much a fit of fourth degree has another curvature, and the error of that.
    var bias: Double
    var biasError: Double
    /// The error of the curvature if what a fit of fourth degree leaves is noise.
    var error: Double
    var residual: Double
    /// What a fit of fourth degree leaves.
    var roughness: Double
    /// The largest |L|.
    var magnitude: Double

    /// Sentences about a set of fits over the interval ± `width`, which `alpha="auto"` chose or the caller; `roundoff` is that of the
    /// arithmetic L is computed in.
    static func warnings(_ fits: [FitQuality], width: Double, roundoff: Double, isAutomatic: Bool) -> [String] {
        func rms(_ value: (FitQuality) -> Double) -> Double { LineFit.rms(fits.map(value)) }
        guard !fits.isEmpty else { return [] }
        let curvature = rms(\.curvature)
        let interval = "±\(shortDescription(width))"
        func way(_ change: String) -> String {
            isAutomatic
                ? "alpha=\"auto\" found no better one; products with `hessian(f, θ)` need none"
                : "use a \(change) alpha, or alpha=\"auto\""
        }
        if fits.allSatisfy({ $0.curvature == 0 && $0.residual == 0 }), rms(\.magnitude) > 0 {
            return [
                "fit_curvature: on \(interval) the loss does not change in any of its digits; it is flat there, or alpha is too narrow"
            ]
        }
        // A cubic part does not reach the curvature on a symmetric grid; it counts only where it swamps everything.
        let term = curvature * width * width / 2
        let isBiased = rms(\.bias) > 0.1 * curvature
        let isUncertain = isBiased || rms(\.error) > 0.1 * curvature
        let isRounding = rms(\.roughness) <= 100 * roundoff * rms(\.magnitude)
        if isUncertain, isRounding, rms(\.bias) <= 4 * rms(\.biasError) {
            return [
                "fit_curvature: the interval \(interval) is too small for the digits of the loss, which changes by about "
                    + "\(shortDescription(term)) over it and has a rounding error of about "
                    + "\(shortDescription(rms(\.roughness))); \(way("wider"))"
            ]
        }
        if isUncertain || rms(\.residual) > term {
            return [
                "fit_curvature: the interval \(interval) leaves the quadratic regime: what the fits leave is "
                    + "\(shortDescription(rms(\.residual))) beside a curvature term of \(shortDescription(term)); "
                    + way("narrower")
            ]
        }
        return []
    }
}

/// The quadratic surface that fits a loss best on the grid of all (α, β): the 2×2 dimension-reduced Hessian (Eq. 19).
struct SurfaceFit: Sendable {
    /// ∂²/∂α², ∂²/∂α∂β, ∂²/∂β².
    var a: Double
    var b: Double
    var c: Double
    var residual: Double
    var quality: FitQuality

    /// `values[i * count(q) + j]` belongs to point i of p's grid and j of q's. Products of the two sets are orthogonal.
    init(_ values: [Double], on p: OrthogonalPolynomials, _ q: OrthogonalPolynomials) {
        let columns = q.values[0].count
        let reference = values[values.count / 2]
        var rest = values.map { $0 - reference }
        func take(_ i: Int, _ j: Int) -> Double {
            var sum = 0.0
            for (row, x) in p.values[i].enumerated() {
                for (column, y) in q.values[j].enumerated() { sum += x * y * rest[row * columns + column] }
            }
            let coefficient = sum / (p.norms[i] * q.norms[j])
            for (row, x) in p.values[i].enumerated() {
                for (column, y) in q.values[j].enumerated() { rest[row * columns + column] -= coefficient * x * y }
            }
            return coefficient
        }
        _ = take(0, 0)
        _ = take(1, 0)
        _ = take(0, 1)
        a = take(2, 0) * p.curvatures[2]
        b = take(1, 1) / (p.width * q.width)
        c = take(0, 2) * q.curvatures[2]
        residual = LineFit.rms(rest)
        // Along the axes the next even orders tell whether the interval is too wide.
        var bias = 0.0
        for degree in 3..<max(3, p.values.count) { bias = hypot(bias, take(degree, 0) * p.curvatures[degree]) }
        for degree in 3..<max(3, q.values.count) { bias = hypot(bias, take(0, degree) * q.curvatures[degree]) }
        let roughness = LineFit.rms(rest)
        let leverage =
            2 / ((p.norms[2] * q.norms[0]).squareRoot() * p.width * p.width)
            + 2 / ((q.norms[2] * p.norms[0]).squareRoot() * q.width * q.width)
        quality = FitQuality(
            curvature: hypot(hypot(a, c), b), bias: bias,
            biasError: roughness * hypot(p.biasLeverage / q.norms[0].squareRoot(), q.biasLeverage / p.norms[0].squareRoot()),
            error: roughness * leverage / 2, residual: residual, roughness: roughness,
            magnitude: values.reduce(0) { max($0, abs($1)) })
    }
}
