import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// An elementwise program made ready to run, any number of times and on several threads at once.
public final class ElementwiseKernel: Sendable {
    public let program: ElementwiseProgram
    private let count: Int

    /// Checks the program. Throws `KernelFailure.invalid` where registers, strides or reductions do not fit it.
    public init(_ program: ElementwiseProgram) throws(KernelFailure) {
        self.program = program
        count = program.extents.reduce(1, *)
    }

    /// Runs the program: `operands[i]` and `results[i]` are where the i-th of them lies in memory.
    ///
    /// A stored result may be an operand's own memory if that operand is of the result's type and walked contiguously.
    /// Empty reductions give 0, 1, -∞ and +∞ for sum, product, maximum, minimum.
    public func run(
        operands: UnsafePointer<UnsafeRawPointer>, results: UnsafePointer<UnsafeMutableRawPointer>, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        if program.dtype == .int64 {
            try runIntegers(operands, results)
        } else {
            runFloats(operands, results)
        }
    }

    private func runFloats(_ operands: UnsafePointer<UnsafeRawPointer>, _ results: UnsafePointer<UnsafeMutableRawPointer>) {
        let single = program.dtype == .float32
        var accumulators = [[Double]](repeating: [], count: program.results.count)
        for (r, result) in program.results.enumerated() { accumulators[r] = initial(result) }
        var registers = [Double](repeating: 0, count: program.registerCount)
        for (i, constant) in program.constants.enumerated() {
            registers[program.operands.count + i] = single ? Double(Float(constant)) : constant
        }
        for index in 0..<count {
            for (i, operand) in program.operands.enumerated() {
                let at = operand.offset + position(index, operand.strides)
                let value: Double
                switch operand.dtype {
                case .bool: value = operands[i].load(fromByteOffset: at, as: UInt8.self) != 0 ? 1 : 0
                case .int64: value = Double(operands[i].load(fromByteOffset: at * 8, as: Int64.self))
                case .float32: value = Double(operands[i].load(fromByteOffset: at * 4, as: Float.self))
                case .float64: value = operands[i].load(fromByteOffset: at * 8, as: Double.self)
                }
                registers[i] = single ? Double(Float(value)) : value
            }
            for instruction in program.instructions {
                let value = applyFloat(
                    instruction.opcode, registers[Int(instruction.a)], registers[Int(instruction.b)],
                    registers[Int(instruction.c)])
                registers[Int(instruction.destination)] = single ? Double(Float(value)) : value
            }
            for (r, result) in program.results.enumerated() {
                let value = registers[Int(result.register)]
                switch result.form {
                case .store: store(value, result.dtype, results[r], index)
                case .reduceTrailing(let kind, let axes):
                    let inner = program.extents.suffix(axes).reduce(1, *)
                    accumulators[r][index / inner] = combine(kind, accumulators[r][index / inner], value)
                case .reduceLeading(let kind, let axes):
                    let inner = program.extents.dropFirst(axes).reduce(1, *)
                    accumulators[r][index % inner] = combine(kind, accumulators[r][index % inner], value)
                }
            }
        }
        for (r, result) in program.results.enumerated() {
            for (i, value) in accumulators[r].enumerated() { store(value, result.dtype, results[r], i) }
        }
    }

    private func initial(_ result: ElementwiseResult) -> [Double] {
        func identity(_ kind: ReductionKind) -> Double {
            switch kind {
            case .sum: 0
            case .product: 1
            case .maximum: -.infinity
            case .minimum: .infinity
            }
        }
        switch result.form {
        case .store: return []
        case .reduceTrailing(let kind, let axes):
            return .init(repeating: identity(kind), count: program.extents.dropLast(axes).reduce(1, *))
        case .reduceLeading(let kind, let axes):
            return .init(repeating: identity(kind), count: program.extents.dropFirst(axes).reduce(1, *))
        }
    }

    private func combine(_ kind: ReductionKind, _ a: Double, _ b: Double) -> Double {
        switch kind {
        case .sum: a + b
        case .product: a * b
        case .maximum: applyFloat(.maximum, a, b, 0)
        case .minimum: applyFloat(.minimum, a, b, 0)
        }
    }

    private func position(_ index: Int, _ strides: [Int]) -> Int {
        var rest = index
        var at = 0
        for axis in program.extents.indices.reversed() {
            at += rest % program.extents[axis] * strides[axis]
            rest /= program.extents[axis]
        }
        return at
    }

    private func store(_ value: Double, _ dtype: DType, _ memory: UnsafeMutableRawPointer, _ index: Int) {
        switch dtype {
        case .bool: memory.storeBytes(of: value != 0 ? 1 : 0, toByteOffset: index, as: UInt8.self)
        case .int64:
            memory.storeBytes(of: Int64(exactly: value.rounded(.towardZero)) ?? 0, toByteOffset: index * 8, as: Int64.self)
        case .float32: memory.storeBytes(of: Float(value), toByteOffset: index * 4, as: Float.self)
        case .float64: memory.storeBytes(of: value, toByteOffset: index * 8, as: Double.self)
        }
    }

    private func runIntegers(
        _ operands: UnsafePointer<UnsafeRawPointer>, _ results: UnsafePointer<UnsafeMutableRawPointer>
    ) throws(KernelFailure) {
        var accumulators = [[Int64]](repeating: [], count: program.results.count)
        for (r, result) in program.results.enumerated() {
            accumulators[r] = initial(result).map { $0 == .infinity ? .max : $0 == -.infinity ? .min : Int64($0) }
        }
        var registers = [Int64](repeating: 0, count: program.registerCount)
        for (i, constant) in program.constants.enumerated() {
            registers[program.operands.count + i] = Int64(exactly: constant) ?? 0
        }
        for index in 0..<count {
            for (i, operand) in program.operands.enumerated() {
                let at = operand.offset + position(index, operand.strides)
                switch operand.dtype {
                case .bool: registers[i] = operands[i].load(fromByteOffset: at, as: UInt8.self) != 0 ? 1 : 0
                case .int64: registers[i] = operands[i].load(fromByteOffset: at * 8, as: Int64.self)
                case .float32:
                    let value = operands[i].load(fromByteOffset: at * 4, as: Float.self).rounded(.towardZero)
                    guard let whole = Int64(exactly: value) else { throw .integerOverflow }
                    registers[i] = whole
                case .float64:
                    let value = operands[i].load(fromByteOffset: at * 8, as: Double.self).rounded(.towardZero)
                    guard let whole = Int64(exactly: value) else { throw .integerOverflow }
                    registers[i] = whole
                }
            }
            for instruction in program.instructions {
                registers[Int(instruction.destination)] = try applyInteger(
                    instruction.opcode, registers[Int(instruction.a)], registers[Int(instruction.b)],
                    registers[Int(instruction.c)])
            }
            for (r, result) in program.results.enumerated() {
                let value = registers[Int(result.register)]
                switch result.form {
                case .store: storeInteger(value, result.dtype, results[r], index)
                case .reduceTrailing(let kind, let axes):
                    let at = index / program.extents.suffix(axes).reduce(1, *)
                    accumulators[r][at] = try combineInteger(kind, accumulators[r][at], value)
                case .reduceLeading(let kind, let axes):
                    let at = index % program.extents.dropFirst(axes).reduce(1, *)
                    accumulators[r][at] = try combineInteger(kind, accumulators[r][at], value)
                }
            }
        }
        for (r, result) in program.results.enumerated() {
            for (i, value) in accumulators[r].enumerated() { storeInteger(value, result.dtype, results[r], i) }
        }
    }

    private func storeInteger(_ value: Int64, _ dtype: DType, _ memory: UnsafeMutableRawPointer, _ index: Int) {
        if dtype == .int64 {
            memory.storeBytes(of: value, toByteOffset: index * 8, as: Int64.self)
        } else {
            store(Double(value), dtype, memory, index)
        }
    }

    private func combineInteger(_ kind: ReductionKind, _ a: Int64, _ b: Int64) throws(KernelFailure) -> Int64 {
        switch kind {
        case .sum: try applyInteger(.add, a, b, 0)
        case .product: try applyInteger(.multiply, a, b, 0)
        case .maximum: max(a, b)
        case .minimum: min(a, b)
        }
    }
}

private func applyFloat(_ opcode: Opcode, _ a: Double, _ b: Double, _ c: Double) -> Double {
    switch opcode {
    case .copy: a
    case .negate: -a
    case .absolute: abs(a)
    case .sign: a.isNaN ? a : a > 0 ? 1 : a < 0 ? -1 : 0
    case .floor: a.rounded(.down)
    case .ceiling: a.rounded(.up)
    case .round: a.rounded(.toNearestOrEven)
    case .squareRoot: a.squareRoot()
    case .exp: exp(a)
    case .expm1: expm1(a)
    case .log: log(a)
    case .log1p: log1p(a)
    case .sin: sin(a)
    case .cos: cos(a)
    case .tan: tan(a)
    case .arcsin: asin(a)
    case .arccos: acos(a)
    case .arctan: atan(a)
    case .sinh: sinh(a)
    case .cosh: cosh(a)
    case .tanh: tanh(a)
    case .sigmoid: a >= 0 ? 1 / (1 + exp(-a)) : exp(a) / (1 + exp(a))
    case .softplus: max(a, 0) + log1p(exp(-abs(a)))
    case .erf: erf(a)
    case .isNaN: a.isNaN ? 1 : 0
    case .isFinite: a.isFinite ? 1 : 0
    case .not: a == 0 ? 1 : 0
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .quotientOrZero: b == 0 ? 0 : a / b
    case .power: pow(a, b)
    case .maximum: a.isNaN ? a : b.isNaN ? b : max(a, b)
    case .minimum: a.isNaN ? a : b.isNaN ? b : min(a, b)
    case .arctan2: atan2(a, b)
    case .floorDivide: (a / b).rounded(.down)
    case .modulo: a - (a / b).rounded(.down) * b
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessEqual: a <= b ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .or: a != 0 || b != 0 ? 1 : 0
    case .select: a != 0 ? b : c
    }
}

private func applyInteger(_ opcode: Opcode, _ a: Int64, _ b: Int64, _ c: Int64) throws(KernelFailure) -> Int64 {
    func checked(_ result: (partialValue: Int64, overflow: Bool)) throws(KernelFailure) -> Int64 {
        if result.overflow { throw .integerOverflow }
        return result.partialValue
    }
    switch opcode {
    case .copy, .floor, .ceiling, .round: return a
    case .negate: return try checked(Int64(0).subtractingReportingOverflow(a))
    case .absolute: return a < 0 ? try checked(Int64(0).subtractingReportingOverflow(a)) : a
    case .sign: return a.signum()
    case .isNaN: return 0
    case .isFinite: return 1
    case .not: return a == 0 ? 1 : 0
    case .add: return try checked(a.addingReportingOverflow(b))
    case .subtract: return try checked(a.subtractingReportingOverflow(b))
    case .multiply: return try checked(a.multipliedReportingOverflow(by: b))
    case .floorDivide, .modulo:
        if b == 0 { throw .divisionByZero }
        if b == -1 { return opcode == .modulo ? 0 : try checked(Int64(0).subtractingReportingOverflow(a)) }
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        let below = remainder != 0 && (remainder < 0) != (b < 0)
        return opcode == .modulo ? (below ? remainder + b : remainder) : (below ? quotient - 1 : quotient)
    case .maximum: return max(a, b)
    case .minimum: return min(a, b)
    case .equal: return a == b ? 1 : 0
    case .notEqual: return a != b ? 1 : 0
    case .less: return a < b ? 1 : 0
    case .lessEqual: return a <= b ? 1 : 0
    case .and: return a != 0 && b != 0 ? 1 : 0
    case .or: return a != 0 || b != 0 ? 1 : 0
    case .select: return a != 0 ? b : c
    default: throw .invalid("\(opcode) is not defined on integers")
    }
}
