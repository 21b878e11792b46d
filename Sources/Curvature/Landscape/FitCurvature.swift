import Kernels
import Tensors

/// What `fit_curvature` is asked for.
public struct FitRequest: Sendable {
    /// Where the loss is evaluated along each direction.
    public enum Interval: Sendable {
        /// linspace(-0.05, 0.05, 50).
        case standard
        /// Numbers of a 1-D tensor, at least three distinct ones.
        case points(Tensor)
        /// 50 points, symmetric; how far they reach, a pilot fit along the first direction decides.
        case automatic
    }

    /// What is fitted.
    public enum Target: Sendable {
        /// A line along each row of a (k, N) tensor.
        case lines(Tensor)
        /// Lines along this many random directions.
        case randomLines(Int)
        /// The surface that two directions span.
        case surface(Tensor, Tensor)
        /// The surfaces of this many random pairs.
        case randomSurfaces(Int)

        /// Whether surfaces are fitted, not lines.
        public var isSurface: Bool {
            switch self {
            case .lines, .randomLines: false
            case .surface, .randomSurfaces: true
            }
        }
    }

    public var target: Target
    public var alpha: Interval
    /// Coordinates along the second direction of surfaces; as alpha if nil.
    public var beta: Tensor?
    public var source: RandomSource

    public init(_ target: Target, alpha: Interval = .standard, beta: Tensor? = nil, source: RandomSource) {
        self.target = target
        self.alpha = alpha
        self.beta = beta
        self.source = source
    }
}

/// Curvatures found from values of a loss alone.
public struct CurvatureFit: Sendable {
    /// The mean of `curvatures`: an estimate of tr H for random directions (Eq. 23).
    public var trace: Double
    /// Sample deviation / √S; NaN for a single sample.
    public var standardError: Double
    /// 95 %, by Student's t.
    public var interval: (lower: Double, upper: Double)
    /// ηᵀHη of each line; of surfaces the half-sums of κ±.
    public var curvatures: [Double]
    /// Root mean square of what each fit leaves of the loss.
    public var residuals: [Double]
    public var alpha: [Double]
    /// Of surfaces: A, B, C of the dimension-reduced Hessian [[A, B], [B, C]] (Eq. 19); empty for lines.
    public var hessians: [(a: Double, b: Double, c: Double)]
    /// Of surfaces: κ± (Eq. 21); empty for lines.
    public var kappa: [(plus: Double, minus: Double)]
    public var warnings: [String]
    public var isInterrupted: Bool
    /// What tells whether each fit can be trusted.
    var qualities: [FitQuality] = []

    /// How many fits there are.
    public var count: Int { curvatures.count }

    /// No fit so far. `alpha` is empty as long as a pilot fit has not decided it.
    init(alpha: [Double]) {
        trace = .nan
        standardError = .nan
        interval = (-.infinity, .infinity)
        (curvatures, residuals, hessians, kappa) = ([], [], [], [])
        self.alpha = alpha
        warnings = []
        isInterrupted = false
    }
}

/// Curvature without Hessian-vector products (Sec. III B): least-squares quadratics through values of the loss,
/// L(θ + αη) or L(θ + αη + βδ), whose second derivatives are those of the loss as far as it is quadratic there.
///
/// Direction i is vector i of the source (of pair i: vectors 2i and 2i + 1), the same as Hutchinson's Gaussian probes.
///
/// - Parameter known: what an earlier run gave for the same field, but for the number of random directions: the run goes on behind
///   its fits. None of them is given up.
public func fitCurvature(
    _ field: any ScalarField, _ request: FitRequest, after known: CurvatureFit? = nil, monitor: (any ProgressMonitor)? = nil
) throws -> CurvatureFit {
    guard field.dimension > 0 else { throw TensorError("fit_curvature needs at least one parameter") }
    guard field.outputNames.count == 1 else {
        throw TensorError(
            "fit_curvature of a function with the outputs \(field.outputNames.joined(separator: ", "))",
            hint: "fit one of them: x -> f(x).\(field.outputNames.first ?? "loss")")
    }
    let isAutomatic = if case .automatic = request.alpha { true } else { false }
    let directions = try FitDirections(field, request)
    var fit = known ?? CurvatureFit(alpha: [])
    fit.isInterrupted = false
    fit.warnings = []
    if fit.alpha.isEmpty {
        do { fit.alpha = try directions.points(request.alpha, field) } catch  where Interruption.isMeant(by: error) {
            fit.stop(of: directions.count)
            return fit
        }
    }
    let alpha = fit.alpha
    let p = try OrthogonalPolynomials(alpha, degree: 4)
    let beta = try request.beta.map { try GridAxis.coordinates($0, name: "beta") } ?? alpha
    let q = try OrthogonalPolynomials(beta, degree: 4)
    let axes = directions.perFit == 1 ? [alpha] : [alpha, beta]
    let pointCount = axes.reduce(1) { $0 * $1.count }
    guard directions.count <= Int.max / (2 * pointCount) else {
        throw TensorError("fit_curvature: \(directions.count) fits are too many")
    }

    while fit.count < directions.count {
        let i = fit.count
        let numbers: [Double]
        let grid: GridEvaluation
        do {
            grid = try GridEvaluation(field, directions: directions.vectors(i), axes: axes)
            let values = try grid.run(
                task: "fit_curvature", done: i * pointCount, total: directions.count * pointCount, monitor: monitor)
            if values.isInterrupted { throw Interruption() }
            numbers = values.tensor.doubles()
        } catch  where Interruption.isMeant(by: error) {
            fit.stop(of: directions.count)
            break
        }
        if let bad = numbers.firstIndex(where: { !$0.isFinite }) {
            let place = zip(["alpha", "beta"], zip(axes, grid.indices(of: bad))).map { "\($0)=\(shortDescription($1.0[$1.1]))" }
            throw TensorError(
                "the loss is \(shortDescription(numbers[bad])) at \(place.joined(separator: ", ")) along direction \(i + 1)",
                hint: isAutomatic ? "look at the loss along the direction first" : "use a narrower alpha, or alpha=\"auto\"")
        }
        if directions.perFit == 1 {
            let line = LineFit(numbers, on: p)
            fit.curvatures.append(line.curvature)
            fit.residuals.append(line.residual)
            fit.qualities.append(line.quality)
        } else {
            let surface = SurfaceFit(numbers, on: p, q)
            fit.hessians.append((surface.a, surface.b, surface.c))
            let κ = principalCurvatures(surface.a, surface.b, surface.c)
            fit.kappa.append(κ)
            fit.curvatures.append(κ.plus / 2 + κ.minus / 2)
            fit.residuals.append(surface.residual)
            fit.qualities.append(surface.quality)
        }
    }
    let statistics = RunningStatistics(fit.curvatures)
    if statistics.count > 0 { fit.trace = statistics.mean }
    fit.standardError = statistics.standardError
    fit.interval = statistics.interval()
    fit.warnings += FitQuality.warnings(
        fit.qualities, width: p.width, roundoff: field.dtype == .float32 ? 0x1p-24 : 0x1p-53, isAutomatic: isAutomatic)
    return fit
}

extension CurvatureFit {
    /// Takes note of a stop before all fits were made.
    fileprivate mutating func stop(of count: Int) {
        Interruption.acknowledge()
        isInterrupted = true
        warnings.append("fit_curvature: interrupted after \(self.count) of \(count) fits")
    }
}

/// The directions of a request, one or two a fit.
private struct FitDirections {
    let perFit: Int
    let count: Int
    private let probes: ProbeSource
    private let scratch: Tensor

    init(_ field: any ScalarField, _ request: FitRequest) throws {
        let n = field.dimension
        perFit = request.target.isSurface ? 2 : 1
        switch request.target {
        case .lines(let given):
            probes = try .validated(given, dimension: n, dtype: field.dtype)
            count = probes.limit
        case .surface(let η, let δ):
            count = 1
            let pair = try Tensor(uninitialized: field.dtype, shape: [2, n])
            for (row, direction) in [η, δ].enumerated() {
                guard direction.count == n else {
                    throw TensorError(
                        "a direction of shape \(Shape.describe(direction.shape)) for \(n) parameters",
                        hint: "a direction has one number for each parameter")
                }
                try direction.write(to: pair.row(row))
            }
            probes = .given(pair)
        case .randomLines(let samples), .randomSurfaces(let samples):
            guard samples > 0 else {
                throw TensorError(
                    "\(perFit == 1 ? "samples" : "pairs")=\(samples)", hint: "at least one is needed")
            }
            count = samples
            probes = .random(.gaussian, request.source)
        }
        scratch = try Tensor(uninitialized: field.dtype, shape: [perFit, n])
    }

    /// The directions of fit i; random ones are overwritten by the next.
    func vectors(_ i: Int) throws -> [Tensor] {
        let rows = try probes.vectors(i * perFit..<(i + 1) * perFit, scratch: scratch)
        return try (0..<perFit).map { try rows.view(from: $0 * rows.shape[1], shape: [rows.shape[1]]) }
    }

    func points(_ interval: FitRequest.Interval, _ field: any ScalarField) throws -> [Double] {
        switch interval {
        case .standard: return linspace(-0.05, 0.05, 50)
        case .points(let tensor): return try GridAxis.coordinates(tensor, name: "alpha")
        case .automatic:
            let a = try automaticHalfWidth(field, along: vectors(0)[0])
            return linspace(-a, a, 50)
        }
    }
}
