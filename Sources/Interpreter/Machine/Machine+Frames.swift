// Entering and leaving functions of the language.

extension Machine {
    @inline(__always)
    func codeData(_ function: UnsafeRawPointer) -> UnsafeMutablePointer<CodeData> {
        Unmanaged<Function>.fromOpaque(function)._withUnsafeGuaranteedRef { $0.data }
    }

    /// A new frame for a function whose arguments lie behind R[window].
    @inline(__always)
    func push(
        _ frame: UnsafeMutablePointer<Frame>, _ function: UnsafeRawPointer, _ code: UnsafeMutablePointer<CodeData>,
        _ r: Registers,
        _ window: Int
    ) throws {
        var base = r.base + (window &+ 1) &* 16
        if frame.pointee.code.pointee.isMain { base = moveArguments(frame, from: base, count: code.pointee.parameterCount) }
        guard frame < lastFrame, base + code.pointee.frameSize &* 16 < stackEnd else { throw recursionTooDeep() }
        let next = frame + 1
        next.initialize(
            to: Frame(
                base: Registers(base), pc: UnsafePointer(code.pointee.instructions), code: code, function: function,
                result: r[window], stackTop: base))
        state.pointee.frame = next
    }

    /// Ends a call: its variables are released, the value goes where the caller wants it.
    @inline(__always)
    func leave(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ bits: UInt64, _ tag: UInt8) {
        let count = frame.pointee.code.pointee.clearedCount
        var i = 0
        while i < count {
            if Registers.isReference(r.tag(i)) { r.release(i) }
            i &+= 1
        }
        let result = Registers(UnsafeMutableRawPointer(frame.pointee.result))
        state.pointee.frame = frame - 1
        result.put(0, bits, tag)
    }

    /// Arguments from a module's registers to the stack.
    @inline(never)
    func moveArguments(
        _ frame: UnsafeMutablePointer<Frame>, from base: UnsafeMutableRawPointer, count: Int
    ) -> UnsafeMutableRawPointer {
        let target = Registers(frame.pointee.stackTop)
        let source = Registers(base)
        for i in 0..<count {
            target[i].pointee = source[i].move()
            source[i].initialize(to: .none)
        }
        return target.base
    }
}
