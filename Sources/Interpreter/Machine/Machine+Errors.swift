import Syntax

// Errors on their way out.
extension Machine {
    /// At most this many lines say who called whom; the rest is counted.
    private static let trailLimit = 12

    /// Leaves frames until one has a `catch` for where it is, which then goes on; rethrows the error if `entry` is reached.
    func unwind(_ failure: HesseError, to entry: UnsafeMutablePointer<Frame>) throws {
        var error = failure
        let (source, span) = place(of: state.pointee.frame)
        error.locate(source, span)
        while state.pointee.frame > entry {
            let frame = state.pointee.frame
            let data = frame.pointee.code
            let code = data.pointee.object
            let index = frame.pointee.pc - UnsafePointer(data.pointee.instructions) - 1
            if error.kind == .error, let handler = code.handlers.first(where: { $0.start <= index && index < $0.end }) {
                clear(frame, from: handler.temporaryBase)
                state.pointee.caught = error
                frame.pointee.pc = UnsafePointer(data.pointee.instructions + handler.target)
                return
            }
            clear(frame, from: data.pointee.isMain ? data.pointee.localCount : 0)
            state.pointee.frame = frame - 1
            if !data.pointee.isMain { addTrail(&error, code, caller: frame - 1) }
        }
        throw error
    }

    private func clear(_ frame: UnsafeMutablePointer<Frame>, from first: Int) {
        let count = frame.pointee.code.pointee.frameSize + (frame.pointee.code.pointee.isMain ? 0 : Machine.slack)
        for i in first..<max(first, count) where Registers.isReference(frame.pointee.base.tag(i)) {
            frame.pointee.base.release(i)
        }
    }

    /// `in net(θ, x), called from loss(θ) at line 15`.
    private func addTrail(_ error: inout HesseError, _ code: CodeObject, caller: UnsafeMutablePointer<Frame>) {
        var caller = caller
        // Built-ins that called back stand between.
        while caller > frames, caller.pointee.code == haltCode { caller -= 1 }
        guard caller.pointee.code != haltCode else { return }
        guard error.diagnostic.trail.count < Machine.trailLimit else {
            if error.diagnostic.trail.count == Machine.trailLimit { error.diagnostic.trail.append("… further calls") }
            return
        }
        let outer = caller.pointee.code.pointee.object
        let (source, span) = place(of: caller)
        guard let source, let span else { return }
        let line = "line \(source.line(at: span.lowerBound))"
        let at = source === error.diagnostic.source ? line : "\(line) of \(source.name)"
        let from = caller.pointee.code.pointee.isMain ? "called" : "called from \(outer.callText)"
        let text = "in \(code.callText), \(from) at \(at)"
        // A recursion, of one function or of several in turn, says the same again and again.
        let again = "… and so on"
        let isRepeated = error.diagnostic.trail.suffix(5).contains(text)
        if !isRepeated {
            error.diagnostic.trail.append(text)
        } else if error.diagnostic.trail.last != again {
            error.diagnostic.trail.append(again)
        }
    }
}

extension Interpreter {
    /// The error for a name that means nothing to code of a module, with the names it may have meant.
    public func unknownName(
        _ name: String, in module: Module, place: (source: SourceFile?, span: Range<Int>?) = (nil, nil), others: [String] = []
    )
        -> HesseError
    {
        var error = HesseError("unknown name `\(name)`")
        if let source = place.source, let span = place.span {
            // Of a call, the name alone.
            let written = Names.leading(in: source.text(span))
            let isName = Names.canonical(written) == name
            error.locate(source, isName ? span.lowerBound..<(span.lowerBound + written.utf8.count) : span)
            if isName, let member = ForeignNames.member(behind: span, name: written, in: source),
                let hint = ForeignNames.hint(module: name, member: member, isBuiltin: { builtins[$0] != nil })
            {
                error.diagnostic.hints = [hint]
                return error
            }
        }
        let candidates = module.globals.map(\.name) + others + Array(builtins.names) + modules.preludeNames
        let hint = ForeignNames.hint(name) ?? Suggestions.hint(name, among: candidates)
        error.diagnostic.hints = hint.map { [$0] } ?? []
        return error
    }

    /// A value as text, as `print` and `{value:spec}` write it. Throws if that is interrupted.
    public func text(_ value: Value, _ spec: FormatSpec? = nil) throws -> String {
        let plain = try concrete(value)
        let text = if let spec { try ValueFormatter.format(plain, spec) } else { ValueFormatter.text(plain) }
        try checkInterrupt()
        return text
    }

    /// The value without anything of a trace in it: asking for it is a guard.
    public func concrete(_ value: Value) throws -> Value {
        guard let tracer else { return value }
        switch value {
        case .traced, .tracedInt: return try tracer.concretize(value)
        case .list(let box): return try Value(list: box.elements.map(concrete))
        case .record(let box): return .record(try RecordBox(layout: box.layout, values: box.values.map(concrete)))
        default: return value
        }
    }
}
