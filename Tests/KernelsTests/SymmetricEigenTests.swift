import Testing

@testable import Kernels

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct SymmetricEigenTests {
    /// Q diag(values) Qᵀ for the reflection Q = 1 - 2 u uᵀ, u of norm 1.
    private func matrix(_ values: [Double]) -> [Double] {
        let n = values.count
        var random = TestRandom(4)
        var u = (0..<n).map { _ in random.uniform(-1, 1) }
        let norm = u.reduce(0) { $0 + $1 * $1 }.squareRoot()
        u = u.map { $0 / norm }
        func q(_ i: Int, _ j: Int) -> Double { (i == j ? 1 : 0) - 2 * u[i] * u[j] }
        return (0..<(n * n)).map { at in (0..<n).reduce(0) { $0 + q(at / n, $1) * values[$1] * q(at % n, $1) } }
    }

    @Test(arguments: [[], [3], [-1, 2], [2, 2, 2], [-1, 0, 5], (0..<40).map { Double($0 / 2) }] as [[Double]])
    func knownSpectra(values: [Double]) throws {
        let n = values.count
        let a = matrix(values)
        let (found, vectors) = try SymmetricEigen.solve(a, order: n)
        let scale = max(1, values.map(abs).max() ?? 1)
        #expect(found.count == n && vectors.count == n * n)
        for (x, y) in zip(found, values.sorted()) { #expect(abs(x - y) < 1e-13 * scale) }
        for i in 0..<n {
            let v = Array(vectors[(i * n)..<((i + 1) * n)])
            for row in 0..<n {
                let image = (0..<n).reduce(0) { $0 + a[row * n + $1] * v[$1] }
                #expect(abs(image - found[i] * v[row]) < 1e-13 * scale)
            }
            for k in 0...i {
                let product = (0..<n).reduce(0) { $0 + vectors[k * n + $1] * v[$1] }
                #expect(abs(product - (i == k ? 1 : 0)) < 1e-13)
            }
        }
        let valuesOnly = try SymmetricEigen.solve(a, order: n, vectors: false)
        #expect(valuesOnly.vectors.isEmpty)
        for (x, y) in zip(valuesOnly.values, found) { #expect(abs(x - y) < 1e-13 * scale) }
    }

    /// The second difference: 2 - 2 cos(π j / (n + 1)).
    @Test func secondDifference() throws {
        let n = 200
        var a = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            a[i * n + i] = 2
            // The symmetric part counts.
            if i > 0 { a[i * n + i - 1] = -2 }
        }
        let values = try SymmetricEigen.solve(a, order: n).values
        for j in 0..<n { #expect(abs(values[j] - (2 - 2 * cos(.pi * Double(j + 1) / Double(n + 1)))) < 1e-13) }
    }

    @Test func numbersThatAreNotFiniteFail() {
        for bad in [Double.nan, .infinity, -.infinity] {
            for place in 0..<4 {
                var a = [1.0, 0, 0, 2]
                a[place] = bad
                #expect(throws: KernelFailure.self) { try SymmetricEigen.solve(a, order: 2) }
            }
        }
        #expect(throws: KernelFailure.self) { try SymmetricEigen.solve([1], order: 1 << 20) }
    }

    /// Whatever the alignment of what is handed in.
    @Test func equalMatricesHaveEqualBits() throws {
        let n = 90
        let a = matrix((0..<n).map { Double($0 * $0 % 17) })
        let memory = UnsafeMutablePointer<Double>.allocate(capacity: n * n + 8)
        defer { memory.deallocate() }
        let first = try SymmetricEigen.solve(a, order: n)
        for shift in 0..<8 {
            (memory + shift).update(from: a, count: n * n)
            let (values, vectors) = try SymmetricEigen.solve(memory + shift, order: n)
            #expect(values == first.values && vectors == first.vectors)
        }
    }
}
