import Tensors

/// The transpose of `Gather`: `destination[o, indices[j], :] += source[o, j, :]`, in the order of j,
/// source of shape (outer, count, inner), destination (outer, extent, inner).
///
/// Tiles share no element of the destination: they are blocks of o and of columns; j is gone through in rounds.
public struct ScatterAdd: Sendable, Hashable {
    /// float32, float64 or int64 (checked for overflow).
    public var dtype: DType
    public var outer: Int
    public var extent: Int
    public var inner: Int
    public var count: Int

    /// Elements a tile adds.
    private static let tile = 1 << 17

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
        guard dtype != .bool else { throw .invalid("scatter-add is not defined on booleans") }
        guard outer > 0, inner > 0, count > 0 else { return try checkIndices(indices, count: count, extent: extent) }
        let width = min(inner, 2048)
        let depth = min(count, max(1, ScatterAdd.tile / width))
        let blocks = max(1, min(outer, ScatterAdd.tile / (width * depth)))
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        var first = 0
        while first < count {
            let job = ScatterJob(
                kernel: self, source: source, indices: indices, destination: destination, columns: width,
                columnTiles: (inner - 1) / width + 1, blocks: blocks, first: first, end: min(first + depth, count),
                failures: failures)
            guard pool.run(tiles: job.columnTiles * ((outer - 1) / blocks + 1), job) else { throw .interrupted }
            first += depth
        }
        if let position = failures.position { throw .indexOutOfRange(index: Int(indices[position]), extent: extent) }
        try failures.check()
    }
}

private struct ScatterJob: TileTask {
    let kernel: ScatterAdd
    let source: UnsafeRawPointer
    let indices: UnsafePointer<Int64>
    let destination: UnsafeMutableRawPointer
    /// Columns and outer places of a tile.
    let columns: Int
    let columnTiles: Int
    let blocks: Int
    /// The slices of this round.
    let first: Int
    let end: Int
    let failures: FailureFlags

    func run(tile: Int) {
        switch kernel.dtype {
        case .float32: add(tile, Float.self) { $0 + $1 }
        case .float64: add(tile, Double.self) { $0 + $1 }
        default:
            add(tile, Int64.self) {
                let (sum, overflow) = $0.addingReportingOverflow($1)
                if overflow { failures.note(.integerOverflow) }
                return sum
            }
        }
    }

    @inline(__always) private func add<T: BitwiseCopyable>(_ tile: Int, _ type: T.Type, _ sum: (T, T) -> T) {
        let group = tile / columnTiles
        let column = (tile &- group &* columnTiles) &* columns
        let width = min(columns, kernel.inner &- column)
        for o in (group &* blocks)..<min((group &+ 1) &* blocks, kernel.outer) {
            for j in first..<end {
                guard let index = wrapped(indices[j], kernel.extent) else {
                    failures.note(position: j)
                    continue
                }
                let to = destination.assumingMemoryBound(to: T.self) + ((o &* kernel.extent &+ index) &* kernel.inner &+ column)
                let from = source.assumingMemoryBound(to: T.self) + ((o &* kernel.count &+ j) &* kernel.inner &+ column)
                for i in 0..<width { to[i] = sum(to[i], from[i]) }
            }
        }
    }
}
