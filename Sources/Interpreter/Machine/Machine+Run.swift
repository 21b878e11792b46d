import Kernels
import Syntax

/// Where the machine is: copied out of the frame, so that it stays in the processor's registers.
private struct Cursor {
    var frame: UnsafeMutablePointer<Frame>
    var pc: UnsafePointer<Instruction>
    var registers: Registers
    var constants: Registers
    var globals: Registers

    @inline(__always)
    init(_ state: UnsafeMutablePointer<MachineState>) {
        frame = state.pointee.frame
        pc = frame.pointee.pc
        registers = frame.pointee.base
        let code = frame.pointee.code
        constants = code.pointee.constants
        globals = code.pointee.globals
    }
}

private typealias Tag = ValueLayout.Tag

extension Machine {
    /// Runs until the frame `entry` is reached again, or an error leaves it.
    func run(_ entry: UnsafeMutablePointer<Frame>) throws {
        while true {
            do { return try loop() } catch {
                try unwind(HesseError(error), to: entry)
            }
        }
    }

    /// The loop. Every case does the common kinds of value itself, on tags and payloads in place, and leaves the rest to
    /// functions that are not inlined.
    private func loop() throws {
        // A program that goes round through errors which it catches comes by here, too.
        try interpreter.checkInterrupt()
        let state = self.state
        var at = Cursor(state)
        // Steps back, and calls, until the next look at whether Ctrl-C was pressed.
        var patience = Machine.pollInterval
        while true {
            let i = at.pc.pointee
            at.pc += 1
            let r = at.registers
            switch i.code {
            case .halt: return

            // Moving values
            case .move: r.copy(i.a, from: r, i.b)
            case .take: r.take(i.a, from: i.b)
            case .constant: r.copy(i.a, from: at.constants, i.b)
            case .check:
                if r.tag(i.a) == Tag.none, r.bits(i.a) == ValueLayout.unsetBits {
                    at.frame.pointee.pc = at.pc
                    throw readBeforeAssigned(at.constants[i.b].pointee)
                }
            case .unset: r.put(i.a, ValueLayout.unsetBits, Tag.none)
            case .getGlobal:
                if state.pointee.isTracing || (at.globals.tag(i.b) == Tag.none && at.globals.bits(i.b) == ValueLayout.unsetBits) {
                    at.frame.pointee.pc = at.pc
                    r[i.a].pointee = try global(at.frame, slot: i.b, fallback: i.c)
                } else {
                    r.copy(i.a, from: at.globals, i.b)
                }
            case .makeCell: makeCell(r, i.a)
            case .getCell:
                at.frame.pointee.pc = at.pc
                r[i.a].pointee = try content(r[i.b].pointee, name: at.constants[i.c].pointee)
            case .setCell: setCell(r, i.a, i.b)
            case .getCapture: getCapture(at.frame, r, i.a, i.b)
            case .getCapturedCell:
                at.frame.pointee.pc = at.pc
                r[i.a].pointee = try capturedContent(at.frame, i.b, name: at.constants[i.c].pointee)
            case .getSelf: getSelf(at.frame, r, i.a)
            case .makeFunction: makeFunction(at.frame, r, i.a, i.b)

            // Arithmetic
            case .add:
                if quick(r, i.a, r, i.b, r, i.c, { $0.addingReportingOverflow($1) }, { $0 + $1 }) { continue }
                if i.a == i.b, i.b != i.c, r.tag(i.b) == Tag.string, quickAppend(r, i.b, r, i.c) {
                    if i.c >= at.frame.pointee.code.pointee.localCount { r.release(i.c) }
                    continue
                }
                at.frame.pointee.pc = at.pc
                try binary(.add, at.frame, r, i.a, i.b, i.c)
            case .subtract:
                if quick(r, i.a, r, i.b, r, i.c, { $0.subtractingReportingOverflow($1) }, { $0 - $1 }) { continue }
                at.frame.pointee.pc = at.pc
                try binary(.subtract, at.frame, r, i.a, i.b, i.c)
            case .multiply:
                if quick(r, i.a, r, i.b, r, i.c, { $0.multipliedReportingOverflow(by: $1) }, { $0 * $1 }) { continue }
                at.frame.pointee.pc = at.pc
                if isStructure(r.tag(i.b)) || isStructure(r.tag(i.c)),
                    scaledSum(at.frame, i, (r[i.b].pointee, r[i.c].pointee), next: at.pc.pointee)
                {
                    at.pc += 1
                } else {
                    try binary(.multiply, at.frame, r, i.a, i.b, i.c)
                }
            case .divide:
                if quickDivide(r, i.a, r, i.b, r, i.c) { continue }
                at.frame.pointee.pc = at.pc
                try binary(.divide, at.frame, r, i.a, i.b, i.c)
            case .addConstant:
                if quick(r, i.a, r, i.b, at.constants, i.c, { $0.addingReportingOverflow($1) }, { $0 + $1 }) { continue }
                if i.a == i.b, i.n == 0, r.tag(i.b) == Tag.string, quickAppend(r, i.b, at.constants, i.c) { continue }
                at.frame.pointee.pc = at.pc
                try binaryConstant(.add, at.frame, i)
            case .subtractConstant:
                if i.n == 0 {
                    if quick(r, i.a, r, i.b, at.constants, i.c, { $0.subtractingReportingOverflow($1) }, { $0 - $1 }) { continue }
                } else {
                    if quick(r, i.a, at.constants, i.c, r, i.b, { $0.subtractingReportingOverflow($1) }, { $0 - $1 }) { continue }
                }
                at.frame.pointee.pc = at.pc
                try binaryConstant(.subtract, at.frame, i)
            case .multiplyConstant:
                if quick(r, i.a, r, i.b, at.constants, i.c, { $0.multipliedReportingOverflow(by: $1) }, { $0 * $1 }) { continue }
                at.frame.pointee.pc = at.pc
                if isStructure(r.tag(i.b)),
                    scaledSum(at.frame, i, (r[i.b].pointee, at.constants[i.c].pointee), next: at.pc.pointee)
                {
                    at.pc += 1
                } else {
                    try binaryConstant(.multiply, at.frame, i)
                }
            case .divideConstant:
                if i.n == 0 {
                    if quickDivide(r, i.a, r, i.b, at.constants, i.c) { continue }
                } else {
                    if quickDivide(r, i.a, at.constants, i.c, r, i.b) { continue }
                }
                at.frame.pointee.pc = at.pc
                try binaryConstant(.divide, at.frame, i)
            case .powerConstant:
                let tag = r.tag(i.b)
                if tag == Tag.float || tag == Tag.scalar, at.constants.tag(i.c) == Tag.int, at.constants.int(i.c) == 2 {
                    let x = r.double(i.b)
                    r.putDouble(i.a, x * x, tag)
                    continue
                }
                at.frame.pointee.pc = at.pc
                try binaryConstant(.power, at.frame, i)
            case .binary:
                if r.tag(i.b) == Tag.int, r.tag(i.c) == Tag.int, quickDivision(r, i) { continue }
                at.frame.pointee.pc = at.pc
                try binary(BinaryOperator.all[Int(i.n)], at.frame, r, i.a, i.b, i.c)
            case .unary:
                at.frame.pointee.pc = at.pc
                try unary(UnaryOperator.all[Int(i.n)], at.frame, r, i.a, i.b)
            case .compare:
                at.frame.pointee.pc = at.pc
                try compare(ComparisonOperator.all[Int(i.n)], at.frame, r, i.a, i.b, i.c)
            case .not:
                if r.tag(i.b) == Tag.bool {
                    r.putBool(i.a, !r.bool(i.b))
                    continue
                }
                at.frame.pointee.pc = at.pc
                r[i.a].pointee = .bool(try !truth(r, i.b, of: "`not`"))

            // Jumps
            case .jump: at.pc += i.distance
            case .loop:
                at.pc += i.distance
                patience &-= 1
                if patience == 0 {
                    patience = Machine.pollInterval
                    at.frame.pointee.pc = at.pc
                    try interpreter.checkInterrupt()
                }
            case .jumpIf:
                if r.tag(i.a) == Tag.bool {
                    if r.bool(i.a) == (i.n != 0) { at.pc += i.distance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try truth(r, i.a, of: "a condition") == (i.n != 0) { at.pc += i.distance }
            case .jumpKeeping:
                if r.tag(i.a) != Tag.bool {
                    at.frame.pointee.pc = at.pc
                    r[i.a].pointee = .bool(try truth(r, i.a, of: i.n == 0 ? "`and`" : "`or`"))
                }
                if r.bool(i.a) == (i.n != 0) { at.pc += i.distance }
            case .jumpChain:
                if r.tag(i.a) == Tag.bool, !r.bool(i.a) { at.pc += i.distance }
            case .jumpLess:
                if let holds = quickCompare(r, i.a, r, i.b, { $0 < $1 }, { $0 < $1 }) {
                    if holds == (i.n & 1 != 0) { at.pc += i.shortDistance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try holds(.less, at.frame, i) == (i.n & 1 != 0) { at.pc += i.shortDistance }
            case .jumpLessOrEqual:
                if let holds = quickCompare(r, i.a, r, i.b, { $0 <= $1 }, { $0 <= $1 }) {
                    if holds == (i.n & 1 != 0) { at.pc += i.shortDistance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try holds(.lessOrEqual, at.frame, i) == (i.n & 1 != 0) { at.pc += i.shortDistance }
            case .jumpEqual:
                if let holds = quickCompare(r, i.a, r, i.b, { $0 == $1 }, { $0 == $1 }) {
                    if holds == (i.n & 1 != 0) { at.pc += i.shortDistance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try holds(.equal, at.frame, i) == (i.n & 1 != 0) { at.pc += i.shortDistance }
            case .jumpLessConstant:
                if let holds = quickCompare(r, i.a, at.constants, i.b, { $0 < $1 }, { $0 < $1 }) {
                    if holds == (i.n & 1 != 0) { at.pc += i.shortDistance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try holdsConstant(.less, at.frame, i) == (i.n & 1 != 0) { at.pc += i.shortDistance }
            case .jumpLessOrEqualConstant:
                if let holds = quickCompare(r, i.a, at.constants, i.b, { $0 <= $1 }, { $0 <= $1 }) {
                    if holds == (i.n & 1 != 0) { at.pc += i.shortDistance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try holdsConstant(.lessOrEqual, at.frame, i) == (i.n & 1 != 0) { at.pc += i.shortDistance }
            case .jumpGreaterConstant:
                if let holds = quickCompare(r, i.a, at.constants, i.b, { $0 > $1 }, { $0 > $1 }) {
                    if holds == (i.n & 1 != 0) { at.pc += i.shortDistance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try holdsConstant(.greater, at.frame, i) == (i.n & 1 != 0) { at.pc += i.shortDistance }
            case .jumpGreaterOrEqualConstant:
                if let holds = quickCompare(r, i.a, at.constants, i.b, { $0 >= $1 }, { $0 >= $1 }) {
                    if holds == (i.n & 1 != 0) { at.pc += i.shortDistance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try holdsConstant(.greaterOrEqual, at.frame, i) == (i.n & 1 != 0) { at.pc += i.shortDistance }
            case .jumpEqualConstant:
                if let holds = quickCompare(r, i.a, at.constants, i.b, { $0 == $1 }, { $0 == $1 }) {
                    if holds == (i.n & 1 != 0) { at.pc += i.shortDistance }
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try holdsConstant(.equal, at.frame, i) == (i.n & 1 != 0) { at.pc += i.shortDistance }
            case .prepareLoop:
                at.frame.pointee.pc = at.pc
                try prepareLoop(r, i.a)
            case .nextElement:
                patience &-= 1
                if patience == 0 {
                    patience = Machine.pollInterval
                    at.frame.pointee.pc = at.pc
                    try interpreter.checkInterrupt()
                }
                if r.tag(i.a) == Tag.int {
                    let left = r.int(i.a &+ 1)
                    if left > 0 {
                        let value = r.int(i.a)
                        r.overwrite(i.a &+ 1, UInt64(bitPattern: Int64(left &- 1)), Tag.int)
                        r.overwrite(i.a, UInt64(bitPattern: Int64(value &+ r.int(i.a &+ 2))), Tag.int)
                        r.putInt(i.b, value)
                        at.pc += i.shortDistance
                    }
                    continue
                }
                if r.tag(i.a) == Tag.list, quickNext(r, i.a, i.b) {
                    at.pc += i.shortDistance
                    continue
                }
                at.frame.pointee.pc = at.pc
                if try nextElement(r, i.a, i.b) { at.pc += i.shortDistance }

            // Reaching into values
            case .index:
                if r.tag(i.c) == Tag.int, quickIndex(at.frame, r, i.a, i.b, i.c) { continue }
                at.frame.pointee.pc = at.pc
                try index(at.frame, r, i.a, i.b, i.c)
            case .indexMany:
                at.frame.pointee.pc = at.pc
                try indexMany(at.frame, r, i.a, i.b, i.c)
            case .getField:
                if r.tag(i.b) == Tag.record, quickField(at.frame, r, i.a, i.b, i.c) { continue }
                at.frame.pointee.pc = at.pc
                try getField(at.frame, r, i.a, i.b, i.c)
            case .setIndex:
                at.frame.pointee.pc = at.pc
                try setIndex(at.frame, r, i.a, i.b, i.c)
            case .setField:
                at.frame.pointee.pc = at.pc
                try setField(at.frame, r, i.a, i.b, i.c)
            case .setPath:
                at.frame.pointee.pc = at.pc
                try setPath(at.frame, r, i.a, i.b, i.c, Int(i.n))

            // Calls
            case .call:
                at.frame.pointee.pc = at.pc
                if r.tag(i.a) == Tag.function {
                    let function = r.object(i.a)
                    let code = codeData(function)
                    if Int(i.n) == code.pointee.parameterCount {
                        try push(at.frame, function, code, r, i.a)
                        at = Cursor(state)
                        patience &-= 1
                        if patience == 0 {
                            patience = Machine.pollInterval
                            try interpreter.checkInterrupt()
                        }
                        continue
                    }
                }
                try call(r, i.a, positional: Int(i.n), keywords: [])
                at = Cursor(state)
            case .callGlobal:
                at.frame.pointee.pc = at.pc
                if at.globals.tag(i.b) == Tag.function, !state.pointee.isTracing {
                    let function = at.globals.object(i.b)
                    let code = codeData(function)
                    if Int(i.n) == code.pointee.parameterCount {
                        try push(at.frame, function, code, r, i.a)
                        at = Cursor(state)
                        patience &-= 1
                        if patience == 0 {
                            patience = Machine.pollInterval
                            try interpreter.checkInterrupt()
                        }
                        continue
                    }
                }
                try callGlobal(at.frame, r, i)
                at = Cursor(state)
            case .callGlobalReplacing:
                at.pc += 1
                at.frame.pointee.pc = at.pc
                try callGlobalReplacing(at.frame, r, i, at.pc[-1])
                at = Cursor(state)
            case .callMethod:
                at.frame.pointee.pc = at.pc
                try callMethod(at.frame, r, i)
                at = Cursor(state)
            case .callShaped:
                at.frame.pointee.pc = at.pc
                try callShaped(at.frame, r, i.a, i.b)
                at = Cursor(state)
            case .callMethodShaped:
                at.frame.pointee.pc = at.pc
                try callMethodShaped(at.frame, r, i)
                at = Cursor(state)
            case .returnTaken:
                let tag = r.tag(i.a)
                let bits = r.bits(i.a)
                if Registers.isReference(tag) { r.overwrite(i.a, ValueLayout.noneBits, Tag.none) }
                leave(at.frame, r, bits, tag)
                at = Cursor(state)
            case .returnNone:
                leave(at.frame, r, ValueLayout.noneBits, Tag.none)
                at = Cursor(state)

            // Making values
            case .makeList:
                at.frame.pointee.pc = at.pc
                try makeList(at.frame, r, i.a, i.b)
            case .makeBracket:
                at.frame.pointee.pc = at.pc
                try makeBracket(at.frame, r, i.a, i.b)
            case .makeRecord:
                at.frame.pointee.pc = at.pc
                try makeRecord(at.frame, r, i.a, i.b)
            case .makeString:
                at.frame.pointee.pc = at.pc
                try makeString(at.frame, r, i.a, i.b)
            case .unpack:
                at.frame.pointee.pc = at.pc
                try unpack(r, i.a, i.b)

            // The rest
            case .importModule:
                at.frame.pointee.pc = at.pc
                try importModule(at.frame, r, i.a, i.b)
            case .caught: takeCaught(r, i.a)
            }
        }
    }
}
