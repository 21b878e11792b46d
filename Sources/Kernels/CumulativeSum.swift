import Tensors

/// Running sums along an axis: `destination[o, i, :] = Σ source[o, 0…i, :]`, or `Σ source[o, i…, :]` if `reverse`;
/// both of shape (outer, extent, inner). Floating sums are carried in float64.
///
/// A long axis is cut into segments: their sums first, then the running sums of each from what the ones before it add up to.
public struct CumulativeSum: Sendable, Hashable {
    /// float32, float64 or int64 (checked for overflow).
    public var dtype: DType
    public var outer: Int
    public var extent: Int
    public var inner: Int
    public var reverse: Bool

    /// Elements of a segment.
    static let segment = 32_768
    /// Columns of a tile.
    private static let width = 256

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
        guard dtype != .bool else { throw .invalid("running sums are not defined on booleans") }
        guard outer > 0, extent > 0, inner > 0 else { return }
        let width = min(inner, CumulativeSum.width)
        let columnTiles = (inner - 1) / width + 1
        let depth = min(extent, CumulativeSum.segment / width)
        let segments = (extent - 1) / depth + 1
        // Columns that are short enough to be a tile's share together.
        let blocks = segments > 1 ? 1 : max(1, min(outer, CumulativeSum.segment / (width * extent)))
        let bytes = outer * segments * inner * MemoryLayout<Int128>.stride
        let thread = ThreadState.current
        guard let totals = thread.pointee.jobMemory(segments > 1 ? bytes : 0) else { throw .outOfMemory(bytes: bytes) }
        thread.pointee.failures.reset()
        var job = RunningSums(
            kernel: self, source: source, destination: destination, totals: totals, width: width, columnTiles: columnTiles,
            depth: depth, segments: segments, blocks: blocks, onlyTotals: segments > 1, failures: thread.pointee.failures)
        let tiles = columnTiles * segments * ((outer - 1) / blocks + 1)
        guard pool.run(tiles: tiles, job) else { throw .interrupted }
        if segments > 1 {
            if dtype == .int64 { job.accumulateTotals(Int128.self, 0, &+) } else { job.accumulateTotals(Double.self, 0, +) }
            job.onlyTotals = false
            guard pool.run(tiles: tiles, job) else { throw .interrupted }
        }
        try thread.pointee.failures.check()
    }
}

private struct RunningSums: TileTask {
    let kernel: CumulativeSum
    let source: UnsafeRawPointer
    let destination: UnsafeMutableRawPointer
    /// Of each segment (outer, segments, inner) what its elements, later those before it, add up to.
    let totals: UnsafeMutableRawPointer
    let width: Int
    let columnTiles: Int
    let depth: Int
    let segments: Int
    /// Outer places of a tile.
    let blocks: Int
    var onlyTotals: Bool
    let failures: FailureFlags

    func run(tile: Int) {
        switch kernel.dtype {
        case .float32: sum(tile, Float.self, 0.0, { $0 + Double($1) }, { Float($0) })
        case .float64: sum(tile, Double.self, 0.0, { $0 + $1 }, { $0 })
        default:
            sum(tile, Int64.self, 0 as Int128, { $0 &+ Int128($1) }) {
                if let whole = Int64(exactly: $0) { return whole }
                failures.note(.integerOverflow)
                return 0
            }
        }
    }

    /// Sums of a tile's columns, in memory of the tile, go down its segment.
    @inline(__always) private func sum<T: BitwiseCopyable, A: BitwiseCopyable>(
        _ tile: Int, _ type: T.Type, _ zero: A, _ add: (A, T) -> A, _ result: (A) -> T
    ) {
        let group = tile / columnTiles
        let column = (tile &- group &* columnTiles) &* width
        let columns = min(width, kernel.inner &- column)
        let segment = group % segments
        let block = group / segments &* blocks
        guard let memory = ThreadState.current.pointee.tileMemory(width &* MemoryLayout<A>.stride) else {
            return failures.note(.outOfMemory)
        }
        let sums = memory.assumingMemoryBound(to: A.self)
        let source = source.assumingMemoryBound(to: T.self) + column
        let destination = destination.assumingMemoryBound(to: T.self) + column
        for o in block..<min(block &+ blocks, kernel.outer) {
            let before = totals.assumingMemoryBound(to: A.self) + ((o &* segments &+ segment) &* kernel.inner &+ column)
            if onlyTotals || segments == 1 {
                sums.update(repeating: zero, count: columns)
            } else {
                sums.update(from: before, count: columns)
            }
            let steps = (segment &* depth)..<min((segment &+ 1) &* depth, kernel.extent)
            if kernel.inner == 1 {
                // One sum, in a register.
                var sum = sums[0]
                for step in steps {
                    let place = o &* kernel.extent &+ (kernel.reverse ? kernel.extent &- 1 &- step : step)
                    sum = add(sum, source[place])
                    if !onlyTotals { destination[place] = result(sum) }
                }
                if onlyTotals { before[0] = sum }
                continue
            }
            for step in steps {
                let row = (o &* kernel.extent &+ (kernel.reverse ? kernel.extent &- 1 &- step : step)) &* kernel.inner
                if onlyTotals {
                    for j in 0..<columns { sums[j] = add(sums[j], source[row &+ j]) }
                } else {
                    for j in 0..<columns {
                        let sum = add(sums[j], source[row &+ j])
                        sums[j] = sum
                        destination[row &+ j] = result(sum)
                    }
                }
            }
            if onlyTotals { before.update(from: sums, count: columns) }
        }
    }

    /// Turns the sums of segments into the sums of all before them.
    func accumulateTotals<A: BitwiseCopyable>(_ type: A.Type, _ zero: A, _ add: (A, A) -> A) {
        let totals = totals.assumingMemoryBound(to: A.self)
        for o in 0..<kernel.outer {
            for j in 0..<kernel.inner {
                var sum = zero
                for segment in 0..<segments {
                    let place = (o &* segments &+ segment) &* kernel.inner &+ j
                    let next = add(sum, totals[place])
                    totals[place] = sum
                    sum = next
                }
            }
        }
    }
}
