import Tensors

/// Constant and evenly spaced values.
public enum Fill {
    /// Elements a tile covers.
    private static let tile = 65_536

    /// `count` times `value`; as an int64 it must be whole.
    public static func constant(
        _ value: Double, into destination: UnsafeMutableRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        var whole: Int64 = 0
        if dtype == .int64 {
            guard let value = Int64(exactly: value) else { throw .integerOverflow }
            whole = value
        }
        try run(count, pool, FillJob(dtype: dtype, start: value, step: 0, whole: whole, wholeStep: 0, count: count, destination))
    }

    /// `start + i · step` for `i` in `0..<count`, computed in float64 (int64: exactly) and not by repeated addition.
    public static func iota(
        start: Double, step: Double, into destination: UnsafeMutableRawPointer, count: Int, dtype: DType,
        pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard dtype != .bool else { throw .invalid("evenly spaced booleans") }
        var whole: (Int64, Int64) = (0, 0)
        if dtype == .int64, count > 0 {
            guard let start = Int64(exactly: start), let step = Int64(exactly: step) else { throw .integerOverflow }
            // The last value is the farthest.
            let (offset, over) = step.multipliedReportingOverflow(by: Int64(count - 1))
            if over || start.addingReportingOverflow(offset).overflow { throw .integerOverflow }
            whole = (start, step)
        }
        try run(
            count, pool,
            FillJob(dtype: dtype, start: start, step: step, whole: whole.0, wholeStep: whole.1, count: count, destination))
    }

    private static func run(_ count: Int, _ pool: ThreadPool, _ job: FillJob) throws(KernelFailure) {
        guard pool.run(tiles: (max(count, 0) + tile - 1) / tile, job) else { throw .interrupted }
    }

    private struct FillJob: TileTask {
        let dtype: DType
        let start: Double
        let step: Double
        let whole: Int64
        let wholeStep: Int64
        let count: Int
        let destination: UnsafeMutableRawPointer

        init(
            dtype: DType, start: Double, step: Double, whole: Int64, wholeStep: Int64, count: Int,
            _ destination: UnsafeMutableRawPointer
        ) {
            self.dtype = dtype
            self.start = start
            self.step = step
            self.whole = whole
            self.wholeStep = wholeStep
            self.count = count
            self.destination = destination
        }

        func run(tile: Int) {
            let first = tile &* Fill.tile
            let end = min(first &+ Fill.tile, count)
            switch dtype {
            case .bool: (destination + first).initializeMemory(as: Bool.self, repeating: start != 0, count: end &- first)
            case .float32: fill(first, end, Float.self) { Float($0) }
            case .float64: fill(first, end, Double.self) { $0 }
            case .int64:
                let memory = destination.assumingMemoryBound(to: Int64.self)
                for i in first..<end { memory[i] = whole &+ Int64(i) &* wholeStep }
            }
        }

        @inline(__always) private func fill<T: BitwiseCopyable>(_ first: Int, _ end: Int, _ type: T.Type, _ f: (Double) -> T) {
            let memory = destination.assumingMemoryBound(to: T.self)
            if step == 0 {
                (memory + first).update(repeating: f(start), count: end &- first)
            } else {
                for i in first..<end { memory[i] = f(start + Double(i) * step) }
            }
        }
    }
}
