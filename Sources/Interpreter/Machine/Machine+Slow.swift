import Syntax
import Tensors

// What the loop leaves to functions that are not inlined: operators, conditions, loops, variables.
//
// Registers from the code's `localCount` on are temporary: whoever reads one takes its content out.
extension Machine {
    private typealias Tag = ValueLayout.Tag

    // MARK: - Operators

    /// R[a] = R[b] op R[c]. A temporary, and the variable that the result replaces, may be overwritten.
    @inline(never)
    func binary(
        _ op: BinaryOperator, _ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int
    ) throws {
        do { try compute(op, frame, r, a, b, c) } catch {
            // On error the operands are as they were.
            throw shapeError(error, op, r[b].pointee, r[c].pointee, place(of: frame))
        }
    }

    private func compute(
        _ op: BinaryOperator, _ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int
    ) throws {
        let localCount = frame.pointee.code.pointee.localCount
        if b != c, b >= localCount || a == b {
            if c >= localCount || a == c {
                let result = try interpreter.binary(op, taking: &r[b].pointee, &r[c].pointee)
                r[b].pointee = .none
                r[c].pointee = .none
                r[a].pointee = result
            } else {
                var right = r[c].pointee
                let result = try interpreter.binary(op, taking: &r[b].pointee, &right)
                r[b].pointee = .none
                r[a].pointee = result
            }
        } else {
            var left = r[b].pointee
            if c >= localCount || (a == c && b != c) {
                let result = try interpreter.binary(op, taking: &left, &r[c].pointee)
                r[c].pointee = .none
                r[a].pointee = result
            } else {
                var right = r[c].pointee
                r[a].pointee = try interpreter.binary(op, taking: &left, &right)
            }
        }
    }

    /// R[a] = R[b] op K[c], or the other way round.
    @inline(never)
    func binaryConstant(_ op: BinaryOperator, _ frame: UnsafeMutablePointer<Frame>, _ i: Instruction) throws {
        let r = frame.pointee.base
        var constant = frame.pointee.code.pointee.constants[i.c].pointee
        let mayTake = i.b >= frame.pointee.code.pointee.localCount || i.a == i.b
        if mayTake {
            let operand = r[i.b]
            let result =
                i.n == 0
                ? try interpreter.binary(op, taking: &operand.pointee, &constant)
                : try interpreter.binary(op, taking: &constant, &operand.pointee)
            operand.pointee = .none
            r[i.a].pointee = result
        } else {
            var operand = r[i.b].pointee
            r[i.a].pointee =
                i.n == 0
                ? try interpreter.binary(op, taking: &operand, &constant)
                : try interpreter.binary(op, taking: &constant, &operand)
        }
    }

    @inline(never)
    func unary(_ op: UnaryOperator, _ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) throws {
        if b >= frame.pointee.code.pointee.localCount || a == b {
            let result = try interpreter.unary(op, taking: &r[b].pointee)
            r[b].pointee = .none
            r[a].pointee = result
        } else {
            r[a].pointee = try interpreter.unary(op, r[b].pointee)
        }
    }

    @inline(never)
    func compare(
        _ op: ComparisonOperator, _ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int
    ) throws {
        let result: Value
        do { result = try interpreter.compare(op, r[b].pointee, r[c].pointee) } catch {
            throw shapeError(error, op, r[b].pointee, r[c].pointee, place(of: frame))
        }
        releaseTemporaries(frame, r, b, c)
        r[a].pointee = result
    }

    func releaseTemporaries(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ b: Int, _ c: Int) {
        let localCount = frame.pointee.code.pointee.localCount
        if b >= localCount { r[b].pointee = .none }
        if c >= localCount { r[c].pointee = .none }
    }

    /// Whether R[a] op R[b]; with bits 2 and 4 of n the source has the operands exchanged, or `!=`.
    @inline(never)
    func holds(_ op: ComparisonOperator, _ frame: UnsafeMutablePointer<Frame>, _ i: Instruction) throws -> Bool {
        let r = frame.pointee.base
        let (a, b) = (r[i.a].pointee, r[i.b].pointee)
        let isMirrored = i.n & 2 != 0
        let result = try decide(isMirrored ? op.mirrored : op, isMirrored ? b : a, isMirrored ? a : b, negated: i.n & 4 != 0)
        releaseTemporaries(frame, r, i.a, i.b)
        return result
    }

    @inline(never)
    func holdsConstant(_ op: ComparisonOperator, _ frame: UnsafeMutablePointer<Frame>, _ i: Instruction) throws -> Bool {
        let r = frame.pointee.base
        let constant = frame.pointee.code.pointee.constants[i.b].pointee
        let result = try decide(op, r[i.a].pointee, constant, negated: i.n & 4 != 0)
        releaseTemporaries(frame, r, i.a, 0)
        return result
    }

    /// A comparison as a condition. A negated one, `!=`, is asked as such: a guard then says what the program says.
    private func decide(_ op: ComparisonOperator, _ a: Value, _ b: Value, negated: Bool) throws -> Bool {
        let asked = negated ? ComparisonOperator.notEqual : op
        let holds = try interpreter.truth(try interpreter.compare(asked, a, b), of: "a condition")
        return holds != negated
    }

    /// The boolean in R[a], a temporary.
    @inline(never)
    func truth(_ r: Registers, _ a: Int, of what: String) throws -> Bool {
        try interpreter.truth(r[a].pointee, of: what)
    }

    // MARK: - Variables

    /// G[slot], or a built-in.
    @inline(never)
    func global(_ frame: UnsafeMutablePointer<Frame>, slot: Int, fallback: Int) throws -> Value {
        let code = frame.pointee.code.pointee.object
        let module = code.module
        let value = module.value(at: slot)
        if !value.isUnset {
            guard let tracer = interpreter.tracer else { return value }
            return try tracer.readGlobal(module: module, slot: slot, value: value)
        }
        if fallback != 0xFFFF { return code.constant(fallback) }
        let name = module.name(at: slot)
        if let known = try interpreter.modules.prelude(name) { return known }
        throw interpreter.unknownName(name, in: module, place: place(of: frame))
    }

    func readBeforeAssigned(_ name: Value) -> HesseError {
        guard case .string(let box) = name else { return HesseError("a variable is read before it is assigned") }
        let code = state.pointee.frame.pointee.code.pointee.object
        if code.data.pointee.isMain {
            return interpreter.unknownName(box.string, in: code.module, place: place(of: state.pointee.frame))
        }
        return .readBeforeAssigned(box.string, in: code.displayName, hasOuter: code.module[box.string] != nil)
    }

    @inline(never)
    func makeCell(_ r: Registers, _ a: Int) {
        let value = r[a].move()
        r[a].initialize(to: .object(Cell(value)))
    }

    @inline(never)
    func content(_ cell: Value, name: Value) throws -> Value {
        let value = Cell.content(cell)
        if value.isUnset { throw readBeforeAssigned(name) }
        return value
    }

    @inline(never)
    func setCell(_ r: Registers, _ a: Int, _ b: Int) {
        guard case .object(let object) = r[a].pointee, let cell = Cell.of(object) else { return }
        cell.value = r[b].move()
        r[b].initialize(to: .none)
    }

    private func function(_ frame: UnsafeMutablePointer<Frame>) -> Function? {
        frame.pointee.function.map { Unmanaged<Function>.fromOpaque($0).takeUnretainedValue() }
    }

    @inline(never)
    func getCapture(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) {
        r[a].pointee = function(frame)?.captures[b] ?? .none
    }

    @inline(never)
    func capturedContent(_ frame: UnsafeMutablePointer<Frame>, _ b: Int, name: Value) throws -> Value {
        try content(function(frame)?.captures[b] ?? .none, name: name)
    }

    @inline(never)
    func getSelf(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int) {
        r[a].pointee = function(frame).map { .function($0) } ?? .none
    }

    @inline(never)
    func makeFunction(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) {
        let template = frame.pointee.code.pointee.object.templates[b]
        var captures: [Value] = []
        captures.reserveCapacity(template.captures.count)
        for source in template.captures {
            switch source {
            case .register(let register): captures.append(r[register].pointee)
            case .capture(let index): captures.append(function(frame)?.captures[index] ?? .none)
            case .runningFunction: captures.append(function(frame).map { .function($0) } ?? .none)
            }
        }
        let defaults = takeAll(r, a, template.defaultCount)
        r[a].pointee = .function(Function(code: template.code, captures: captures, defaults: defaults))
    }

    /// Values out of consecutive temporaries.
    func takeAll(_ r: Registers, _ a: Int, _ count: Int) -> [Value] {
        if count == 0 { return [] }
        return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            for i in 0..<count {
                (buffer.baseAddress.unsafelyUnwrapped + i).moveInitialize(from: r[a + i], count: 1)
                r[a + i].initialize(to: .none)
            }
            initialized = count
        }
    }

    // MARK: - Loops

    /// R[a], R[a+1], R[a+2] become the state of a loop: next integer, how many are left, step; or container and position.
    @inline(never)
    func prepareLoop(_ r: Registers, _ a: Int) throws {
        switch r[a].pointee {
        case .range(let box):
            r[a].pointee = .int(box.start)
            r[a + 1].pointee = .int(box.count)
            r[a + 2].pointee = .int(box.step)
            return
        case .list: break
        case .record(let box): r[a].pointee = .list(ListBox(numbers: box.keys.map { Value($0) }))
        case .string(let box): r[a].pointee = .list(ListBox(numbers: box.string.unicodeScalars.map { Value(String($0)) }))
        case .tensor(let box) where box.tensor.rank > 0: break
        case .traced(let traced) where !traced.shape.isEmpty: break
        case .int(let count):
            throw HesseError("a loop cannot go over the integer \(count)", hint: "write `range(\(count))`")
        case .float, .scalar, .tracedInt, .bool, .tensor, .traced:
            throw HesseError("a loop cannot go over \(r[a].pointee.messageName)", hint: "write `range(n)`")
        case .object(let object):
            if let iteration = try object.iteration(interpreter) { r[a].pointee = .object(iteration) } else { fallthrough }
        default:
            throw HesseError(
                "a loop cannot go over \(r[a].pointee.messageName)",
                hint: "over a list, a range, a tensor or the names of a record")
        }
        r[a + 1].pointee = .int(0)
    }

    /// R[b] = the next element; false at the end, where the state is released.
    @inline(never)
    func nextElement(_ r: Registers, _ a: Int, _ b: Int) throws -> Bool {
        guard case .int(let position) = r[a + 1].pointee else { return false }
        switch r[a].pointee {
        case .list(let box):
            if position < box.elements.count {
                r[b].pointee = box.elements[position]
                r[a + 1].pointee = .int(position + 1)
                return true
            }
        case .tensor(let box):
            if position < box.tensor.shape[0] {
                r[b].pointee = try interpreter.element(r[a].pointee, position)
                r[a + 1].pointee = .int(position + 1)
                return true
            }
        case .traced(let traced):
            if position < traced.shape[0] {
                r[b].pointee = try interpreter.element(r[a].pointee, position)
                r[a + 1].pointee = .int(position + 1)
                return true
            }
        case .object(let object):
            if let iteration = object as? Iteration, let value = try iteration.next() {
                r[b].pointee = value
                return true
            }
        default: break
        }
        r[a].pointee = .none
        return false
    }

    // MARK: - Errors

    @inline(never)
    func takeCaught(_ r: Registers, _ a: Int) {
        if let error = state.pointee.caught { r[a].pointee = .object(ErrorValue(error)) }
        state.pointee.caught = nil
    }
}
