import Tensors

/// An elementwise program made ready to run, any number of times and on several threads at once.
///
/// It is run block by block: each instruction goes over a block of a few hundred numbers in registers of 2 kB, which stay in
/// the L1 cache. Operands that lie in memory as the program wants them are read where they are, others are first copied (and
/// converted) into their register; likewise results.
public final class ElementwiseKernel: @unchecked Sendable {
    public let program: ElementwiseProgram
    let layout: ElementwiseLayout
    let count: Int
    let operands: UnsafeMutableBufferPointer<OperandAccess>
    let instructions: UnsafeMutableBufferPointer<DecodedInstruction>
    let results: UnsafeMutableBufferPointer<ResultAccess>
    /// One register each, filled.
    let constants: UnsafeMutableRawPointer
    let constantCount: Int
    let registerCount: Int
    let chunkCount: Int
    /// Whether instructions write all results to memory themselves.
    let resultsAreDirect: Bool
    /// The layout's merged axes: extents, and strides operand by operand.
    let axisCount: Int
    let axisExtents: UnsafeMutablePointer<Int>
    let axisStrides: UnsafeMutablePointer<Int>
    /// Where things lie in a thread's tile memory, after the registers.
    let slotsOffset: Int
    let rowSumsOffset: Int
    let columnSumsOffset: Int
    let tileMemoryBytes: Int
    /// Partial results of reductions that several chunks take part in.
    let jobMemoryBytes: Int

    /// Checks the program and plans its run. Throws `KernelFailure.invalid` where registers, strides or reductions do not fit
    /// each other. Reductions over all axes go with any other; the rest must cut the axes at one place.
    public convenience init(_ program: ElementwiseProgram) throws(KernelFailure) { try self.init(program, shares: nil) }

    /// With `shares` a chunk of the kernel is a share of the rows.
    init(_ program: ElementwiseProgram, shares: RowShares?) throws(KernelFailure) {
        try program.check()
        let layout = try ElementwiseLayout(program, shares: shares)
        self.program = program
        self.layout = layout
        count = layout.rows * layout.columns
        registerCount = program.registerCount
        constantCount = program.constants.count
        chunkCount = count == 0 ? 0 : layout.rowChunks * layout.columnChunks

        let accesses = program.operands.indices.map { OperandAccess(program, layout, operand: $0) }
        operands = .copy(of: accesses)
        let direct = program.directResults(reading: accesses)
        let (decoded, slots) = program.decoded(direct)
        instructions = .copy(of: decoded)

        let accumulatorBytes = program.dtype == .int64 ? MemoryLayout<Int128>.stride : MemoryLayout<Double>.stride
        var partials = 0
        var columnSums = 0
        var resultAccesses: [ResultAccess] = []
        for (index, result) in program.results.enumerated() {
            var access = ResultAccess(program, layout, result: index, slot: Int(slots[Int(result.register)]))
            access.isDirect = direct[index] != nil
            access.partials = partials
            access.columnSums = columnSums
            partials += access.partialCount * accumulatorBytes
            if access.isOverColumns { columnSums += (layout.chunkColumns + 16) * accumulatorBytes }
            resultAccesses.append(access)
        }
        results = .copy(of: resultAccesses)
        resultsAreDirect = resultAccesses.allSatisfy(\.isDirect)
        axisCount = layout.extents.count
        axisExtents = .allocate(capacity: axisCount)
        axisExtents.initialize(from: layout.extents, count: axisCount)
        axisStrides = .allocate(capacity: max(axisCount * program.operands.count, 1))
        for (index, strides) in layout.strides.enumerated() {
            (axisStrides + index * axisCount).initialize(from: strides, count: axisCount)
        }
        jobMemoryBytes = partials

        slotsOffset = registerCount * ElementwiseLayout.registerBytes
        let slotBytes = (registerCount + results.count) * MemoryLayout<UnsafeMutableRawPointer>.stride
        rowSumsOffset = (slotsOffset + slotBytes + 63) / 64 * 64
        columnSumsOffset = (rowSumsOffset + results.count * accumulatorBytes + 63) / 64 * 64
        tileMemoryBytes = columnSumsOffset + columnSums + 64

        constants = .allocate(byteCount: max(constantCount, 1) * ElementwiseLayout.registerBytes, alignment: 64)
        for (index, constant) in program.constants.enumerated() {
            let register = constants + index * ElementwiseLayout.registerBytes
            let block = ElementwiseLayout.registerBytes / program.dtype.byteSize
            switch program.dtype {
            case .float32: register.initializeMemory(as: Float.self, repeating: Float(constant), count: block)
            case .float64: register.initializeMemory(as: Double.self, repeating: constant, count: block)
            default: register.initializeMemory(as: Int64.self, repeating: Int64(exactly: constant) ?? 0, count: block)
            }
        }
    }

    deinit {
        operands.deallocate()
        instructions.deallocate()
        results.deallocate()
        constants.deallocate()
        axisExtents.deallocate()
        axisStrides.deallocate()
    }
}

extension UnsafeMutableBufferPointer {
    /// New memory that holds the elements (trivial ones); the caller deallocates it.
    fileprivate static func copy(of elements: [Element]) -> Self {
        let buffer = allocate(capacity: elements.count)
        _ = buffer.initialize(from: elements)
        return buffer
    }
}

/// An instruction with its registers resolved to slots: a slot is a register's memory, an operand or a result in place.
struct DecodedInstruction {
    var opcode: Opcode
    /// Whether the destination is a result in memory, of which not a byte beyond the block may be written.
    var isDirect: Bool
    var destination: UInt8
    var a: UInt8
    var b: UInt8
    var c: UInt8
}

extension ElementwiseProgram {
    /// Throws where parts of the program contradict each other.
    fileprivate func check() throws(KernelFailure) {
        guard dtype != .bool else { throw .invalid("arithmetic is done in int64, float32 or float64") }
        do { _ = try Shape.count(extents) } catch { throw .invalid("\(error)") }
        let inputs = operands.count + constants.count
        guard registerCount <= ElementwiseProgram.maximumRegisters, inputs <= registerCount else {
            throw .invalid("\(registerCount) registers for \(inputs) operands and constants, of at most 32")
        }
        guard results.count <= ElementwiseProgram.maximumRegisters else { throw .invalid("\(results.count) results") }
        for operand in operands where operand.strides.count != extents.count {
            throw .invalid("an operand needs one stride an axis")
        }
        if dtype == .int64 {
            for constant in constants where Int64(exactly: constant) == nil { throw .invalid("\(constant) is not an integer") }
        }
        var isDefined = (0..<registerCount).map { $0 < inputs }
        func read(_ register: UInt8) throws(KernelFailure) {
            guard Int(register) < registerCount, isDefined[Int(register)] else {
                throw .invalid("register \(register) is read before it is written")
            }
        }
        for instruction in instructions {
            if dtype == .int64, !instruction.opcode.isDefinedOnIntegers {
                throw .invalid("\(instruction.opcode) is not defined on integers")
            }
            try read(instruction.a)
            if instruction.opcode.arity > 1 { try read(instruction.b) }
            if instruction.opcode.arity > 2 { try read(instruction.c) }
            guard Int(instruction.destination) >= inputs, Int(instruction.destination) < registerCount else {
                throw .invalid("register \(instruction.destination) cannot be written")
            }
            isDefined[Int(instruction.destination)] = true
        }
        for result in results { try read(result.register) }
    }

    /// For each result the slot, beyond the registers, through which an instruction writes it to memory at once; nil if it is
    /// copied from its register.
    ///
    /// A result may lie where an operand lies. So only instructions after which no operand is read in place write in place.
    fileprivate func directResults(reading accesses: [OperandAccess]) -> [Int?] {
        let isInPlace = { (register: UInt8) in Int(register) < accesses.count && accesses[Int(register)].isInPlace }
        let stored = results.map { $0.form == .store && $0.dtype == dtype }
        // Results copied or reduced straight from an operand read it last.
        if results.contains(where: { isInPlace($0.register) }) { return results.map { _ in nil } }
        let lastRead =
            instructions.lastIndex { instruction in
                isInPlace(instruction.a) || (instruction.opcode.arity > 1 && isInPlace(instruction.b))
                    || (instruction.opcode.arity > 2 && isInPlace(instruction.c))
            } ?? 0
        return results.indices.map { index in
            guard stored[index], !results[..<index].contains(where: { $0.register == results[index].register }) else {
                return nil
            }
            guard let last = instructions.lastIndex(where: { $0.destination == results[index].register }), last >= lastRead
            else { return nil }
            return registerCount + index
        }
    }

    /// Instructions with slots for registers, and each register's slot at the end: from its last definition on, a direct
    /// result's register is its memory.
    fileprivate func decoded(_ direct: [Int?]) -> (instructions: [DecodedInstruction], slots: [UInt8]) {
        var slot = (0..<registerCount).map { UInt8(truncatingIfNeeded: $0) }
        var decoded: [DecodedInstruction] = []
        for (index, instruction) in instructions.enumerated() {
            var step = DecodedInstruction(
                opcode: instruction.opcode, isDirect: false, destination: instruction.destination,
                a: slot[Int(instruction.a)],
                b: instruction.opcode.arity > 1 ? slot[Int(instruction.b)] : 0,
                c: instruction.opcode.arity > 2 ? slot[Int(instruction.c)] : 0)
            let isLast = instructions.lastIndex { $0.destination == instruction.destination } == index
            for (result, target) in direct.enumerated() where isLast && results[result].register == instruction.destination {
                guard let target else { continue }
                step.isDirect = true
                step.destination = UInt8(truncatingIfNeeded: target)
                slot[Int(instruction.destination)] = step.destination
            }
            decoded.append(step)
        }
        return (decoded, slot)
    }
}

extension Opcode {
    /// Whether the operation keeps integers integers.
    fileprivate var isDefinedOnIntegers: Bool {
        switch self {
        case .squareRoot, .exp, .expm1, .log, .log1p, .sin, .cos, .tan, .arcsin, .arccos, .arctan, .sinh, .cosh, .tanh, .sigmoid,
            .softplus, .erf, .divide, .quotientOrZero, .arctan2:
            false
        default: true
        }
    }
}
