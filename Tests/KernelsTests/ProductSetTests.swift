import Tensors
import Testing

@testable import Kernels

@Suite struct ProductSetTests {
    private func random(_ dtype: DType, _ count: Int, _ random: inout TestRandom) -> Memory1D {
        Memory1D(dtype, (0..<count).map { _ in random.uniform(-1, 1) })
    }

    /// Two products into one C, one of them as a tall one over the batch; one product alone; one that adds to what C holds.
    private func sums(_ dtype: DType) -> [[Gemm]] {
        let batch = 3
        let tall = Gemm(dtype: dtype, m: batch * 50, n: 100, k: 20)
        let each = Gemm(
            dtype: dtype, m: 50, n: 100, k: 30, transposeB: true, batch: batch, strideA: 0, strideB: 3000, strideC: 5000)
        return [
            [tall, each], [Gemm(dtype: dtype, m: 100, n: 41, k: 50, transposeA: true)],
            [Gemm(dtype: dtype, m: 1, n: 60, k: 50, accumulate: true), Gemm(dtype: dtype, m: 1, n: 60, k: 7, accumulate: true)],
        ]
    }

    @Test("bits are those of the products one after the other, on any number of threads", arguments: [DType.float32, .float64])
    func bits(dtype: DType) throws {
        var random = TestRandom(8)
        let set = try ProductSet(sums(dtype).map { try #require(ProductSet.sum($0)) })
        #expect(set.operandCount == 10)
        var operands: [Memory1D] = []
        var results: [Memory1D] = []
        var expected: [[UInt8]] = []
        for (number, sum) in sums(dtype).enumerated() {
            let size = [15000, 4100, 60][number]
            let c = self.random(dtype, size, &random)
            let start = c.values
            for (index, product) in sum.enumerated() {
                let a = self.random(dtype, product.m * product.k, &random)
                let b = self.random(dtype, product.n * product.k * product.batch, &random)
                operands += [a, b]
                var product = product
                product.accumulate = product.accumulate || index > 0
                try product.run(a.pointer, b.pointer, c.pointer)
            }
            expected.append(c.bytes)
            results.append(Memory1D(dtype, start))
        }
        let start = results.map(\.values)
        for threads in [1, 3] {
            let pool = ThreadPool()
            pool.threadCount = threads
            results = start.map { Memory1D(dtype, $0) }
            try set.run(operands: operands.map(\.pointer), results: results.map(\.pointer), pool: pool)
            #expect(results.map(\.bytes) == expected)
        }
    }

    @Test("what a set does not take is run by itself") func refused() throws {
        let product = Gemm(dtype: .float64, m: 4, n: 5, k: 6)
        func with(_ change: (inout Gemm) -> Void) -> Gemm {
            var other = product
            change(&other)
            return other
        }
        #expect(
            ProductSet.sum([
                product,
                with {
                    $0.k = 9; $0.rowStrideA = 9
                },
            ]) != nil)
        for other in [
            with { $0.dtype = .int64 }, with { $0.dtype = .float32 }, with { $0.n = 4 }, with { $0.m = 0 }, with { $0.k = 0 },
            with { $0.k = 5000 }, with { $0.batch = 3 },
        ] {
            #expect(ProductSet.sum([product, other]) == nil)
        }
        #expect(ProductSet.sum([]) == nil)
        #expect(throws: KernelFailure.self) { try ProductSet([[product, with { $0.m = 8 }]]) }
        #expect(throws: KernelFailure.self) { try ProductSet([[with { $0.rowStrideA = 1 }]]) }
    }
}
