import Kernels
import Syntax
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Runs code: a stack of registers, a stack of frames, a loop.
///
/// Calls within the language use neither Swift's stack nor the heap. The loop is in `Machine+Run.swift`; what it does not do
/// itself is in `Machine+Slow.swift` and its neighbours, which throw; errors then find their `catch` in
/// `Machine+Errors.swift`.
final class Machine {
    unowned(unsafe) var interpreter: Interpreter!

    let state: UnsafeMutablePointer<MachineState>
    let stack: Registers
    let stackEnd: UnsafeMutableRawPointer
    let frames: UnsafeMutablePointer<Frame>
    let lastFrame: UnsafeMutablePointer<Frame>
    /// Code of one instruction, `halt`: where functions that were called from outside return to.
    let haltCode: UnsafeMutablePointer<CodeData>
    let recursionLimit: Int

    /// Registers behind every frame that a built-in's parameters may use.
    static let slack = 64
    /// Steps back in loops, and calls, between two looks at whether Ctrl-C was pressed.
    static let pollInterval = 100

    /// Registers of the stack.
    private static let stackSize = 1 << 20
    /// Native code may call back this deep.
    static let nativeLimit = 1_000

    init(recursionLimit: Int) throws {
        self.recursionLimit = recursionLimit
        stack = try Registers.allocate(Machine.stackSize)
        stackEnd = stack.base + (Machine.stackSize - Machine.slack) * 16
        frames = .allocate(capacity: recursionLimit + 2)
        lastFrame = frames + recursionLimit
        let halt = UnsafeMutablePointer<Instruction>.allocate(capacity: 1)
        halt.initialize(to: Instruction(.halt))
        haltCode = .allocate(capacity: 1)
        haltCode.initialize(
            to: CodeData(
                instructions: halt, constants: stack, globals: stack, caches: .allocate(capacity: 1),
                strings: .allocate(capacity: 1), frameSize: 0, localCount: 0,
                parameterCount: 0, isMain: false, constantCount: 0, clearedCount: 0, code: nil))
        frames.initialize(
            to: Frame(
                base: stack, pc: UnsafePointer(halt), code: haltCode, function: nil,
                result: stack.base.assumingMemoryBound(to: Value.self), stackTop: stack.base))
        state = .allocate(capacity: 1)
        state.initialize(to: MachineState(frame: frames, isTracing: false, nativeDepth: 0, nativeBase: 0, caught: nil))
    }

    deinit {
        stack.clearUsed(Machine.stackSize)
        state.deinitialize(count: 1)
        state.deallocate()
        haltCode.pointee.instructions.deallocate()
        haltCode.pointee.caches.deallocate()
        haltCode.pointee.strings.deallocate()
        haltCode.deallocate()
        frames.deallocate()
        stack.deallocate()
    }

    func setTracing(_ isTracing: Bool) { state.pointee.isTracing = isTracing }

    /// The place in the source of what runs.
    var currentPlace: (SourceFile?, Range<Int>?) {
        var frame = state.pointee.frame
        while frame > frames, frame.pointee.code == haltCode { frame -= 1 }
        return place(of: frame)
    }

    func place(of frame: UnsafeMutablePointer<Frame>) -> (SourceFile?, Range<Int>?) {
        guard frame.pointee.code != haltCode else { return (nil, nil) }
        let code = frame.pointee.code.pointee.object
        let index = frame.pointee.pc - UnsafePointer(frame.pointee.code.pointee.instructions) - 1
        guard code.spans.indices.contains(index) else { return (code.source, code.span) }
        return (code.source, code.spans[index].range)
    }

    // MARK: - Calls from outside

    /// The first free register of the stack.
    var top: UnsafeMutableRawPointer {
        let frame = state.pointee.frame.pointee
        if frame.code == haltCode || frame.code.pointee.isMain { return frame.stackTop }
        return frame.base.base + (frame.code.pointee.frameSize + Machine.slack) * 16
    }

    /// Runs `body` with an entry frame above which calls may push theirs; they return to it.
    private func entering<Result>(
        registers count: Int, _ body: (Registers) throws -> Result
    ) throws -> Result {
        let base = top
        let end = base + (count + Machine.slack) * 16
        guard state.pointee.nativeDepth < Machine.nativeLimit, end < stackEnd, state.pointee.frame < lastFrame, hasNativeRoom
        else { throw recursionTooDeep() }
        let registers = Registers(base)
        let frame = state.pointee.frame + 1
        frame.initialize(
            to: Frame(
                base: registers, pc: UnsafePointer(haltCode.pointee.instructions), code: haltCode, function: nil,
                result: registers[0], stackTop: end))
        state.pointee.frame = frame
        state.pointee.nativeDepth += 1
        defer {
            state.pointee.frame = frame - 1
            state.pointee.nativeDepth -= 1
        }
        return try body(registers)
    }

    /// Calls a function from outside the machine.
    func call(_ function: Value, _ arguments: [Value], _ keywords: [(String, Value)]) throws -> Value {
        let count = arguments.count + keywords.count
        return try entering(registers: count + 1) { registers in
            registers[0].pointee = function
            for (i, argument) in arguments.enumerated() { registers[1 + i].pointee = argument }
            for (i, keyword) in keywords.enumerated() { registers[1 + arguments.count + i].pointee = keyword.1 }
            let entry = state.pointee.frame
            do {
                try call(registers, 0, positional: arguments.count, keywords: keywords.map(\.0))
                if state.pointee.frame != entry { try run(entry) }
            } catch {
                for i in 0...count { registers[i].pointee = .none }
                throw error
            }
            let result = registers[0].move()
            registers[0].initialize(to: .none)
            return result
        }
    }

    /// Runs the code of a module; its value is that of the last statement.
    func run(_ code: CodeObject) throws -> Value {
        let module = code.module
        guard !module.isRunning else {
            throw HesseError("the module `\(module.name)` is already running")
        }
        module.isRunning = true
        defer { module.isRunning = false }
        return try entering(registers: 1) { registers in
            let entry = state.pointee.frame
            let data = code.data
            guard entry < lastFrame else { throw recursionTooDeep() }
            let frame = entry + 1
            frame.initialize(
                to: Frame(
                    base: module.registers, pc: UnsafePointer(data.pointee.instructions), code: data, function: nil,
                    result: registers[0], stackTop: entry.pointee.stackTop))
            state.pointee.frame = frame
            defer {
                for i in data.pointee.localCount..<max(data.pointee.localCount, data.pointee.frameSize) {
                    module.registers[i].pointee = .none
                }
            }
            try withExtendedLifetime(code) { try run(entry) }
            let result = registers[0].move()
            registers[0].initialize(to: .none)
            return result
        }
    }

    /// Whether native code has room for another level on the thread's stack.
    private var hasNativeRoom: Bool {
        var marker = 0
        let address = withUnsafePointer(to: &marker) { UInt(bitPattern: $0) }
        if state.pointee.nativeDepth == 0 { state.pointee.nativeBase = address }
        let used = state.pointee.nativeBase > address ? state.pointee.nativeBase - address : 0
        return used < UInt(EvaluationThread.callBudget)
    }

    func recursionTooDeep() -> HesseError {
        HesseError(
            "recursion too deep: \(state.pointee.frame - frames) calls inside each other",
            hint: "does the function reach a case in which it does not call itself? A loop has no such limit")
    }
}

extension Registers {
    /// Releases everything in a row of registers of which the beginning was used: a long stretch of untouched memory is its end.
    func clearUsed(_ count: Int) {
        var untouched = 0
        for i in 0..<count {
            if Registers.isReference(tag(i)) { release(i) }
            untouched = bits(i) == 0 && tag(i) == 0 ? untouched + 1 : 0
            if untouched > 0x10000 { return }
        }
    }
}
