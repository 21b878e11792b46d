import Curvature
import Tensors
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A spectrum, and the products that ARPACK takes for parts of it: SciPy 1.17's eigsh(k, which, tol=0), a
/// LinearOperator that counts, v0 = default_rng(0).standard_normal(N). Nil where it does not converge.
struct SpectrumCase: Sendable, CustomTestStringConvertible {
    var name: String
    var values: [Double]
    var arpack: [(k: Int, which: String, products: Int?)]
    var testDescription: String { name }
}

private let fcnnLike: [Double] = {
    // A few outliers, a bulk at 0, a few negative ones.
    let random = RandomStream(seed: 1)
    return [20.4, 8.1, 5.3, 3.2, 2.0, 1.4, 1.1, 0.9, 0.6, -0.76, -0.3, -0.2, -0.15]
        + (0..<2000).map { 0.1 * (random.uniform(at: UInt64($0)) - 0.4) * pow(random.uniform(at: UInt64($0 + 5000)), 4) }
}()

let spectra: [SpectrumCase] = [
    SpectrumCase(
        name: "uniform", values: spaced(0, 1, 1000),
        arpack: [(1, "LM", 341), (1, "LA", 341), (2, "BE", 1084), (6, "LM", 517), (6, "SA", 636), (6, "BE", 752), (1, "SM", 411)]),
    SpectrumCase(
        name: "uniform, both signs", values: spaced(-1, 1, 1000),
        arpack: [(1, "LM", 491), (1, "LA", 351), (2, "BE", 1082), (6, "LM", 671), (6, "LA", 518), (6, "BE", 662)]),
    SpectrumCase(
        name: "clustered", values: spaced(0, 1, 990) + (0..<10).map { 2 + 1e-3 * Double($0) },
        arpack: [(1, "LM", 71), (2, "BE", 867), (6, "LM", 156), (6, "SA", 763), (6, "BE", 709)]),
    SpectrumCase(
        name: "geometric decay", values: (0..<1000).map { pow(0.9, Double($0)) },
        arpack: [(1, "LM", 31), (6, "LM", 46), (2, "BE", nil), (6, "SA", nil)]),
    SpectrumCase(
        name: "path Laplacian, n = 64", values: (0..<64).map { 2 - 2 * cos(.pi * Double($0) / 64) },
        arpack: [(1, "LM", 121), (2, "BE", 668), (6, "LM", 203), (6, "SA", 220), (6, "BE", 333), (6, "SM", 220)]),
    SpectrumCase(
        name: "Eq. 28", values: [Double](repeating: 1, count: 500) + [Double](repeating: -1, count: 500) + [0],
        arpack: [(1, "LM", 21), (2, "BE", 21), (6, "LM", 21), (6, "LA", 21), (6, "SA", 21), (1, "SM", 21), (6, "SM", 21)]),
    SpectrumCase(
        name: "Eq. 32", values: [Double](repeating: 1, count: 800) + [Double](repeating: -1, count: 200) + [0],
        arpack: [(1, "LM", 21), (2, "BE", 21), (2, "LA", 21), (6, "LM", 21), (6, "LA", 21), (1, "SM", 21), (6, "SM", 21)]),
    SpectrumCase(
        name: "identity", values: [Double](repeating: 1, count: 200), arpack: [(1, "LM", 22), (2, "BE", 22), (6, "LA", 22)]),
    // ARPACK reports an error: its start vector is zero.
    SpectrumCase(
        name: "zero", values: [Double](repeating: 0, count: 200), arpack: [(1, "LM", nil), (6, "SA", nil), (6, "SM", nil)]),
    SpectrumCase(
        name: "rank 3", values: [5.0, 3, -2] + [Double](repeating: 0, count: 197),
        arpack: [(1, "LM", 38), (2, "BE", 38), (6, "LM", 38), (6, "LA", 38), (6, "SM", 38)]),
    SpectrumCase(
        name: "sixteen decades", values: (0..<161).map { pow(10, -Double($0) / 10) },
        arpack: [(1, "LM", 21), (6, "LM", 32), (2, "BE", nil), (6, "SA", nil), (1, "SM", nil)]),
    SpectrumCase(
        name: "FCNN-like", values: fcnnLike,
        arpack: [(1, "LM", 21), (2, "BE", 38), (6, "LM", 30), (6, "SA", 1411), (6, "BE", 41)]),
]

@Suite struct EigshSpectraTests {
    @Test(arguments: spectra) func spectrum(_ item: SpectrumCase) throws {
        let norm = item.values.map(abs).max() ?? 0
        for (k, which, arpack) in item.arpack {
            let H = DiagonalOperator(item.values)
            let result = try solve(H, k, which)
            let comment: Comment = "\(item.name) k=\(k) \(which): \(summary(result))"
            #expect(result.warnings.isEmpty, comment)
            #expect(result.converged == [Bool](repeating: true, count: k), comment)
            #expect(result.matvecs == H.products, comment)
            // Fewer products than ARPACK, checks for multiplicity included.
            if let arpack { #expect(result.matvecs <= arpack, comment) } else { #expect(result.matvecs <= 330, comment) }
            // Values, with their multiplicities; what is better by less than the floor is not told apart.
            #expect(largestDifference(result.values, wanted(k, which, of: item.values)) <= 2 * result.floor, comment)
            // Residuals recomputed: what is said to be converged is.
            for residual in trueResiduals(result, of: item.values) { #expect(residual <= result.floor, comment) }
            #expect(result.floor <= 1e-13 * norm || norm == 0, comment)
            #expect(orthogonalityError(result.vectors) < 1e-13, comment)
        }
    }

    @Test(arguments: spectra) func float32(_ item: SpectrumCase) throws {
        let values = item.values.map { Double(Float($0)) }
        let norm = values.map(abs).max() ?? 0
        for (k, which, _) in item.arpack {
            let result = try solve(DiagonalOperator(values, .float32), k, which)
            let comment: Comment = "\(item.name) k=\(k) \(which): \(summary(result))"
            #expect(result.vectors.dtype == .float32)
            #expect(result.warnings.isEmpty, comment)
            // Sharp to the floor, and that is what float32 allows.
            #expect(largestDifference(result.values, wanted(k, which, of: values)) <= 2 * result.floor, comment)
            for residual in trueResiduals(result, of: values) { #expect(residual <= 1.2 * result.floor, comment) }
            #expect(result.floor <= 3e-6 * norm, comment)
            #expect(orthogonalityError(result.vectors) < 1e-5, comment)
        }
    }

    @Test(arguments: [1e-2, 1e-4, 1e-8]) func tolerance(_ tolerance: Double) throws {
        for item in spectra where item.name.hasPrefix("uniform") || item.name == "FCNN-like" || item.name == "clustered" {
            for (k, which) in [(1, "LA"), (6, "LA"), (4, "BE"), (3, "LM")] {
                let result = try solve(DiagonalOperator(item.values), k, which, tolerance: tolerance)
                let exact = try solve(DiagonalOperator(item.values), k, which)
                let comment: Comment = "\(item.name) k=\(k) \(which): \(summary(result))"
                #expect(result.warnings.isEmpty, comment)
                #expect(result.matvecs <= exact.matvecs, comment)
                for (value, residual) in zip(result.values, trueResiduals(result, of: item.values)) {
                    #expect(residual <= 1.01 * max(tolerance * abs(value), result.floor), comment)
                }
                let error = largestDifference(result.values, wanted(k, which, of: item.values))
                #expect(error <= tolerance * (item.values.map(abs).max() ?? 0), comment)
            }
        }
    }

    /// A dense matrix, against LAPACK on the same matrix (an explicit ncv ≥ N) and its known spectrum.
    @Test func denseMatrices() throws {
        for d in [spaced(-3, 5, 90), (0..<120).map { pow(0.7, Double($0)) }, [7, 7, 7] + spaced(0, 1, 70) + [-7, -7]] {
            let a = rotated(d)
            let H = try DenseOperator(Tensor(a, shape: [d.count, d.count]))
            for (k, which) in [(1, "LM"), (5, "LM"), (4, "LA"), (4, "SA"), (5, "BE"), (2, "SM"), (d.count, "LA")] {
                let krylov = try solve(H, k, which)
                let direct = try solve(H, k, which, ncv: d.count)
                #expect(direct.matvecs == d.count)
                #expect(krylov.matvecs <= d.count)
                #expect(largestDifference(krylov.values, direct.values) < 1e-13 * 7, "\(which) \(k)")
                #expect(largestDifference(krylov.values, wanted(k, which, of: d)) < 1e-13 * 7, "\(which) \(k)")
                for residual in trueResiduals(krylov, ofMatrix: a) { #expect(residual <= krylov.floor) }
                for residual in trueResiduals(direct, ofMatrix: a) { #expect(residual <= direct.floor) }
            }
        }
    }

    /// Restarts with a small basis.
    @Test func thickRestart() throws {
        for item in spectra {
            for (k, which) in [(1, "LA"), (6, "LM"), (2, "LA")] where item.name != "path Laplacian, n = 64" {
                let result = try solve(DiagonalOperator(item.values), k, which, ncv: 20)
                let comment: Comment = "\(item.name) k=\(k) \(which): \(summary(result))"
                #expect(result.warnings.isEmpty, comment)
                #expect(largestDifference(result.values, wanted(k, which, of: item.values)) <= result.floor + 1e-15, comment)
                for residual in trueResiduals(result, of: item.values) { #expect(residual <= 1.2 * result.floor, comment) }
            }
        }
    }

    /// The smallest basis that is allowed still gets there.
    @Test func smallestBasis() throws {
        let d = [9.0, 8, 7] + spaced(0, 1, 60)
        for k in 1...3 {
            let result = try solve(DiagonalOperator(d), k, "LA", ncv: k + 1, maxiter: 5000)
            #expect(largestDifference(result.values, wanted(k, "LA", of: d)) < 1e-12, "\(result)")
        }
    }

    /// Too large and too small for squares of its entries.
    @Test func extremeScales() throws {
        let d = [3.0, -2] + spaced(0, 1, 58)
        for scale in [1e-250, 1e-170, 1e170, 1e250] {
            for count in [20, d.count] {
                let part = d.prefix(count).map { $0 * scale }
                let result = try solve(DiagonalOperator(part), 2, "BE")
                #expect(largestDifference(result.values.map { $0 / scale }, [-2, 3]) < 1e-13, "\(scale): \(result)")
                #expect(result.converged == [true, true])
            }
        }
    }
}
