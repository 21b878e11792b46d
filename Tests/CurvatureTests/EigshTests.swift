import Curvature
import Kernels
import Tensors
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct EigshTests {
    // MARK: What people report about other tools (pitfalls 5, 6, 7)

    /// The zero eigenvalue of a Laplacian meets no relative tolerance.
    @Test(arguments: ["SA", "SM", "BE"]) func pathLaplacian(_ which: String) throws {
        let n = 64
        var a = [Double](repeating: 0, count: n * n)
        for i in 1..<n {
            for (p, q, x) in [(i, i, 1.0), (i - 1, i - 1, 1), (i, i - 1, -1), (i - 1, i, -1)] { a[p * n + q] += x }
        }
        let exact = (0..<n).map { 2 - 2 * cos(.pi * Double($0) / Double(n)) }
        let result = try solve(DenseOperator(Tensor(a, shape: [n, n])), 6, which)
        #expect(result.warnings.isEmpty)
        #expect(result.converged.allSatisfy { $0 })
        #expect(largestDifference(result.values, wanted(6, which, of: exact)) <= result.floor)
        #expect(abs(result.values.map(abs).min() ?? 1) <= result.floor)
    }

    @Test func equalCallsEqualBits() throws {
        let H = DiagonalOperator(spaced(-1, 2, 300))
        let first = try solve(H, 4, "BE")
        let second = try solve(H, 4, "BE")
        #expect(first.vectors.bits == second.vectors.bits)
        #expect(first.values == second.values)
        // The component of largest magnitude is positive.
        for i in 0..<4 {
            let x = (0..<300).map { first.vectors.double(at: i * 300 + $0) }
            let largest = x.max { abs($0) < abs($1) } ?? 0
            #expect(largest > 0)
        }
    }

    @Test func smallMatrices() throws {
        let three = try DenseOperator(Tensor([1.0, 2, 0, 2, -1, 2, 0, 2, 2], shape: [3, 3]))
        #expect(try solve(three, 3).values == solve(three, nil).values)
        let spectrum = try DenseOperator(Tensor([-2.0, 0, 0, 0, 1, 0, 0, 0, 3], shape: [3, 3]))
        for k in [3, nil] { #expect(largestDifference(try solve(spectrum, k).values, [-2, 1, 3]) < 1e-14) }
        for which in ["LM", "SM", "LA", "SA", "BE"] {
            #expect(try solve(DenseOperator(Tensor([4.0], shape: [1, 1])), nil, which).values == [4])
            #expect(try solve(DenseOperator(Tensor([4.0], shape: [1, 1])), 1, which).vectors.doubles() == [1])
        }
        let two = try DenseOperator(Tensor([0.0, 1, 1, 0], shape: [2, 2]))
        #expect(largestDifference(try solve(two, 2, "BE").values, [-1, 1]) < 1e-15)
        // One from both ends is the top; of equal magnitudes the positive one.
        #expect(largestDifference(try solve(two, 1, "BE").values, [1]) < 1e-15)
        #expect(largestDifference(try solve(two, 1, "LM").values, [1]) < 1e-15)
        #expect(largestDifference(try solve(two, 1, "SM").values, [1]) < 1e-15)
    }

    // MARK: Which

    @Test func ties() throws {
        let d = spaced(-1, 1, 201).filter { abs($0) > 0.4 }
        for tolerance in [0, 1e-4] {
            #expect(try (solve(DiagonalOperator(d), 1, "LM", tolerance: tolerance).values[0]) > 0)
            #expect(try (solve(DiagonalOperator(d), 1, "SM", tolerance: tolerance).values[0]) > 0)
            let three = try solve(DiagonalOperator(d), 3, "LM", tolerance: tolerance).values
            #expect(largestDifference(three, wanted(3, "LM", of: d)) < 1e-4)
        }
        // All of Eq. 28's largest magnitudes are equal.
        let saddle = [Double](repeating: 1, count: 50) + [Double](repeating: -1, count: 50) + [0]
        #expect(largestDifference(try solve(DiagonalOperator(saddle), 5, "LM").values, [1, 1, 1, 1, 1]) < 1e-13)
    }

    @Test func bothEnds() throws {
        let d = spaced(0, 1, 100) + [3, 4, 5, -3, -4, -5]
        #expect(largestDifference(try solve(DiagonalOperator(d), 3, "BE").values, [-5, 4, 5]) < 1e-13)
        #expect(largestDifference(try solve(DiagonalOperator(d), 4, "BE").values, [-5, -4, 4, 5]) < 1e-13)
    }

    // MARK: Multiplicity and start vectors

    @Test func multiplicities() throws {
        // Equal outliers at both ends, found by a check after an ordinary convergence.
        let d = spaced(0, 1, 400) + [5, 5, 5, 4, 4, -3, -3]
        #expect(largestDifference(try solve(DiagonalOperator(d), 5, "LA").values, [4, 4, 5, 5, 5]) < 1e-13)
        #expect(largestDifference(try solve(DiagonalOperator(d), 2, "LA").values, [5, 5]) < 1e-13)
        #expect(largestDifference(try solve(DiagonalOperator(d), 6, "BE").values, [-3, -3, 0, 5, 5, 5]) < 1e-13)
        #expect(largestDifference(try solve(DiagonalOperator(d), 7, "LM").values, [-3, -3, 4, 4, 5, 5, 5].sorted()) < 1e-13)
        // With a basis that must be restarted meanwhile.
        #expect(largestDifference(try solve(DiagonalOperator(d), 4, "LA", ncv: 16).values, [4, 5, 5, 5]) < 1e-12)
        // Eq. 32 with k = 2, LA: not [0, 1].
        let saddle = [Double](repeating: 1, count: 800) + [Double](repeating: -1, count: 200) + [0]
        let two = try solve(DiagonalOperator(saddle), 2, "LA")
        #expect(largestDifference(two.values, [1, 1]) < 1e-13)
        #expect(two.matvecs < 10)
        #expect(orthogonalityError(two.vectors) < 1e-13)
        // Every eigenvalue of a matrix with three of them.
        let all = try solve(DiagonalOperator(saddle.suffix(250) + [2]), 251, "LA")
        #expect(largestDifference(all.values, (saddle.suffix(250) + [2]).sorted()) < 1e-12)
    }

    @Test func startVectors() throws {
        let d = [10.0, 5, 4] + spaced(-1, 1, 200)
        let n = d.count
        func unit(_ i: Int, _ value: Double = 1) throws -> Tensor { try Tensor((0..<n).map { $0 == i ? value : 0 }) }
        // An eigenvector of an unwanted value, a zero vector, one orthogonal to the wanted space, a wanted eigenvector, noise.
        for start in try [unit(1), unit(0, 0), unit(7, -3), unit(0), Tensor((0..<n).map { sin(Double($0)) })] {
            for (k, which) in [(1, "LA"), (1, "LM"), (2, "BE"), (3, "LA")] {
                let result = try solve(DiagonalOperator(d), k, which, start: start)
                #expect(largestDifference(result.values, wanted(k, which, of: d)) < 1e-13, "\(which) \(k): \(result)")
            }
        }
        // Nearly invariant, within the tolerance.
        let near = try Tensor((0..<n).map { $0 == 1 ? 1 : 1e-7 })
        #expect(abs(try solve(DiagonalOperator(d), 1, "LA", tolerance: 1e-4, start: near).values[0] - 10) < 1e-3)
        // A float32 vector for a float64 operator and the reverse.
        let single = try Tensor((0..<n).map { Float(cos(Double($0))) })
        #expect(abs(try solve(DiagonalOperator(d), 1, "LA", start: single).values[0] - 10) < 1e-13)
        #expect(abs(try solve(DiagonalOperator(d, .float32), 1, "LA", start: unit(3)).values[0] - 10) < 1e-4)
    }

    // MARK: Records

    @Test func floorFollowsTheOperatorsNoise() throws {
        let d = [10.0, 5, 4] + spaced(-1, 1, 200)
        for error in [1e-10, 1e-6] {
            var count: UInt64 = 0
            let random = RandomStream(seed: 5)
            let H = try ClosureOperator(dimension: d.count) { v in
                let x = v.doubles()
                return try Tensor(
                    x.indices.map { i in
                        count += 1
                        return d[i] * x[i] + error * (random.uniform(at: count) - 0.5) * (12 / Double(d.count)).squareRoot()
                    })
            }
            let result = try solve(H, 2, "BE")
            // Each product's error has norm `error` on the average.
            #expect(result.floor > 2 * error && result.floor < 10 * error, "\(result.floor) for \(error)")
            #expect(result.converged == [true, true])
            for residual in trueResiduals(result, of: d) { #expect(residual < result.floor) }
        }
    }

    @Test func productLimit() throws {
        let H = DiagonalOperator(spaced(0, 1, 1000))
        let result = try solve(H, 3, "LA", maxiter: 40)
        #expect(result.matvecs == 40 && H.products == 40)
        #expect(result.converged == [false, false, false])
        #expect(result.values.count == 3 && result.vectors.shape == [3, 1000])
        #expect(result.warnings.count == 1)
        #expect(result.warnings[0].contains("maxiter reached after 40 products with 0 of 3 eigenvalues converged"))
        // Residuals are true ones here, too.
        for (own, real) in zip(result.residuals, trueResiduals(result, of: H.diagonal)) { #expect(abs(own - real) < 1e-12) }
        // Fewer products than pairs.
        #expect(try solve(DiagonalOperator(spaced(0, 1, 1000)), 6, "LA", maxiter: 2).values.count == 2)
    }

    // MARK: Errors

    @Test func badRequests() throws {
        let H = DiagonalOperator(spaced(0, 1, 50))
        let cases: [(String, String, () throws -> Void)] = [
            ("k=0 eigenvalues", "from 1 to 50", { _ = try solve(H, 0) }),
            ("k=51 eigenvalues", "from 1 to 50", { _ = try solve(H, 51) }),
            ("k=-3", "from 1 to 50", { _ = try solve(H, -3) }),
            ("which=\"XX\"", "LA, SA", { _ = try solve(H, 1, "XX") }),
            ("which=\"lm\"", "LM", { _ = try solve(H, 1, "lm") }),
            ("tol=-1", "relative tolerance", { _ = try solve(H, 1, tolerance: -1) }),
            ("tol=nan", "relative tolerance", { _ = try solve(H, 1, tolerance: .nan) }),
            ("ncv=6 is too small for k=6", "larger than k", { _ = try solve(H, 6, ncv: 6) }),
            ("maxiter=0", "at least 1", { _ = try solve(H, 1, maxiter: 0) }),
            ("v0 has shape (3,)", "for each parameter", { _ = try solve(H, 1, start: Tensor([1.0, 2, 3])) }),
            (
                "v0 is not finite", "",
                { _ = try solve(H, 1, start: Tensor([Double](repeating: .nan, count: 50))) }
            ),
            ("at least one parameter", "", { _ = try solve(DiagonalOperator([]), 1) }),
        ]
        for (message, hint, body) in cases {
            let error = thrown(body)
            #expect(error?.message.contains(message) == true, "\(message): \(String(describing: error))")
            #expect(hint.isEmpty || error?.hint?.contains(hint) == true, "\(hint): \(String(describing: error))")
        }
        #expect(thrown { _ = try ClosureOperator(dimension: 0) { $0 } }?.message.contains("0 parameters") == true)
        #expect(thrown { _ = try DenseOperator(Tensor(zeros: .float64, shape: [2, 3])) }?.message.contains("(2, 3)") == true)
    }

    @Test(arguments: [20, 60]) func badOperators(_ n: Int) throws {
        func closure(_ f: @escaping ([Double]) -> [Double]) throws -> ClosureOperator {
            try ClosureOperator(dimension: n) { try Tensor(f($0.doubles())) }
        }
        let notNumber = thrown { _ = try solve(closure { $0.enumerated().map { $0 == 7 ? .nan : $1 } }, 1) }
        #expect(notNumber?.message.contains("NaN at component 7") == true)
        let infinite = thrown { _ = try solve(closure { $0.enumerated().map { $0 == 7 ? .infinity : $1 } }, 1) }
        #expect(infinite?.message.contains("infinite at component 7") == true)
        #expect(thrown { _ = try solve(closure { Array($0.dropLast()) }, 1) }?.message.contains("gave shape (\(n - 1),)") == true)
        // A rotation, a triangle, and a symmetric matrix with one wrong entry.
        let shift = thrown { _ = try solve(closure { x in x.indices.map { x[($0 + 1) % n] } }, 1) }
        #expect(shift?.message.contains("not symmetric") == true && shift?.hint?.contains("(H + H.T) / 2") == true)
        let triangle = thrown { _ = try solve(closure { x in x.indices.map { i in x[i...].reduce(0, +) } }, 1) }
        #expect(triangle?.message.contains("not symmetric") == true)
        let entry = thrown {
            _ = try solve(closure { x in x.indices.map { Double($0) * x[$0] + ($0 == 3 ? 0.01 * x[9] : 0) } }, 1)
        }
        #expect(entry?.message.contains("not symmetric") == true)
        // An error of the function's own comes through.
        struct Own: Error {}
        #expect(throws: Own.self) { try solve(ClosureOperator(dimension: n) { _ in throw Own() }, 1) }
    }

    // MARK: Interruption

    @Test func interruptedRunsKeepWhatTheyHave() throws {
        for method in 0..<3 {
            let H = StoppingOperator(spaced(0, 1, 1000), after: 30, method: method)
            let result = try eigsh(
                H, EigenRequest(count: 2, part: .largest), monitor: method == 1 ? StoppingMonitor(after: 30) : nil)
            #expect(!Interrupt.requested)
            #expect(result.isInterrupted)
            #expect(result.matvecs == 30, "\(method)")
            #expect(result.values.count == 2 && result.converged == [false, false])
            #expect(result.warnings.first?.contains("interrupted after 30 products") == true)
            for (own, real) in zip(result.residuals, trueResiduals(result, of: H.diagonal)) { #expect(abs(own - real) < 1e-12) }
        }
        // Before anything is known.
        let nothing = try eigsh(
            DiagonalOperator(spaced(0, 1, 100)), EigenRequest(count: 2), monitor: StoppingMonitor(after: 0))
        #expect(nothing.isInterrupted && nothing.values.isEmpty && nothing.vectors.shape == [0, 100])
        let dense = try eigsh(DiagonalOperator([1, 2, 3]), EigenRequest(count: 2), monitor: StoppingMonitor(after: 0))
        #expect(dense.isInterrupted && dense.values.isEmpty)
        // An error of the monitor that is no interruption ends the run.
        #expect(throws: StoppingMonitor.Failure.self) {
            try eigsh(
                DiagonalOperator(spaced(0, 1, 100)), EigenRequest(count: 2), monitor: StoppingMonitor(after: 5, fails: true))
        }
    }

    /// A search is a value: a copy goes on independently, and an interrupted one as if it had not been.
    @Test func searchesCanBeTakenUpAgain() throws {
        let H = DiagonalOperator(spaced(0, 1, 300) + [2, 2, 3])
        for ncv in [nil, 12] {
            let request = EigenRequest(count: 3, part: .largest, basisLimit: ncv)
            let whole = try eigsh(H, request)
            var search = try EigenSearch(request, for: H)
            for stop in [1, 2, 9, 14, 20, 33] {
                #expect(try search.run(H, monitor: StoppingMonitor(after: stop)) == .interrupted)
                var copy = search
                #expect(try copy.run(H) == .accepted)
                #expect(
                    try copy.result(.accepted).vectors.bits == whole.vectors.bits, "ncv \(String(describing: ncv)), stop \(stop)")
            }
            #expect(try search.run(H) == .accepted)
            let resumed = try search.result(.accepted)
            #expect(resumed.vectors.bits == whole.vectors.bits && resumed.matvecs == whole.matvecs)
        }
    }

    @Test func progressIsReported() throws {
        let monitor = StoppingMonitor(after: .max)
        let result = try eigsh(DiagonalOperator(spaced(0, 1, 300)), EigenRequest(count: 2), monitor: monitor)
        #expect(monitor.reports.count == result.matvecs)
        #expect(monitor.reports.map(\.done) == Array(0..<result.matvecs))
        #expect(monitor.reports.allSatisfy { $0.task == "eigsh" && $0.total == nil })
    }
}

/// Stops a run at a number of things done.
final class StoppingMonitor: ProgressMonitor {
    struct Failure: Error {}
    private let limit: Int
    private let fails: Bool
    private(set) var reports: [ProgressReport] = []

    init(after limit: Int, fails: Bool = false) {
        self.limit = limit
        self.fails = fails
    }

    func update(_ report: ProgressReport) throws {
        reports.append(report)
        guard report.done >= limit else { return }
        if fails { throw Failure() }
        throw Interruption()
    }
}

/// A diagonal operator that is interrupted in one of its products: by an error of its own (method 0), or one of a kernel (2).
final class StoppingOperator: LinearOperator {
    let base: DiagonalOperator
    private let limit: Int
    private let method: Int

    init(_ diagonal: [Double], after limit: Int, method: Int) {
        base = DiagonalOperator(diagonal)
        self.limit = limit
        self.method = method
    }

    var diagonal: [Double] { base.diagonal }
    var dimension: Int { base.dimension }
    var dtype: DType { base.dtype }

    func apply(_ x: Tensor, into y: Tensor) throws {
        if base.products == limit, method != 1 {
            if method == 0 { throw Interruption() }
            throw KernelFailure.interrupted
        }
        try base.apply(x, into: y)
    }
}
