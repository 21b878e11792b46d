import Tensors

/// Copies a strided array to a strided array of the same extents, converting between types.
///
/// Conversion to int64 cuts towards zero and fails with `integerOverflow` where the value does not fit; to bool, non-zero is true.
public struct StridedCopy: Sendable, Hashable {
    public let extents: [Int]
    public let source: DType
    public let destination: DType
    private let walk: StridedWalk
    /// Where rows of the source are columns of the destination: both axes, the source's contiguous one first.
    private let square: TransposedAxes?

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
        var axes = StridedWalk.merged(extents: extents, first: sourceStrides, second: destinationStrides)
        square = source == destination ? TransposedAxes(takingFrom: &axes) : nil
        walk = StridedWalk(axes)
    }

    /// The arrays must not overlap.
    public func run(
        from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        let isComplete: Bool
        if let square {
            let job = Transposition(
                walk: walk, square: square, size: self.source.byteSize, source: source, destination: destination)
            isComplete = pool.run(tiles: walk.rowCount * square.tiles, job)
        } else {
            let job = Copy(
                from: self.source, to: self.destination, walk: walk, source: source, destination: destination,
                failures: failures)
            isComplete = pool.run(tiles: walk.tiles, job)
        }
        guard isComplete else { throw .interrupted }
        try failures.check()
    }
}

/// Rows of the walk one by one.
private struct Copy: TileTask {
    let from: DType
    let to: DType
    let walk: StridedWalk
    let source: UnsafeRawPointer
    let destination: UnsafeMutableRawPointer
    let failures: FailureFlags

    func run(tile: Int) {
        switch (from, to) {
        case (.float32, .float32): move(tile, UInt32.self)
        case (.float64, .float64), (.int64, .int64): move(tile, UInt64.self)
        case (.bool, .bool): move(tile, UInt8.self)
        case (.bool, .int64): convert(tile) { (x: UInt8) in Int64(x != 0 ? 1 : 0) }
        case (.bool, .float32): convert(tile) { (x: UInt8) in Float(x != 0 ? 1 : 0) }
        case (.bool, .float64): convert(tile) { (x: UInt8) in Double(x != 0 ? 1 : 0) }
        case (.int64, .bool): convert(tile) { (x: Int64) in UInt8(x != 0 ? 1 : 0) }
        case (.int64, .float32): convert(tile) { (x: Int64) in Float(x) }
        case (.int64, .float64): convert(tile) { (x: Int64) in Double(x) }
        case (.float32, .bool): convert(tile) { (x: Float) in UInt8(x != 0 ? 1 : 0) }
        case (.float32, .int64): convert(tile) { (x: Float) in whole(Double(x)) }
        case (.float32, .float64): convert(tile) { (x: Float) in Double(x) }
        case (.float64, .bool): convert(tile) { (x: Double) in UInt8(x != 0 ? 1 : 0) }
        case (.float64, .int64): convert(tile) { (x: Double) in whole(x) }
        case (.float64, .float32): convert(tile) { (x: Double) in Float(x) }
        }
    }

    @inline(__always) private func whole(_ x: Double) -> Int64 {
        if let whole = Int64(exactly: x.rounded(.towardZero)) { return whole }
        failures.note(.integerOverflow)
        return 0
    }

    /// Elements of one type, as they are.
    @inline(__always) private func move<T: BitwiseCopyable>(_ tile: Int, _ type: T.Type) {
        let source = source.assumingMemoryBound(to: T.self)
        let destination = destination.assumingMemoryBound(to: T.self)
        let (first, second) = (walk.first, walk.second)
        walk.eachRow(ofTile: tile) { a, b, count in
            if first == 1, second == 1 {
                (destination + b).update(from: source + a, count: count)
            } else if first == 0, second == 1 {
                (destination + b).update(repeating: source[a], count: count)
            } else if second == 1 {
                for i in 0..<count { destination[b &+ i] = source[a &+ i &* first] }
            } else {
                for i in 0..<count { destination[b &+ i &* second] = source[a &+ i &* first] }
            }
        }
    }

    @inline(__always) private func convert<T: BitwiseCopyable, U: BitwiseCopyable>(_ tile: Int, _ f: (T) -> U) {
        let source = source.assumingMemoryBound(to: T.self)
        let destination = destination.assumingMemoryBound(to: U.self)
        let (first, second) = (walk.first, walk.second)
        walk.eachRow(ofTile: tile) { a, b, count in
            if first == 1, second == 1 {
                for i in 0..<count { destination[b &+ i] = f(source[a &+ i]) }
            } else {
                for i in 0..<count { destination[b &+ i &* second] = f(source[a &+ i &* first]) }
            }
        }
    }
}

/// Two axes, of which the source goes along the one and the destination along the other.
private struct TransposedAxes: Sendable, Hashable {
    /// Elements along an axis that a tile covers.
    static let side = 128

    /// Along the source: its extent, and the destination's stride.
    let rows: Int
    let rowStride: Int
    /// Along the destination: its extent, and the source's stride.
    let columns: Int
    let columnStride: Int

    /// Nil where the arrays have no such axes.
    init?(takingFrom axes: inout [StridedWalk.Axis]) {
        guard let last = axes.last, last.second == 1, last.first != 1, last.extent >= 4,
            let place = axes.dropLast().firstIndex(where: { $0.first == 1 && $0.extent >= 4 })
        else { return nil }
        rows = axes[place].extent
        rowStride = axes[place].second
        columns = last.extent
        columnStride = last.first
        axes.removeLast()
        axes.remove(at: place)
        // What is left goes step by step.
        axes.append(StridedWalk.Axis(extent: 1, first: 1, second: 1))
    }

    private var columnTiles: Int { (columns + TransposedAxes.side - 1) / TransposedAxes.side }
    var tiles: Int { columnTiles * ((rows + TransposedAxes.side - 1) / TransposedAxes.side) }

    /// The part of the square that is a tile.
    @inline(__always) func part(_ tile: Int) -> (row: Int, rows: Int, column: Int, columns: Int) {
        let row = tile / columnTiles &* TransposedAxes.side
        let column = tile % columnTiles &* TransposedAxes.side
        return (row, min(TransposedAxes.side, rows &- row), column, min(TransposedAxes.side, columns &- column))
    }
}

private struct Transposition: TileTask {
    let walk: StridedWalk
    let square: TransposedAxes
    let size: Int
    let source: UnsafeRawPointer
    let destination: UnsafeMutableRawPointer

    func run(tile: Int) {
        let outer = tile / square.tiles
        let part = square.part(tile &- outer &* square.tiles)
        let (a, b) = walk.position(ofRow: outer)
        let from = source + (a &+ part.row &+ part.column &* square.columnStride) &* size
        let to = destination + (b &+ part.column &+ part.row &* square.rowStride) &* size
        switch size {
        case 4: transpose(from, to, part.rows, part.columns, SIMD8<Float>.self, UInt32.self)
        case 8: transpose(from, to, part.rows, part.columns, SIMD4<Double>.self, UInt64.self)
        default: transpose(from, to, 0..<part.rows, 0..<part.columns, UInt8.self)
        }
    }

    /// Squares of vectors; a cache line of the source's rows is used up before the next.
    @inline(__always) private func transpose<V: TransposableLanes, T: BitwiseCopyable>(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ rows: Int, _ columns: Int, _ lanes: V.Type, _ element: T.Type
    ) {
        let size = MemoryLayout<T>.stride
        let line = 64 / size
        let wholeRows = rows / V.side &* V.side
        let wholeColumns = columns / V.side &* V.side
        var row = 0
        while row < wholeRows {
            let end = min(row &+ line, wholeRows)
            var column = 0
            while column < wholeColumns {
                var i = row
                while i < end {
                    V.transpose(
                        from + (i &+ column &* square.columnStride) &* size, square.columnStride &* size,
                        into: to + (column &+ i &* square.rowStride) &* size, square.rowStride &* size)
                    i &+= V.side
                }
                column &+= V.side
            }
            row = end
        }
        transpose(from, to, wholeRows..<rows, 0..<columns, T.self)
        transpose(from, to, 0..<wholeRows, wholeColumns..<columns, T.self)
    }

    @inline(__always) private func transpose<T: BitwiseCopyable>(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ rows: Range<Int>, _ columns: Range<Int>, _ element: T.Type
    ) {
        let source = from.assumingMemoryBound(to: T.self)
        let destination = to.assumingMemoryBound(to: T.self)
        for row in rows {
            for column in columns {
                destination[column &+ row &* square.rowStride] = source[row &+ column &* square.columnStride]
            }
        }
    }
}
