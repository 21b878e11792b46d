import Tensors
import Testing

@testable import Kernels

/// Every kernel gives the same bits on one thread and on two, both of which have had tiles.
///
/// `ElementwiseKernel`, `Gemm`, `VectorKernels` and `RandomFill` say so beside their other tests.
@Suite struct BitsTests {
    private func numbers(_ dtype: DType, _ count: Int, _ seed: UInt64) -> Memory1D {
        var random = TestRandom(seed)
        return Memory1D(
            dtype,
            (0..<count).map { _ in
                dtype == .int64 ? Double(Int.random(in: -99...99, using: &random)) : random.uniform(-1, 1)
            })
    }

    private func indices(_ count: Int, below extent: Int) -> Memory1D {
        var random = TestRandom(9)
        return Memory1D(.int64, (0..<count).map { _ in Double(Int.random(in: -extent..<extent, using: &random)) })
    }

    private static let dtypes: [DType] = [.int64, .float32, .float64]

    @Test(arguments: dtypes) func copies(dtype: DType) throws {
        let x = numbers(dtype, 300 * 400 * 3, 1)
        for strides in [[1200, 3, 1], [1, 300, 120_000], [3, 900, 1]] {
            let y = numbers(dtype, x.count, 2)
            let copy = try StridedCopy(extents: [300, 400, 3], from: dtype, strides: strides, to: dtype, strides: [1200, 3, 1])
            let sum = StridedAdd(extents: [300, 400, 3], dtype: dtype, destinationStrides: strides)
            try expectSameBits { pool in
                try copy.run(from: x.pointer, to: y.pointer, pool: pool)
                return y.bytes
            }
            try expectSameBits { pool in
                let z = numbers(dtype, x.count, 3)
                try sum.run(from: x.pointer, to: z.pointer, pool: pool)
                return z.bytes
            }
        }
        let y = numbers(.float64, x.count, 2)
        let conversion = try StridedCopy(extents: [x.count], from: dtype, strides: [1], to: .float64, strides: [1])
        try expectSameBits { pool in
            try conversion.run(from: x.pointer, to: y.pointer, pool: pool)
            return y.bytes
        }
    }

    @Test(arguments: dtypes, [(1, 50, 3000, 200), (1, 1000, 1, 300_000), (50, 40, 7, 2000)])
    func gathersAndScatters(dtype: DType, sizes: (Int, Int, Int, Int)) throws {
        let (outer, extent, inner, count) = sizes
        let x = numbers(dtype, outer * extent * inner, 1)
        let places = indices(count, below: extent)
        let taken = numbers(dtype, outer * count * inner, 2)
        try expectSameBits { pool in
            try Gather(dtype: dtype, outer: outer, extent: extent, inner: inner, count: count).run(
                from: x.pointer, indices: places.pointer.assumingMemoryBound(to: Int64.self), to: taken.pointer, pool: pool)
            return taken.bytes
        }
        // One column in one place is one sum, in order: nothing to share.
        guard outer * inner > 1 else { return }
        try expectSameBits { pool in
            let sums = numbers(dtype, outer * extent * inner, 3)
            try ScatterAdd(dtype: dtype, outer: outer, extent: extent, inner: inner, count: count).run(
                from: taken.pointer, indices: places.pointer.assumingMemoryBound(to: Int64.self), into: sums.pointer, pool: pool)
            return sums.bytes
        }
    }

    @Test(arguments: dtypes, [(1, 300_000, 1), (3, 400, 300), (2000, 30, 5), (1, 50_000, 3)])
    func runningSumsAndSearches(dtype: DType, sizes: (Int, Int, Int)) throws {
        let (outer, extent, inner) = sizes
        let x = numbers(dtype, outer * extent * inner, 1)
        let y = numbers(dtype, x.count, 2)
        for reverse in [false, true] {
            try expectSameBits { pool in
                try CumulativeSum(dtype: dtype, outer: outer, extent: extent, inner: inner, reverse: reverse)
                    .run(from: x.pointer, to: y.pointer, pool: pool)
                return y.bytes
            }
        }
        let places = Memory1D(.int64, [Double](repeating: 0, count: outer * inner))
        for kind in [ArgReduce.Kind.maximum, .minimum] {
            try expectSameBits { pool in
                try ArgReduce(kind, dtype: dtype, outer: outer, extent: extent, inner: inner)
                    .run(from: x.pointer, to: places.pointer.assumingMemoryBound(to: Int64.self), pool: pool)
                return places.bytes
            }
        }
    }

    @Test(arguments: dtypes) func fillsAndSorting(dtype: DType) throws {
        let x = numbers(dtype, 200_000, 1)
        let order = Memory1D(.int64, [Double](repeating: 0, count: x.count))
        for rows in [1, 2000] {
            try expectSameBits { pool in
                try ArgSort(dtype: dtype, rows: rows, length: x.count / rows)
                    .run(from: x.pointer, to: order.pointer.assumingMemoryBound(to: Int64.self), pool: pool)
                return order.bytes
            }
        }
        try expectSameBits { pool in
            try Fill.iota(start: 1, step: 3, into: x.pointer, count: x.count, dtype: dtype, pool: pool)
            return x.bytes
        }
        try expectSameBits { pool in
            try Fill.constant(5, into: x.pointer, count: x.count, dtype: dtype, pool: pool)
            return x.bytes
        }
    }

    /// Chains with functions of every kind: the last group of a block is as the others.
    @Test(arguments: [DType.float32, .float64]) func transcendentalFunctions(dtype: DType) throws {
        let x = numbers(dtype, 100_003, 1)
        let y = numbers(dtype, 100_003, 2)
        let opcodes: [Opcode] = [
            .exp, .expm1, .log, .log1p, .sin, .cos, .tan, .sinh, .cosh, .tanh, .sigmoid, .softplus, .erf, .power,
        ]
        for opcode in opcodes {
            let program = ElementwiseProgram(
                dtype: dtype, extents: [x.count],
                operands: [.init(dtype: dtype, strides: [1]), .init(dtype: dtype, strides: [1])], constants: [],
                instructions: [Instruction(.absolute, into: 2, 0), Instruction(opcode, into: 2, 2, 1)],
                results: [.init(register: 2, dtype: dtype)], registerCount: 3)
            try expectSameBits { pool in try program.run([x, y], pool: pool)[0].bytes }
        }
    }

    /// An interrupt keeps the tiles that have not begun from running, whatever the kernel.
    @Test func interruptsEndKernels() async {
        await #expect(processExitsWith: .success) {
            let count = 400_000
            let x = Memory1D(.float64, [Double](repeating: 1, count: count))
            let y = Memory1D(.float64, [Double](repeating: 1, count: count))
            let places = Memory1D(.int64, [Double](repeating: 0, count: count))
            let indices = places.pointer.assumingMemoryBound(to: Int64.self)
            Interrupt.request()
            let jobs: [() throws -> Void] = [
                {
                    try StridedCopy(extents: [count], from: .float64, strides: [1], to: .float64, strides: [1])
                        .run(from: x.pointer, to: y.pointer)
                },
                {
                    try StridedAdd(extents: [count], dtype: .float64, destinationStrides: [1])
                        .run(from: x.pointer, to: y.pointer)
                },
                {
                    try Gather(dtype: .float64, outer: 1, extent: count, inner: 1, count: count)
                        .run(from: x.pointer, indices: indices, to: y.pointer)
                },
                {
                    try ScatterAdd(dtype: .float64, outer: 1, extent: count, inner: 1, count: count)
                        .run(from: x.pointer, indices: indices, into: y.pointer)
                },
                {
                    try CumulativeSum(dtype: .float64, outer: 1, extent: count, inner: 1).run(from: x.pointer, to: y.pointer)
                },
                {
                    try ArgReduce(.maximum, dtype: .float64, outer: 1, extent: count, inner: 1)
                        .run(from: x.pointer, to: indices)
                },
                { try ArgSort(dtype: .float64, rows: 1, length: count).run(from: x.pointer, to: indices) },
                { try Fill.constant(0, into: y.pointer, count: count, dtype: .float64) },
                { try RandomFill.fill(.normal, into: y.pointer, count: count, dtype: .float64, seed: 0, stream: 0) },
            ]
            for job in jobs {
                #expect(throws: KernelFailure.interrupted) { try job() }
            }
            // What was to be written is undefined, but here untouched.
            #expect(y.values.allSatisfy { $0 == 1 })
            Interrupt.clear()
            for job in jobs { #expect(throws: Never.self) { try job() } }
        }
    }
}
