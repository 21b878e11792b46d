import Tensors

/// Adds a contiguous array to a strided part of another: `destination[i·strides] += source[i]`.
///
/// How cotangents of slices are collected in one buffer.
public struct StridedAdd: Sendable, Hashable {
    private let rows: Int
    private let length: Int
    private let outer: [Int]
    private let outerStrides: [Int]
    private let step: Int
    private let dtype: DType

    /// Strides are in elements. Positions must be distinct.
    public init(extents: [Int], dtype: DType, destinationStrides: [Int]) {
        outer = extents.dropLast()
        outerStrides = destinationStrides.dropLast()
        rows = outer.reduce(1, *)
        length = extents.last ?? 1
        step = destinationStrides.last ?? 1
        self.dtype = dtype
    }

    /// float32, float64, or int64 (checked for overflow). Pointers are those of element (0, …, 0).
    public func run(from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer) throws(KernelFailure) {
        for row in 0..<rows {
            if Interrupt.requested { throw .interrupted }
            var rest = row
            var at = 0
            for axis in outer.indices.reversed() {
                at += rest % outer[axis] * outerStrides[axis]
                rest /= outer[axis]
            }
            switch dtype {
            case .float32: add(Float.self, source, row, destination, at)
            case .float64: add(Double.self, source, row, destination, at)
            case .int64:
                let from = source.assumingMemoryBound(to: Int64.self) + row * length
                let to = destination.assumingMemoryBound(to: Int64.self) + at
                for i in 0..<length {
                    let (sum, overflow) = to[i * step].addingReportingOverflow(from[i])
                    if overflow { throw .integerOverflow }
                    to[i * step] = sum
                }
            case .bool: throw .invalid("booleans are not added")
            }
        }
    }

    @inline(__always)
    private func add<T: FloatingPoint>(
        _ type: T.Type, _ source: UnsafeRawPointer, _ row: Int, _ destination: UnsafeMutableRawPointer, _ at: Int
    ) {
        let from = source.assumingMemoryBound(to: T.self) + row * length
        let to = destination.assumingMemoryBound(to: T.self) + at
        if step == 1 {
            for i in 0..<length { to[i] += from[i] }
        } else {
            for i in 0..<length { to[i * step] += from[i] }
        }
    }
}
