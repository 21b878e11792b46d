import Tensors

/// Fills memory with random numbers; number `i` of a kind depends on seed, stream and `i` only.
public enum RandomFill {
    /// What the numbers are; integers lie in `low..<high`.
    public enum Distribution: Sendable, Hashable {
        case uniform, normal, rademacher
        case integer(low: Int64, high: Int64)
    }

    /// Numbers a tile covers.
    static let tile = 8192

    /// Writes numbers `startIndex ..< startIndex + count` of the stream; with several rows, one after the other in memory, each
    /// begins `indexStride` numbers behind the one before.
    ///
    /// Uniform numbers in float32 are those in float64 cut to 24 bits, normal ones the same rounded. Types: float32 and
    /// float64 for all, int64 also for `rademacher` and `integer`.
    public static func fill(
        _ distribution: Distribution, into destination: UnsafeMutableRawPointer, rows: Int = 1, count: Int, dtype: DType,
        seed: UInt64, stream: UInt64, startIndex: UInt64 = 0, indexStride: UInt64 = 0, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard dtype != .bool else { throw .invalid("random booleans are comparisons of random numbers") }
        switch distribution {
        case .uniform, .normal: guard dtype.isFloat else { throw .invalid("real random numbers as int64") }
        case .integer(let low, let high): guard low < high else { throw .invalid("random integers from an empty range") }
        case .rademacher: break
        }
        guard count > 0, rows > 0 else { return }
        let numbers = RandomRange(random: RandomStream(seed: seed, stream: stream), start: startIndex, count: count)
        let job = RandomRows(
            distribution: distribution, dtype: dtype, destination: destination, first: numbers, indexStride: indexStride,
            tilesEach: (count - 1) / tile + 1)
        guard pool.run(tiles: rows * job.tilesEach, job) else { throw .interrupted }
    }
}

private struct RandomRows: TileTask {
    let distribution: RandomFill.Distribution
    let dtype: DType
    let destination: UnsafeMutableRawPointer
    /// The numbers of the first row.
    let first: RandomRange
    let indexStride: UInt64
    let tilesEach: Int

    func run(tile: Int) {
        let row = tile / tilesEach
        let destination = destination + row &* first.count &* dtype.byteSize
        let numbers = RandomRange(
            random: first.random, start: first.start &+ UInt64(row) &* indexStride, count: first.count)
        let tile = tile &- row &* tilesEach
        switch distribution {
        case .uniform, .normal:
            RandomReals(dtype: dtype, destination: destination, numbers: numbers, isNormal: distribution == .normal)
                .run(tile: tile)
        case .rademacher: RandomSigns(dtype: dtype, destination: destination, numbers: numbers).run(tile: tile)
        case .integer(let low, let high):
            RandomIntegers(dtype: dtype, destination: destination, numbers: numbers, low: low, high: high).run(tile: tile)
        }
    }
}

/// Numbers of a stream that go to consecutive places of memory.
private struct RandomRange {
    let random: RandomStream
    let start: UInt64
    let count: Int

    /// Goes over the places of a tile in groups whose first number's index is a multiple of `size`. Places of a group that are
    /// not in `wanted` lie before or beyond the tile.
    @inline(__always)
    func eachGroup(ofTile tile: Int, size: Int, _ body: (_ group: UInt64, _ place: Int, _ wanted: Range<Int>) -> Void) {
        let offset = Int(start % UInt64(size))
        let first = tile &* RandomFill.tile
        let end = min(first &+ RandomFill.tile, count)
        var group = (first &+ offset) / size
        while group &* size < end &+ offset {
            let place = group &* size &- offset
            body(
                start / UInt64(size) &+ UInt64(group), place,
                Range(uncheckedBounds: (max(first &- place, 0), min(end &- place, size))))
            group &+= 1
        }
    }
}

private struct RandomReals: FloatTask {
    let dtype: DType
    let destination: UnsafeMutableRawPointer
    let numbers: RandomRange
    let isNormal: Bool

    func run<S: FloatElement>(tile: Int, _ type: S.Type) {
        if isNormal { run(tile, S.self, Normal.self) } else { run(tile, S.self, Uniform.self) }
    }

    /// Sixteen numbers at a time, of eight blocks.
    @inline(__always) private func run<S: FloatElement, T: RealTransform>(_ tile: Int, _ type: S.Type, _ transform: T.Type) {
        let philox = PhiloxLanes(numbers.random, T.kind)
        numbers.eachGroup(ofTile: tile, size: 16) { group, place, wanted in
            let (even, odd) = T.numbers(philox.blocks(from: group &* 8), S.self)
            let low = SIMD8(even[0], odd[0], even[1], odd[1], even[2], odd[2], even[3], odd[3])
            let high = SIMD8(even[4], odd[4], even[5], odd[5], even[6], odd[6], even[7], odd[7])
            if wanted.count == 16 {
                S.store8(low, destination, at: place)
                S.store8(high, destination, at: place &+ 8)
            } else {
                let memory = destination.assumingMemoryBound(to: S.self)
                for lane in wanted { memory[place &+ lane] = S(lane < 8 ? low[lane] : high[lane &- 8]) }
            }
        }
    }
}

/// How random bits become real numbers, two numbers a block: those with even and those with odd indices.
private protocol RealTransform {
    static var kind: RandomStream.Kind { get }
    static func numbers<S: FloatElement>(_ words: PhiloxLanes.Words, _ type: S.Type) -> (SIMD8<Double>, SIMD8<Double>)
}

/// Multiples of 2⁻⁵³, in float32 of 2⁻²⁴.
private enum Uniform: RealTransform {
    static var kind: RandomStream.Kind { .uniform }

    @inline(__always)
    static func numbers<S: FloatElement>(_ words: PhiloxLanes.Words, _ type: S.Type) -> (SIMD8<Double>, SIMD8<Double>) {
        if S.self == Float.self {
            return (
                PhiloxLanes.double(words.1 &>> 8).scaled(by: 0x1p-24), PhiloxLanes.double(words.3 &>> 8).scaled(by: 0x1p-24)
            )
        }
        return (PhiloxLanes.unit(words.0, words.1), PhiloxLanes.unit(words.2, words.3))
    }
}

/// √(-2 log u) cos 2πv and √(-2 log u) sin 2πv (Box and Muller 1958), u of 64 bits.
private enum Normal: RealTransform {
    static var kind: RandomStream.Kind { .normal }

    @inline(__always)
    static func numbers<S: FloatElement>(_ words: PhiloxLanes.Words, _ type: S.Type) -> (SIMD8<Double>, SIMD8<Double>) {
        let whole = PhiloxLanes.double(words.0).addingProduct(PhiloxLanes.double(words.1), SIMD8(repeating: 0x1p32))
        let u = (whole + 1).scaled(by: 0x1p-64)
        let radius = u.normalLogarithm().scaled(by: -2).squareRoot()
        let (sine, cosine) = PhiloxLanes.unit(words.2, words.3).scaled(by: 4).sineAndCosineOfQuarters()
        return (radius * cosine, radius * sine)
    }
}

/// Signs: 128 a block.
private struct RandomSigns: TileTask {
    let dtype: DType
    let destination: UnsafeMutableRawPointer
    let numbers: RandomRange

    func run(tile: Int) {
        switch dtype {
        case .float32:
            fill(tile, SIMD8<UInt32>.self, one: SIMD8(repeating: (1 as Float).bitPattern)) { one, bits in
                one | SIMD8<UInt32>(truncatingIfNeeded: (~bits & 1) &<< 31)
            }
        case .float64:
            fill(tile, SIMD8<UInt64>.self, one: SIMD8(repeating: 1.0.bitPattern)) { one, bits in one | (~bits &<< 63) }
        default:
            fill(tile, SIMD8<Int64>.self, one: SIMD8(repeating: 1)) { one, bits in
                SIMD8<Int64>(truncatingIfNeeded: (bits & 1) &<< 1) &- one
            }
        }
    }

    /// `sign` makes ±1 of the last bits of eight numbers.
    @inline(__always) private func fill<E: FixedWidthInteger & SIMDScalar>(
        _ tile: Int, _ type: SIMD8<E>.Type, one: SIMD8<E>, _ sign: (SIMD8<E>, SIMD8<UInt64>) -> SIMD8<E>
    ) {
        let size = MemoryLayout<E>.stride
        let lanes = SIMD8<UInt64>(0, 1, 2, 3, 4, 5, 6, 7)
        numbers.eachGroup(ofTile: tile, size: 128) { block, place, wanted in
            let words = numbers.random.words(.rademacher, block: block)
            var group = wanted.lowerBound & ~7
            while group < wanted.upperBound {
                let word = (group < 64 ? words.0 : words.1) &>> UInt64(group & 63)
                let signs = sign(one, SIMD8(repeating: word) &>> lanes)
                if group >= wanted.lowerBound, group &+ 8 <= wanted.upperBound {
                    destination.storeBytes(of: signs, toByteOffset: (place &+ group) &* size, as: SIMD8<E>.self)
                } else {
                    let memory = destination.assumingMemoryBound(to: E.self)
                    for lane in 0..<8 where wanted.contains(group &+ lane) { memory[place &+ group &+ lane] = signs[lane] }
                }
                group &+= 8
            }
        }
    }
}

private struct RandomIntegers: TileTask {
    let dtype: DType
    let destination: UnsafeMutableRawPointer
    let numbers: RandomRange
    let low: Int64
    let high: Int64

    func run(tile: Int) {
        let first = tile &* RandomFill.tile
        for place in first..<min(first &+ RandomFill.tile, numbers.count) {
            let whole = numbers.random.integer(at: numbers.start &+ UInt64(place), low: low, high: high)
            switch dtype {
            case .float32: destination.storeBytes(of: Float(whole), toByteOffset: place &* 4, as: Float.self)
            case .float64: destination.storeBytes(of: Double(whole), toByteOffset: place &* 8, as: Double.self)
            default: destination.storeBytes(of: whole, toByteOffset: place &* 8, as: Int64.self)
            }
        }
    }
}
