import Tensors
import Testing

@testable import Kernels

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct RandomFillTests {
    private func numbers(
        _ distribution: RandomFill.Distribution, _ count: Int, _ dtype: DType = .float64, seed: UInt64 = 3, stream: UInt64 = 0,
        start: UInt64 = 0, pool: ThreadPool = .shared
    ) throws -> Memory1D {
        let memory = Memory1D(dtype, [Double](repeating: 77, count: count))
        (memory.pointer + memory.bytes.count).storeBytes(of: 0xA5, as: UInt8.self)
        try RandomFill.fill(
            distribution, into: memory.pointer, count: count, dtype: dtype, seed: seed, stream: stream, startIndex: start,
            pool: pool)
        #expect((memory.pointer + memory.bytes.count).load(as: UInt8.self) == 0xA5)
        return memory
    }

    private static let distributions: [RandomFill.Distribution] = [
        .uniform, .normal, .rademacher, .integer(low: -5, high: 1000),
    ]

    /// Eight blocks at once are eight blocks: uniform numbers, signs and integers are those of `RandomStream` to the bit, normal
    /// ones those of libm to rounding.
    @Test func numbersAreThoseOfTheStream() throws {
        for (seed, stream, start) in [
            (0, 0, 0), (3, 1, 5), (.max, .max, 1 << 33), (1 << 40, 7, (1 << 35) - 9),
        ] as [(UInt64, UInt64, UInt64)] {
            let random = RandomStream(seed: seed, stream: stream)
            let count = 9000
            let uniform = try numbers(.uniform, count, seed: seed, stream: stream, start: start)
            let single = try numbers(.uniform, count, .float32, seed: seed, stream: stream, start: start)
            let normal = try numbers(.normal, count, seed: seed, stream: stream, start: start)
            let normal32 = try numbers(.normal, count, .float32, seed: seed, stream: stream, start: start)
            let signs = try numbers(.rademacher, count, seed: seed, stream: stream, start: start)
            let wholes = try numbers(.integer(low: -5, high: 1000), count, .int64, seed: seed, stream: stream, start: start)
            for i in 0..<count {
                let index = start + UInt64(i)
                let u = random.uniform(at: index)
                #expect(uniform[i] == u)
                #expect(single[i] == (u * 0x1p24).rounded(.down) * 0x1p-24)
                #expect(signs[i] == Double(random.rademacher(at: index)))
                #expect(wholes.integer(at: i) == random.integer(at: index, low: -5, high: 1000))
                let pair = random.words(.normal, block: index / 2)
                let radius = (-2 * log((Double(pair.0) + 1) * 0x1p-64)).squareRoot()
                let angle = 2 * .pi * Double(pair.1 >> 11) * 0x1p-53
                let z = radius * (index % 2 == 0 ? cos(angle) : sin(angle))
                #expect(abs(normal[i] - z) <= 4e-15 * max(1, abs(z)))
                #expect(normal32[i] == Double(Float(normal[i])))
            }
        }
    }

    /// More numbers begin with the fewer, and any part is as if drawn with the rest.
    @Test(arguments: distributions, [DType.float32, .float64, .int64])
    func partsOfAStream(distribution: RandomFill.Distribution, dtype: DType) throws {
        if dtype == .int64, distribution == .uniform || distribution == .normal {
            #expect(throws: KernelFailure.self) { try numbers(distribution, 3, dtype) }
            return
        }
        let all = try numbers(distribution, 20_000, dtype)
        for (start, count) in [(0, 0), (0, 1), (0, 8192), (1, 16), (7, 130), (127, 2), (8191, 3), (16, 16_384), (33, 19_967)] {
            let part = try numbers(distribution, count, dtype, start: UInt64(start))
            let bytes = all.bytes[(start * dtype.byteSize)..<((start + count) * dtype.byteSize)]
            #expect(part.bytes == Array(bytes))
        }
        #expect(throws: KernelFailure.self) { try numbers(.uniform, 1, .bool) }
        #expect(throws: KernelFailure.self) { try numbers(.integer(low: 3, high: 3), 1) }
    }

    @Test(arguments: distributions, [DType.float32, .float64])
    func sameBitsOnAnyNumberOfThreads(distribution: RandomFill.Distribution, dtype: DType) throws {
        try expectSameBits { pool in try numbers(distribution, 200_001, dtype, start: 3, pool: pool).bytes }
    }

    /// Mean, variance, skewness and kurtosis, each within four standard errors.
    @Test(arguments: [DType.float32, .float64]) func moments(dtype: DType) throws {
        let n = 1_000_000.0
        let u = try numbers(.uniform, Int(n), dtype).values
        #expect(abs(u.reduce(0, +) / n - 0.5) < 4 * (1 / 12 / n).squareRoot())
        let variance = u.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / n
        #expect(abs(variance - 1 / 12) < 4 * (1 / 180 / n).squareRoot())
        let z = try numbers(.normal, Int(n), dtype).values
        // The k-th power of a normal number has variance (2k - 1)!! - (k-th moment)².
        for (power, moment, variance) in [(1.0, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
            let mean = z.reduce(0) { $0 + pow($1, power) } / n
            #expect(abs(mean - moment) < 4 * (variance / n).squareRoot(), "moment \(power)")
        }
        let signs = try numbers(.rademacher, Int(n), dtype).values
        #expect(abs(signs.reduce(0, +) / n) < 4 / n.squareRoot())
    }

    /// Kolmogorov's distance of the samples from their law: √n D exceeds 1.95 once in a thousand.
    @Test(arguments: [DType.float32, .float64]) func kolmogorovSmirnov(dtype: DType) throws {
        func distance(_ sample: [Double], _ law: (Double) -> Double) -> Double {
            let n = Double(sample.count)
            return sample.sorted().enumerated().reduce(0) { worst, item in
                let p = law(item.element)
                return max(worst, abs(p - Double(item.offset) / n), abs(p - Double(item.offset + 1) / n))
            }
        }
        let n = 200_000
        let root = Double(n).squareRoot()
        for seed in [0, 1, 2] as [UInt64] {
            #expect(root * distance(try numbers(.uniform, n, dtype, seed: seed).values) { $0 } < 1.95)
            #expect(
                root * distance(try numbers(.normal, n, dtype, seed: seed).values) { erfc(-$0 / 2.0.squareRoot()) / 2 } < 1.95)
        }
    }

    /// Numbers with other indices, kinds, streams and seeds are not correlated: |r| stays below 4/√n.
    @Test func independence() throws {
        let n = 100_000
        func correlation(_ x: [Double], _ y: [Double]) -> Double {
            let (mx, my) = (x.reduce(0, +) / Double(n), y.reduce(0, +) / Double(n))
            var (xx, yy, xy) = (0.0, 0.0, 0.0)
            for i in 0..<n {
                xx += (x[i] - mx) * (x[i] - mx)
                yy += (y[i] - my) * (y[i] - my)
                xy += (x[i] - mx) * (y[i] - my)
            }
            return xy / (xx * yy).squareRoot()
        }
        for distribution in [RandomFill.Distribution.uniform, .normal, .rademacher] {
            let x = try numbers(distribution, n).values
            var others = try [1, 2, 3, 64, 128].map { try numbers(distribution, n, start: $0).values }
            others += try [1, 2, 1 << 32].map { try numbers(distribution, n, stream: $0).values }
            others += try [2, 4, 3 + 1 << 32].map { try numbers(distribution, n, seed: $0).values }
            others += try Self.distributions.filter { $0 != distribution }.map { try numbers($0, n).values }
            for y in others { #expect(abs(correlation(x, y)) < 4 / Double(n).squareRoot()) }
        }
    }
}

/// Runs work on one thread and on two, until both of those have had tiles of it, and compares the bytes.
func expectSameBits(_ work: (ThreadPool) throws -> [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let one = ThreadPool()
    one.threadCount = 1
    let two = ThreadPool()
    two.threadCount = 2
    let single = try work(one)
    for round in 0..<3000 where round < 3 || two.tilesRun.count < 2 || two.tilesRun.contains(0) {
        let parallel = try work(two)
        #expect(parallel == single, sourceLocation: sourceLocation)
        if parallel != single { return }
    }
    #expect(two.tilesRun.count == 2 && !two.tilesRun.contains(0), "both threads take part", sourceLocation: sourceLocation)
}
