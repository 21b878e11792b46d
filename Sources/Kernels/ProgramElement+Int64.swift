import Tensors

/// int64 as the element of elementwise programs: every operation is checked. Sums are carried in 128 bits, so that only the
/// result can overflow.
extension Int64: ProgramElement {
    typealias Accumulator = Int128

    static func execute(
        _ instructions: UnsafeMutableBufferPointer<DecodedInstruction>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer>,
        count: Int, _ failures: FailureFlags
    ) {
        for step in instructions {
            let block = IntegerBlock(
                destination: slots[Int(step.destination)].assumingMemoryBound(to: Int64.self),
                a: slots[Int(step.a)].assumingMemoryBound(to: Int64.self),
                b: slots[Int(step.b)].assumingMemoryBound(to: Int64.self),
                c: slots[Int(step.c)].assumingMemoryBound(to: Int64.self), count: count, failures: failures)
            block.apply(step.opcode)
        }
    }

    static func identity(_ kind: ReductionKind) -> Int128 {
        switch kind {
        case .sum: 0
        case .product: 1
        case .maximum: Int128(Int64.min)
        case .minimum: Int128(Int64.max)
        }
    }

    @inline(__always)
    static func combine(_ kind: ReductionKind, _ a: Int128, _ b: Int128, _ failures: FailureFlags) -> Int128 {
        switch kind {
        case .sum: return a &+ b
        case .product:
            let (product, overflow) = a.multipliedReportingOverflow(by: b)
            if overflow { failures.note(.integerOverflow) }
            return product
        case .maximum: return a < b ? b : a
        case .minimum: return b < a ? b : a
        }
    }

    static func reduce(_ kind: ReductionKind, _ block: UnsafeRawPointer, count: Int, _ failures: FailureFlags) -> Int128 {
        let elements = block.assumingMemoryBound(to: Int64.self)
        var result = identity(kind)
        for i in 0..<count { result = combine(kind, result, Int128(elements[i]), failures) }
        return result
    }

    static func reduceRows(
        _ kind: ReductionKind, _ block: UnsafeRawPointer, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Int128>,
        _ failures: FailureFlags
    ) {
        let elements = block.assumingMemoryBound(to: Int64.self)
        for row in 0..<rows {
            for column in 0..<columns {
                sums[column] = combine(kind, sums[column], Int128(elements[row &* columns &+ column]), failures)
            }
        }
    }

    static func store(
        _ value: Int128, _ dtype: DType, _ memory: UnsafeMutableRawPointer, at index: Int, _ failures: FailureFlags
    ) {
        switch dtype {
        case .bool: memory.storeBytes(of: value != 0 ? 1 : 0, toByteOffset: index, as: UInt8.self)
        case .int64:
            let whole = Int64(exactly: value)
            if whole == nil { failures.note(.integerOverflow) }
            memory.storeBytes(of: whole ?? 0, toByteOffset: index &* 8, as: Int64.self)
        case .float32: memory.storeBytes(of: Float(value), toByteOffset: index &* 4, as: Float.self)
        case .float64: memory.storeBytes(of: Double(value), toByteOffset: index &* 8, as: Double.self)
        }
    }

    static func load(
        _ dtype: DType, _ source: UnsafeRawPointer, at position: Int, stride: Int, count: Int,
        into register: UnsafeMutableRawPointer, _ failures: FailureFlags
    ) {
        let register = register.assumingMemoryBound(to: Int64.self)
        switch dtype {
        case .bool:
            copyRun(source.assumingMemoryBound(to: UInt8.self) + position, stride, register, count) { $0 != 0 ? 1 : 0 }
        case .int64: copyRun(source.assumingMemoryBound(to: Int64.self) + position, stride, register, count) { $0 }
        case .float32:
            copyRun(source.assumingMemoryBound(to: Float.self) + position, stride, register, count) {
                Int64(checking: Double($0), failures)
            }
        case .float64:
            copyRun(source.assumingMemoryBound(to: Double.self) + position, stride, register, count) {
                Int64(checking: $0, failures)
            }
        }
    }

    static func store(
        _ register: UnsafeRawPointer, count: Int, _ dtype: DType, _ memory: UnsafeMutableRawPointer, at position: Int,
        _ failures: FailureFlags
    ) {
        let register = register.assumingMemoryBound(to: Int64.self)
        switch dtype {
        case .bool:
            copyRun(register, 1, memory.assumingMemoryBound(to: UInt8.self) + position, count) { $0 != 0 ? 1 : 0 }
        case .int64: copyRun(register, 1, memory.assumingMemoryBound(to: Int64.self) + position, count) { $0 }
        case .float32: copyRun(register, 1, memory.assumingMemoryBound(to: Float.self) + position, count) { Float($0) }
        case .float64: copyRun(register, 1, memory.assumingMemoryBound(to: Double.self) + position, count) { Double($0) }
        }
    }
}

/// One instruction on a block of integers.
private struct IntegerBlock {
    let destination: UnsafeMutablePointer<Int64>
    let a: UnsafePointer<Int64>
    let b: UnsafePointer<Int64>
    let c: UnsafePointer<Int64>
    let count: Int
    let failures: FailureFlags

    func apply(_ opcode: Opcode) {
        switch opcode {
        case .add: checked { $0.addingReportingOverflow($1) }
        case .subtract: checked { $0.subtractingReportingOverflow($1) }
        case .multiply: checked { $0.multipliedReportingOverflow(by: $1) }
        case .negate: checked { x, _ in Int64(0).subtractingReportingOverflow(x) }
        case .absolute: checked { x, _ in x < 0 ? Int64(0).subtractingReportingOverflow(x) : (x, false) }
        case .power: checked(power)
        case .floorDivide: checked(floorDivide)
        case .modulo: checked(modulo)
        case .copy, .floor, .ceiling, .round: plain { x, _ in x }
        case .sign: plain { x, _ in x.signum() }
        case .isNaN: plain { _, _ in 0 }
        case .isFinite: plain { _, _ in 1 }
        case .not: plain { x, _ in x == 0 ? 1 : 0 }
        case .maximum: plain { max($0, $1) }
        case .minimum: plain { min($0, $1) }
        case .equal: plain { $0 == $1 ? 1 : 0 }
        case .notEqual: plain { $0 != $1 ? 1 : 0 }
        case .less: plain { $0 < $1 ? 1 : 0 }
        case .lessEqual: plain { $0 <= $1 ? 1 : 0 }
        case .and: plain { $0 != 0 && $1 != 0 ? 1 : 0 }
        case .or: plain { $0 != 0 || $1 != 0 ? 1 : 0 }
        case .select: for i in 0..<count { destination[i] = a[i] != 0 ? b[i] : c[i] }
        // Programs with these are refused when the kernel is made.
        case .squareRoot, .exp, .expm1, .log, .log1p, .sin, .cos, .tan, .arcsin, .arccos, .arctan, .sinh, .cosh, .tanh, .sigmoid,
            .softplus, .erf, .divide, .quotientOrZero, .arctan2:
            break
        }
    }

    @inline(__always) private func plain(_ f: (Int64, Int64) -> Int64) {
        for i in 0..<count { destination[i] = f(a[i], b[i]) }
    }

    @inline(__always) private func checked(_ f: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)) {
        var overflow = false
        for i in 0..<count {
            let result = f(a[i], b[i])
            destination[i] = result.partialValue
            overflow = overflow || result.overflow
        }
        if overflow { failures.note(.integerOverflow) }
    }

    private func floorDivide(_ x: Int64, _ y: Int64) -> (partialValue: Int64, overflow: Bool) {
        if y == 0 {
            failures.note(.divisionByZero)
            return (0, false)
        }
        if y == -1 { return Int64(0).subtractingReportingOverflow(x) }
        let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
        return (remainder != 0 && (remainder < 0) != (y < 0) ? quotient &- 1 : quotient, false)
    }

    private func modulo(_ x: Int64, _ y: Int64) -> (partialValue: Int64, overflow: Bool) {
        if y == 0 {
            failures.note(.divisionByZero)
            return (0, false)
        }
        if y == -1 { return (0, false) }
        let remainder = x % y
        return (remainder != 0 && (remainder < 0) != (y < 0) ? remainder &+ y : remainder, false)
    }

    /// Repeated squaring; the square beyond the last bit of the exponent is not taken.
    private func power(_ x: Int64, _ y: Int64) -> (partialValue: Int64, overflow: Bool) {
        if y < 0 {
            failures.note(.negativePower)
            return (0, false)
        }
        var result: Int64 = 1
        var square = x
        var exponent = y
        var overflow = false
        while exponent > 0 {
            if exponent & 1 == 1 {
                let product = result.multipliedReportingOverflow(by: square)
                result = product.partialValue
                overflow = overflow || product.overflow
            }
            exponent >>= 1
            if exponent > 0 {
                let product = square.multipliedReportingOverflow(by: square)
                square = product.partialValue
                overflow = overflow || product.overflow
            }
        }
        return (result, overflow)
    }
}
