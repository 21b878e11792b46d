import Tensors

/// Constant and evenly spaced values.
public enum Fill {
    /// `count` times `value`; as an int64 it must be whole.
    public static func constant(
        _ value: Double, into destination: UnsafeMutableRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        switch dtype {
        case .bool: destination.initializeMemory(as: UInt8.self, repeating: value != 0 ? 1 : 0, count: count)
        case .int64:
            guard let whole = Int64(exactly: value) else { throw .integerOverflow }
            destination.initializeMemory(as: Int64.self, repeating: whole, count: count)
        case .float32: destination.initializeMemory(as: Float.self, repeating: Float(value), count: count)
        case .float64: destination.initializeMemory(as: Double.self, repeating: value, count: count)
        }
    }

    /// `start + i · step` for `i` in `0..<count`, computed in float64 (int64: exactly) and not by repeated addition.
    public static func iota(
        start: Double, step: Double, into destination: UnsafeMutableRawPointer, count: Int, dtype: DType,
        pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        switch dtype {
        case .bool: throw .invalid("evenly spaced booleans")
        case .int64:
            guard let start = Int64(exactly: start), let step = Int64(exactly: step) else { throw .integerOverflow }
            for i in 0..<count {
                let (offset, over) = step.multipliedReportingOverflow(by: Int64(i))
                let (value, beyond) = start.addingReportingOverflow(offset)
                if over || beyond { throw .integerOverflow }
                destination.storeBytes(of: value, toByteOffset: i * 8, as: Int64.self)
            }
        case .float32:
            for i in 0..<count {
                destination.storeBytes(of: Float(start + Double(i) * step), toByteOffset: i * 4, as: Float.self)
            }
        case .float64:
            for i in 0..<count {
                destination.storeBytes(of: start + Double(i) * step, toByteOffset: i * 8, as: Double.self)
            }
        }
    }
}
