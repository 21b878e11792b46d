import Tensors

/// Running sums along an axis: `destination[o, i, :] = Σ source[o, 0…i, :]`, or `Σ source[o, i…, :]` if `reverse`;
/// both of shape (outer, extent, inner). Floating sums are carried in float64.
public struct CumulativeSum: Sendable, Hashable {
    /// float32, float64 or int64 (checked for overflow).
    public var dtype: DType
    public var outer: Int
    public var extent: Int
    public var inner: Int
    public var reverse: Bool

    public init(dtype: DType, outer: Int, extent: Int, inner: Int, reverse: Bool = false) {
        self.dtype = dtype
        self.outer = outer
        self.extent = extent
        self.inner = inner
        self.reverse = reverse
    }

    /// `destination` may be `source`.
    public func run(
        from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        for o in 0..<outer {
            for j in 0..<inner {
                var sum = 0.0
                var whole: Int64 = 0
                for step in 0..<extent {
                    let at = (o * extent + (reverse ? extent - 1 - step : step)) * inner + j
                    switch dtype {
                    case .float32:
                        sum += Double(source.load(fromByteOffset: at * 4, as: Float.self))
                        destination.storeBytes(of: Float(sum), toByteOffset: at * 4, as: Float.self)
                    case .float64:
                        sum += source.load(fromByteOffset: at * 8, as: Double.self)
                        destination.storeBytes(of: sum, toByteOffset: at * 8, as: Double.self)
                    case .int64:
                        let (total, overflow) = whole.addingReportingOverflow(
                            source.load(fromByteOffset: at * 8, as: Int64.self))
                        if overflow { throw .integerOverflow }
                        whole = total
                        destination.storeBytes(of: whole, toByteOffset: at * 8, as: Int64.self)
                    case .bool: throw .invalid("running sums are not defined on booleans")
                    }
                }
            }
        }
    }
}
