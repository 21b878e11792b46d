import Curvature
import Kernels
import Tensors
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A field of two named outputs.
private struct TwoOutputs: ScalarField {
    let dimension = 2
    let dtype = DType.float64
    let outputNames = ["train", "test"]

    func evaluate(directions: [Tensor], coefficients: Tensor) throws -> Tensor {
        let d = directions.map { $0.doubles() }
        let c = coefficients.doubles()
        let points = c.count / d.count
        var train: [Double] = []
        var test: [Double] = []
        for p in 0..<points {
            let x = (0..<2).map { j in d.indices.reduce(0.0) { $0 + c[p * d.count + $1] * d[$1][j] } }
            train.append((x[0] - 1) * (x[0] - 1) + x[1] * x[1])
            test.append(x[0] > 0.5 ? .nan : (x[1] < -0.5 ? .infinity : -x[0] + 10 * x[1] * x[1]))
        }
        return try Tensor(train + test, shape: [2, points])
    }
}

extension Projection.Minimum {
    fileprivate var place: String { "\(value) \(coordinates)" }
}

@Suite struct ProjectTests {
    @Test func surface() throws {
        let η = try Tensor([1.0, 0])
        let δ = try Tensor([0.0, 2])
        let result = try project(
            TwoOutputs(), directions: [η, δ], axes: [Tensor([-1.0, 0, 0.5, 1]), Tensor([-0.5, 0, 0.25])])
        #expect(result.axes == [[-1, 0, 0.5, 1], [-0.5, 0, 0.25]])
        let train = result.outputs[0]
        let test = result.outputs[1]
        #expect(train.name == "train" && test.name == "test")
        #expect(train.values.shape == [4, 3])
        // values[i, j] belongs to alpha[i], beta[j].
        #expect(train.values.double(at: 1 * 3 + 2) == 1 + 0.25)
        #expect(train.values.double(at: 3 * 3 + 0) == 1)
        #expect(train.minimum?.place == "0.0 [1.0, 0.0]")
        #expect(train.holes == 0)
        // The minimum skips holes: three for alpha = 1, and those of beta = −0.5.
        #expect(test.minimum?.place == "-0.5 [0.5, 0.0]")
        #expect(test.holes == 6)
        #expect(result.warnings == ["project: 6 of 12 values of test are NaN or infinite"])
    }

    @Test func linesVolumesAndDefaults() throws {
        let field = ClosureField(at: try Tensor([1.0, 2, 3])) { x in x[0] * x[0] + 10 * x[1] + 100 * x[2] }
        let axes = try (0..<3).map { i in try Tensor((0..<3).map { $0 == i ? 1.0 : 0 }) }
        let line = try project(field, directions: [axes[0]])
        #expect(line.axes == [Projection.defaultAxis] && line.axes[0].count == 51 && line.axes[0][25] == 0)
        #expect(line.outputs[0].values.shape == [51] && line.outputs[0].minimum?.coordinates == [-1])
        let volume = try project(field, directions: axes, axes: [Tensor([0.0, 1]), nil, Tensor([5.0, 6, 7])])
        #expect(volume.outputs[0].values.shape == [2, 2, 3])
        #expect(volume.axes[1] == [0, 1])
        // (alpha, beta, gamma) = (1, 0, 6): x = (2, 2, 9).
        #expect(volume.outputs[0].values.double(at: 1 * 6 + 0 * 3 + 1) == 4 + 20 + 900)
        // All holes: no minimum.
        let holes = try project(
            ClosureField(at: Tensor([0.0])) { _ in .nan }, directions: [Tensor([1.0])], axes: [Tensor([1.0, 2])])
        #expect(holes.outputs[0].minimum == nil && holes.outputs[0].holes == 2)
        // Of equal values the first.
        let flat = try project(ClosureField(at: Tensor([0.0])) { _ in 7 }, directions: [Tensor([1.0])])
        #expect(flat.outputs[0].minimum?.coordinates == [-1])
    }

    @Test func interruption() throws {
        let field = ClosureField(at: try Tensor([0.0, 0])) { $0[0] }
        let result = try project(
            field, directions: [Tensor([1.0, 0]), Tensor([0.0, 1])], monitor: StoppingMonitor(after: 128))
        #expect(result.isInterrupted && result.evaluated == 128)
        let values = result.outputs[0].values.doubles()
        #expect(values[..<128].allSatisfy(\.isFinite) && values[128...].allSatisfy(\.isNaN))
        // What was not reached is no hole.
        #expect(result.outputs[0].holes == 0 && result.outputs[0].minimum?.value == -1)
    }

    @Test func errors() throws {
        let field = ClosureField(at: try Tensor([0.0, 0])) { $0[0] }
        let η = try Tensor([1.0, 0])
        let cases: [(String, () throws -> Void)] = [
            ("onto 0 directions", { _ = try project(field, directions: []) }),
            ("onto 4 directions", { _ = try project(field, directions: [η, η, η, η]) }),
            ("a direction of shape (3,) for 2", { _ = try project(field, directions: [Tensor([1.0, 2, 3])]) }),
            ("coordinates for 2 directions", { _ = try project(field, directions: [η], axes: [nil, Tensor([1.0])]) }),
            ("alpha has shape (0,)", { _ = try project(field, directions: [η], axes: [Tensor([Double]())]) }),
            ("alpha has shape (1, 2)", { _ = try project(field, directions: [η], axes: [Tensor([1.0, 2], shape: [1, 2])]) }),
            ("beta holds nan", { _ = try project(field, directions: [η, η], axes: [nil, Tensor([1.0, .nan])]) }),
        ]
        for (message, body) in cases {
            let error = thrown(body)
            #expect(error?.message.contains(message) == true, "\(message): \(String(describing: error))")
        }
    }
}

@Suite struct FitCurvatureTests {
    private let source = RandomSource(seed: 3, stream: 1)

    /// Eq. 26 (ñ = n) and Eq. 31 at their saddle, with their Hessians.
    private func saddle(_ n: Int, _ ñ: Int) throws -> (field: ClosureField, H: DiagonalOperator) {
        let N = 2 * n + 1
        let θ = try Tensor((0..<N).map { $0 == N - 1 ? 1.0 : 0 })
        let field = ClosureField(at: θ) { x in
            var sum = 0.0
            for i in 0..<2 * n { sum += i < ñ ? x[i] * x[i] : -x[i] * x[i] }
            return 0.5 * x[2 * n] * sum
        }
        return (field, DiagonalOperator((0..<N).map { $0 == N - 1 ? 0 : ($0 < ñ ? 1 : -1) }))
    }

    /// Sec. III B, Fig. 3: fitted curvatures and zᵀHz along the same directions agree to 1e-9.
    @Test(arguments: [500, 800]) func equalsHutchinson(_ ñ: Int) throws {
        let (field, H) = try saddle(500, ñ)
        let fit = try fitCurvature(field, FitRequest(.randomLines(40), source: source))
        let probes = try hutchinson(H, HutchinsonRequest(samples: 40, probe: .gaussian, source: source))
        for (fitted, exact) in zip(fit.curvatures, probes.values) { #expect(abs(fitted - exact) < 1e-9 * max(1, abs(exact))) }
        #expect(abs(fit.trace - probes.trace) < 1e-9 && abs(fit.standardError - probes.standardError) < 1e-9)
        #expect(fit.alpha.count == 50 && fit.alpha[0] == -0.05 && fit.alpha[49] == 0.05)
        #expect(fit.alpha[10] == -fit.alpha[39])
        #expect(fit.residuals.count == 40 && fit.warnings.isEmpty, "\(fit.warnings)")
        // Given directions, in float64 and converted.
        let directions = try randomDirections(40, dimension: 1001, source: source)
        let given = try fitCurvature(field, FitRequest(.lines(directions), source: source))
        #expect(given.curvatures == fit.curvatures)
        let fewer = try fitCurvature(field, FitRequest(.randomLines(7), source: source))
        #expect(fewer.curvatures == Array(fit.curvatures.prefix(7)))
    }

    /// The surface's Hessian is [[ηᵀHη, ηᵀHδ], [·, δᵀHδ]], and κ± its eigenvalues.
    @Test func surfaces() throws {
        let (field, H) = try saddle(20, 30)
        let pairs = 5
        let alpha = try Tensor(spaced(-0.05, 0.05, 11))
        let fit = try fitCurvature(field, FitRequest(.randomSurfaces(pairs), alpha: .points(alpha), source: source))
        // Pair i is vectors 2i and 2i + 1 of the source.
        let vectors = try randomDirections(2 * pairs, dimension: 41, source: source)
        let exact = try restrict(H, to: vectors).doubles()
        func entry(_ i: Int, _ j: Int) -> Double { exact[i * 2 * pairs + j] }
        for i in 0..<pairs {
            let (a, b, c) = (entry(2 * i, 2 * i), entry(2 * i, 2 * i + 1), entry(2 * i + 1, 2 * i + 1))
            let κ = principalCurvatures(a, b, c)
            #expect(abs(fit.hessians[i].a - a) < 1e-9 && abs(fit.hessians[i].b - b) < 1e-9 && abs(fit.hessians[i].c - c) < 1e-9)
            #expect(abs(fit.kappa[i].plus - κ.plus) < 1e-9 && abs(fit.kappa[i].minus - κ.minus) < 1e-9)
            #expect(abs(fit.curvatures[i] - (a + c) / 2) < 1e-9)
        }
        #expect(abs(fit.trace - fit.curvatures.reduce(0, +) / 5) < 1e-12)
        let both = try randomDirections(2, dimension: 41, source: source)
        let one = try fitCurvature(
            field,
            FitRequest(
                .surface(both.view(from: 0, shape: [41]), both.view(from: 41, shape: [41])), alpha: .points(alpha),
                beta: Tensor(spaced(-0.02, 0.02, 7)), source: source))
        #expect(one.hessians.count == 1 && abs(one.hessians[0].b - entry(0, 1)) < 1e-9)
        #expect(one.standardError.isNaN)
    }

    /// Values lose nothing to a large constant, a slope, or an interval that is not centred.
    @Test func conditioning() throws {
        let field = ClosureField(at: try Tensor([0.0])) { x in 1e3 + 40 * x[0] + 1.5 * x[0] * x[0] }
        let η = try Tensor([1.0])
        for alpha in [spaced(-0.05, 0.05, 50), spaced(2, 3, 20), [0, 1, 2], [-1, -1, 0, 0.5, 3]] {
            let fit = try fitCurvature(field, FitRequest(.lines(η), alpha: .points(Tensor(alpha)), source: source))
            let width = (alpha.max() ?? 0) - (alpha.min() ?? 0)
            #expect(abs(fit.trace - 3) < 1e-12 / (width * width), "\(alpha): \(fit.trace)")
        }
        // numpy.polyfit(alpha, exp(alpha), 2)[0] * 2 for alpha = linspace(-0.5, 1, 12)
        let exponential = ClosureField(at: try Tensor([0.0])) { exp($0[0]) }
        let fit = try fitCurvature(
            exponential, FitRequest(.lines(η), alpha: .points(Tensor(spaced(-0.5, 1, 12))), source: source))
        #expect(abs(fit.trace - 1.3446490217011238) < 1e-12)
        #expect(abs(fit.residuals[0] - 0.01754596180212974) < 1e-12)
    }

    @Test func warnings() throws {
        let η = try Tensor([1.0])
        func fit(_ alpha: FitRequest.Interval, _ f: @escaping (Double) -> Double) throws -> CurvatureFit {
            try fitCurvature(ClosureField(at: Tensor([0.0])) { f($0[0]) }, FitRequest(.lines(η), alpha: alpha, source: source))
        }
        func points(_ a: Double) throws -> FitRequest.Interval { .points(try Tensor(spaced(-a, a, 50))) }
        // Quadratic: nothing to say. Flat, to all digits: it may be the interval.
        #expect(try fit(.standard) { 2 + 3 * $0 + 4 * $0 * $0 }.warnings.isEmpty)
        #expect(try fit(.standard) { _ in 5 }.warnings.first?.contains("does not change in any of its digits") == true)
        #expect(try fit(.standard) { _ in 0 }.warnings.isEmpty)
        // A cosine over several periods.
        let wide = try fit(points(20)) { cos($0) }
        #expect(wide.warnings.count == 1 && wide.warnings[0].contains("leaves the quadratic regime"), "\(wide.warnings)")
        #expect(wide.warnings[0].contains("±20"))
        // A kink.
        #expect(try fit(points(1)) { abs($0) + 0.1 * $0 * $0 }.warnings.first?.contains("quadratic regime") == true)
        // Curvature below the digits of a large loss.
        let narrow = try fit(points(1e-6)) { 1000 + cos($0) }
        #expect(narrow.warnings.count == 1 && narrow.warnings[0].contains("too small for the digits"), "\(narrow.warnings)")
        // The pilot fit finds an interval in between.
        for (f, curvature): ((Double) -> Double, Double) in [
            ({ 1000 + cos($0) }, -1), ({ cos(300 * $0) }, -90_000), ({ exp($0) }, 1), ({ 1e-6 * cos($0 / 50) }, -4e-10),
        ] {
            let automatic = try fit(.automatic, f)
            #expect(automatic.warnings.isEmpty, "\(automatic.warnings)")
            #expect(abs(automatic.trace / curvature - 1) < 1e-3, "\(automatic.trace) for \(curvature), ±\(automatic.alpha[49])")
            #expect(automatic.alpha.count == 50 && automatic.alpha[0] == -automatic.alpha[49])
        }
    }

    @Test func errors() throws {
        let field = ClosureField(at: try Tensor([1.0, 2])) { $0[0] < 0.98 ? .nan : $0[0] }
        let η = try Tensor([1.0, 0])
        let cases: [(String, () throws -> Void)] = [
            ("samples=0", { _ = try fitCurvature(field, FitRequest(.randomLines(0), source: source)) }),
            ("pairs=-1", { _ = try fitCurvature(field, FitRequest(.randomSurfaces(-1), source: source)) }),
            (
                "the loss is nan at alpha=-0.05 along direction 1",
                { _ = try fitCurvature(field, FitRequest(.lines(η), source: source)) }
            ),
            (
                "2 distinct points",
                { _ = try fitCurvature(field, FitRequest(.lines(η), alpha: .points(Tensor([0.0, 1, 1, 0])), source: source)) }
            ),
            ("shape (3,) for 2", { _ = try fitCurvature(field, FitRequest(.lines(Tensor([1.0, 2, 3])), source: source)) }),
            ("shape (3,) for 2", { _ = try fitCurvature(field, FitRequest(.surface(η, Tensor([1.0, 2, 3])), source: source)) }),
            ("outputs train, test", { _ = try fitCurvature(TwoOutputs(), FitRequest(.lines(η), source: source)) }),
            (
                "direction of norm 0.0",
                { _ = try fitCurvature(field, FitRequest(.lines(Tensor([0.0, 0])), alpha: .automatic, source: source)) }
            ),
        ]
        for (message, body) in cases {
            let error = thrown(body)
            #expect(error?.message.contains(message) == true, "\(message): \(String(describing: error))")
        }
    }

    @Test func interruption() throws {
        let (field, _) = try saddle(20, 30)
        let whole = try fitCurvature(field, FitRequest(.randomLines(6), source: source))
        let part = try fitCurvature(field, FitRequest(.randomLines(6), source: source), monitor: StoppingMonitor(after: 150))
        #expect(part.isInterrupted && part.curvatures == Array(whole.curvatures.prefix(3)))
        #expect(part.warnings == ["fit_curvature: interrupted after 3 of 6 fits"])
        let nothing = try fitCurvature(field, FitRequest(.randomLines(6), source: source), monitor: StoppingMonitor(after: 0))
        #expect(nothing.trace.isNaN && nothing.curvatures.isEmpty)
        // In the pilot fit: not even the interval is known.
        let pilot = try fitCurvature(
            InterruptedField(), FitRequest(.randomLines(6), alpha: .automatic, source: source))
        #expect(pilot.isInterrupted && pilot.alpha.isEmpty && pilot.warnings == ["fit_curvature: interrupted after 0 of 6 fits"])
    }

    /// However often fits are stopped, in their midst or between them, and gone on with, they are those of one run.
    @Test(arguments: [
        (FitRequest.Target.randomLines(6), FitRequest.Interval.standard), (.randomLines(6), .automatic),
        (.randomSurfaces(4), .automatic), nil,
    ])
    func whatWasStoppedGoesOn(_ random: (FitRequest.Target, FitRequest.Interval)?) throws {
        let (field, _) = try saddle(20, 30)
        let (target, alpha) = try random ?? (.lines(Tensor(spaced(-1, 1, 123), shape: [3, 41])), .standard)
        let beta = target.isSurface ? try Tensor(spaced(-0.1, 0.1, 5)) : nil
        let request = FitRequest(target, alpha: alpha, beta: beta, source: source)
        let whole = try fitCurvature(field, request)
        var fit: CurvatureFit?
        for stop in [0, 60, 130, 200, 240] {
            fit = try fitCurvature(field, request, after: fit, monitor: StoppingMonitor(after: stop))
            #expect(fit?.isInterrupted == ((fit?.count ?? 0) < whole.count))
        }
        let last = try fitCurvature(field, request, after: fit)
        #expect(last.curvatures == whole.curvatures && last.residuals == whole.residuals && last.alpha == whole.alpha)
        #expect(last.hessians.map(\.b) == whole.hessians.map(\.b) && last.kappa.map(\.plus) == whole.kappa.map(\.plus))
        #expect(last.trace == whole.trace && last.standardError == whole.standardError && last.interval == whole.interval)
        #expect(last.warnings == whole.warnings && !last.isInterrupted)
        // Fewer than there are: none is given up.
        if case .randomLines = target {
            #expect(try fitCurvature(field, FitRequest(.randomLines(2), alpha: alpha, source: source), after: last).count == 6)
        }
    }
}

@Suite struct DirectionTests {
    /// Pitfall 9.
    @Test func filterNormalize() throws {
        let θ = try Tensor([3.0, 4, 0, 2, 0, 0, 1, 1], shape: [4, 1, 1, 2])
        let d = try Tensor([1.0, 0, 5, 12, 7, 1, 0, 0], shape: [4, 1, 1, 2])
        let result = try Curvature.filterNormalize(d, at: θ)
        #expect(result.shape == [4, 1, 1, 2])
        #expect(largestDifference(result.doubles(), [5, 0, 10.0 / 13, 24.0 / 13, 0, 0, 0, 0]) < 1e-15)
        let bias = try Tensor([1.0, 2, 3])
        #expect(try Curvature.filterNormalize(bias, at: Tensor([1.0, 1, 1])).doubles() == [0, 0, 0])
        #expect(try Curvature.filterNormalize(Tensor(scalar: 2.0), at: Tensor(scalar: 3.0)).doubles() == [0])
        let whole = try Curvature.filterNormalize(Tensor([3.0, 4]), at: Tensor([0.0, 10]), vectors: .whole)
        #expect(largestDifference(whole.doubles(), [6, 8]) < 1e-14)
        // Columns, for x @ W; counted from the end, too.
        let W = try Tensor([3.0, 1, 4, 1], shape: [2, 2])
        for axis in [1, -1] {
            let columns = try Curvature.filterNormalize(Tensor([0.0, 2, 2, 0], shape: [2, 2]), at: W, axis: axis)
            #expect(largestDifference(columns.doubles(), [0, 2.0.squareRoot(), 5, 0]) < 1e-15)
        }
        // Each filter of the result has the norm of θ's, in float32 too.
        let random = try randomDirections(2, dimension: 60, dtype: .float32, source: RandomSource(stream: 5))
        let a = try random.view(from: 0, shape: [3, 4, 5])
        let b = try random.view(from: 60, shape: [3, 4, 5])
        let c = try Curvature.filterNormalize(a, at: b, axis: 1).doubles()
        for filter in 0..<4 {
            func norm(_ x: [Double]) -> Double {
                (0..<60).filter { $0 / 5 % 4 == filter }.reduce(0) { $0 + x[$1] * x[$1] }.squareRoot()
            }
            #expect(abs(norm(c) - norm(b.doubles())) < 1e-6)
        }
        #expect(
            thrown { _ = try Curvature.filterNormalize(bias, at: W) }?.message.contains("(3,) at a point of shape (2, 2)") == true
        )
        // Squares beyond the range, and below it.
        func distance(_ direction: [Double], _ point: [Double], _ expected: [Double]) throws -> Double {
            let found = try Curvature.filterNormalize(Tensor(direction, shape: [1, 2]), at: Tensor(point, shape: [1, 2]))
                .doubles()
            return zip(found, expected).map { abs($0 / $1 - 1) }.max() ?? .infinity
        }
        #expect(try distance([3e300, 4e300], [5e-300, 0], [3e-300, 4e-300]) < 1e-15)
        #expect(try distance([3e-300, 4e-300], [0, 5e300], [3e300, 4e300]) < 1e-12)
        let single = try Curvature.filterNormalize(
            Tensor([Float(3e30), 4e30], shape: [1, 2]), at: Tensor([Float(5e-30), 0], shape: [1, 2])
        ).doubles()
        #expect(abs(single[0] / 3e-30 - 1) < 1e-6 && abs(single[1] / 4e-30 - 1) < 1e-6)
        let unknown = try Curvature.filterNormalize(Tensor([.nan, 1], shape: [1, 2]), at: Tensor([3.0, 4], shape: [1, 2]))
        #expect(unknown.double(at: 0).isNaN && unknown.double(at: 1).isNaN)
        #expect(thrown { _ = try Curvature.filterNormalize(W, at: W, axis: 2) }?.message.contains("axis 2") == true)
        #expect(thrown { _ = try Curvature.filterNormalize(Tensor([1 as Int64]), at: Tensor([1 as Int64])) } != nil)
        #expect(
            try Curvature.filterNormalize(Tensor(zeros: .float64, shape: [0, 3]), at: Tensor(zeros: .float64, shape: [0, 3]))
                .count == 0)
    }

    /// Independent N(0, 1) numbers; row i whatever the number of rows.
    @Test func randomDirectionsAreNormal() throws {
        let source = RandomSource(seed: 2, stream: 9)
        let rows = try randomDirections(40, dimension: 1001, source: source)
        let s = RunningStatistics(rows.doubles())
        let n = Double(rows.count)
        #expect(abs(s.mean) < 4 / n.squareRoot())
        #expect(abs(s.deviation * s.deviation - 1) < 4 * (2 / n).squareRoot())
        #expect(try randomDirections(3, dimension: 1001, source: source).doubles() == Array(rows.doubles().prefix(3 * 1001)))
        // Near-orthogonality: η·δ/N has standard deviation 1/√N.
        let x = rows.doubles()
        var products = RunningStatistics()
        for i in stride(from: 0, to: 40, by: 2) {
            products.add((0..<1001).reduce(0) { $0 + x[i * 1001 + $1] * x[(i + 1) * 1001 + $1] } / 1001.0.squareRoot())
        }
        #expect(abs(products.mean) < 4 / 20.0.squareRoot() && abs(products.deviation - 1) < 4 / 40.0.squareRoot())
        #expect(thrown { _ = try randomDirections(-1, dimension: 3, source: source) } != nil)
    }
}

@Suite struct OperatorTests {
    private let d = [1.0, -2, 3, 0.5]

    @Test func combinators() throws {
        let H = DiagonalOperator(d)
        let v = try Tensor([1.0, 1, 2, -2])
        #expect(try H.applied(to: v).doubles() == [1, -2, 6, -1])
        #expect(try ShiftedOperator(H, minus: 1).applied(to: v).doubles() == [0, -3, 4, 1])
        #expect(try ShiftedOperator(H, factor: -2, minus: 1).applied(to: v).doubles() == [-3, 3, -14, 4])
        #expect(try SumOperator([H, H, ShiftedOperator(H, factor: 3)]).applied(to: v).doubles() == [5, -10, 30, -5])
        let rows = try Tensor((0..<12).map(Double.init), shape: [3, 4])
        #expect(try H.applied(to: rows).doubles() == [0, -2, 6, 1.5, 4, -10, 18, 3.5, 8, -18, 30, 5.5])
        // Widest type of the terms.
        let mixed = try SumOperator([DiagonalOperator(d, .float32), H])
        #expect(mixed.dtype == .float64)
        #expect(try mixed.applied(to: v).doubles() == [2, -4, 12, -2])
        #expect(try ConvertedOperator(H, to: .float32).applied(to: v).dtype == .float32)
        #expect(thrown { _ = try SumOperator([H, DiagonalOperator([1])]) }?.message.contains("4 and 1") == true)
        #expect(thrown { _ = try SumOperator([]) } != nil)
        #expect(thrown { _ = try H.applied(to: Tensor([1.0, 2])) }?.message.contains("(2,)") == true)
        // Algorithm 1: the other end by shifting.
        let top = try solve(H, 1, "LM").values[0]
        #expect(abs(try solve(ShiftedOperator(H, minus: top), 1, "LM").values[0] + top + 2) < 1e-14)
    }

    @Test func dense() throws {
        let a = rotated(spaced(-1, 1, 40))
        let H = try DenseOperator(Tensor(a, shape: [40, 40]))
        #expect(largestDifference(try denseMatrix(of: H).doubles(), a) < 1e-15)
        #expect(try DenseOperator(Tensor([1 as Int64, 2, 2, 1], shape: [2, 2])).dtype == .float64)
        let huge = thrown { _ = try denseMatrix(of: ClosureOperator(dimension: 2_000_000) { $0 }) }
        #expect(
            huge?.message.contains("2000000×2000000") == true && huge?.message.contains("32 TB") == true,
            "\(String(describing: huge))")
        #expect(throws: Interruption.self) { try denseMatrix(of: H, monitor: StoppingMonitor(after: 16)) }
    }

    /// DᵀHD against plain sums.
    @Test func restriction() throws {
        let a = rotated(spaced(-1, 1, 30))
        let H = try DenseOperator(Tensor(a, shape: [30, 30]))
        let D = try randomDirections(20, dimension: 30, source: RandomSource(stream: 4))
        let x = D.doubles()
        let result = try restrict(H, to: D)
        #expect(result.shape == [20, 20])
        for i in 0..<20 {
            for j in 0..<20 {
                var sum = 0.0
                for r in 0..<30 { for c in 0..<30 { sum += x[i * 30 + r] * a[r * 30 + c] * x[j * 30 + c] } }
                #expect(abs(result.double(at: i * 20 + j) - sum) < 1e-12)
                #expect(result.double(at: i * 20 + j) == result.double(at: j * 20 + i))
            }
        }
        #expect(try restrict(H, to: Tensor(zeros: .float64, shape: [0, 30])).count == 0)
        #expect(try restrict(H, to: D.view(from: 0, shape: [30])).shape == [1, 1])
        #expect(thrown { _ = try restrict(H, to: Tensor([1.0])) }?.message.contains("(1,)") == true)
    }

    @Test("random planes: the elements of [η δ]ᵀH[η δ], pair by pair the same whatever their number", arguments: [5, 300])
    func randomPlaneElements(n: Int) throws {
        var entries = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                entries[i * n + j] = Double((i * 7 + j * 3) % 11) - 5
                entries[j * n + i] = entries[i * n + j]
            }
        }
        let H = try DenseOperator(Tensor(entries, shape: [n, n]))
        let source = RandomSource(seed: 3, stream: 9)
        let all = try randomPlanes(H, pairs: 40, source: source)
        var squares = 0.0
        for pair in [0, 1, 17, 39] {
            let d = try randomDirections(2, from: 2 * pair, dimension: n, source: source)
            let m = try restrict(H, to: d)
            for (element, place) in [(all.a[pair], 0), (all.b[pair], 1), (all.c[pair], 3)] {
                #expect(abs(element - m.double(at: place)) <= 1e-11 * Double(n) * Double(n))
            }
        }
        let part = try randomPlanes(H, pairs: 7, from: 30, source: source)
        #expect(part.a == Array(all.a[30..<37]) && part.b == Array(all.b[30..<37]) && part.c == Array(all.c[30..<37]))
        for pair in 0..<40 { squares += try randomPlanes(H, pairs: 1, from: pair, source: source).squares }
        #expect(abs(squares - all.squares) <= 1e-12 * squares)
        #expect(throws: TensorError.self) { try randomPlanes(H, pairs: -1, source: source) }
    }
}

/// A loss whose evaluation is always interrupted.
private struct InterruptedField: ScalarField {
    var dimension: Int { 2 }
    var dtype: DType { .float64 }
    var outputNames: [String] { [""] }

    func evaluate(directions: [Tensor], coefficients: Tensor) throws -> Tensor { throw Interruption() }
}
