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

    /// Elements of a segment of the axis.
    private static let segment = 32_768
    /// Columns of a tile.
    private static let width = 256

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
        guard outer > 0, inner > 0 else { return }
        let width = min(inner, ArgReduce.width)
        let columnTiles = (inner - 1) / width + 1
        let depth = min(extent, ArgReduce.segment / width)
        let segments = (extent - 1) / depth + 1
        let blocks = segments > 1 ? 1 : max(1, min(outer, ArgReduce.segment / (width * extent)))
        var places = destination
        let thread = ThreadState.current
        if segments > 1 {
            let bytes = outer * segments * inner * 8
            guard let memory = thread.pointee.jobMemory(bytes) else { throw .outOfMemory(bytes: bytes) }
            places = memory.assumingMemoryBound(to: Int64.self)
        }
        thread.pointee.failures.reset()
        let search = Search(
            kernel: self, source: source, places: places, width: width, columnTiles: columnTiles, depth: depth,
            segments: segments, blocks: blocks, failures: thread.pointee.failures)
        let tiles = columnTiles * segments * ((outer - 1) / blocks + 1)
        guard pool.run(tiles: tiles, search) else { throw .interrupted }
        try thread.pointee.failures.check()
        if segments > 1 { search.combine(into: destination) }
    }
}

private struct Search: TileTask {
    let kernel: ArgReduce
    let source: UnsafeRawPointer
    /// Results of each segment: (outer, segments, inner).
    let places: UnsafeMutablePointer<Int64>
    let width: Int
    let columnTiles: Int
    let depth: Int
    let segments: Int
    /// Outer places of a tile.
    let blocks: Int
    let failures: FailureFlags

    func run(tile: Int) {
        switch kernel.dtype {
        case .float32: search(tile, Float.self)
        case .float64: search(tile, Double.self)
        case .int64: search(tile, Int64.self)
        case .bool: search(tile, UInt8.self)
        }
    }

    @inline(__always) private func search<T: SearchedElement>(_ tile: Int, _ type: T.Type) {
        if kernel.kind == .maximum {
            search(tile, T.self) { T.isNaN($0, butNot: $1) || $0 > $1 }
        } else {
            search(tile, T.self) { T.isNaN($0, butNot: $1) || $0 < $1 }
        }
    }

    /// The best of each of a tile's columns so far goes down its segment; a single column goes along it.
    @inline(__always) private func search<T: BitwiseCopyable>(_ tile: Int, _ type: T.Type, _ isBetter: (T, T) -> Bool) {
        let group = tile / columnTiles
        let column = (tile &- group &* columnTiles) &* width
        let columns = min(width, kernel.inner &- column)
        let segment = group % segments
        let block = group / segments &* blocks
        guard let memory = ThreadState.current.pointee.tileMemory(width &* MemoryLayout<T>.stride) else {
            return failures.note(.outOfMemory)
        }
        let best = memory.assumingMemoryBound(to: T.self)
        let first = segment &* depth
        let end = min(first &+ depth, kernel.extent)
        for o in block..<min(block &+ blocks, kernel.outer) {
            let values = source.assumingMemoryBound(to: T.self) + (o &* kernel.extent &* kernel.inner &+ column)
            let places = places + ((o &* segments &+ segment) &* kernel.inner &+ column)
            if kernel.inner == 1 {
                var place = first
                var value = values[first]
                for step in first..<end where isBetter(values[step], value) {
                    value = values[step]
                    place = step
                }
                places[0] = Int64(truncatingIfNeeded: place)
                continue
            }
            best.update(from: values + first &* kernel.inner, count: columns)
            places.update(repeating: Int64(truncatingIfNeeded: first), count: columns)
            for step in (first &+ 1)..<max(end, first &+ 1) {
                let row = values + step &* kernel.inner
                for j in 0..<columns where isBetter(row[j], best[j]) {
                    best[j] = row[j]
                    places[j] = Int64(truncatingIfNeeded: step)
                }
            }
        }
    }

    /// The best of the segments' results.
    func combine(into destination: UnsafeMutablePointer<Int64>) {
        switch kernel.dtype {
        case .float32: combine(destination, Float.self)
        case .float64: combine(destination, Double.self)
        case .int64: combine(destination, Int64.self)
        case .bool: combine(destination, UInt8.self)
        }
    }

    private func combine<T: SearchedElement>(_ destination: UnsafeMutablePointer<Int64>, _ type: T.Type) {
        let isMaximum = kernel.kind == .maximum
        for o in 0..<kernel.outer {
            let values = source.assumingMemoryBound(to: T.self) + o &* kernel.extent &* kernel.inner
            for j in 0..<kernel.inner {
                var best = Int(places[o &* segments &* kernel.inner &+ j])
                for segment in 1..<segments {
                    let place = Int(places[(o &* segments &+ segment) &* kernel.inner &+ j])
                    let (new, old) = (values[place &* kernel.inner &+ j], values[best &* kernel.inner &+ j])
                    if T.isNaN(new, butNot: old) || (isMaximum ? new > old : new < old) { best = place }
                }
                destination[o &* kernel.inner &+ j] = Int64(best)
            }
        }
    }
}

/// An element with an order, in which NaN may come before all.
private protocol SearchedElement: BitwiseCopyable, Comparable {
    static func isNaN(_ a: Self, butNot b: Self) -> Bool
}

extension SearchedElement where Self: FloatingPoint {
    @inline(__always) fileprivate static func isNaN(_ a: Self, butNot b: Self) -> Bool { a.isNaN && !b.isNaN }
}

extension Float: SearchedElement {}
extension Double: SearchedElement {}
extension Int64: SearchedElement {
    @inline(__always) fileprivate static func isNaN(_ a: Int64, butNot b: Int64) -> Bool { false }
}
extension UInt8: SearchedElement {
    @inline(__always) fileprivate static func isNaN(_ a: UInt8, butNot b: UInt8) -> Bool { false }
}
