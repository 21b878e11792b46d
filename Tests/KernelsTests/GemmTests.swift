import Tensors
import Testing

@testable import Kernels

@Suite struct GemmTests {
    private func reference(_ gemm: Gemm, _ a: Memory1D, _ b: Memory1D, _ c: Memory1D) -> [Double] {
        var result = c.values
        for index in 0..<gemm.batch {
            for i in 0..<gemm.m {
                for j in 0..<gemm.n {
                    var sum = gemm.accumulate ? c[index * gemm.strideC + i * gemm.n + j] : 0
                    for l in 0..<gemm.k {
                        sum +=
                            a[index * gemm.strideA + (gemm.transposeA ? l * gemm.m + i : i * gemm.k + l)]
                            * b[index * gemm.strideB + (gemm.transposeB ? j * gemm.k + l : l * gemm.n + j)]
                    }
                    result[index * gemm.strideC + i * gemm.n + j] = sum
                }
            }
        }
        return result
    }

    private func operands(_ gemm: Gemm, _ random: inout TestRandom) -> (Memory1D, Memory1D, Memory1D) {
        func values(_ count: Int) -> [Double] {
            (0..<count).map { _ in
                gemm.dtype == .int64 ? Double(Int.random(in: -9...9, using: &random)) : random.uniform(-1, 1)
            }
        }
        let a = Memory1D(gemm.dtype, values(gemm.m * gemm.k + max(gemm.batch - 1, 0) * gemm.strideA))
        let b = Memory1D(gemm.dtype, values(gemm.k * gemm.n + max(gemm.batch - 1, 0) * gemm.strideB))
        let c = Memory1D(gemm.dtype, values(gemm.m * gemm.n + max(gemm.batch - 1, 0) * gemm.strideC))
        return (a, b, c)
    }

    static let shapes = [
        (0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 1, 1), (1, 7, 5), (7, 1, 5), (1, 1, 100), (5, 6, 1), (2, 3, 4), (16, 16, 16),
        (17, 33, 9), (50, 100, 100), (100, 50, 1), (100, 100, 50), (6, 16, 100), (7, 17, 128), (129, 65, 33), (1, 300, 200),
        (300, 1, 200), (200, 250, 300), (3, 3, 9000),
        // Panels of each width, whole and with a few columns left.
        (9, 4, 20), (9, 8, 20), (8, 20, 20), (8, 24, 20), (5, 36, 20), (13, 40, 20), (11, 47, 20), (8, 48, 300), (10, 98, 20),
        (7, 112, 20),
    ]

    @Test(arguments: shapes, [DType.float32, .float64, .int64]) func agreesWithTheDefinition(
        shape: (Int, Int, Int), dtype: DType
    ) throws {
        var random = TestRandom(3)
        for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
            for accumulate in [false, true] {
                let gemm = Gemm(
                    dtype: dtype, m: shape.0, n: shape.1, k: shape.2, transposeA: transposeA, transposeB: transposeB,
                    accumulate: accumulate)
                let (a, b, c) = operands(gemm, &random)
                let expected = reference(gemm, a, b, c)
                (c.pointer + c.bytes.count).storeBytes(of: 0xA5, as: UInt8.self)
                try gemm.run(a.pointer, b.pointer, c.pointer)
                let tolerance = (dtype == .float32 ? 1e-6 : 1e-14) * (10 + Double(shape.2).squareRoot())
                #expect(zip(c.values, expected).allSatisfy { abs($0 - $1) <= tolerance }, "\(gemm)")
                #expect((c.pointer + c.bytes.count).load(as: UInt8.self) == 0xA5)
            }
        }
    }

    @Test(arguments: [DType.float32, .float64]) func batches(dtype: DType) throws {
        var random = TestRandom(4)
        let (m, n, k) = (9, 20, 31)
        for strides in [(m * k, k * n), (0, k * n), (m * k, 0), (0, 0)] {
            for batch in [0, 1, 2, 40] {
                let gemm = Gemm(
                    dtype: dtype, m: m, n: n, k: k, transposeB: batch == 2, batch: batch, strideA: strides.0,
                    strideB: strides.1, strideC: m * n + 3)
                let (a, b, c) = operands(gemm, &random)
                let expected = reference(gemm, a, b, c)
                try gemm.run(a.pointer, b.pointer, c.pointer)
                #expect(zip(c.values, expected).allSatisfy { abs($0 - $1) <= 1e-5 })
            }
        }
        #expect(throws: KernelFailure.self) {
            try Gemm(dtype: dtype, m: 1, n: 1, k: 1, batch: 2).run(
                Memory1D(dtype, [1]).pointer, Memory1D(dtype, [1]).pointer, Memory1D(dtype, [1]).pointer)
        }
    }

    @Test(arguments: [(50, 100, 100), (100, 100, 50), (700, 300, 900), (20_000, 30, 40), (30, 20_000, 40), (64, 64, 9000)])
    func sameBitsOnAnyNumberOfThreads(shape: (Int, Int, Int)) throws {
        let one = ThreadPool()
        one.threadCount = 1
        let several = ThreadPool()
        several.threadCount = 3
        var random = TestRandom(6)
        for dtype in [DType.float32, .float64] {
            for (transposeA, transposeB) in [(false, false), (false, true), (true, false)] {
                let gemm = Gemm(
                    dtype: dtype, m: shape.0, n: shape.1, k: shape.2, transposeA: transposeA, transposeB: transposeB)
                let (a, b, c) = operands(gemm, &random)
                try gemm.run(a.pointer, b.pointer, c.pointer, pool: one)
                let single = c.bytes
                // Until a worker has had a tile, however busy the machine.
                for round in 0..<3000 where round < 5 || several.tilesRun.dropFirst().allSatisfy({ $0 == 0 }) {
                    try gemm.run(a.pointer, b.pointer, c.pointer, pool: several)
                    #expect(c.bytes == single)
                }
            }
        }
        #expect(several.tilesRun.dropFirst().contains { $0 > 0 })
    }

    @Test func integerEntriesThatDoNotFitFail() throws {
        let a = Memory1D(.int64, [1, 1, 1])
        a.pointer.storeBytes(of: Int64.max, as: Int64.self)
        let b = Memory1D(.int64, [1, 1, -1])
        let c = Memory1D(.int64, [0])
        try Gemm(dtype: .int64, m: 1, n: 1, k: 3).run(a.pointer, b.pointer, c.pointer)
        #expect(c.integer(at: 0) == .max)
        #expect(throws: KernelFailure.integerOverflow) {
            try Gemm(dtype: .int64, m: 1, n: 1, k: 2).run(a.pointer, b.pointer, c.pointer)
        }
    }
}
