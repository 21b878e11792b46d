import Tensors

/// Whether numbers are neither infinite nor NaN.
public enum Finiteness {
    /// One pass; true for types that have no such numbers.
    public static func holds(_ x: UnsafeRawPointer, count: Int, dtype: DType) -> Bool {
        switch dtype {
        case .float64: isFinite(x.assumingMemoryBound(to: Double.self), count, SIMD8<Double>.self)
        case .float32: isFinite(x.assumingMemoryBound(to: Float.self), count, SIMD16<Float>.self)
        case .int64, .bool: true
        }
    }

    /// 0·x is 0 for finite x and NaN for the others, and a sum stays NaN.
    private static func isFinite<V: SIMD>(_ x: UnsafePointer<V.Scalar>, _ count: Int, _: V.Type) -> Bool
    where V.Scalar: BinaryFloatingPoint {
        var (a, b, c, d) = (V.zero, V.zero, V.zero, V.zero)
        let width = V.scalarCount
        var i = 0
        let raw = UnsafeRawPointer(x)
        let size = MemoryLayout<V.Scalar>.size
        while i + 4 * width <= count {
            a += 0 * raw.loadUnaligned(fromByteOffset: i * size, as: V.self)
            b += 0 * raw.loadUnaligned(fromByteOffset: (i + width) * size, as: V.self)
            c += 0 * raw.loadUnaligned(fromByteOffset: (i + 2 * width) * size, as: V.self)
            d += 0 * raw.loadUnaligned(fromByteOffset: (i + 3 * width) * size, as: V.self)
            i += 4 * width
        }
        var rest: V.Scalar = 0
        while i < count {
            rest += 0 * x[i]
            i += 1
        }
        return ((a + b) + (c + d)).sum() + rest == 0
    }
}
