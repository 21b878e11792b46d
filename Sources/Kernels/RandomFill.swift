import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Fills memory with random numbers; number `i` of a kind depends on seed, stream and `i` only.
public enum RandomFill {
    /// What the numbers are; integers lie in `low..<high`.
    public enum Distribution: Sendable, Hashable {
        case uniform, normal, rademacher
        case integer(low: Int64, high: Int64)
    }

    /// Writes numbers `startIndex ..< startIndex + count` of the stream.
    ///
    /// Uniform numbers in float32 are those in float64 cut to 24 bits, normal ones the same rounded. Types: float32 and
    /// float64 for all, int64 also for `rademacher` and `integer`.
    public static func fill(
        _ distribution: Distribution, into destination: UnsafeMutableRawPointer, count: Int, dtype: DType, seed: UInt64,
        stream: UInt64, startIndex: UInt64 = 0, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard dtype != .bool else { throw .invalid("random booleans are comparisons of random numbers") }
        let random = RandomStream(seed: seed, stream: stream)
        for i in 0..<count {
            let index = startIndex + UInt64(i)
            var value: Double
            switch distribution {
            case .uniform:
                value = random.uniform(at: index)
                if dtype == .float32 { value = (value * 0x1p24).rounded(.down) * 0x1p-24 }
            case .normal:
                let pair = random.words(.normal, block: index >> 1)
                let radius = (-2 * log((Double(pair.0) + 1) * 0x1p-64)).squareRoot()
                let angle = 2 * Double.pi * Double(pair.1 >> 11) * 0x1p-53
                value = radius * (index & 1 == 0 ? cos(angle) : sin(angle))
            case .rademacher: value = Double(random.rademacher(at: index))
            case .integer(let low, let high):
                guard low < high else { throw .invalid("random integers from an empty range") }
                let whole = random.integer(at: index, low: low, high: high)
                if dtype == .int64 {
                    destination.storeBytes(of: whole, toByteOffset: i * 8, as: Int64.self)
                    continue
                }
                value = Double(whole)
            }
            switch dtype {
            case .float32: destination.storeBytes(of: Float(value), toByteOffset: i * 4, as: Float.self)
            case .float64: destination.storeBytes(of: value, toByteOffset: i * 8, as: Double.self)
            default:
                guard let whole = Int64(exactly: value) else { throw .invalid("real random numbers as int64") }
                destination.storeBytes(of: whole, toByteOffset: i * 8, as: Int64.self)
            }
        }
    }
}
