import Kernels
import Tensors

/// Curvature without Hessian-vector products: quadratics through values of f.
public struct CurvatureFit: Sendable {
    /// The mean over directions, or half-sums of κ±, and its spread: an estimate of tr H (Eq. 23) for random directions.
    public var statistics: SampleMean
    /// Twice the quadratic coefficient for each line.
    public var curvatures: [Double]
    /// For surfaces: the dimension-reduced Hessians (A, B, C) (Eq. 19).
    public var hessians: [(A: Double, B: Double, C: Double)]
    /// Root mean square of what the quadratics leave, one for each line or surface.
    public var residuals: [Double]
    public var alpha: [Double]
    public var warnings: [String]
    public var isInterrupted: Bool
}

/// The grid of numerics.md: 50 points on ±0.05.
public let standardFitGrid: [Double] = (0..<50).map { (i: Int) -> Double in 0.05 * Double(2 * i - 49) / 49 }

/// Fits along each direction that `direction` gives; `count` of them. `alpha` nil chooses the interval by a pilot fit.
public func fitLines(
    _ field: any ScalarField, count: Int, alpha: [Double]? = standardFitGrid, monitor: (any ProgressMonitor)? = nil,
    direction: (Int) throws -> Tensor
) throws -> CurvatureFit {
    guard count > 0 else { throw TensorError("fit_curvature: no directions") }
    let grid = try alpha ?? chosenGrid(field, direction(0))
    let fit = try QuadraticFit(grid)
    let coefficients = try Tensor(grid, shape: [grid.count, 1])
    var result = CurvatureFit(
        statistics: SampleMean(), curvatures: [], hessians: [], residuals: [], alpha: grid, warnings: [], isInterrupted: false)
    var doubts = [LineFit.Doubt: Int]()
    for i in 0..<count {
        do {
            if i % 64 == 0 { try Interruption.check(monitor, ProgressReport(task: "fit_curvature", done: i, total: count)) }
            let line = try fit.fit(firstOutput(field, [direction(i)], coefficients))
            result.curvatures.append(line.curvature)
            result.residuals.append(line.residual)
            result.statistics.add(line.curvature)
            if let doubt = line.doubt { doubts[doubt, default: 0] += 1 }
        } catch  where Interruption.isMeant(by: error) {
            Interruption.acknowledge()
            result.isInterrupted = true
            break
        }
    }
    result.warnings = warnings(doubts, of: result.curvatures.count, grid)
    return result
}

/// Fits surfaces over pairs of directions on the grid alpha × alpha.
public func fitSurfaces(
    _ field: any ScalarField, count: Int, alpha: [Double]? = standardFitGrid, monitor: (any ProgressMonitor)? = nil,
    pair: (Int) throws -> (Tensor, Tensor)
) throws -> CurvatureFit {
    guard count > 0 else { throw TensorError("fit_curvature: no pairs of directions") }
    let grid = try alpha ?? chosenGrid(field, pair(0).0)
    let fit = try QuadraticFit(grid)
    let n = grid.count
    let coefficients = try Tensor((0..<n * n).flatMap { [grid[$0 / n], grid[$0 % n]] }, shape: [n * n, 2])
    let mixed = (0..<n * n).map { fit.linear[$0 / n] * fit.linear[$0 % n] }
    var result = CurvatureFit(
        statistics: SampleMean(), curvatures: [], hessians: [], residuals: [], alpha: grid, warnings: [], isInterrupted: false)
    var doubts = [LineFit.Doubt: Int]()
    for i in 0..<count {
        do {
            try Interruption.check(monitor, ProgressReport(task: "fit_curvature", done: i, total: count))
            let (η, δ) = try pair(i)
            let values = try firstOutput(field, [η, δ], coefficients)
            let mean = values.reduce(0, +) / Double(n * n)
            let centred = values.map { $0 - mean }
            // Means over the other coordinate: the fits of A and C are those of the margins, since the terms are orthogonal.
            let rows = (0..<n).map { a in (0..<n).reduce(0) { $0 + centred[a * n + $1] } / Double(n) }
            let columns = (0..<n).map { b in (0..<n).reduce(0) { $0 + centred[$1 * n + b] } / Double(n) }
            let (lineA, lineC) = (fit.fit(rows), fit.fit(columns))
            let B = QuadraticFit.ratio(mixed, centred)
            result.hessians.append((lineA.curvature, B, lineC.curvature))
            var rest = 0.0
            for p in 0..<n * n {
                let (a, b) = (p / n, p % n)
                let model = slopeAndBend(fit, rows, a) + slopeAndBend(fit, columns, b) + B * mixed[p]
                rest += (centred[p] - model) * (centred[p] - model)
            }
            var whole = lineA
            whole.residual = (rest / Double(n * n)).squareRoot()
            whole.quadraticTerm = max(lineA.quadraticTerm, lineC.quadraticTerm)
            whole.scale = values.map(abs).max() ?? 0
            if let doubt = whole.doubt { doubts[doubt, default: 0] += 1 }
            result.residuals.append(whole.residual)
            result.statistics.add(0.5 * (lineA.curvature + lineC.curvature))
        } catch  where Interruption.isMeant(by: error) {
            Interruption.acknowledge()
            result.isInterrupted = true
            break
        }
    }
    result.warnings = warnings(doubts, of: result.hessians.count, grid)
    return result
}

private func slopeAndBend(_ fit: QuadraticFit, _ margin: [Double], _ i: Int) -> Double {
    QuadraticFit.ratio(fit.linear, margin) * fit.linear[i] + QuadraticFit.ratio(fit.quadratic, margin) * fit.quadratic[i]
}

private func firstOutput(_ field: any ScalarField, _ directions: [Tensor], _ coefficients: Tensor) throws -> [Double] {
    let values = try field.evaluate(directions: directions, coefficients: coefficients)
    let numbers = (0..<coefficients.shape[0]).map { values.double(at: $0) }
    guard numbers.allSatisfy(\.isFinite) else {
        throw TensorError("fit_curvature: f is not finite along a direction", hint: "take a smaller interval `alpha`")
    }
    return numbers
}

/// The grid whose fit along one direction has the smallest error: the part that is not quadratic shrinks with the interval, the
/// part that rounding hides grows.
private func chosenGrid(_ field: any ScalarField, _ direction: Tensor) throws -> [Double] {
    var best = (error: Double.infinity, grid: standardFitGrid)
    for step in 0..<10 {
        let grid = standardFitGrid.map { $0 * Double(sign: .plus, exponent: -3 * step, significand: 8) }
        guard let values = try? firstOutput(field, [direction], Tensor(grid, shape: [grid.count, 1])) else { continue }
        let line = try QuadraticFit(grid).fit(values)
        let error = (line.residual + 4 * Double.ulpOfOne * line.scale) / max(line.quadraticTerm, .leastNormalMagnitude)
        if error < best.error { best = (error, grid) }
    }
    return best.grid
}

private func warnings(_ doubts: [LineFit.Doubt: Int], of count: Int, _ grid: [Double]) -> [String] {
    let half = grid.map(abs).max() ?? 0
    return doubts.sorted { $0.value > $1.value }.map { doubt, number in
        let share = number == count ? (count == 1 ? "the fit" : "all \(count) fits") : "\(number) of \(count) fits"
        switch doubt {
        case .notQuadratic:
            return
                "fit_curvature: on ±\(half) f is not a quadratic (\(share)): the residual is large against the curvature term; take a smaller `alpha`, or alpha=\"auto\""
        case .tooSmall:
            return "fit_curvature: ±\(half) is too small for the digits of f (\(share)); take a larger `alpha`, or alpha=\"auto\""
        }
    }
}
