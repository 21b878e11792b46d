import Tensors

/// Copies a strided array to a strided array of the same extents, converting between types.
///
/// Conversion to int64 cuts towards zero and fails with `integerOverflow` where the value does not fit; to bool, non-zero is true.
public struct StridedCopy: Sendable, Hashable {
    public let extents: [Int]
    public let source: DType
    public let destination: DType
    public let sourceStrides: [Int]
    public let destinationStrides: [Int]

    /// Strides are in elements; a source stride of 0 repeats. The pointers handed to `run` are those of element (0, …, 0).
    public init(
        extents: [Int], from source: DType, strides sourceStrides: [Int], to destination: DType,
        strides destinationStrides: [Int]
    ) throws(KernelFailure) {
        guard sourceStrides.count == extents.count, destinationStrides.count == extents.count else {
            throw .invalid("a copy needs one stride an axis")
        }
        self.extents = extents
        self.source = source
        self.destination = destination
        self.sourceStrides = sourceStrides
        self.destinationStrides = destinationStrides
    }

    public func run(
        from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        for index in 0..<extents.reduce(1, *) {
            var rest = index
            var s = 0
            var d = 0
            for axis in extents.indices.reversed() {
                let i = rest % extents[axis]
                rest /= extents[axis]
                s += i * sourceStrides[axis]
                d += i * destinationStrides[axis]
            }
            let from = source + s * self.source.byteSize
            let to = destination + d * self.destination.byteSize
            if self.source == .int64, self.destination == .int64 {
                to.storeBytes(of: from.load(as: Int64.self), as: Int64.self)
                continue
            }
            let value: Double =
                switch self.source {
                case .bool: from.load(as: UInt8.self) != 0 ? 1 : 0
                case .int64: Double(from.load(as: Int64.self))
                case .float32: Double(from.load(as: Float.self))
                case .float64: from.load(as: Double.self)
                }
            switch self.destination {
            case .bool: to.storeBytes(of: value != 0 ? 1 : 0, as: UInt8.self)
            case .int64:
                guard let whole = Int64(exactly: value.rounded(.towardZero)) else { throw .integerOverflow }
                to.storeBytes(of: whole, as: Int64.self)
            case .float32: to.storeBytes(of: Float(value), as: Float.self)
            case .float64: to.storeBytes(of: value, as: Double.self)
            }
        }
    }
}
