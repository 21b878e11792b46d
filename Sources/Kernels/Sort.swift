import Tensors

/// Sorts the rows of a (rows, length) array in ascending order, stably, NaN last.
public struct Sort: Sendable, Hashable {
    public var dtype: DType
    public var rows: Int
    public var length: Int

    public init(dtype: DType, rows: Int, length: Int) {
        self.dtype = dtype
        self.rows = rows
        self.length = length
    }

    /// The sorted values (unless nil; may be `source`) and the permutation that sorts (unless nil):
    /// `values[r, j] = source[r, permutation[r, j]]`.
    public func run(
        from source: UnsafeRawPointer, values: UnsafeMutableRawPointer?, permutation: UnsafeMutablePointer<Int64>?,
        pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        switch dtype {
        case .float32: sort(source, values, permutation, Float.self) { $0 < $1 || ($1.isNaN && !$0.isNaN) }
        case .float64: sort(source, values, permutation, Double.self) { $0 < $1 || ($1.isNaN && !$0.isNaN) }
        case .int64: sort(source, values, permutation, Int64.self) { $0 < $1 }
        case .bool: sort(source, values, permutation, UInt8.self) { $0 < $1 }
        }
    }

    private func sort<T: BitwiseCopyable>(
        _ source: UnsafeRawPointer, _ values: UnsafeMutableRawPointer?, _ permutation: UnsafeMutablePointer<Int64>?,
        _ type: T.Type, _ less: (T, T) -> Bool
    ) {
        for row in 0..<rows {
            let from = source.assumingMemoryBound(to: T.self) + row * length
            let order = (0..<length).sorted { less(from[$0], from[$1]) || (!less(from[$1], from[$0]) && $0 < $1) }
            let sorted = order.map { from[$0] }
            for (j, index) in order.enumerated() {
                permutation?[row * length + j] = Int64(index)
                values?.assumingMemoryBound(to: T.self)[row * length + j] = sorted[j]
            }
        }
    }
}
