@testable import Curvature
import Kernels
import Tensors
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct LanczosTests {
    /// H V = V T + β v eᵀ and VᵀV = 1, before and after a restart and after locking.
    @Test func factorisation() throws {
        let d = [4.0, 3] + spaced(-1, 1, 98)
        let H = DiagonalOperator(d)
        var state = try LanczosState(dtype: .float64, dimension: 100, capacity: 40)
        try state.begin(with: nil)
        for _ in 0..<20 { _ = try state.extend(by: H, breakdown: 1e-14) }
        try check(state, d)
        try state.restart(keeping: [0, 1, 15, 18, 19])
        #expect(state.block.size == 5 && state.block.head.count == 5)
        for _ in 0..<12 { _ = try state.extend(by: H, breakdown: 1e-14) }
        try check(state, d)
        // The values of the kept vectors and their residuals are those of T.
        let spectrum = try state.block.spectrum()
        #expect(abs((spectrum.values.last ?? 0) - 4) < 1e-12)

        try state.lock([15, 16], as: [16, 17].map { _ in LanczosState.LockedPair(value: 0, residual: 0, uncertainty: 0) })
        try state.begin(with: nil)
        for _ in 0..<10 { _ = try state.extend(by: H, breakdown: 1e-14) }
        #expect(state.rowCount == 12)
        #expect(try orthogonalityError(rows(state, state.rowCount + 1)) < 1e-14)
        #expect(state.products == 42)
    }

    /// A copy does not see what becomes of the original.
    @Test func copiesAreValues() throws {
        let H = DiagonalOperator(spaced(0, 1, 60))
        var state = try LanczosState(dtype: .float64, dimension: 60, capacity: 30)
        try state.begin(with: nil)
        for _ in 0..<8 { _ = try state.extend(by: H, breakdown: 1e-14) }
        let copy = state
        let before = try rows(copy, 9).bits
        try state.restart(keeping: [0, 7])
        for _ in 0..<8 { _ = try state.extend(by: H, breakdown: 1e-14) }
        #expect(try rows(copy, 9).bits == before)
        try check(copy, H.diagonal)
    }

    @Test func breakdown() throws {
        let H = DiagonalOperator([Double](repeating: 2, count: 30) + [Double](repeating: -1, count: 30))
        var state = try LanczosState(dtype: .float64, dimension: 60, capacity: 20)
        try state.begin(with: nil)
        #expect(try state.extend(by: H, breakdown: 1e-13) > 0.5)
        #expect(try state.extend(by: H, breakdown: 1e-13) == 0)
        #expect(!state.hasNextVector)
        #expect(largestDifference(try state.block.spectrum().values, [-1, 2]) < 1e-14)
    }

    /// A space that is repeated with another bound of breakdown ends where it would have ended, and goes on where it would have.
    @Test func knownStepsEndAsNewOnes() throws {
        let H = DiagonalOperator([Double](repeating: 2, count: 30) + spaced(-1e-6, 1e-6, 30))
        func extended(_ state: inout LanczosState, _ breakdowns: [Double]) throws -> [Double] {
            try breakdowns.map { state.hasNextVector ? try state.extend(by: H, breakdown: $0) : 0 }
        }
        let strict = [Double](repeating: 1e-5, count: 4)
        let lax = [Double](repeating: 1e-13, count: 4)
        for (before, after) in [(strict, lax), (lax, strict), (lax, lax)] {
            var first = try LanczosState(dtype: .float64, dimension: 60, capacity: 20)
            try first.begin(with: nil)
            _ = try extended(&first, before)
            let known = try #require(first.firstSpace)
            var again = LanczosState(repeating: known.space, in: known.vectors, capacity: 20)
            var new = try LanczosState(dtype: .float64, dimension: 60, capacity: 20)
            try new.begin(with: nil)
            #expect(try extended(&again, after) == extended(&new, after))
            #expect(again.block == new.block && again.products == new.products && again.hasNextVector == new.hasNextVector)
            let count = new.rowCount + (new.hasNextVector ? 1 : 0)
            #expect(try rows(again, count).bits == rows(new, count).bits)
        }
    }

    @Test func tridiagonalSpectrum() throws {
        let random = RandomStream(seed: 8)
        for m in [1, 2, 3, 10, 60, 200] {
            for kind in 0..<4 {
                var α = (0..<m).map { 2 * random.uniform(at: UInt64($0)) - 1 }
                var β = (0..<m).map { random.uniform(at: UInt64(1000 + $0)) }
                // Graded, split and constant ones.
                if kind == 1 { for j in 0..<m { α[j] *= 1 / Double(1 << min(j, 50)); β[j] *= 1 / Double(1 << min(j, 50)) } }
                if kind == 2 { for j in stride(from: 2, to: m, by: 3) { β[j] = 0 } }
                if kind == 3 { α = α.map { _ in 0 }; β = β.map { _ in 1 } }
                let block = KrylovBlock(diagonal: α, offDiagonal: β)
                let (values, last) = try #require(TridiagonalSpectrum.solve(diagonal: α, offDiagonal: β))
                let (reference, vectors) = try block.decomposition()
                #expect(largestDifference(values, reference.values) < 1e-14, "\(m) \(kind)")
                // Vectors are determined only where values are apart.
                guard kind == 0 || kind == 3 else { continue }
                #expect(largestDifference(last, (0..<m).map { abs(vectors[$0 * m + m - 1]) }) < 1e-11, "\(m) \(kind)")
            }
        }
        #expect(TridiagonalSpectrum.solve(diagonal: [0, 0], offDiagonal: [0])?.values == [0, 0])
    }

    /// log |p_m(λ)| against the definition, across a restart, and −∞ inside the spectrum.
    @Test func growthOfPolynomials() throws {
        let d = spaced(-1, 1, 80)
        let H = DiagonalOperator(d)
        var state = try LanczosState(dtype: .float64, dimension: 80, capacity: 40)
        try state.begin(with: nil)
        let z = try rows(state, 1).doubles()
        for _ in 0..<12 { _ = try state.extend(by: H, breakdown: 1e-14) }
        // The component of the next vector along an eigenvector is p(λ) times that of the first.
        func expected() throws -> Double {
            let v = try state.basis.tensor(state.rowCount).doubles()
            return log(abs(v[79] / z[79]))
        }
        let top = try state.block.spectrum().values.last ?? 0
        #expect(top < 1)
        let before = WantedRegion.growth(of: state.block, at: 1, sign: 1)
        #expect(abs(try before - expected()) < 1e-6)
        #expect(WantedRegion.growth(of: state.block, at: 0.3, sign: 1) == -.infinity)
        #expect(WantedRegion.growth(of: state.block, at: -1, sign: -1) > 0)
        try state.restart(keeping: [0, 1, 10, 11])
        for _ in 0..<5 { _ = try state.extend(by: H, breakdown: 1e-14) }
        #expect(abs(try before + WantedRegion.growth(of: state.block, at: 1, sign: 1) - expected()) < 1e-6)
    }

    private func rows(_ state: LanczosState, _ count: Int) throws -> Tensor {
        try Tensor((0..<count).flatMap { try state.basis.tensor($0).doubles() }, shape: [count, state.dimension])
    }

    private func check(_ state: LanczosState, _ d: [Double]) throws {
        let n = d.count
        let m = state.block.size
        let v = try rows(state, m + 1)
        #expect(orthogonalityError(v) < 1e-14)
        let x = v.doubles()
        let t = state.block.matrix()
        var worst = 0.0
        for j in 0..<m {
            for i in 0..<n {
                var rest = d[i] * x[j * n + i]
                for l in 0..<m { rest -= x[l * n + i] * t[l * m + j] }
                if j == m - 1 { rest -= state.block.residualNorm * x[m * n + i] }
                worst = max(worst, abs(rest))
            }
        }
        #expect(worst < 1e-14)
    }
}
