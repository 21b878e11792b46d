import Syntax
import Tensors

/// Makes the code of one function, or of a module.
///
/// Registers `0 ..< localCount` are variables (in a module's code: its globals), those above hold values in passing, as a
/// stack. The essence is here; expressions, control flow, assignment and functions have files of their own.
final class FunctionGenerator {
    let unit: CodeUnit
    let scope: FunctionScope
    let parent: FunctionGenerator?
    var parts: CodeObject.Parts

    /// Registers of this function's variables. Not for modules.
    private(set) var registers: [String: Int] = [:]
    private var captureIndices: [String: Int] = [:]
    /// Where the maker of this function finds its captures.
    private(set) var captureSources: [CaptureSource] = []

    var nextTemporary: Int
    private let firstTemporary: Int
    private var highestTemporary: Int

    /// Variables that certainly have a value here (in a module: global slots).
    var assigned: Set<Int> = []
    /// Whether control can get here.
    var isReachable = true
    /// Variables whose register has to be unset when the function begins.
    private var mayBeReadEarly: Set<Int> = []

    var loops: [LoopContext] = []
    /// How many `try` blocks of this function are around.
    var tryDepth = 0
    /// The variable that the assignment being made replaces, where its old value may be taken by the one who reads it.
    var replaced: String?

    /// The place of what is being made.
    var span: Range<Int>

    private var integerConstants: [Int: Int] = [:]
    private var floatConstants: [UInt64: Int] = [:]
    private var stringConstants: [String: Int] = [:]
    private var builtinConstants: [String: Int] = [:]

    init(unit: CodeUnit, scope: FunctionScope, parent: FunctionGenerator?, span: Range<Int>) throws {
        self.unit = unit
        self.scope = scope
        self.parent = parent
        self.span = span
        parts = CodeObject.Parts(source: unit.tree.source)
        parts.span = span
        if scope.isMain {
            parts.isMain = true
            firstTemporary = Module.maximumGlobals
            for name in scope.order { _ = try unit.slot(name) }
        } else {
            firstTemporary = scope.order.count
            for (register, name) in scope.order.enumerated() { registers[name] = register }
            parts.localNames = scope.order
        }
        nextTemporary = firstTemporary
        highestTemporary = firstTemporary
    }

    var tree: SyntaxTree { unit.tree }

    // MARK: - Instructions

    var position: Int { parts.instructions.count }

    func emit(_ instruction: Instruction) {
        parts.instructions.append(instruction)
        parts.spans.append(CodeSpan(span))
    }

    func emit(_ code: Instruction.Code, n: Int = 0, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
        emit(
            Instruction(
                code, n: UInt8(truncatingIfNeeded: n), a: UInt16(truncatingIfNeeded: a), b: UInt16(truncatingIfNeeded: b),
                c: UInt16(truncatingIfNeeded: c)))
    }

    /// An error at the place of what is being made.
    func failure(_ message: String, hint: String? = nil, span: Range<Int>? = nil) -> HesseError {
        var error = HesseError(message, hint: hint)
        error.locate(tree.source, span ?? self.span)
        return error
    }

    /// A number that has to fit into an instruction.
    func checked(_ number: Int, _ what: String, limit: Int = 0xFFFE) throws -> Int {
        guard number >= 0, number <= limit else { throw failure("too many \(what) in one function", hint: "split it") }
        return number
    }

    /// A jump whose goal is not known yet.
    struct Jump {
        let position: Int
    }

    /// Where a jump that is about to be emitted will stand.
    func jump(_ code: Instruction.Code, n: Int = 0, _ a: Int = 0, _ b: Int = 0) -> Jump {
        let jump = Jump(position: position)
        emit(code, n: n, a, b)
        return jump
    }

    /// Lets jumps go to the next instruction.
    func land(_ jumps: [Jump]) throws {
        for jump in jumps { try land(jump, at: position) }
    }

    func land(_ jump: Jump, at target: Int) throws {
        let distance = target - jump.position - 1
        let old = parts.instructions[jump.position]
        switch old.code {
        case .jump, .loop, .jumpIf, .jumpKeeping, .jumpChain:
            guard let distance = Int32(exactly: distance) else { throw failure("a function is too long", hint: "split it") }
            parts.instructions[jump.position] = Instruction(old.code, n: old.n, a: UInt16(old.a), distance: distance)
        default:
            guard let distance = Int16(exactly: distance) else { throw failure("a block is too long", hint: "split it") }
            parts.instructions[jump.position] = Instruction(
                old.code, n: old.n, a: UInt16(old.a), b: UInt16(old.b), c: UInt16(bitPattern: distance))
        }
    }

    // MARK: - Temporaries

    func temporary() throws -> Int {
        let register = nextTemporary
        nextTemporary += 1
        if nextTemporary > highestTemporary {
            highestTemporary = nextTemporary
            guard highestTemporary - firstTemporary < 20_000, highestTemporary < 0xFF00 else {
                throw failure("an expression holds too many values at once", hint: "build it in parts")
            }
        }
        return register
    }

    func isTemporary(_ register: Int) -> Bool { register >= firstTemporary }

    /// Runs the closure and gives back the temporaries it used.
    func releasing<Result>(_ body: () throws -> Result) rethrows -> Result {
        let mark = nextTemporary
        let result = try body()
        nextTemporary = mark
        return result
    }

    // MARK: - Constants

    func constant(_ value: Value) throws -> Int {
        switch value {
        case .int(let x):
            if let known = integerConstants[x] { return known }
            integerConstants[x] = parts.constants.count
        case .float(let x):
            if let known = floatConstants[x.bitPattern] { return known }
            floatConstants[x.bitPattern] = parts.constants.count
        case .string(let box):
            // Swift compares strings by canonical equivalence; a program's strings are what is written.
            let key = box.string
            if let known = stringConstants[key], case .string(let other) = parts.constants[known],
                other.string.utf8.elementsEqual(key.utf8)
            {
                return known
            }
            stringConstants[key] = parts.constants.count
        case .builtin(let builtin):
            if let known = builtinConstants[builtin.name] { return known }
            builtinConstants[builtin.name] = parts.constants.count
        default: break
        }
        parts.constants.append(value)
        return try checked(parts.constants.count - 1, "constants")
    }

    /// The constant of a name, for messages.
    func nameConstant(_ name: String) throws -> Int { try constant(Value(name)) }

    // MARK: - Variables

    /// Where a variable lives.
    enum Place {
        /// A register; in a module's code the global's slot.
        case register(Int)
        /// A cell in a register.
        case cell(Int)
        case capturedValue(Int)
        case capturedCell(Int)
        case itself
        /// A global slot, and the built-in of that name, if there is one.
        case global(slot: Int, builtin: Value?)
    }

    func place(of name: String) throws -> Place {
        switch scope.meaning(of: name) {
        case .local:
            guard let register = registers[name] else { break }
            return scope.variables[name]?.needsCell == true ? .cell(register) : .register(register)
        case .itself: return .itself
        case .outer:
            let (index, isCell) = try capture(name)
            return isCell ? .capturedCell(index) : .capturedValue(index)
        case .global: break
        }
        let slot = try unit.slot(name)
        let builtin = unit.builtin(name)
        // A built-in stands in for a name that the module has not assigned yet.
        if scope.isMain, assigned.contains(slot) || (builtin == nil && scope.variables[name] != nil) { return .register(slot) }
        return .global(slot: slot, builtin: builtin)
    }

    /// Where a variable that this function assigns lives.
    private func ownPlace(of name: String) throws -> Place {
        scope.isMain ? .register(try unit.slot(name)) : try place(of: name)
    }

    /// The index under which an outer function's variable is captured, and whether the capture is a cell.
    private func capture(_ name: String) throws -> (index: Int, isCell: Bool) {
        guard let parent else { return (0, false) }
        let place = try parent.place(of: name)
        let isCell: Bool
        let source: CaptureSource
        switch place {
        case .register(let register): (source, isCell) = (.register(register), false)
        case .cell(let register): (source, isCell) = (.register(register), true)
        case .capturedValue(let index): (source, isCell) = (.capture(index), false)
        case .capturedCell(let index): (source, isCell) = (.capture(index), true)
        case .itself, .global: (source, isCell) = (.runningFunction, false)
        }
        if let known = captureIndices[name] { return (known, isCell) }
        let index = captureSources.count
        captureIndices[name] = index
        captureSources.append(source)
        parts.captureNames.append(name)
        return (try checked(index, "captured variables"), isCell)
    }

    /// Reads a variable into a register. `isLast`: the variable is about to be replaced, its value may be taken.
    func read(_ name: String, into target: Int, isLast: Bool = false) throws {
        switch try place(of: name) {
        case .register(let register):
            try checkAssigned(register, name)
            if register != target { emit(isLast && tryDepth == 0 && !scope.isMain ? .take : .move, target, register) }
        case .cell(let register): emit(.getCell, target, register, try nameConstant(name))
        case .capturedValue(let index): emit(.getCapture, target, index)
        case .capturedCell(let index): emit(.getCapturedCell, target, index, try nameConstant(name))
        case .itself: emit(.getSelf, target)
        case .global(let slot, let builtin): emit(.getGlobal, target, slot, try builtin.map(constant) ?? 0xFFFF)
        }
    }

    /// Makes sure that a variable's register has a value before it is read.
    func checkAssigned(_ register: Int, _ name: String) throws {
        if assigned.contains(register) { return }
        mayBeReadEarly.insert(register)
        emit(.check, register, try nameConstant(name))
    }

    /// Stores a temporary in a variable, taking it.
    func store(_ name: String, from source: Int) throws {
        switch try ownPlace(of: name) {
        case .register(let register):
            if register != source { emit(.take, register, source) }
            assigned.insert(register)
        case .cell(let register):
            emit(.setCell, register, source)
        default: throw failure("`\(name)` cannot be assigned here")
        }
    }

    /// The register into which a value for a variable may be written at once; nil for those that live elsewhere.
    func directRegister(_ name: String) throws -> Int? {
        if case .register(let register) = try ownPlace(of: name) { return register }
        return nil
    }

    // MARK: - The end

    /// The finished code: what has to happen at the beginning is put before the rest.
    func finish() throws -> CodeObject {
        var prologue: [Instruction] = []
        if !scope.isMain {
            for name in scope.order {
                guard let register = registers[name], let variable = scope.variables[name] else { continue }
                if variable.needsCell {
                    if !variable.isParameter { prologue.append(Instruction(.unset, a: UInt16(register))) }
                    prologue.append(Instruction(.makeCell, a: UInt16(register)))
                } else if mayBeReadEarly.contains(register) {
                    prologue.append(Instruction(.unset, a: UInt16(register)))
                }
            }
        }
        parts.instructions.insert(contentsOf: prologue, at: 0)
        parts.spans.insert(contentsOf: [CodeSpan](repeating: CodeSpan(parts.span), count: prologue.count), at: 0)
        for i in parts.handlers.indices {
            parts.handlers[i].start += prologue.count
            parts.handlers[i].end += prologue.count
            parts.handlers[i].target += prologue.count
        }
        parts.localCount = firstTemporary
        parts.frameSize = highestTemporary
        return CodeObject(parts, module: unit.module)
    }
}

/// A loop that is being made.
struct LoopContext {
    var breaks: [FunctionGenerator.Jump] = []
    var continues: [FunctionGenerator.Jump] = []
    /// The register of the loop's state, which whoever leaves the function has to release; nil for `while`.
    let state: Int?
    /// What is assigned at every `break`; nil while there is none.
    var assignedAtBreak: Set<Int>?
}

/// What the functions of one source share while their code is made.
final class CodeUnit {
    let tree: SyntaxTree
    let module: Module
    let analysis: ScopeAnalysis
    let builtins: BuiltinTable

    init(tree: SyntaxTree, module: Module, builtins: BuiltinTable) {
        self.tree = tree
        self.module = module
        self.builtins = builtins
        analysis = ScopeAnalysis(tree)
    }

    func slot(_ name: String) throws -> Int {
        guard let slot = module.declare(name) else {
            var error = HesseError(
                "`\(name)` is one global name too many: a module has at most \(Module.maximumGlobals)",
                hint: "keep values of one kind in a record or a list")
            error.locate(tree.source, firstPlace(of: name))
            throw error
        }
        return slot
    }

    /// Where a name is first written.
    private func firstPlace(of name: String) -> Range<Int>? {
        tree.tokens.first { $0.kind == .name && Names.canonical(tree.source.text($0.span)) == name }?.span
    }

    func builtin(_ name: String) -> Value? { builtins[name] }
}
