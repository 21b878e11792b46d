import CAllocationCounter
import Tensors
import Testing

@testable import Kernels

@Suite struct VectorKernelsTests {
    private static let counts = [0, 1, 7, 8, 9, 100, 2047, 2048, 2049, 16_384, 16_385, 50_001]

    private func vector(_ dtype: DType, _ count: Int, _ seed: UInt64) -> Memory1D {
        var random = TestRandom(seed)
        return Memory1D(dtype, (0..<count).map { _ in random.uniform(-1, 1) })
    }

    @Test(arguments: counts, [DType.float32, .float64]) func oneAndTwoVectors(count: Int, dtype: DType) throws {
        let x = vector(dtype, count, 1)
        let y = vector(dtype, count, 2)
        let (xs, ys) = (x.values, y.values)
        let products = zip(xs, ys).map { $0 * $1 }
        #expect(abs(try VectorKernels.dot(x.pointer, y.pointer, count: count, dtype: dtype) - products.reduce(0, +)) < 1e-11)
        let norm = xs.map { $0 * $0 }.reduce(0, +).squareRoot()
        #expect(abs(try VectorKernels.norm(x.pointer, count: count, dtype: dtype) - norm) <= 1e-13 * max(norm, 1))
        let tolerance = dtype == .float32 ? 1e-7 : 1e-15
        (y.pointer + y.bytes.count).storeBytes(of: 0xA5, as: UInt8.self)
        try VectorKernels.axpy(-0.75, x.pointer, into: y.pointer, count: count, dtype: dtype)
        for i in 0..<count { #expect(abs(y[i] - (ys[i] - 0.75 * xs[i])) <= tolerance) }
        let before = y.values
        try VectorKernels.scale(3, y.pointer, count: count, dtype: dtype)
        for i in 0..<count { #expect(abs(y[i] - 3 * before[i]) <= 4 * tolerance) }
        #expect((y.pointer + y.bytes.count).load(as: UInt8.self) == 0xA5)
    }

    @Test func normsNeitherOverflowNorVanish() throws {
        func norm(_ values: [Double]) throws -> Double {
            let x = Memory1D(.float64, values)
            return try VectorKernels.norm(x.pointer, count: values.count, dtype: .float64)
        }
        #expect(abs(try norm([3e200, 4e200]) - 5e200) < 1e185)
        #expect(abs(try norm([3e-200, 4e-200]) - 5e-200) < 1e-214)
        #expect(try norm([.leastNonzeroMagnitude]) == .leastNonzeroMagnitude)
        #expect(try norm([0, 0]) == 0)
        #expect(try norm([1, .infinity]) == .infinity)
        #expect(try norm([1, .nan]).isNaN)
    }

    @Test(arguments: [0, 1, 3, 4, 5, 22], [DType.float32, .float64]) func setsOfVectors(rowCount: Int, dtype: DType) throws {
        for count in Self.counts {
            let stride = count + 5
            let v = vector(dtype, max(rowCount * stride, 1), 3)
            let w = vector(dtype, count, 4)
            let (vs, ws) = (v.values, w.values)
            var products = [Double](repeating: 0, count: rowCount)
            try VectorKernels.multiDot(
                v.pointer, rowCount: rowCount, rowStride: stride, w.pointer, count: count, dtype: dtype, into: &products)
            for j in 0..<rowCount {
                let expected = (0..<count).reduce(0) { $0 + vs[j * stride + $1] * ws[$1] }
                #expect(abs(products[j] - expected) < 1e-11)
                // A product does not depend on the rows beside it.
                var alone = 0.0
                try VectorKernels.multiDot(
                    v.pointer + j * stride * dtype.byteSize, rowCount: 1, rowStride: stride, w.pointer, count: count,
                    dtype: dtype, into: &alone)
                #expect(alone == products[j])
            }
            (w.pointer + w.bytes.count).storeBytes(of: 0xA5, as: UInt8.self)
            try VectorKernels.multiAxpy(
                subtracting: products, v.pointer, rowCount: rowCount, rowStride: stride, from: w.pointer, count: count,
                dtype: dtype)
            #expect((w.pointer + w.bytes.count).load(as: UInt8.self) == 0xA5)
            for i in 0..<count {
                let expected = (0..<rowCount).reduce(ws[i]) { $0 - products[$1] * vs[$1 * stride + i] }
                #expect(abs(w[i] - expected) <= (dtype == .float32 ? 1e-7 : 1e-12) * max(1, abs(expected)))
            }
        }
    }

    @Test(arguments: [(1, 1), (5, 2), (20, 20), (70, 30)], [DType.float32, .float64])
    func rotations(shape: (Int, Int), dtype: DType) throws {
        let (m, k) = shape
        for count in [0, 1, 15, 16, 17, 513, 5000] {
            let stride = count + 3
            let v = vector(dtype, m * stride, 5)
            let q = vector(.float64, m * k, 6).values
            let vs = v.values
            try VectorKernels.rotate(
                v.pointer, rowCount: m, rowStride: stride, by: q, columns: k, count: count, dtype: dtype)
            for l in 0..<m {
                for i in 0..<stride {
                    let expected =
                        l < k && i < count ? (0..<m).reduce(0) { $0 + q[$1 * k + l] * vs[$1 * stride + i] } : vs[l * stride + i]
                    let tolerance = (dtype == .float32 ? 1e-7 : 1e-14) * Double(m)
                    #expect(abs(v[l * stride + i] - expected) <= tolerance)
                }
            }
        }
    }

    @Test(arguments: [DType.float32, .float64]) func sameBitsOnAnyNumberOfThreads(dtype: DType) throws {
        let count = 300_001
        let rowCount = 6
        let q = vector(.float64, rowCount * 3, 9).values
        try expectSameBits { pool in
            let v = vector(dtype, rowCount * count, 7)
            let w = vector(dtype, count, 8)
            var numbers = [
                try VectorKernels.dot(v.pointer, w.pointer, count: count, dtype: dtype, pool: pool),
                try VectorKernels.norm(w.pointer, count: count, dtype: dtype, pool: pool),
            ]
            var products = [Double](repeating: 0, count: rowCount)
            try VectorKernels.multiDot(
                v.pointer, rowCount: rowCount, rowStride: count, w.pointer, count: count, dtype: dtype, into: &products,
                pool: pool)
            numbers += products
            try VectorKernels.multiAxpy(
                subtracting: products, v.pointer, rowCount: rowCount, rowStride: count, from: w.pointer, count: count,
                dtype: dtype, pool: pool)
            try VectorKernels.axpy(0.3, v.pointer, into: w.pointer, count: count, dtype: dtype, pool: pool)
            try VectorKernels.rotate(
                v.pointer, rowCount: rowCount, rowStride: count, by: q, columns: 3, count: count, dtype: dtype, pool: pool)
            return numbers.withUnsafeBytes { Array($0) } + w.bytes + v.bytes
        }
    }

    @Test func nothingIsAllocated() throws {
        let x = vector(.float64, 100_000, 1)
        let y = vector(.float64, 100_000, 2)
        var product = 0.0
        func all() throws {
            _ = try VectorKernels.dot(x.pointer, y.pointer, count: 100_000, dtype: .float64)
            try VectorKernels.axpy(1e-9, x.pointer, into: y.pointer, count: 100_000, dtype: .float64)
            try VectorKernels.multiDot(
                x.pointer, rowCount: 1, rowStride: 100_000, y.pointer, count: 100_000, dtype: .float64, into: &product)
            try VectorKernels.multiAxpy(
                subtracting: &product, x.pointer, rowCount: 1, rowStride: 100_000, from: y.pointer, count: 100_000,
                dtype: .float64)
        }
        try all()
        let before = allocation_count()
        for _ in 0..<100 { try all() }
        #expect(allocation_count() == before)
    }
}
