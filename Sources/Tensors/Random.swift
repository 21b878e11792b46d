/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw,
/// *Parallel random numbers: as easy as 1, 2, 3* (2011): a bijection of 128-bit counters for each 64-bit key.
public enum Philox {
    /// The four words at `counter` under `key`.
    @inlinable public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var c = counter
        var k = key
        for round in 0..<10 {
            if round > 0 { k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
            let first = UInt64(c[0]) &* 0xD251_1F53
            let second = UInt64(c[2]) &* 0xCD9E_8D57
            c = SIMD4(
                UInt32(truncatingIfNeeded: second >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: first))
        }
        return c
    }
}

/// Random numbers by index: number `i` of a kind depends on seed, stream and `i` only, so that any part can be drawn alone.
///
/// Counters hold the stream in their upper and index, kind and attempt in their lower half, so different kinds never share
/// random bits. Indices go up to 2⁴⁸.
public struct RandomStream: Sendable, Hashable {
    /// What is drawn; each kind has its own counters.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// Real numbers in [0, 1).
        case uniform
        /// Real numbers of mean 0 and variance 1, normally distributed.
        case normal
        /// −1 or 1.
        case rademacher
        /// Whole numbers of a half-open range.
        case integer
    }

    public var seed: UInt64
    public var stream: UInt64

    public init(seed: UInt64, stream: UInt64 = 0) {
        self.seed = seed
        self.stream = stream
    }

    /// The two 64-bit words of a block. `attempt` counts rejections.
    @inlinable public func words(_ kind: Kind, block: UInt64, attempt: UInt8 = 0) -> (UInt64, UInt64) {
        let low = (block & 0xFFFF_FFFF_FFFF) | UInt64(kind.rawValue) << 56 | UInt64(attempt) << 48
        let words = Philox.block(
            counter: SIMD4(
                UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32), UInt32(truncatingIfNeeded: stream),
                UInt32(truncatingIfNeeded: stream >> 32)),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        return (UInt64(words[0]) | UInt64(words[1]) << 32, UInt64(words[2]) | UInt64(words[3]) << 32)
    }

    /// The 64 random bits of number `index`; block `index / 2` holds two.
    @inlinable public func bits(_ kind: Kind, at index: UInt64, attempt: UInt8 = 0) -> UInt64 {
        let pair = words(kind, block: index >> 1, attempt: attempt)
        return index & 1 == 0 ? pair.0 : pair.1
    }

    /// A number in [0, 1), a multiple of 2⁻⁵³. (As a float32: the same cut to a multiple of 2⁻²⁴.)
    @inlinable public func uniform(at index: UInt64) -> Double {
        Double(bits(.uniform, at: index) >> 11) * 0x1p-53
    }

    /// −1 or 1: bit `index % 128` of block `index / 128`.
    @inlinable public func rademacher(at index: UInt64) -> Int {
        let pair = words(.rademacher, block: index >> 7)
        let word = index & 64 == 0 ? pair.0 : pair.1
        return (word >> (index & 63)) & 1 == 0 ? -1 : 1
    }

    /// A whole number in `low..<high`, each equally likely (Lemire's multiplication with rejection). `low` if the range is empty.
    @inlinable public func integer(at index: UInt64, low: Int64, high: Int64) -> Int64 {
        guard high > low else { return low }
        let span = UInt64(bitPattern: high &- low)
        var attempt: UInt8 = 0
        while true {
            let product = bits(.integer, at: index, attempt: attempt).multipliedFullWidth(by: span)
            // Rejected is what lies below 2⁶⁴ modulo the span: a division that is seldom needed. The 256th rejection in a row, of
            // probability below 2⁻²⁵⁶, is taken as it is.
            if product.low >= span || product.low >= (0 &- span) % span || attempt == 255 {
                return low &+ Int64(bitPattern: product.high)
            }
            attempt += 1
        }
    }
}
