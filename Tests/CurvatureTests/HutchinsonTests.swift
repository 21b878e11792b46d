import Curvature
import Kernels
import Tensors
import Testing

@Suite struct HutchinsonTests {
    private func source(_ seed: UInt64 = 0, _ stream: UInt64 = 1) -> RandomSource { RandomSource(seed: seed, stream: stream) }

    private func dense(_ d: [Double]) throws -> DenseOperator {
        try DenseOperator(Tensor(rotated(d), shape: [d.count, d.count]))
    }

    /// zᵀDz = tr D for signs z: no spread at all.
    @Test func rademacherIsExactOnDiagonals() throws {
        let d = spaced(-1, 3, 1001)
        let result = try hutchinson(DiagonalOperator(d), HutchinsonRequest(source: source()))
        #expect(result.samples == 100)
        #expect(abs(result.trace - 1001) < 1e-11)
        #expect(result.standardError == 0)
        #expect(result.interval == (result.trace, result.trace))
        #expect(result.running == [Double](repeating: result.trace, count: 100))
    }

    /// Means and deviations follow their laws: Var zᵀHz = 2 tr H² for normal z, 2 Σ_{i≠j} Hᵢⱼ² for signs.
    @Test(arguments: ProbeDistribution.allCases) func law(_ probe: ProbeDistribution) throws {
        let d = spaced(-1, 2, 80)
        let a = rotated(d)
        var squares = 2 * a.reduce(0) { $0 + $1 * $1 }
        if probe == .rademacher { for i in 0..<80 { squares -= 2 * a[i * 81] * a[i * 81] } }
        let S = 4000
        let result = try hutchinson(dense(d), HutchinsonRequest(samples: S, probe: probe, source: source(4)))
        let error = (squares / Double(S)).squareRoot()
        #expect(abs(result.trace - 40) < 4 * error)
        #expect(abs(result.standardError / error - 1) < 0.1)
        #expect(result.running.count == S && result.running.last == result.trace && result.running[0] == result.values[0])
        #expect(abs(result.running[9] - result.values[..<10].reduce(0, +) / 10) < 1e-12)
    }

    /// The 95 % interval holds the trace in 95 of 100 cases: over 1000 runs, within 4 standard errors of that.
    @Test func coverage() throws {
        let H = try dense(spaced(-1, 2, 20))
        let runs = 1000
        for samples in [5, 40] {
            var held = 0
            for run in 0..<runs {
                let result = try hutchinson(
                    H, HutchinsonRequest(samples: samples, probe: .gaussian, source: source(11, UInt64(run))))
                if result.interval.lower <= 10, 10 <= result.interval.upper { held += 1 }
            }
            let error = (0.95 * 0.05 / Double(runs)).squareRoot()
            #expect(abs(Double(held) / Double(runs) - 0.95) < 4 * error, "\(samples): \(held)")
        }
    }

    /// Streams and seeds are independent; equal ones give equal bits.
    @Test func streams() throws {
        let H = try dense(spaced(-1, 2, 30))
        func run(_ seed: UInt64, _ stream: UInt64) throws -> [Double] {
            try hutchinson(H, HutchinsonRequest(samples: 20, source: source(seed, stream))).values
        }
        #expect(try run(0, 1) == run(0, 1))
        #expect(try run(0, 1) != run(0, 2))
        #expect(try run(0, 1) != run(1, 1))
    }

    /// More samples extend fewer, to the bit, also where the block that ends the shorter run is not full.
    @Test(arguments: [7, 5000]) func moreSamplesExtendFewer(_ n: Int) throws {
        let H: any LinearOperator = n < 100 ? try dense(spaced(-1, 2, n)) : DiagonalOperator(spaced(-1, 2, n))
        let long = try hutchinson(H, HutchinsonRequest(samples: 45, probe: .gaussian, source: source()))
        for samples in [1, 2, 15, 16, 17, 40] {
            let short = try hutchinson(H, HutchinsonRequest(samples: samples, probe: .gaussian, source: source()))
            #expect(short.values == Array(long.values.prefix(samples)))
            #expect(short.running == Array(long.running.prefix(samples)))
        }
    }

    @Test func sameBitsOnAnyNumberOfThreads() throws {
        let before = ThreadPool.shared.threadCount
        defer { ThreadPool.shared.threadCount = before }
        let d = spaced(-1, 2, 70_000)
        var results: [[Double]] = []
        var vectors: [[UInt8]] = []
        for threads in [1, 2, 3] {
            ThreadPool.shared.threadCount = threads
            results.append(
                try hutchinson(DiagonalOperator(d), HutchinsonRequest(samples: 5, probe: .gaussian, source: source())).values)
            vectors.append(try eigsh(DiagonalOperator(d), EigenRequest(count: 2, tolerance: 1e-2)).vectors.bits)
        }
        #expect(results[0] == results[1] && results[0] == results[2])
        #expect(vectors[0] == vectors[1] && vectors[0] == vectors[2])
    }

    /// Pitfall 8: the rule is on |trace|, and a trace near 0 ends by the cap.
    @Test func relativeTolerance() throws {
        func run(_ d: [Double], _ probe: ProbeDistribution, cap: Int = 10_000, rtol: Double = 0.05) throws -> TraceEstimate {
            try hutchinson(
                DiagonalOperator(d),
                HutchinsonRequest(probe: probe, relativeTolerance: rtol, maximumSamples: cap, source: source(2)))
        }
        // Trace 0: signs know it at once, normal numbers never do.
        let zero = try run([2, -1, -1], .rademacher)
        #expect(zero.trace == 0 && zero.samples == 10 && zero.warnings.isEmpty)
        let capped = try run([2, -1, -1], .gaussian, cap: 300)
        #expect(capped.samples == 300 && abs(capped.trace) < 4 * capped.standardError)
        #expect(capped.warnings.count == 1 && capped.warnings[0].contains("after 300 samples"))
        // A negative trace does not end the run at once.
        let negative = try run([-2, -3], .gaussian)
        #expect(negative.samples > 100 && negative.warnings.isEmpty)
        #expect(abs(negative.trace + 5) < 4 * negative.standardError)
        #expect(negative.standardError <= 0.05 * abs(negative.trace))
        // It stopped at the first sample where it might.
        let statistics = RunningStatistics(negative.values.dropLast())
        #expect(statistics.standardError > 0.05 * abs(statistics.mean))
        // −1 = 100 − 101.
        let small = try run([100, -101], .rademacher)
        #expect(abs(small.trace + 1) < 0.05 && small.warnings.isEmpty)
        // Fewer than ten samples where no more are allowed.
        #expect(try run([1, 2], .rademacher, cap: 4).samples == 4)
    }

    @Test func givenDirections() throws {
        let d = spaced(1, 2, 40)
        let directions = try randomDirections(25, dimension: 40, source: source(9))
        let given = try hutchinson(DiagonalOperator(d), HutchinsonRequest(samples: 3, directions: directions, source: source()))
        let drawn = try hutchinson(DiagonalOperator(d), HutchinsonRequest(samples: 25, probe: .gaussian, source: source(9)))
        #expect(given.samples == 25 && given.values == drawn.values)
        let one = try hutchinson(
            DiagonalOperator(d), HutchinsonRequest(directions: Tensor([Double](repeating: 1, count: 40)), source: source()))
        #expect(one.samples == 1 && abs(one.trace - 60) < 1e-12 && one.standardError.isNaN)
        let short = try hutchinson(
            DiagonalOperator(d), HutchinsonRequest(relativeTolerance: 1e-9, directions: directions, source: source()))
        #expect(short.samples == 25 && short.warnings[0].contains("no more directions"))
        let single = try hutchinson(DiagonalOperator(d, .float32), HutchinsonRequest(directions: directions, source: source()))
        #expect(abs(single.trace - given.trace) < 1e-4)
    }

    @Test func errors() throws {
        let H = DiagonalOperator([1, 2, 3])
        func message(_ request: HutchinsonRequest) -> String? { thrown { _ = try hutchinson(H, request) }?.message }
        #expect(message(HutchinsonRequest(samples: 0, source: source())) == "hutchinson: samples=0 is no number of samples")
        #expect(message(HutchinsonRequest(samples: -5, source: source())) == "hutchinson: samples=-5 is no number of samples")
        for rtol in [0, -0.1, .nan, .infinity] {
            #expect(message(HutchinsonRequest(relativeTolerance: rtol, source: source())) == "rtol=\(rtol)")
        }
        #expect(
            message(HutchinsonRequest(relativeTolerance: 0.1, maximumSamples: 0, source: source()))
                == "hutchinson: max_samples=0 is no number of samples")
        #expect(message(HutchinsonRequest(directions: try Tensor([1.0, 2]), source: source()))?.contains("(2,) for 3") == true)
        #expect(
            message(HutchinsonRequest(directions: try Tensor(zeros: .float64, shape: [0, 3]), source: source()))
                == "directions is empty")
        #expect(thrown { _ = try ProbeDistribution(name: "uniform") }?.hint?.contains("rademacher") == true)
        let bad = thrown { _ = try hutchinson(DiagonalOperator([1, .nan]), HutchinsonRequest(source: source())) }
        #expect(bad?.message == "zᵀHz of probe 1 is nan")
        #expect(thrown { _ = try hutchinson(DiagonalOperator([]), HutchinsonRequest(source: source())) } != nil)
    }

    @Test func interruption() throws {
        let monitor = StoppingMonitor(after: 32)
        let result = try hutchinson(
            DiagonalOperator(spaced(0, 1, 50)), HutchinsonRequest(probe: .gaussian, source: source()), monitor: monitor)
        #expect(result.isInterrupted && result.samples == 32 && result.running.count == 32)
        #expect(result.warnings == ["hutchinson: interrupted after 32 samples"])
        let whole = try hutchinson(DiagonalOperator(spaced(0, 1, 50)), HutchinsonRequest(probe: .gaussian, source: source()))
        #expect(result.values == Array(whole.values.prefix(32)))
        let resumed = try hutchinson(
            DiagonalOperator(spaced(0, 1, 50)), HutchinsonRequest(probe: .gaussian, source: source()), after: result.values)
        #expect(resumed.values == whole.values && resumed.running == whole.running && !resumed.isInterrupted)
        let nothing = try hutchinson(
            DiagonalOperator([1, 2]), HutchinsonRequest(source: source()), monitor: StoppingMonitor(after: 0))
        #expect(nothing.samples == 0 && nothing.trace.isNaN)
    }
}
