import Tensors

@testable import Kernels

#if canImport(Glibc)
    import Glibc
#endif

/// Memory of some type for tests, as float64 values; with the 64 bytes beyond the end that kernels may read.
final class Memory1D {
    let dtype: DType
    let count: Int
    let pointer: UnsafeMutableRawPointer

    init(_ dtype: DType, _ values: [Double]) {
        self.dtype = dtype
        count = values.count
        pointer = .allocate(byteCount: count * dtype.byteSize + 64, alignment: 64)
        for (i, value) in values.enumerated() { self[i] = value }
    }

    deinit { pointer.deallocate() }

    subscript(index: Int) -> Double {
        get {
            switch dtype {
            case .bool: Double(pointer.load(fromByteOffset: index, as: UInt8.self))
            case .int64: Double(pointer.load(fromByteOffset: index * 8, as: Int64.self))
            case .float32: Double(pointer.load(fromByteOffset: index * 4, as: Float.self))
            case .float64: pointer.load(fromByteOffset: index * 8, as: Double.self)
            }
        }
        set {
            switch dtype {
            case .bool: pointer.storeBytes(of: newValue != 0 ? 1 : 0, toByteOffset: index, as: UInt8.self)
            case .int64: pointer.storeBytes(of: Int64(newValue), toByteOffset: index * 8, as: Int64.self)
            case .float32: pointer.storeBytes(of: Float(newValue), toByteOffset: index * 4, as: Float.self)
            case .float64: pointer.storeBytes(of: newValue, toByteOffset: index * 8, as: Double.self)
            }
        }
    }

    func integer(at index: Int) -> Int64 { pointer.load(fromByteOffset: index * 8, as: Int64.self) }

    var values: [Double] { (0..<count).map { self[$0] } }
    var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: pointer, count: count * dtype.byteSize)) }
}

extension ElementwiseProgram {
    /// Elements of each result.
    var resultCounts: [Int] {
        results.map { result in
            switch result.form {
            case .store: extents.reduce(1, *)
            case .reduceTrailing(_, let axes): extents.dropLast(axes).reduce(1, *)
            case .reduceLeading(_, let axes): extents.dropFirst(axes).reduce(1, *)
            }
        }
    }

    /// Runs the program with the kernel under test.
    func run(_ operands: [Memory1D], pool: ThreadPool = .shared) throws -> [Memory1D] {
        let kernel = try ElementwiseKernel(self)
        let memories = zip(results, resultCounts).map { Memory1D($0.dtype, [Double](repeating: 77, count: $1)) }
        // A sentinel beyond the end must survive.
        for memory in memories { (memory.pointer + memory.bytes.count).storeBytes(of: 0xA5, as: UInt8.self) }
        try kernel.run(
            operands: operands.map { UnsafeRawPointer($0.pointer) }, results: memories.map(\.pointer), pool: pool)
        for memory in memories where (memory.pointer + memory.bytes.count).load(as: UInt8.self) != 0xA5 {
            throw KernelFailure.invalid("wrote beyond the end")
        }
        return memories
    }

    /// Runs the program element by element, in the plainest way; sums in float64, in order.
    func reference(_ operands: [Memory1D]) -> [[Double]] {
        var totals = zip(results, resultCounts).map { [Double](repeating: $0.identity, count: $1) }
        var registers = [Double](repeating: 0, count: registerCount)
        for (i, constant) in constants.enumerated() { registers[self.operands.count + i] = rounded(constant) }
        for index in 0..<extents.reduce(1, *) {
            for (i, operand) in self.operands.enumerated() {
                var rest = index
                var at = operand.offset
                for axis in extents.indices.reversed() {
                    at += rest % extents[axis] * operand.strides[axis]
                    rest /= extents[axis]
                }
                registers[i] = dtype == .int64 ? operands[i][at].rounded(.towardZero) : rounded(operands[i][at])
            }
            for step in instructions {
                registers[Int(step.destination)] = rounded(
                    referenceValue(
                        step.opcode, registers[Int(step.a)], registers[Int(step.b)], registers[Int(step.c)],
                        single: dtype == .float32))
            }
            for (r, result) in results.enumerated() {
                let value = registers[Int(result.register)]
                switch result.form {
                case .store: totals[r][index] = value
                case .reduceTrailing(let kind, let axes):
                    let at = index / extents.suffix(axes).reduce(1, *)
                    totals[r][at] = kind.combined(totals[r][at], value)
                case .reduceLeading(let kind, let axes):
                    let at = index % extents.dropFirst(axes).reduce(1, *)
                    totals[r][at] = kind.combined(totals[r][at], value)
                }
            }
        }
        return totals
    }

    /// In the type of the program: integers have no negative zero.
    private func rounded(_ x: Double) -> Double {
        switch dtype {
        case .float32: Double(Float(x))
        case .int64: x + 0
        default: x
        }
    }
}

extension ElementwiseResult {
    fileprivate var identity: Double {
        switch form {
        case .store: 0
        case .reduceTrailing(let kind, _), .reduceLeading(let kind, _):
            switch kind {
            case .sum: 0
            case .product: 1
            case .maximum: -.infinity
            case .minimum: .infinity
            }
        }
    }
}

extension ReductionKind {
    fileprivate func combined(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .sum: a + b
        case .product: a * b
        case .maximum: a.isNaN || a > b ? a : b
        case .minimum: a.isNaN || a < b ? a : b
        }
    }
}

/// One operation on single numbers, from libm and the language of the specification.
func referenceValue(_ opcode: Opcode, _ a: Double, _ b: Double, _ c: Double, single: Bool = false) -> Double {
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
    case .softplus: (a < 0 ? 0 : a) + log1p(exp(-abs(a)))
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
    case .maximum: a.isNaN || a >= b ? a : b
    case .minimum: a.isNaN || a <= b ? a : b
    case .arctan2: atan2(a, b)
    case .floorDivide: single ? Double(Float(a).flooredDivision(Float(b)).quotient) : a.flooredDivision(b).quotient
    case .modulo: single ? Double(Float(a).flooredDivision(Float(b)).remainder) : a.flooredDivision(b).remainder
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessEqual: a <= b ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .or: a != 0 || b != 0 ? 1 : 0
    case .select: a != 0 ? b : c
    }
}

/// A small generator for tests: same numbers on every run.
struct TestRandom: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func uniform(_ low: Double, _ high: Double) -> Double { .random(in: low...high, using: &self) }
}
