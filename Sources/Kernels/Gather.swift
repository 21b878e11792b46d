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

    /// Bytes a tile writes, or one slice, or a part of one.
    private static let tileBytes = 1 << 18

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
        // Indices are looked at where slices are taken; what takes none must look all the same.
        guard outer > 0, inner > 0, count > 0 else { return try checkIndices(indices, count: count, extent: extent) }
        let bytes = inner * dtype.byteSize
        let partBytes = min(bytes, Gather.tileBytes)
        let parts = (bytes - 1) / partBytes + 1
        let slices = max(1, Gather.tileBytes / partBytes)
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        let job = GatherJob(
            kernel: self, source: source, indices: indices, destination: destination, bytes: bytes, partBytes: partBytes,
            parts: parts, slices: slices, failures: failures)
        guard pool.run(tiles: parts * ((outer * count - 1) / slices + 1), job) else { throw .interrupted }
        if let position = failures.position { throw .indexOutOfRange(index: Int(indices[position]), extent: extent) }
    }
}

private struct GatherJob: TileTask {
    let kernel: Gather
    let source: UnsafeRawPointer
    let indices: UnsafePointer<Int64>
    let destination: UnsafeMutableRawPointer
    /// Of a slice, and of the part of it that a tile takes.
    let bytes: Int
    let partBytes: Int
    let parts: Int
    /// Slices of a tile.
    let slices: Int
    let failures: FailureFlags

    func run(tile: Int) {
        let group = tile / parts
        let start = (tile &- group &* parts) &* partBytes
        let first = group &* slices
        let end = min(first &+ slices, kernel.outer &* kernel.count)
        switch bytes {
        case 4: eachSlice(first, end) { (destination + $0).storeBytes(of: (source + $1).load(as: UInt32.self), as: UInt32.self) }
        case 8: eachSlice(first, end) { (destination + $0).storeBytes(of: (source + $1).load(as: UInt64.self), as: UInt64.self) }
        default:
            let width = min(partBytes, bytes &- start)
            eachSlice(first, end) { (destination + ($0 &+ start)).copyMemory(from: source + ($1 &+ start), byteCount: width) }
        }
    }

    @inline(__always) private func eachSlice(_ first: Int, _ end: Int, _ copy: (_ to: Int, _ from: Int) -> Void) {
        var o = first / kernel.count
        var j = first &- o &* kernel.count
        for slice in first..<end {
            if let index = wrapped(indices[j], kernel.extent) {
                copy(slice &* bytes, (o &* kernel.extent &+ index) &* bytes)
            } else {
                failures.note(position: j)
            }
            j &+= 1
            if j == kernel.count {
                j = 0
                o &+= 1
            }
        }
    }
}

/// Throws for the first index outside `-extent ..< extent`.
func checkIndices(_ indices: UnsafePointer<Int64>, count: Int, extent: Int) throws(KernelFailure) {
    for j in 0..<max(count, 0) where wrapped(indices[j], extent) == nil {
        throw .indexOutOfRange(index: Int(indices[j]), extent: extent)
    }
}

/// An index, counted from the end if negative; nil outside.
@inline(__always) func wrapped(_ index: Int64, _ extent: Int) -> Int? {
    let extent = Int64(truncatingIfNeeded: extent)
    let place = index < 0 ? index &+ extent : index
    return place >= 0 && place < extent ? Int(truncatingIfNeeded: place) : nil
}
