import Tensors
import Testing

@testable import Kernels

/// Kernels that move numbers, each against the plainest loop.
@Suite struct MovementTests {
    private func values(_ count: Int, _ seed: UInt64, _ range: ClosedRange<Int> = -100...100) -> [Double] {
        var random = TestRandom(seed)
        return (0..<count).map { _ in Double(Int.random(in: range, using: &random)) }
    }

    /// The places of an array's elements in row-major order.
    private func places(_ extents: [Int], _ strides: [Int]) -> [Int] {
        (0..<extents.reduce(1, *)).map { index in
            var rest = index
            var place = 0
            for axis in extents.indices.reversed() {
                place += rest % extents[axis] * strides[axis]
                rest /= extents[axis]
            }
            return place
        }
    }

    /// Strides of an array whose axes lie in memory in some order, some of them reversed; the first element's place; its size.
    private func layout(_ extents: [Int], order: [Int], reversed: [Int] = []) -> (strides: [Int], offset: Int, size: Int) {
        var strides = [Int](repeating: 0, count: extents.count)
        var step = 1
        var offset = 0
        for axis in order.reversed() {
            strides[axis] = reversed.contains(axis) ? -step : step
            if reversed.contains(axis) { offset += step * max(extents[axis] - 1, 0) }
            step *= max(extents[axis], 1)
        }
        return (strides, offset, step)
    }

    private static let shapes: [[Int]] = [
        [], [0], [1], [5], [3, 4], [4, 0, 2], [1, 1, 7, 1], [3, 5, 7], [130, 257], [8, 8], [2, 16, 16, 3], [100_003],
        [2, 70_000],
        [9, 133, 140],
    ]

    @Test(arguments: shapes, [DType.bool, .int64, .float32, .float64]) func stridedCopies(extents: [Int], dtype: DType) throws {
        var random = TestRandom(UInt64(extents.reduce(1, +)))
        let axes = Array(extents.indices)
        for round in 0..<4 {
            let order = round == 0 ? axes : round == 1 ? axes.reversed() : axes.shuffled(using: &random)
            let reversed = round < 2 ? [] : axes.filter { _ in Bool.random(using: &random) }
            let from = layout(extents, order: order, reversed: reversed)
            let to = layout(extents, order: round == 3 ? axes.shuffled(using: &random) : axes)
            let source = Memory1D(dtype, values(from.size, 1, dtype == .bool ? 0...1 : -100...100))
            let destination = Memory1D(dtype, [Double](repeating: 0, count: to.size))
            let copy = try StridedCopy(extents: extents, from: dtype, strides: from.strides, to: dtype, strides: to.strides)
            try copy.run(
                from: source.pointer + from.offset * dtype.byteSize, to: destination.pointer + to.offset * dtype.byteSize)
            var expected = [Double](repeating: 0, count: to.size)
            for (a, b) in zip(places(extents, from.strides), places(extents, to.strides)) {
                expected[to.offset + b] = source[from.offset + a]
            }
            #expect(destination.values == expected, "\(order) \(reversed)")
        }
    }

    @Test func copiesConvertAndRepeat() throws {
        for from in DType.allCases {
            for to in DType.allCases {
                let numbers =
                    from == .bool ? [0.0, 1, 1, 0, 1] : from == .int64 ? [0, 3, -7, 1, 2] : [0, 2.75, -2.75, 0.1, -0.0]
                let source = Memory1D(from, numbers)
                let destination = Memory1D(to, [Double](repeating: 5, count: 15))
                // Repeated along the first axis.
                try StridedCopy(extents: [3, 5], from: from, strides: [0, 1], to: to, strides: [5, 1])
                    .run(from: source.pointer, to: destination.pointer)
                let expected = source.values.map { x -> Double in
                    switch to {
                    case .bool: x != 0 ? 1 : 0
                    case .int64: x.rounded(.towardZero) + 0
                    case .float32: Double(Float(x))
                    case .float64: x
                    }
                }
                #expect(destination.values == expected + expected + expected, "\(from) \(to)")
                // And along the last.
                let columns = Memory1D(to, [Double](repeating: 5, count: 15))
                try StridedCopy(extents: [5, 3], from: from, strides: [1, 0], to: to, strides: [3, 1])
                    .run(from: source.pointer, to: columns.pointer)
                #expect(columns.values == expected.flatMap { [$0, $0, $0] })
            }
        }
        for bad in [Double.nan, .infinity, 1e19, -1e19] {
            let source = Memory1D(.float64, [1, bad])
            let destination = Memory1D(.int64, [0, 0])
            let copy = try StridedCopy(extents: [2], from: .float64, strides: [1], to: .int64, strides: [1])
            #expect(throws: KernelFailure.integerOverflow) { try copy.run(from: source.pointer, to: destination.pointer) }
        }
        #expect(throws: KernelFailure.self) {
            try StridedCopy(extents: [2], from: .float64, strides: [1, 1], to: .float64, strides: [1])
        }
    }

    @Test(arguments: shapes, [DType.int64, .float32, .float64]) func stridedAdditions(extents: [Int], dtype: DType) throws {
        for order in [Array(extents.indices), extents.indices.reversed()] {
            let to = layout(extents, order: order, reversed: extents.count > 1 ? [1] : [])
            let source = Memory1D(dtype, values(extents.reduce(1, *), 1))
            let destination = Memory1D(dtype, values(to.size, 2))
            var expected = destination.values
            for (a, b) in places(extents, to.strides).enumerated() { expected[to.offset + b] += source[a] }
            try StridedAdd(extents: extents, dtype: dtype, destinationStrides: to.strides)
                .run(from: source.pointer, to: destination.pointer + to.offset * dtype.byteSize)
            #expect(destination.values == expected)
        }
    }

    @Test(
        arguments: [
            (1, 5, 1, 7), (1, 5, 4, 3), (2, 3, 2, 9), (3, 4, 5, 0), (0, 4, 5, 2), (2, 4, 0, 3), (1, 100, 1, 70_000),
            (2, 30, 700, 60), (1, 3, 100_000, 2), (40_000, 2, 1, 3),
        ],
        [DType.bool, .int64, .float32, .float64])
    func gathersAndScatters(sizes: (Int, Int, Int, Int), dtype: DType) throws {
        let (outer, extent, inner, count) = sizes
        let indices = Memory1D(.int64, values(count, 3, -extent...(extent - 1)))
        let places = indices.pointer.assumingMemoryBound(to: Int64.self)
        let source = Memory1D(dtype, values(outer * extent * inner, 4, dtype == .bool ? 0...1 : -100...100))
        let taken = Memory1D(dtype, [Double](repeating: 1, count: outer * count * inner))
        try Gather(dtype: dtype, outer: outer, extent: extent, inner: inner, count: count)
            .run(from: source.pointer, indices: places, to: taken.pointer)
        var expected: [Double] = []
        let before = source.values
        for o in 0..<outer {
            for j in 0..<count {
                let index = (Int(indices[j]) + extent) % extent
                for i in 0..<inner { expected.append(before[(o * extent + index) * inner + i]) }
            }
        }
        #expect(taken.values == expected)

        let scatter = ScatterAdd(dtype: dtype, outer: outer, extent: extent, inner: inner, count: count)
        guard dtype != .bool else {
            #expect(throws: KernelFailure.self) {
                try scatter.run(from: taken.pointer, indices: places, into: source.pointer)
            }
            return
        }
        // Sums that do not round in any order, and then ones whose order matters.
        var sums = before
        for o in 0..<outer {
            for j in 0..<count {
                let index = (Int(indices[j]) + extent) % extent
                for i in 0..<inner { sums[(o * extent + index) * inner + i] += expected[(o * count + j) * inner + i] }
            }
        }
        try scatter.run(from: taken.pointer, indices: places, into: source.pointer)
        #expect(source.values == sums)
    }

    @Test func scattersAddInOrder() throws {
        let count = 300_000
        var random = TestRandom(8)
        let numbers = (0..<count).map { _ in random.uniform(-1, 1) }
        let source = Memory1D(.float64, numbers)
        let indices = Memory1D(.int64, values(count, 9, 0...2))
        let destination = Memory1D(.float64, [0, 0, 0])
        try ScatterAdd(dtype: .float64, outer: 1, extent: 3, inner: 1, count: count).run(
            from: source.pointer, indices: indices.pointer.assumingMemoryBound(to: Int64.self), into: destination.pointer)
        var expected = [0.0, 0, 0]
        for (x, index) in zip(numbers, indices.values) { expected[Int(index)] += x }
        #expect(destination.values == expected)
    }

    @Test func indicesOutsideFail() throws {
        let source = Memory1D(.float64, [1, 2, 3])
        let result = Memory1D(.float64, [0, 0, 0, 0])
        for (bad, inner) in [(3.0, 1), (-4, 1), (3, 0)] {
            let indices = Memory1D(.int64, [0, -3, bad, 99])
            let places = indices.pointer.assumingMemoryBound(to: Int64.self)
            let failure = KernelFailure.indexOutOfRange(index: Int(bad), extent: 3)
            #expect(throws: failure) {
                try Gather(dtype: .float64, outer: 1, extent: 3, inner: inner, count: 4)
                    .run(from: source.pointer, indices: places, to: result.pointer)
            }
            #expect(throws: failure) {
                try ScatterAdd(dtype: .float64, outer: 1, extent: 3, inner: inner, count: 4)
                    .run(from: result.pointer, indices: places, into: source.pointer)
            }
        }
        let extreme = Memory1D(.int64, [0])
        extreme.pointer.storeBytes(of: Int64.min, as: Int64.self)
        #expect(throws: KernelFailure.self) {
            try Gather(dtype: .float64, outer: 1, extent: 3, inner: 1, count: 1)
                .run(from: source.pointer, indices: extreme.pointer.assumingMemoryBound(to: Int64.self), to: result.pointer)
        }
    }

    @Test(
        arguments: [
            (1, 1, 1), (0, 3, 2), (2, 0, 3), (3, 4, 5), (1, 100_000, 1), (5, 40_000, 3), (2, 3, 70_000), (30_000, 3, 2),
            (1, 700, 300),
        ],
        [DType.int64, .float32, .float64])
    func cumulativeSums(sizes: (Int, Int, Int), dtype: DType) throws {
        let (outer, extent, inner) = sizes
        for reverse in [false, true] {
            // Whole numbers whose sums are exact in float32 too.
            let source = Memory1D(dtype, values(outer * extent * inner, 6, -20...20))
            let before = source.values
            let destination = Memory1D(dtype, before)
            let kernel = CumulativeSum(dtype: dtype, outer: outer, extent: extent, inner: inner, reverse: reverse)
            try kernel.run(from: source.pointer, to: destination.pointer)
            var expected = before
            for o in 0..<outer {
                for j in 0..<inner {
                    var sum = 0.0
                    for step in 0..<extent {
                        let place = (o * extent + (reverse ? extent - 1 - step : step)) * inner + j
                        sum += before[place]
                        expected[place] = sum
                    }
                }
            }
            #expect(destination.values == expected)
            // In place.
            try kernel.run(from: source.pointer, to: source.pointer)
            #expect(source.values == expected)
        }
    }

    @Test func cumulativeSumsOverflowOnlyWhereTheyDo() throws {
        let count = 100_000
        let x = Memory1D(.int64, [Double](repeating: 0, count: count))
        let sums = CumulativeSum(dtype: .int64, outer: 1, extent: count, inner: 1)
        x.pointer.storeBytes(of: .max, toByteOffset: 8 * 10, as: Int64.self)
        x.pointer.storeBytes(of: -5, toByteOffset: 8 * 50_000, as: Int64.self)
        x.pointer.storeBytes(of: 5, toByteOffset: 8 * 99_999, as: Int64.self)
        let result = Memory1D(.int64, x.values.map { _ in 0 })
        try sums.run(from: x.pointer, to: result.pointer)
        #expect(result.integer(at: count - 1) == .max)
        x.pointer.storeBytes(of: 6, toByteOffset: 8 * 99_999, as: Int64.self)
        #expect(throws: KernelFailure.integerOverflow) { try sums.run(from: x.pointer, to: result.pointer) }
        #expect(throws: KernelFailure.self) {
            try CumulativeSum(dtype: .bool, outer: 1, extent: 1, inner: 1).run(from: x.pointer, to: result.pointer)
        }
    }

    @Test(
        arguments: [
            (1, 1, 1), (0, 3, 2), (2, 3, 0), (3, 4, 5), (1, 100_000, 1), (5, 40_000, 3), (2, 3, 70_000), (30_000, 3, 2),
            (1, 300, 300),
        ],
        [DType.bool, .int64, .float32, .float64])
    func argReductions(sizes: (Int, Int, Int), dtype: DType) throws {
        let (outer, extent, inner) = sizes
        var random = TestRandom(12)
        for hasNaN in dtype.isFloat ? [false, true] : [false] {
            var numbers = values(outer * extent * inner, 13, dtype == .bool ? 0...1 : -9...9)
            if hasNaN {
                for _ in 0..<(numbers.count / 5 + 1) where !numbers.isEmpty {
                    numbers[Int.random(in: 0..<numbers.count, using: &random)] = .nan
                }
            }
            let source = Memory1D(dtype, numbers)
            for kind in [ArgReduce.Kind.maximum, .minimum] {
                let places = Memory1D(.int64, [Double](repeating: 77, count: outer * inner))
                try ArgReduce(kind, dtype: dtype, outer: outer, extent: extent, inner: inner)
                    .run(from: source.pointer, to: places.pointer.assumingMemoryBound(to: Int64.self))
                var expected: [Double] = []
                for o in 0..<outer {
                    for j in 0..<inner {
                        let column = (0..<extent).map { numbers[(o * extent + $0) * inner + j] }
                        // NumPy: the first NaN, else the first of the best.
                        let best = kind == .maximum ? column.max() : column.min()
                        expected.append(Double(column.firstIndex(where: \.isNaN) ?? column.firstIndex { $0 == best } ?? -1))
                    }
                }
                #expect(places.values == expected)
            }
        }
        #expect(throws: KernelFailure.self) {
            let nothing = Memory1D(.int64, [0])
            try ArgReduce(.maximum, dtype: dtype, outer: 1, extent: 0, inner: 1)
                .run(from: nothing.pointer, to: nothing.pointer.assumingMemoryBound(to: Int64.self))
        }
    }

    @Test(arguments: [DType.bool, .int64, .float32, .float64]) func fills(dtype: DType) throws {
        for count in [0, 1, 3, 65_536, 65_537, 200_001] {
            let memory = Memory1D(dtype, [Double](repeating: 0, count: count))
            (memory.pointer + memory.bytes.count).storeBytes(of: 0xA5, as: UInt8.self)
            try Fill.constant(dtype == .float64 ? 0.1 : 3, into: memory.pointer, count: count, dtype: dtype)
            let expected = dtype == .bool ? 1.0 : dtype == .float64 ? 0.1 : 3
            #expect(memory.values.allSatisfy { $0 == expected })
            guard dtype != .bool else { continue }
            let (start, step) = dtype == .int64 ? (-7.0, 3.0) : (0.5, 0.1)
            try Fill.iota(start: start, step: step, into: memory.pointer, count: count, dtype: dtype)
            for i in 0..<count {
                let x = start + Double(i) * step
                #expect(memory[i] == (dtype == .float32 ? Double(Float(x)) : x))
            }
            #expect((memory.pointer + memory.bytes.count).load(as: UInt8.self) == 0xA5)
        }
        let one = Memory1D(.int64, [0, 0])
        #expect(throws: KernelFailure.integerOverflow) { try Fill.constant(0.5, into: one.pointer, count: 1, dtype: .int64) }
        #expect(throws: KernelFailure.integerOverflow) {
            try Fill.iota(start: 0x1p62, step: 0x1p62, into: one.pointer, count: 2, dtype: .int64)
        }
        #expect(throws: KernelFailure.integerOverflow) {
            try Fill.iota(start: 0, step: 0.5, into: one.pointer, count: 2, dtype: .int64)
        }
        #expect(throws: KernelFailure.self) { try Fill.iota(start: 0, step: 1, into: one.pointer, count: 2, dtype: .bool) }
    }
}
