import Syntax

// Calls that are not the plain case: built-ins, defaults, keywords, spreads, methods.
//
// The callee lies in R[a], the arguments behind it; afterwards the result lies in R[a], or a new frame has been pushed
// whose result goes there.
extension Machine {
    /// Calls R[a] on the arguments behind it: positional ones, then the values of keywords.
    @inline(never)
    func call(_ r: Registers, _ a: Int, positional: Int, keywords: [String]) throws {
        let arguments = r[a + 1]
        switch r[a].pointee {
        case .function(let function):
            try Binding.bind(function, base: arguments, positional: positional, keywords: keywords)
            try push(function, r, a)
        case .builtin(let builtin):
            try call(builtin, r, a, positional: positional, keywords: keywords)
        case .object(let object):
            let values = takeAll(r, a + 1, positional)
            guard keywords.isEmpty, let result = try object.call(values) else { throw notCallable(r[a].pointee) }
            r[a].pointee = result
        default: throw notCallable(r[a].pointee)
        }
    }

    private func notCallable(_ value: Value) -> HesseError {
        let (source, span) = place(of: state.pointee.frame)
        let name = calledName(in: span.flatMap { source?.text($0) } ?? "")
        if interpreter.builtins[name] != nil {
            return HesseError(
                "`\(name)` is \(value.messageName) here and cannot be called",
                hint: "a variable hides the built-in function of its name: give the variable another one")
        }
        let hint: String?
        switch value {
        case .tensor, .list, .record, .string: hint = "square brackets take elements: `x[0]`"
        case .int, .float, .scalar: hint = "a product needs its sign: `\(name.isEmpty ? "2" : name) * (…)`"
        case .module(let module): hint = "call one of its functions: `\(module.name).f(…)`"
        default: hint = nil
        }
        return HesseError("\(value.messageName) cannot be called", hint: hint)
    }

    /// The name that a call calls; empty where it calls something else.
    private func calledName(in text: String) -> String {
        let tree = SyntaxTree.parse(SourceFile(name: "", text: text))
        guard case .block(let statements) = tree[tree.root].kind, let only = statements.first,
            case .call(let callee, _) = tree[only].kind, case .name(let name) = tree[callee].kind
        else { return "" }
        return name
    }

    /// A frame for a function whose arguments are bound behind R[a]. `r` may be a module's registers.
    func push(_ function: Function, _ r: Registers, _ a: Int) throws {
        let frame = state.pointee.frame
        let code = function.data
        var base = r.base + (a + 1) * 16
        if frame.pointee.code.pointee.isMain { base = moveArguments(frame, from: base, count: code.pointee.parameterCount) }
        guard frame < lastFrame, base + code.pointee.frameSize * 16 < stackEnd else { throw recursionTooDeep() }
        let next = frame + 1
        next.initialize(
            to: Frame(
                base: Registers(base), pc: UnsafePointer(code.pointee.instructions), code: code,
                function: UnsafeRawPointer(Unmanaged.passUnretained(function).toOpaque()), result: r[a], stackTop: base))
        state.pointee.frame = next
    }

    /// Runs a built-in on the arguments behind R[a].
    func call(_ builtin: Builtin, _ r: Registers, _ a: Int, positional: Int, keywords: [String]) throws {
        try interpreter.checkInterrupt()
        let base = r[a + 1]
        let slots = try Binding.bind(builtin, base: base, positional: positional, keywords: keywords)
        var arguments = Arguments(builtin: builtin, interpreter: interpreter, base: base, positionalCount: positional)
        let result = try builtin.implementation(&arguments)
        for i in 0..<slots where Registers.isReference(r.tag(a + 1 + i)) { r.release(a + 1 + i) }
        r[a].pointee = result
    }

    /// Calls G[b], or the built-in K[c].
    @inline(never)
    func callGlobal(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ i: Instruction) throws {
        if case .builtin(let builtin)? = plainBuiltin(frame, i) {
            return try call(builtin, r, i.a, positional: Int(i.n), keywords: [])
        }
        r[i.a].pointee = try global(frame, slot: i.b, fallback: i.c)
        try call(r, i.a, positional: Int(i.n), keywords: [])
    }

    /// The built-in that a call of a global name means, if the module does not have the name itself.
    private func plainBuiltin(_ frame: UnsafeMutablePointer<Frame>, _ i: Instruction) -> Value? {
        let code = frame.pointee.code
        guard i.c != 0xFFFF, code.pointee.globals[i.b].pointee.isUnset else { return nil }
        return code.pointee.constants[i.c].pointee
    }

    /// The same, where the result replaces variable R[x], which is also argument y: a built-in that does not call back gets
    /// the only reference to it. If the call fails, the variable has its value back.
    @inline(never)
    func callGlobalReplacing(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ i: Instruction, _ extra: Instruction) throws
    {
        guard case .builtin(let builtin)? = plainBuiltin(frame, i), !builtin.callsBack else { return try callGlobal(frame, r, i) }
        let (variable, argument) = (r[extra.a], r[extra.b])
        let isReference = Registers.isReference(r.tag(extra.a))
        if isReference { variable.pointee = .none }
        do { try call(builtin, r, i.a, positional: Int(i.n), keywords: []) } catch {
            if isReference { variable.pointee = argument.pointee }
            throw error
        }
    }

    // MARK: - Keywords and spreads

    @inline(never)
    func callShaped(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) throws {
        let shape = frame.pointee.code.pointee.object.argumentShapes[b]
        try callShaped(r, a, shape)
    }

    private func callShaped(_ r: Registers, _ a: Int, _ shape: ArgumentShape) throws {
        guard shape.hasSpread else { return try call(r, a, positional: shape.positional.count, keywords: shape.keywords) }
        // Spreads make more arguments than there are registers for: they go to the stack, as a call from outside.
        let values = takeAll(r, a + 1, shape.count)
        var positional: [Value] = []
        var keywords: [(String, Value)] = []
        for (value, isSpread) in zip(values, shape.positional) {
            if !isSpread {
                positional.append(value)
            } else if case .record(let box) = value {
                for (name, value) in zip(box.keys, box.values) { keywords.append((name, value)) }
            } else {
                positional += try spread(value)
            }
        }
        for (name, value) in zip(shape.keywords, values[shape.positional.count...]) { keywords.append((name, value)) }
        guard positional.count + keywords.count <= 10_000 else {
            throw HesseError("a call has \(positional.count + keywords.count) arguments", hint: "hand over a list")
        }
        let callee = r[a].move()
        r[a].initialize(to: .none)
        r[a].pointee = try call(callee, positional, keywords)
    }

    // MARK: - Methods

    /// `x.name(…)`: x lies in R[a+1], the first of the arguments.
    @inline(never)
    func callMethod(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ i: Instruction) throws {
        let name = frame.pointee.code.pointee.constants[i.b].pointee
        var count = Int(i.n)
        if try !prepareMethod(r, i.a, name) {
            dropReceiver(r, i.a, count)
            count -= 1
        }
        try call(r, i.a, positional: count, keywords: [])
    }

    @inline(never)
    func callMethodShaped(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ i: Instruction) throws {
        let shape = frame.pointee.code.pointee.object.argumentShapes[i.c]
        let name = frame.pointee.code.pointee.constants[i.b].pointee
        if try prepareMethod(r, i.a, name) { return try callShaped(r, i.a, shape) }
        dropReceiver(r, i.a, shape.count)
        let rest = ArgumentShape(
            positional: Array(shape.positional.dropFirst()), keywords: shape.keywords)
        try callShaped(r, i.a, rest)
    }

    /// Puts what `x.name` means into R[a]; true if x is its first argument.
    private func prepareMethod(_ r: Registers, _ a: Int, _ name: Value) throws -> Bool {
        guard case .string(let box) = name else { return false }
        let name = box.string
        let receiver = r[a + 1].pointee
        switch receiver {
        case .record(let record):
            if let field = record[name] {
                r[a].pointee = field
                return false
            }
        case .module:
            r[a].pointee = try interpreter.field(receiver, name)
            return false
        case .object(let object):
            if let field = try object.field(name) {
                r[a].pointee = field
                return false
            }
        default: break
        }
        if receiver.isNumeric, ["T", "shape", "dtype", "size", "ndim"].contains(name) {
            throw HesseError("`\(name)` is a property, not a function", hint: "write `x.\(name)`, without brackets")
        }
        if case .builtin(let builtin)? = interpreter.builtins[name] {
            if builtin.isMethod {
                r[a].pointee = .builtin(builtin)
                return true
            }
            throw HesseError(
                "`\(name)` is not called behind a value",
                hint: "write `\(builtin.signatureText)`"
                    + (name == "append" ? ": values do not change, so `xs = append(xs, x)`" : ""))
        }
        if receiver.isNumeric, case .function(let function)? = try interpreter.modules.prelude(name) {
            r[a].pointee = .function(function)
            return true
        }
        if let hint = ForeignNames.hint(member: name) {
            throw HesseError("\(receiver.messageName) has no `\(name)`", hint: hint)
        }
        // The field's own error names what there is.
        r[a].pointee = try interpreter.field(receiver, name)
        return false
    }

    /// The arguments behind the receiver move to its place.
    private func dropReceiver(_ r: Registers, _ a: Int, _ count: Int) {
        r[a + 1].pointee = .none
        for i in 1..<max(1, count) { r.take(a + i, from: a + i + 1) }
    }
}
