import CAllocationCounter
import Tensors
import Testing

@testable import Kernels

/// The same to the bit, NaN being NaN.
private func same(_ a: Double, _ b: Double) -> Bool { a == b ? a.sign == b.sign || a != 0 : a.isNaN && b.isNaN }

private func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    same(a, b) || abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}

@Suite struct ElementwiseTests {
    private static let exact: [Opcode] = [
        .copy, .negate, .absolute, .sign, .floor, .ceiling, .round, .squareRoot, .isNaN, .isFinite, .not, .add, .subtract,
        .multiply, .divide, .quotientOrZero, .maximum, .minimum, .floorDivide, .modulo, .equal, .notEqual, .less, .lessEqual,
        .and, .or, .select,
    ]

    @Test(arguments: exact, [DType.float32, .float64]) func opcodesAreWhatTheySay(opcode: Opcode, dtype: DType) throws {
        let special = [
            0.0, -0.0, 1, -1, 0.5, -2.5, 3, 7, -7, 1e30, .infinity, -.infinity, .nan, Double.leastNonzeroMagnitude, 0.1, 2.5,
        ]
        var columns: [[Double]] = [[], [], []]
        for a in special {
            for b in special {
                columns[0].append(a)
                columns[1].append(b)
                columns[2].append(a - b)
            }
        }
        let operands = columns.map { Memory1D(dtype, $0) }
        let program = ElementwiseProgram(
            dtype: dtype, extents: [columns[0].count], operands: operands.map { _ in .init(dtype: dtype, strides: [1]) },
            constants: [], instructions: [Instruction(opcode, into: 3, 0, 1, 2)],
            results: [.init(register: 3, dtype: dtype)], registerCount: 4)
        let found = try program.run(operands)[0].values
        let expected = program.reference(operands)[0]
        for i in found.indices {
            #expect(same(found[i], expected[i]), "\(opcode)(\(operands[0][i]), \(operands[1][i]), \(operands[2][i]))")
        }
    }

    /// Programs with random shapes, strides (broadcast, transposed, reversed), types, instructions and reductions.
    @Test(arguments: 0..<400) func agreesWithTheReference(seed: Int) throws {
        var random = TestRandom(UInt64(seed))
        let (program, operands) = randomProgram(&random)
        let expected = program.reference(operands)
        let found = try program.run(operands)
        let tolerance = program.dtype == .float32 ? 1e-6 : 1e-12
        for (r, result) in program.results.enumerated() {
            for i in expected[r].indices {
                var value = expected[r][i]
                if result.dtype == .bool { value = value != 0 ? 1 : 0 }
                if result.dtype == .float32 { value = Double(Float(value)) }
                let ok = result.form == .store ? same(found[r][i], value) : close(found[r][i], value, tolerance)
                #expect(
                    ok,
                    "\(program.extents) \(program.dtype) \(program.operands) \(program.instructions) \(result) at \(i): \(found[r][i]), expected \(value)"
                )
                guard ok else { return }
            }
        }
    }

    private func randomProgram(_ random: inout TestRandom) -> (ElementwiseProgram, [Memory1D]) {
        let dtype = [DType.float32, .float64, .int64].randomElement(using: &random) ?? .float64
        let rank = Int.random(in: 0...4, using: &random)
        let sizes = [[0, 1, 2, 3, 5, 8, 16, 17], [1, 2, 3, 5, 30, 100, 257], [1, 7, 600, 1025]]
        let extents = (0..<rank).map { _ in
            sizes[rank > 3 ? 0 : rank > 2 ? Int.random(in: 0...1, using: &random) : Int.random(in: 0...2, using: &random)]
                .randomElement(using: &random) ?? 1
        }
        var operands: [ElementwiseOperand] = []
        var memories: [Memory1D] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let type = Bool.random(using: &random) ? dtype : DType.allCases.randomElement(using: &random) ?? dtype
            let order = Bool.random(using: &random) ? Array(extents.indices) : extents.indices.shuffled(using: &random)
            var strides = [Int](repeating: 0, count: rank)
            var step = 1
            var offset = 0
            for axis in order.reversed() {
                if Int.random(in: 0..<4, using: &random) == 0 { continue }
                let reverse = Int.random(in: 0..<8, using: &random) == 0
                strides[axis] = reverse ? -step : step
                if reverse { offset += step * max(extents[axis] - 1, 0) }
                step *= max(extents[axis], 1)
            }
            operands.append(.init(dtype: type, strides: strides, offset: offset))
            memories.append(
                Memory1D(
                    type,
                    (0..<step).map { _ in
                        type == .int64 || dtype == .int64
                            ? Double(Int.random(in: -9...9, using: &random)) : random.uniform(-2, 2)
                    }))
        }
        let constants = (0..<Int.random(in: 0...2, using: &random)).map { _ in Double(Int.random(in: -3...3, using: &random)) }
        let inputs = operands.count + constants.count
        let registerCount = inputs + Int.random(in: 1...4, using: &random)
        var ready = Array(0..<inputs)
        var instructions: [Instruction] = []
        let opcodes: [Opcode] = [.add, .subtract, .maximum, .minimum, .negate, .absolute, .less, .select, .copy, .sign]
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let destination = Int.random(in: inputs..<registerCount, using: &random)
            let read = (0..<3).map { _ in UInt8(ready.randomElement(using: &random) ?? 0) }
            instructions.append(
                Instruction(opcodes.randomElement(using: &random) ?? .add, into: UInt8(destination), read[0], read[1], read[2]))
            if !ready.contains(destination) { ready.append(destination) }
        }
        let cut = Int.random(in: 0...rank, using: &random)
        let results = (0..<Int.random(in: 1...3, using: &random)).map { _ -> ElementwiseResult in
            let register = UInt8(ready.randomElement(using: &random) ?? 0)
            let kind = [ReductionKind.sum, .maximum, .minimum].randomElement(using: &random) ?? .sum
            // ±infinity of an empty reduction has no integer.
            let type: DType = dtype == .int64 ? .int64 : [dtype, dtype, .float64].randomElement(using: &random) ?? dtype
            let hasIntegerExtremes = dtype == .int64 && extents.contains(0)
            switch hasIntegerExtremes ? 0 : Int.random(in: 0..<5, using: &random) {
            case 0:
                return .init(
                    register: register, dtype: [dtype, .float64, .float32, .bool].randomElement(using: &random) ?? dtype)
            case 1: return .init(register: register, dtype: type, form: .reduceTrailing(kind, axes: rank - cut))
            case 2: return .init(register: register, dtype: type, form: .reduceLeading(kind, axes: cut))
            case 3: return .init(register: register, dtype: type, form: .reduceTrailing(kind, axes: rank))
            default: return .init(register: register, dtype: type, form: .reduceLeading(kind, axes: rank))
            }
        }
        let program = ElementwiseProgram(
            dtype: dtype, extents: extents, operands: operands, constants: constants, instructions: instructions,
            results: results, registerCount: registerCount)
        return (program, memories)
    }

    /// h = tanh(x + b), its sums over both axes and over all: bits on one thread and on three, where all took part.
    @Test(arguments: [DType.float32, .float64], [(700, 300), (40, 5000), (100_000, 3), (3, 100_000), (1, 300_000)])
    func sameBitsOnAnyNumberOfThreads(dtype: DType, shape: (Int, Int)) throws {
        let (rows, columns) = shape
        var random = TestRandom(1)
        let x = Memory1D(dtype, (0..<rows * columns).map { _ in random.uniform(-2, 2) })
        let b = Memory1D(dtype, (0..<columns).map { _ in random.uniform(-2, 2) })
        let program = ElementwiseProgram(
            dtype: dtype, extents: [rows, columns],
            operands: [.init(dtype: dtype, strides: [columns, 1]), .init(dtype: dtype, strides: [0, 1])], constants: [],
            instructions: [Instruction(.add, into: 2, 0, 1), Instruction(.tanh, into: 2, 2)],
            results: [
                .init(register: 2, dtype: dtype),
                .init(register: 2, dtype: .float64, form: .reduceTrailing(.sum, axes: 1)),
                .init(register: 2, dtype: .float64, form: .reduceLeading(.sum, axes: 1)),
                .init(register: 2, dtype: .float64, form: .reduceLeading(.sum, axes: 2)),
            ], registerCount: 3)
        let one = ThreadPool()
        one.threadCount = 1
        let three = ThreadPool()
        three.threadCount = 3
        let single = try program.run([x, b], pool: one)
        // Until a worker has had a tile, however busy the machine.
        for round in 0..<3000 where round < 5 || three.tilesRun.dropFirst().allSatisfy({ $0 == 0 }) {
            let several = try program.run([x, b], pool: three)
            for (a, b) in zip(single, several) { #expect(a.bytes == b.bytes) }
        }
        #expect(three.tilesRun.count == 3)
        #expect(three.tilesRun.dropFirst().contains { $0 > 0 })
        let expected = program.reference([x, b])
        for r in 1...3 {
            for i in expected[r].indices { #expect(close(single[r][i], expected[r][i], dtype == .float32 ? 1e-5 : 1e-11)) }
        }
    }

    /// Equal rows have equal sums, wherever they lie.
    @Test(arguments: [1, 3, 100, 511, 513, 1000, 20_000]) func equalRowsHaveEqualSums(columns: Int) throws {
        var random = TestRandom(5)
        let row = (0..<columns).map { _ in random.uniform(0, 1) }
        let rows = 37
        let x = Memory1D(.float64, (0..<rows).flatMap { _ in row })
        let program = ElementwiseProgram(
            dtype: .float64, extents: [rows, columns], operands: [.init(dtype: .float64, strides: [columns, 1])], constants: [],
            instructions: [], results: [.init(register: 0, dtype: .float64, form: .reduceTrailing(.sum, axes: 1))],
            registerCount: 1)
        let sums = try program.run([x])[0].values
        #expect(sums.allSatisfy { $0 == sums[0] })
        // Against exact rational arithmetic: within a few roundings of float64.
        #expect(abs(sums[0] - row.reduce(0, +)) <= 1e-13 * Double(columns))
    }

    @Test(arguments: [DType.float32, .float64, .int64]) func resultsMayLieOnOperands(dtype: DType) throws {
        let count = 3001
        let values = (0..<count).map { Double($0 % 91 - 45) }
        let x = Memory1D(dtype, values)
        let y = Memory1D(dtype, values.reversed())
        // Both operands are overwritten: x by x + y, y by (x + y) - x; x is read after its successor is known.
        let program = ElementwiseProgram(
            dtype: dtype, extents: [count], operands: [.init(dtype: dtype, strides: [1]), .init(dtype: dtype, strides: [1])],
            constants: [], instructions: [Instruction(.add, into: 2, 0, 1), Instruction(.subtract, into: 3, 2, 0)],
            results: [.init(register: 2, dtype: dtype), .init(register: 3, dtype: dtype)], registerCount: 4)
        let kernel = try ElementwiseKernel(program)
        try kernel.run(operands: [UnsafeRawPointer(x.pointer), UnsafeRawPointer(y.pointer)], results: [x.pointer, y.pointer])
        #expect(x.values == zip(values, values.reversed()).map { $0 + $1 })
        #expect(y.values == values.reversed())
    }

    @Test func nanGoesThroughMaximaAndMinima() throws {
        for dtype in [DType.float32, .float64] {
            for place in [0, 1, 40, 999] {
                var values = (0..<1000).map { Double($0 % 17) }
                values[place] = .nan
                let program = ElementwiseProgram(
                    dtype: dtype, extents: [10, 100], operands: [.init(dtype: dtype, strides: [100, 1])], constants: [],
                    instructions: [],
                    results: [
                        .init(register: 0, dtype: dtype, form: .reduceLeading(.maximum, axes: 2)),
                        .init(register: 0, dtype: dtype, form: .reduceTrailing(.minimum, axes: 1)),
                        .init(register: 0, dtype: dtype, form: .reduceLeading(.maximum, axes: 1)),
                    ], registerCount: 1)
                let found = try program.run([Memory1D(dtype, values)])
                #expect(found[0][0].isNaN)
                for row in 0..<10 { #expect(found[1][row].isNaN == (row == place / 100)) }
                for column in 0..<100 { #expect(found[2][column].isNaN == (column == place % 100)) }
            }
        }
    }

    @Test func emptyReductionsGiveTheIdentity() throws {
        let kinds: [(ReductionKind, Double)] = [(.sum, 0), (.product, 1), (.maximum, -.infinity), (.minimum, .infinity)]
        for (kind, identity) in kinds {
            let program = ElementwiseProgram(
                dtype: .float64, extents: [3, 0], operands: [.init(dtype: .float64, strides: [0, 1])], constants: [],
                instructions: [],
                results: [
                    .init(register: 0, dtype: .float64, form: .reduceTrailing(kind, axes: 1)),
                    .init(register: 0, dtype: .float64, form: .reduceTrailing(kind, axes: 2)),
                    .init(register: 0, dtype: .float64, form: .reduceLeading(kind, axes: 1)),
                ], registerCount: 1)
            let found = try program.run([Memory1D(.float64, [])])
            #expect(found.map(\.values) == [[identity, identity, identity], [identity], []])
        }
    }

    @Test func integersAreChecked() throws {
        func run(_ opcode: Opcode, _ a: Int64, _ b: Int64) throws -> Int64 {
            let x = Memory1D(.int64, [0, 0, 0])
            let y = Memory1D(.int64, [1, 1, 1])
            x.pointer.storeBytes(of: a, toByteOffset: 8, as: Int64.self)
            y.pointer.storeBytes(of: b, toByteOffset: 8, as: Int64.self)
            let program = ElementwiseProgram(
                dtype: .int64, extents: [3], operands: [.init(dtype: .int64, strides: [1]), .init(dtype: .int64, strides: [1])],
                constants: [], instructions: [Instruction(opcode, into: 2, 0, 1)],
                results: [.init(register: 2, dtype: .int64)], registerCount: 3)
            return try program.run([x, y])[0].integer(at: 1)
        }
        #expect(try run(.add, .max - 1, 1) == .max)
        #expect(throws: KernelFailure.integerOverflow) { try run(.add, .max, 1) }
        #expect(throws: KernelFailure.integerOverflow) { try run(.subtract, .min, 1) }
        #expect(throws: KernelFailure.integerOverflow) { try run(.multiply, 1 << 32, 1 << 31) }
        #expect(throws: KernelFailure.integerOverflow) { try run(.negate, .min, 0) }
        #expect(throws: KernelFailure.integerOverflow) { try run(.absolute, .min, 0) }
        #expect(throws: KernelFailure.divisionByZero) { try run(.floorDivide, 1, 0) }
        #expect(throws: KernelFailure.divisionByZero) { try run(.modulo, 1, 0) }
        #expect(throws: KernelFailure.integerOverflow) { try run(.floorDivide, .min, -1) }
        #expect(try run(.modulo, .min, -1) == 0)
        #expect(try [run(.floorDivide, 7, -2), run(.floorDivide, -7, 2), run(.floorDivide, -7, -2)] == [-4, -4, 3])
        #expect(try [run(.modulo, 7, -2), run(.modulo, -7, 2), run(.modulo, -7, -2)] == [-1, 1, -1])
        #expect(try run(.power, 3, 39) == 4_052_555_153_018_976_267)
        #expect(throws: KernelFailure.integerOverflow) { try run(.power, 3, 40) }
        #expect(try run(.power, -2, 63) == .min)
        #expect(throws: KernelFailure.negativePower) { try run(.power, 2, -1) }
    }

    /// Only what does not fit in the end is an overflow.
    @Test func integerSumsAreExact() throws {
        let x = Memory1D(.int64, [0, 1, -1])
        x.pointer.storeBytes(of: .max, as: Int64.self)
        func program(_ count: Int, _ kind: ReductionKind) -> ElementwiseProgram {
            .init(
                dtype: .int64, extents: [count], operands: [.init(dtype: .int64, strides: [1])], constants: [],
                instructions: [], results: [.init(register: 0, dtype: .int64, form: .reduceTrailing(kind, axes: 1))],
                registerCount: 1)
        }
        #expect(try program(3, .sum).run([x])[0].integer(at: 0) == .max)
        #expect(throws: KernelFailure.integerOverflow) { try program(2, .sum).run([x]) }
        #expect(try program(3, .product).run([x])[0].integer(at: 0) == -.max)
    }

    @Test func floatsThatAreNoIntegersAreNoted() throws {
        func convert(_ value: Double) throws -> Double {
            let program = ElementwiseProgram(
                dtype: .float64, extents: [1], operands: [.init(dtype: .float64, strides: [1])], constants: [],
                instructions: [], results: [.init(register: 0, dtype: .int64)], registerCount: 1)
            return try program.run([Memory1D(.float64, [value])])[0][0]
        }
        #expect(try convert(-2.9) == -2)
        #expect(try convert(-0x1p63) == -0x1p63)
        for value in [0x1p63, .nan, .infinity, -1e300] {
            #expect(throws: KernelFailure.integerOverflow) { try convert(value) }
        }
    }

    @Test func malformedProgramsAreRefused() {
        let good = ElementwiseProgram(
            dtype: .float64, extents: [4, 5], operands: [.init(dtype: .float64, strides: [5, 1])], constants: [2],
            instructions: [Instruction(.multiply, into: 2, 0, 1)], results: [.init(register: 2, dtype: .float64)],
            registerCount: 3)
        #expect(throws: Never.self) { try ElementwiseKernel(good) }
        let spoilers: [(inout ElementwiseProgram) -> Void] = [
            { $0.dtype = .bool }, { $0.extents = [4, -5] }, { $0.extents = [1 << 40, 1 << 40] },
            { $0.operands[0].strides = [1] }, { $0.registerCount = 33 }, { $0.registerCount = 1 },
            { $0.instructions[0].destination = 1 }, { $0.instructions[0].destination = 3 }, { $0.instructions[0].a = 2 },
            { $0.instructions[0].b = 9 }, { $0.results[0].register = 3 }, { $0.instructions = [] },
            { $0.results[0].form = .reduceTrailing(.sum, axes: 3) }, { $0.results[0].form = .reduceLeading(.sum, axes: -1) },
            {
                $0.dtype = .int64
                $0.instructions[0].opcode = .exp
            },
            {
                $0.dtype = .int64
                $0.constants = [0.5]
            },
            {
                $0.extents = [2, 2, 5]
                $0.operands[0].strides = [10, 5, 1]
                $0.results = [
                    .init(register: 2, dtype: .float64, form: .reduceTrailing(.sum, axes: 1)),
                    .init(register: 2, dtype: .float64, form: .reduceLeading(.sum, axes: 1)),
                ]
            },
        ]
        for spoil in spoilers {
            var program = good
            spoil(&program)
            #expect(throws: KernelFailure.self) { try ElementwiseKernel(program) }
        }
    }

    @Test func runsAllocateNothing() throws {
        let pool = ThreadPool()
        pool.threadCount = 2
        for count in [10, 100_000] {
            let x = Memory1D(.float32, (0..<count).map { Double($0 % 7) })
            let y = Memory1D(.float32, x.values)
            let sum = Memory1D(.float64, [0])
            let program = ElementwiseProgram(
                dtype: .float32, extents: [count],
                operands: [.init(dtype: .float32, strides: [1]), .init(dtype: .float32, strides: [1])], constants: [0.1],
                instructions: [Instruction(.multiply, into: 3, 0, 2), Instruction(.subtract, into: 3, 1, 3)],
                results: [
                    .init(register: 3, dtype: .float32),
                    .init(register: 3, dtype: .float64, form: .reduceTrailing(.sum, axes: 1)),
                ], registerCount: 4)
            let kernel = try ElementwiseKernel(program)
            let operands: [UnsafeRawPointer] = [UnsafeRawPointer(x.pointer), UnsafeRawPointer(y.pointer)]
            let results: [UnsafeMutableRawPointer] = [y.pointer, sum.pointer]
            for _ in 0..<10 { try kernel.run(operands: operands, results: results, pool: pool) }
            let before = allocation_count()
            for _ in 0..<1000 { try kernel.run(operands: operands, results: results, pool: pool) }
            #expect(allocation_count() == before)
            withExtendedLifetime((x, y, sum)) {}
        }
    }
}
