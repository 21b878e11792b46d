import Tensors
import Testing

@testable import Kernels

@Suite struct RowChainTests {
    private static let width = 72

    /// `h = a₁·b₁ + a₂·b₂ᵀ`, then of `h`: its positive part, sums over columns, over rows and over all; then the positive part times b₃.
    private func links(_ dtype: DType, rows: Int, batch: Int?) -> [RowChain.Link] {
        let (m, n) = (batch == nil ? rows : 50, RowChainTests.width)
        func product(_ transposeB: Bool, isShared: Bool, accumulate: Bool) -> Gemm {
            Gemm(
                dtype: dtype, m: m, n: n, k: n, transposeB: transposeB, batch: batch ?? 1, strideA: batch == nil ? 0 : m * n,
                strideB: batch == nil || isShared ? 0 : n * n, strideC: m * n, accumulate: accumulate)
        }
        let extents = (batch.map { [$0] } ?? []) + [m, n]
        let loop = ElementwiseProgram(
            dtype: dtype, extents: extents, operands: [ElementwiseOperand(dtype: dtype, strides: Shape.strides(extents))],
            constants: [0], instructions: [Instruction(.maximum, into: 2, 0, 1)],
            results: [
                ElementwiseResult(register: 2, dtype: dtype),
                ElementwiseResult(register: 0, dtype: dtype, form: .reduceTrailing(.sum, axes: 1)),
                ElementwiseResult(register: 2, dtype: dtype, form: .reduceLeading(.sum, axes: extents.count - 1)),
                ElementwiseResult(register: 2, dtype: dtype, form: .reduceTrailing(.sum, axes: extents.count)),
            ], registerCount: 3)
        // Sums over rows and over columns cut the space at one place only if it has two axes.
        var loopOfBatch = loop
        loopOfBatch.results.remove(at: 2)
        return [
            .sum([product(false, isShared: true, accumulate: false), product(true, isShared: false, accumulate: true)]),
            .loop(batch == nil ? loop : loopOfBatch), .sum([product(false, isShared: true, accumulate: false)]),
        ]
    }

    private func rows(_ count: Int, isBatch: Bool = false) -> RowChain.Rows { RowChain.Rows(count: count, isBatch: isBatch) }

    private struct Memory {
        var operands: [Memory1D]
        let h: Memory1D
        let positive: Memory1D
        let sums: [Memory1D]
        let last: Memory1D
        /// Of each link in turn.
        var pointers: [UnsafeMutableRawPointer] {
            operands[0..<4].map(\.pointer) + [h.pointer, h.pointer, positive.pointer] + sums.map(\.pointer)
                + [positive.pointer, operands[4].pointer, last.pointer]
        }
        var results: [Memory1D] { [h, positive] + sums + [last] }
    }

    private func memory(_ dtype: DType, rows: Int, batch: Int?) -> Memory {
        var random = TestRandom(4)
        func numbers(_ count: Int) -> Memory1D { Memory1D(dtype, (0..<count).map { _ in random.uniform(-1, 1) }) }
        let n = RowChainTests.width
        let all = (batch ?? 1) * (batch == nil ? rows : 50)
        let sums = batch == nil ? [all, n, 1] : [all, 1]
        return Memory(
            operands: [all * n, n * n, all * n, n * n * (batch ?? 1), n * n].map(numbers), h: numbers(all * n),
            positive: numbers(all * n), sums: sums.map(numbers), last: numbers(all * n))
    }

    @Test(
        "a chain gives what its links give one by one, on any number of threads",
        arguments: [DType.float32, .float64], [(50, nil), (1000, nil), (5, 5), (16, 16)] as [(Int, Int?)])
    func links(dtype: DType, size: (rows: Int, batch: Int?)) throws {
        let links = links(dtype, rows: size.rows, batch: size.batch)
        let expected = memory(dtype, rows: size.rows, batch: size.batch)
        var place = 0
        for link in links {
            let pointers = Array(expected.pointers[place..<(place + link.pointerCount)])
            place += link.pointerCount
            switch link {
            case .sum(let products):
                try ProductSet([products]).run(
                    operands: pointers, results: Array(pointers[link.operandCount...]))
            case .loop(let program):
                try ElementwiseKernel(program).run(
                    operands: pointers[..<link.operandCount].map { UnsafeRawPointer($0) },
                    results: Array(pointers[link.operandCount...]))
            }
        }
        let chain = try RowChain(links, rows: rows(size.batch ?? size.rows, isBatch: size.batch != nil))
        #expect(chain.shareCount > 1)
        var bits: [[UInt8]]?
        for threads in [1, 2, 3] {
            let pool = ThreadPool()
            pool.threadCount = threads
            let found = memory(dtype, rows: size.rows, batch: size.batch)
            try chain.run(found.pointers, pool: pool)
            for (number, (a, b)) in zip(found.results, expected.results).enumerated() {
                // Sums over all rows are put together of other parts.
                if number < 3 || number == found.results.count - 1 {
                    #expect(a.bytes == b.bytes, "result \(number)")
                } else {
                    let tolerance = dtype == .float32 ? 1e-6 : 1e-14
                    #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) <= tolerance * abs($1) }, "result \(number)")
                }
            }
            if let bits { #expect(bits == found.results.map(\.bytes)) }
            bits = found.results.map(\.bytes)
        }
    }

    @Test("links without the rows of the chain are refused") func refused() throws {
        let links = links(.float64, rows: 50, batch: nil)
        _ = try RowChain(links, rows: rows(50))
        #expect(throws: KernelFailure.self) { try RowChain(links, rows: rows(40)) }
        #expect(throws: KernelFailure.self) { try RowChain(Array(links[1...1]), rows: rows(7)) }
        #expect(throws: KernelFailure.self) { try RowChain(Array(links[0...0]), rows: rows(25)) }
        guard case .loop(var program) = links[1] else { return }
        program.results = [ElementwiseResult(register: 0, dtype: .float64, form: .reduceTrailing(.sum, axes: 2))]
        _ = try RowChain([.loop(program)], rows: rows(50))
        program.extents = [10, 5, 40]
        program.operands[0].strides = [200, 40, 1]
        // Sums over 5 of the 50 rows each.
        #expect(throws: KernelFailure.self) { try RowChain([.loop(program)], rows: rows(50)) }
        // Ten rows of five times forty.
        _ = try RowChain([.loop(program)], rows: rows(10))
        program.extents = [0, 40]
        program.operands[0].strides = [40, 1]
        #expect(throws: KernelFailure.self) { try RowChain([.loop(program)], rows: rows(0)) }
    }
}
