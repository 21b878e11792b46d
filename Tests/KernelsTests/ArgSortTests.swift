import Tensors
import Testing

@testable import Kernels

@Suite struct ArgSortTests {
    private func permutation(_ x: Memory1D, rows: Int, pool: ThreadPool = .shared) throws -> [Int] {
        let length = rows == 0 ? 0 : x.count / rows
        let result = Memory1D(.int64, [Double](repeating: 0, count: x.count))
        try ArgSort(dtype: x.dtype, rows: rows, length: length)
            .run(from: x.pointer, to: result.pointer.assumingMemoryBound(to: Int64.self), pool: pool)
        return result.values.map { Int($0) }
    }

    /// NumPy's order: NaN last, zeros of both signs equal, equal numbers in their order.
    private func reference(_ x: [Double], rows: Int) -> [Int] {
        let length = rows == 0 ? 0 : x.count / rows
        return (0..<rows).flatMap { row -> [Int] in
            let values = Array(x[(row * length)..<((row + 1) * length)])
            return (0..<length).sorted {
                let (a, b) = (values[$0], values[$1])
                if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? $0 < $1 : b.isNaN }
                return a < b || a == b && $0 < $1
            }
        }
    }

    private static let sizes = [
        (0, 0), (3, 0), (1, 1), (4, 2), (5, 31), (5, 32), (5, 33), (300, 100), (1, 8191), (2, 8192), (2, 8193), (1, 16_385),
        (3, 30_000),
        (1, 100_003),
    ]

    @Test(arguments: sizes, [DType.bool, .int64, .float32, .float64]) func sorts(size: (Int, Int), dtype: DType) throws {
        let (rows, length) = size
        var random = TestRandom(UInt64(rows + length))
        let special = [0.0, -0.0, .nan, -.nan, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1, -1]
        for kind in 0..<4 {
            let x = Memory1D(
                dtype,
                (0..<(rows * length)).map { i -> Double in
                    if dtype == .bool { return Double(Int.random(in: 0...1, using: &random)) }
                    switch kind {
                    case 0: return Double(Int.random(in: -1_000_000...1_000_000, using: &random))
                    case 1: return Double(Int.random(in: -5...5, using: &random))
                    case 2: return Double(rows * length - i)
                    default:
                        if dtype == .int64 { return Double(Int.random(in: -(1 << 50)...(1 << 50), using: &random)) }
                        return Int.random(in: 0..<4, using: &random) == 0
                            ? special.randomElement(using: &random) ?? 0 : random.uniform(-1e3, 1e3)
                    }
                })
            #expect(try permutation(x, rows: rows) == reference(x.values, rows: rows))
        }
    }

    @Test func extremeIntegers() throws {
        let x = Memory1D(.int64, [0, 0, 0, 0])
        for (i, value) in [Int64.max, .min, -1, 0].enumerated() {
            x.pointer.storeBytes(of: value, toByteOffset: 8 * i, as: Int64.self)
        }
        #expect(try permutation(x, rows: 1) == [1, 2, 3, 0])
    }
}
