import Tensors

// float32 and float64 as the element of elementwise programs: reductions and conversions. Sums are carried in float64.

extension ProgramElement where Self: FloatElement {
    static func identity(_ kind: ReductionKind) -> Double {
        switch kind {
        case .sum: 0
        case .product: 1
        case .maximum: -.infinity
        case .minimum: .infinity
        }
    }

    @inline(__always)
    static func combine(_ kind: ReductionKind, _ a: Double, _ b: Double, _ failures: FailureFlags) -> Double {
        switch kind {
        case .sum: Sum.combine(a, b)
        case .product: Product.combine(a, b)
        case .maximum: Maximum.combine(a, b)
        case .minimum: Minimum.combine(a, b)
        }
    }

    static func reduce(_ kind: ReductionKind, _ block: UnsafeRawPointer, count: Int, _ failures: FailureFlags) -> Double {
        switch kind {
        case .sum: fold(block, count, Sum.self)
        case .product: fold(block, count, Product.self)
        case .maximum: fold(block, count, Maximum.self)
        case .minimum: fold(block, count, Minimum.self)
        }
    }

    /// Folds in float64, over 16 lanes.
    @inline(__always)
    private static func fold<F: Fold>(_ block: UnsafeRawPointer, _ count: Int, _ type: F.Type) -> Double {
        var even = SIMD8<Double>(repeating: F.identity)
        var odd = even
        let groups = count / Lanes.count
        var group = 0
        if Lanes.count == 16 {
            while group < groups {
                let (low, high) = block.loadUnaligned(fromByteOffset: group &* 64, as: Lanes.self).doubles
                even = F.combine(even, low)
                odd = F.combine(odd, high ?? even)
                group &+= 1
            }
        } else {
            while group &+ 2 <= groups {
                even = F.combine(even, block.loadUnaligned(fromByteOffset: group &* 64, as: Lanes.self).doubles.0)
                odd = F.combine(odd, block.loadUnaligned(fromByteOffset: group &* 64 &+ 64, as: Lanes.self).doubles.0)
                group &+= 2
            }
            if group < groups {
                even = F.combine(even, block.loadUnaligned(fromByteOffset: group &* 64, as: Lanes.self).doubles.0)
            }
        }
        let rest = count &- groups &* Lanes.count
        if rest > 0 {
            let last = block.loadUnaligned(fromByteOffset: groups &* 64, as: Lanes.self)
            let (low, high) = Lanes(repeating: Self(F.identity)).replacing(with: last, where: Lanes.first(rest)).doubles
            even = F.combine(even, low)
            if let high { odd = F.combine(odd, high) }
        }
        let sum = F.combine(even, odd)
        return F.combine(
            F.combine(F.combine(sum[0], sum[4]), F.combine(sum[2], sum[6])),
            F.combine(F.combine(sum[1], sum[5]), F.combine(sum[3], sum[7])))
    }

    static func reduceRows(
        _ kind: ReductionKind, _ block: UnsafeRawPointer, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Double>,
        _ failures: FailureFlags
    ) {
        switch kind {
        case .sum: foldRows(block, rows, columns, sums, Sum.self)
        case .product: foldRows(block, rows, columns, sums, Product.self)
        case .maximum: foldRows(block, rows, columns, sums, Maximum.self)
        case .minimum: foldRows(block, rows, columns, sums, Minimum.self)
        }
    }

    /// Column by column, a group at a time; lanes beyond the last column go to `sums`' padding.
    @inline(__always)
    private static func foldRows<F: Fold>(
        _ block: UnsafeRawPointer, _ rows: Int, _ columns: Int, _ sums: UnsafeMutablePointer<Double>, _ type: F.Type
    ) {
        var column = 0
        while column < columns {
            let target = UnsafeMutableRawPointer(sums + column)
            var low = target.loadUnaligned(as: SIMD8<Double>.self)
            var high = target.loadUnaligned(fromByteOffset: 64, as: SIMD8<Double>.self)
            var source = block + column &* MemoryLayout<Self>.stride
            for _ in 0..<rows {
                let group = source.loadUnaligned(as: Lanes.self).doubles
                low = F.combine(low, group.0)
                if let upper = group.1 { high = F.combine(high, upper) }
                source += columns &* MemoryLayout<Self>.stride
            }
            target.storeBytes(of: low, as: SIMD8<Double>.self)
            if Lanes.count == 16 { target.storeBytes(of: high, toByteOffset: 64, as: SIMD8<Double>.self) }
            column &+= Lanes.count
        }
    }

    @inline(__always)
    static func store(
        _ value: Double, _ dtype: DType, _ memory: UnsafeMutableRawPointer, at index: Int, _ failures: FailureFlags
    ) {
        switch dtype {
        case .bool: memory.storeBytes(of: value != 0 ? 1 : 0, toByteOffset: index, as: UInt8.self)
        case .int64: memory.storeBytes(of: Int64(checking: value, failures), toByteOffset: index &* 8, as: Int64.self)
        case .float32: memory.storeBytes(of: Float(value), toByteOffset: index &* 4, as: Float.self)
        case .float64: memory.storeBytes(of: value, toByteOffset: index &* 8, as: Double.self)
        }
    }

    static func load(
        _ dtype: DType, _ source: UnsafeRawPointer, at position: Int, stride: Int, count: Int,
        into register: UnsafeMutableRawPointer, _ failures: FailureFlags
    ) {
        let register = register.assumingMemoryBound(to: Self.self)
        switch dtype {
        case .bool:
            copyRun(source.assumingMemoryBound(to: UInt8.self) + position, stride, register, count) { $0 != 0 ? 1 : 0 }
        case .int64: copyRun(source.assumingMemoryBound(to: Int64.self) + position, stride, register, count) { Self($0) }
        case .float32: copyRun(source.assumingMemoryBound(to: Float.self) + position, stride, register, count) { Self($0) }
        case .float64: copyRun(source.assumingMemoryBound(to: Double.self) + position, stride, register, count) { Self($0) }
        }
    }

    static func store(
        _ register: UnsafeRawPointer, count: Int, _ dtype: DType, _ memory: UnsafeMutableRawPointer, at position: Int,
        _ failures: FailureFlags
    ) {
        let register = register.assumingMemoryBound(to: Self.self)
        switch dtype {
        case .bool:
            copyRun(register, 1, memory.assumingMemoryBound(to: UInt8.self) + position, count) { $0 != 0 ? 1 : 0 }
        case .int64:
            copyRun(register, 1, memory.assumingMemoryBound(to: Int64.self) + position, count) {
                Int64(checking: $0.float64, failures)
            }
        case .float32: copyRun(register, 1, memory.assumingMemoryBound(to: Float.self) + position, count) { $0.float32 }
        case .float64: copyRun(register, 1, memory.assumingMemoryBound(to: Double.self) + position, count) { $0.float64 }
        }
    }
}

/// How a reduction goes on, one by one and over lanes.
private protocol Fold {
    static var identity: Double { get }
    static func combine(_ a: Double, _ b: Double) -> Double
    static func combine(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double>
}

private enum Sum: Fold {
    @inline(__always) static var identity: Double { 0 }
    @inline(__always) static func combine(_ a: Double, _ b: Double) -> Double { a + b }
    @inline(__always) static func combine(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> { a + b }
}

private enum Product: Fold {
    @inline(__always) static var identity: Double { 1 }
    @inline(__always) static func combine(_ a: Double, _ b: Double) -> Double { a * b }
    @inline(__always) static func combine(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> { a * b }
}

private enum Maximum: Fold {
    @inline(__always) static var identity: Double { -.infinity }
    @inline(__always) static func combine(_ a: Double, _ b: Double) -> Double { a < b || b != b ? b : a }
    @inline(__always) static func combine(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
        a.replacing(with: b, where: (a .< b) .| (b .!= b))
    }
}

private enum Minimum: Fold {
    @inline(__always) static var identity: Double { .infinity }
    @inline(__always) static func combine(_ a: Double, _ b: Double) -> Double { b < a || b != b ? b : a }
    @inline(__always) static func combine(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
        a.replacing(with: b, where: (b .< a) .| (b .!= b))
    }
}

/// Copies and converts `count` elements, `stride` apart in the source.
@inline(__always)
func copyRun<S: BitwiseCopyable, D: BitwiseCopyable>(
    _ source: UnsafePointer<S>, _ stride: Int, _ destination: UnsafeMutablePointer<D>, _ count: Int, _ convert: (S) -> D
) {
    switch stride {
    case 1: for i in 0..<count { destination[i] = convert(source[i]) }
    case 0: destination.update(repeating: convert(source[0]), count: count)
    default: for i in 0..<count { destination[i] = convert(source[i &* stride]) }
    }
}

extension Int64 {
    /// A float cut towards zero; 0, and a note, where it does not fit.
    @inline(__always) init(checking value: Double, _ failures: FailureFlags) {
        // 2⁶³ and -2⁶³ are floats; the former is the first that does not fit.
        if value < 0x1p63, value >= -0x1p63 {
            self = Int64(value)
        } else {
            failures.note(.integerOverflow)
            self = 0
        }
    }
}
