import Tensors

/// Where the largest or smallest element along an axis is: source of shape (outer, extent, inner), int64 result (outer, inner).
///
/// The first of equal entries; a NaN counts as largest and as smallest, as in NumPy. `extent` must be at least 1.
public struct ArgReduce: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case maximum, minimum }
    public var kind: Kind
    public var dtype: DType
    public var outer: Int
    public var extent: Int
    public var inner: Int

    public init(_ kind: Kind, dtype: DType, outer: Int, extent: Int, inner: Int) {
        self.kind = kind
        self.dtype = dtype
        self.outer = outer
        self.extent = extent
        self.inner = inner
    }

    public func run(
        from source: UnsafeRawPointer, to destination: UnsafeMutablePointer<Int64>, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard extent > 0 else { throw .invalid("there is no largest element along an empty axis") }
        switch dtype {
        case .float32: search(source.assumingMemoryBound(to: Float.self), destination) { $0.isNaN }
        case .float64: search(source.assumingMemoryBound(to: Double.self), destination) { $0.isNaN }
        case .int64: search(source.assumingMemoryBound(to: Int64.self), destination) { _ in false }
        case .bool: search(source.assumingMemoryBound(to: UInt8.self), destination) { _ in false }
        }
    }

    private func search<T: Comparable>(
        _ source: UnsafePointer<T>, _ destination: UnsafeMutablePointer<Int64>, isNaN: (T) -> Bool
    ) {
        for o in 0..<outer {
            for j in 0..<inner {
                var best = source[o * extent * inner + j]
                var place = 0
                for i in 1..<max(extent, 1) where !isNaN(best) {
                    let value = source[(o * extent + i) * inner + j]
                    if isNaN(value) || (kind == .maximum ? value > best : value < best) {
                        best = value
                        place = i
                    }
                }
                destination[o * inner + j] = Int64(place)
            }
        }
    }
}
