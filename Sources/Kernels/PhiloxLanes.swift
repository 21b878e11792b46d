import Tensors

/// Philox4x32-10 on eight blocks at once: the words of `RandomStream`, one 32-bit word a 64-bit lane.
struct PhiloxLanes {
    /// Words 0 to 3 of eight blocks.
    typealias Words = (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>)

    private let stream: RandomStream
    /// The kind, where a counter has it.
    private let kind: UInt64

    init(_ stream: RandomStream, _ kind: RandomStream.Kind) {
        self.stream = stream
        self.kind = UInt64(kind.rawValue) << 24
    }

    /// Blocks `first ..< first + 8`; `first` is a multiple of 8.
    @inline(__always) func blocks(from first: UInt64) -> Words {
        // The eight blocks share all but their last three bits.
        var block = Block(
            c0: SIMD8(repeating: first & 0xFFFF_FFF8) | SIMD8(0, 1, 2, 3, 4, 5, 6, 7),
            c1: SIMD8(repeating: (first >> 32) & 0xFFFF | kind), c2: SIMD8(repeating: stream.stream & 0xFFFF_FFFF),
            c3: SIMD8(repeating: stream.stream >> 32), k0: UInt32(truncatingIfNeeded: stream.seed),
            k1: UInt32(truncatingIfNeeded: stream.seed >> 32))
        // Not a loop: the compiler would keep the words as halves of lanes between its turns.
        block.advance()
        block.advance()
        block.advance()
        block.advance()
        block.advance()
        block.advance()
        block.advance()
        block.advance()
        block.advance()
        block.advance()
        let lower = Block.lower
        return (block.c0 & lower, block.c1 & lower, block.c2 & lower, block.c3 & lower)
    }

    /// Counters and keys between two rounds. What stands in the upper halves of lanes is cut off where it matters.
    private struct Block {
        var c0: SIMD8<UInt64>
        var c1: SIMD8<UInt64>
        var c2: SIMD8<UInt64>
        var c3: SIMD8<UInt64>
        var k0: UInt32
        var k1: UInt32

        @inline(__always) static var lower: SIMD8<UInt64> { SIMD8(repeating: 0xFFFF_FFFF) }

        @inline(__always) mutating func advance() {
            let first = (c0 & Block.lower) &* SIMD8(repeating: 0xD251_1F53)
            let second = (c2 & Block.lower) &* SIMD8(repeating: 0xCD9E_8D57)
            c0 = (second &>> 32) ^ c1 ^ SIMD8(repeating: UInt64(k0))
            c1 = second
            c2 = (first &>> 32) ^ c3 ^ SIMD8(repeating: UInt64(k1))
            c3 = first
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
    }

    /// Whole numbers below 2³² as float64.
    @inline(__always) static func double(_ word: SIMD8<UInt64>) -> SIMD8<Double> {
        unsafeBitCast(word | 0x4330_0000_0000_0000, to: SIMD8<Double>.self) - SIMD8(repeating: 0x1p52)
    }

    /// The upper 53 of 64 bits as a number in [0, 1).
    @inline(__always) static func unit(_ low: SIMD8<UInt64>, _ high: SIMD8<UInt64>) -> SIMD8<Double> {
        double(low &>> 11).scaled(by: 0x1p-53).addingProduct(double(high), SIMD8(repeating: 0x1p-32))
    }
}
