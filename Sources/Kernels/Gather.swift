import Tensors

/// Takes slices by index along an axis: `destination[o, j, :] = source[o, indices[j], :]`,
/// source of shape (outer, extent, inner), destination (outer, count, inner).
///
/// Negative indices count from the end, as in NumPy; others outside fail with `indexOutOfRange`.
public struct Gather: Sendable, Hashable {
    public var dtype: DType
    public var outer: Int
    public var extent: Int
    public var inner: Int
    public var count: Int

    public init(dtype: DType, outer: Int, extent: Int, inner: Int, count: Int) {
        self.dtype = dtype
        self.outer = outer
        self.extent = extent
        self.inner = inner
        self.count = count
    }

    public func run(
        from source: UnsafeRawPointer, indices: UnsafePointer<Int64>, to destination: UnsafeMutableRawPointer,
        pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        try checkIndices(indices, count: count, extent: extent)
        let row = inner * dtype.byteSize
        for o in 0..<outer {
            for j in 0..<count {
                let index = wrapped(indices[j], extent)
                (destination + (o * count + j) * row).copyMemory(
                    from: source + (o * extent + index) * row, byteCount: row)
            }
        }
    }
}

/// The transpose of `Gather`: `destination[o, indices[j], :] += source[o, j, :]`, in the order of j,
/// source of shape (outer, count, inner), destination (outer, extent, inner).
public struct ScatterAdd: Sendable, Hashable {
    /// float32, float64 or int64 (checked for overflow).
    public var dtype: DType
    public var outer: Int
    public var extent: Int
    public var inner: Int
    public var count: Int

    public init(dtype: DType, outer: Int, extent: Int, inner: Int, count: Int) {
        self.dtype = dtype
        self.outer = outer
        self.extent = extent
        self.inner = inner
        self.count = count
    }

    public func run(
        from source: UnsafeRawPointer, indices: UnsafePointer<Int64>, into destination: UnsafeMutableRawPointer,
        pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        try checkIndices(indices, count: count, extent: extent)
        for o in 0..<outer {
            for j in 0..<count {
                let to = (o * extent + wrapped(indices[j], extent)) * inner
                let from = (o * count + j) * inner
                switch dtype {
                case .float32:
                    let source = source.assumingMemoryBound(to: Float.self)
                    let destination = destination.assumingMemoryBound(to: Float.self)
                    for i in 0..<inner { destination[to + i] += source[from + i] }
                case .float64:
                    let source = source.assumingMemoryBound(to: Double.self)
                    let destination = destination.assumingMemoryBound(to: Double.self)
                    for i in 0..<inner { destination[to + i] += source[from + i] }
                case .int64:
                    let source = source.assumingMemoryBound(to: Int64.self)
                    let destination = destination.assumingMemoryBound(to: Int64.self)
                    for i in 0..<inner {
                        let (sum, overflow) = destination[to + i].addingReportingOverflow(source[from + i])
                        if overflow { throw .integerOverflow }
                        destination[to + i] = sum
                    }
                case .bool: throw .invalid("scatter-add is not defined on booleans")
                }
            }
        }
    }
}

/// Throws for the first index outside `-extent ..< extent`.
func checkIndices(_ indices: UnsafePointer<Int64>, count: Int, extent: Int) throws(KernelFailure) {
    for j in 0..<count where indices[j] < -Int64(extent) || indices[j] >= Int64(extent) {
        throw .indexOutOfRange(index: Int(indices[j]), extent: extent)
    }
}

/// A checked index, counted from the end if negative.
@inline(__always) func wrapped(_ index: Int64, _ extent: Int) -> Int {
    Int(truncatingIfNeeded: index < 0 ? index &+ Int64(truncatingIfNeeded: extent) : index)
}
