import Tensors

/// Adds a contiguous array to a strided part of another: `destination[i·strides] += source[i]`.
///
/// How cotangents of slices are collected in one buffer.
public struct StridedAdd: Sendable, Hashable {
    private let walk: StridedWalk
    private let dtype: DType

    /// Strides are in elements. Positions must be distinct.
    public init(extents: [Int], dtype: DType, destinationStrides: [Int]) {
        walk = StridedWalk(extents: extents, first: Shape.strides(extents), second: destinationStrides)
        self.dtype = dtype
    }

    /// float32, float64, or int64 (checked for overflow). Pointers are those of element (0, …, 0).
    public func run(
        from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard dtype != .bool else { throw .invalid("booleans are not added") }
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        let job = Addition(dtype: dtype, walk: walk, source: source, destination: destination, failures: failures)
        guard pool.run(tiles: walk.tiles, job) else { throw .interrupted }
        try failures.check()
    }
}

private struct Addition: TileTask {
    let dtype: DType
    let walk: StridedWalk
    let source: UnsafeRawPointer
    let destination: UnsafeMutableRawPointer
    let failures: FailureFlags

    func run(tile: Int) {
        switch dtype {
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
        let source = source.assumingMemoryBound(to: T.self)
        let destination = destination.assumingMemoryBound(to: T.self)
        let (first, second) = (walk.first, walk.second)
        walk.eachRow(ofTile: tile) { a, b, count in
            if first == 1, second == 1 {
                for i in 0..<count { destination[b &+ i] = sum(destination[b &+ i], source[a &+ i]) }
            } else {
                for i in 0..<count {
                    destination[b &+ i &* second] = sum(destination[b &+ i &* second], source[a &+ i &* first])
                }
            }
        }
    }
}
