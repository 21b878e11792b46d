import Syntax
import Tensors

// Collections, strings, indexing, fields, paths, imports.
extension Machine {
    /// The elements of a list literal, spreads opened.
    private func elements(_ r: Registers, _ a: Int, _ shape: ListShape) throws -> [Value] {
        let values = takeAll(r, a, shape.spreads.count)
        guard shape.hasSpread else { return values }
        var result: [Value] = []
        for (value, isSpread) in zip(values, shape.spreads) {
            if isSpread { result += try spread(value) } else { result.append(value) }
        }
        return result
    }

    /// What `...value` stands for.
    func spread(_ value: Value) throws -> [Value] {
        switch value {
        case .list, .range, .tensor, .traced: if let elements = try interpreter.elements(of: value) { return elements }
        default: break
        }
        throw HesseError("`...` wants a list, a range or a tensor here, not \(value.messageName)")
    }

    @inline(never)
    func makeList(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) throws {
        let shape = frame.pointee.code.pointee.object.listShapes[b]
        r[a].pointee =
            shape.hasSpread
            ? try Value(list: try elements(r, a, shape)) : .list(try ListBox(taking: r, a, count: shape.spreads.count))
    }

    @inline(never)
    func makeBracket(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) throws {
        let shape = frame.pointee.code.pointee.object.listShapes[b]
        let elements = try elements(r, a, shape)
        let isLiteral = shape.hasSpread ? [Bool](repeating: false, count: elements.count) : shape.isLiteral
        r[a].pointee = try Brackets.value(elements, isLiteral: isLiteral, interpreter)
    }

    @inline(never)
    func makeRecord(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) throws {
        let shape = frame.pointee.code.pointee.object.recordShapes[b]
        if let layout = shape.layout {
            r[a].pointee = .record(try RecordBox(layout: layout, taking: r, a))
            return
        }
        let values = takeAll(r, a, shape.entries.count)
        let box = RecordBox()
        for (value, name) in zip(values, shape.entries) {
            if let name {
                try box.set(name, value)
            } else {
                guard case .record(let other) = value else {
                    throw HesseError("`...` in a record wants a record, not \(value.messageName)")
                }
                for (name, value) in zip(other.keys, other.values) { try box.set(name, value) }
            }
        }
        r[a].pointee = .record(box)
    }

    @inline(never)
    func makeString(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) throws {
        var text = ""
        var next = a
        let pieces = frame.pointee.code.pointee.strings[b].pieces
        for i in pieces.indices {
            switch pieces[i] {
            case .text(let part): text += part
            case .value:
                if case .int(let x) = r[next].pointee {
                    text += String(x)
                } else {
                    text += try interpreter.text(r[next].pointee)
                    r[next].pointee = .none
                }
                next += 1
            case .formatted(let spec):
                text += try interpreter.text(r[next].pointee, spec)
                r[next].pointee = .none
                next += 1
            }
        }
        r[a].pointee = Value(text)
    }

    /// R[a] is taken apart into `count` values from R[a] on.
    @inline(never)
    func unpack(_ r: Registers, _ a: Int, _ count: Int) throws {
        let value = r[a].pointee
        let parts: [Value]?
        switch value {
        case .list, .tensor, .traced, .range: parts = try interpreter.elements(of: value)
        default: parts = nil
        }
        guard let parts else {
            var hint = "a list or a tensor's first axis can"
            if case .record(let box) = value {
                hint = "its fields have names: " + box.keys.prefix(count).map { "`r.\($0)`" }.joined(separator: ", ")
            }
            throw HesseError("\(value.messageName) cannot be taken apart into \(count) names", hint: hint)
        }
        guard parts.count == count else {
            throw HesseError(
                "\(parts.count) \(parts.count == 1 ? "value" : "values") for \(count) \(count == 1 ? "name" : "names")",
                hint: parts.count > count ? "name all of them, or take a part: `x[:\(count)]`" : nil)
        }
        for (i, part) in parts.enumerated() { r[a + i].pointee = part }
    }

    // MARK: - Indexing

    @inline(never)
    func index(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int) throws {
        let result = try interpreter.index(r[b].pointee, r[c].pointee)
        let localCount = frame.pointee.code.pointee.localCount
        if b >= localCount { r[b].pointee = .none }
        if c >= localCount { r[c].pointee = .none }
        r[a].pointee = result
    }

    @inline(never)
    func indexMany(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int) throws {
        let shape = frame.pointee.code.pointee.object.indexShapes[c]
        let subscripts = subscripts(r, b + 1, shape)
        let result = try interpreter.index(r[b].pointee, subscripts)
        r[b].pointee = .none
        r[a].pointee = result
    }

    /// Subscripts whose values lie in consecutive temporaries, which they are taken out of.
    private func subscripts(_ r: Registers, _ first: Int, _ shape: [SubscriptShape]) -> [SubscriptValue] {
        var next = first
        func take(_ isGiven: Bool) -> Value {
            guard isGiven else { return .none }
            let value = r[next].move()
            r[next].initialize(to: .none)
            next += 1
            return value
        }
        return shape.map { item in
            switch item {
            case .index: .index(take(true))
            case .slice(let start, let stop, let step): .slice(start: take(start), stop: take(stop), step: take(step))
            case .ellipsis: .ellipsis
            }
        }
    }

    @inline(never)
    func getField(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int) throws {
        let code = frame.pointee.code
        let name = code.pointee.object.fieldNames[c]
        if case .record(let box) = r[b].pointee, box.layout.isShared, let position = box.layout.position(of: name) {
            code.pointee.caches[c] = FieldCache(layout: box.layoutIdentity, position: position)
        }
        let result = try interpreter.field(r[b].pointee, name)
        if b >= code.pointee.localCount { r[b].pointee = .none }
        r[a].pointee = result
    }

    // MARK: - Assignment to places inside

    /// Runs `body` on the variable in R[a], which may live in a cell.
    private func withVariable(_ r: Registers, _ a: Int, _ name: @autoclosure () -> String, _ body: (inout Value) throws -> Void)
        throws
    {
        if case .object(let object) = r[a].pointee, let cell = Cell.of(object) {
            if cell.value.isUnset { throw readBeforeAssigned(Value(name())) }
            var value = cell.take()
            defer { cell.value = value }
            try body(&value)
        } else {
            try body(&r[a].pointee)
        }
    }

    /// R[a][R[b]] = R[c].
    @inline(never)
    func setIndex(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int) throws {
        let subscript_ = r[b].pointee
        try withVariable(r, a, "the variable") { root in
            if case .int(let given) = subscript_ {
                if case .list(var box) = root {
                    let position = given < 0 ? given &+ box.count : given
                    if position >= 0, position < box.count {
                        root = .none
                        if !isKnownUniquelyReferenced(&box) { box = box.copy() }
                        defer { root = .list(box) }
                        return try box.set(position, r[c].pointee)
                    }
                } else if setNumber(&root, given, r[c].pointee) {
                    return
                }
            }
            try PathAssignment(interpreter: interpreter, steps: [.element(subscript_)], operation: nil).assign(
                &root, r[c].pointee)
        }
        if b >= frame.pointee.code.pointee.localCount { r[b].pointee = .none }
        r[c].pointee = .none
    }

    /// An element of a 1-D float64 tensor that is held only here; false if it was not done.
    private func setNumber(_ root: inout Value, _ given: Int, _ value: Value) -> Bool {
        guard value.isPlainNumber, let number = value.plainDouble, case .tensor(var box) = root else { return false }
        root = .none
        defer { root = .tensor(box) }
        let position = given < 0 ? given &+ box.tensor.count : given
        guard box.tensor.dtype == .float64, box.tensor.rank == 1, position >= 0, position < box.tensor.count,
            isKnownUniquelyReferenced(&box), box.tensor.isUniquelyHeld()
        else { return false }
        box.tensor.pointer.storeBytes(of: number, toByteOffset: position &* 8, as: Double.self)
        return true
    }

    /// R[a].name = R[c].
    @inline(never)
    func setField(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int) throws {
        let name = frame.pointee.code.pointee.object.fieldNames[b]
        try withVariable(r, a, "the variable") { root in
            if case .record(var box) = root {
                root = .none
                if !isKnownUniquelyReferenced(&box) { box = box.copy() }
                defer { root = .record(box) }
                return try box.set(name, r[c].pointee)
            }
            try PathAssignment(interpreter: interpreter, steps: [.field(name)], operation: nil).assign(&root, r[c].pointee)
        }
        r[c].pointee = .none
    }

    /// The same where a number replaces a number, or is added to it, and all on the way to it is held only here and indexed by
    /// integers; false if it was not done.
    private func setNumber(_ r: Registers, _ a: Int, _ shape: PathShape, _ c: Int, _ number: Int) throws -> Bool {
        guard r[c].pointee.isPlainNumber else { return false }
        var place = r[a]
        var next = c + 1
        for step in shape.steps {
            let tag = Registers(UnsafeMutableRawPointer(place)).tag(0)
            switch step {
            case .field(let name):
                guard tag == ValueLayout.Tag.record else { return false }
                let found: UnsafeMutablePointer<Value>? = UnsafeMutableRawPointer(place).withMemoryRebound(
                    to: RecordBox.self, capacity: 1
                ) { box in
                    guard isKnownUniquelyReferenced(&box.pointee), let i = box.pointee.layout.position(of: name) else {
                        return nil
                    }
                    return box.pointee.buffer.base + i
                }
                guard let found else { return false }
                place = found
            case .index(let items):
                guard tag == ValueLayout.Tag.list, items.count == 1, case .index = items[0], r.tag(next) == ValueLayout.Tag.int
                else { return false }
                let given = r.int(next)
                let found: UnsafeMutablePointer<Value>? = UnsafeMutableRawPointer(place).withMemoryRebound(
                    to: ListBox.self, capacity: 1
                ) { box in
                    let position = given < 0 ? given &+ box.pointee.count : given
                    guard isKnownUniquelyReferenced(&box.pointee), position >= 0, position < box.pointee.count else { return nil }
                    return box.pointee.buffer.base + position
                }
                guard let found else { return false }
                place = found
                next += 1
            }
        }
        guard place.pointee.isPlainNumber else { return false }
        if number > 0 {
            guard let result = try NumberArithmetic.binary(BinaryOperator.all[number - 1], place.pointee, r[c].pointee)
            else { return false }
            place.pointee = result
        } else {
            place.pointee = r[c].pointee
        }
        return true
    }

    /// The path of a shape below R[a] = R[c], or op=.
    @inline(never)
    func setPath(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int, _ number: Int) throws {
        let shape = frame.pointee.code.pointee.object.pathShapes[b]
        if try setNumber(r, a, shape, c, number) { return }
        var next = c + 1
        let steps = shape.steps.map { step -> PathAssignment.Step in
            switch step {
            case .field(let name): return .field(name)
            case .index(let items):
                if items.count == 1, case .index = items[0] {
                    next += 1
                    let value = r[next - 1].move()
                    r[next - 1].initialize(to: .none)
                    return .element(value)
                }
                let values = subscripts(r, next, items)
                next += items.reduce(0) { $0 + $1.registerCount }
                return .index(values)
            }
        }
        let operation = number > 0 ? BinaryOperator.all[number - 1] : nil
        let value = r[c].move()
        r[c].initialize(to: .none)
        try withVariable(r, a, shape.root) { root in
            try PathAssignment(interpreter: interpreter, steps: steps, operation: operation).assign(&root, value)
        }
    }

    // MARK: - Imports

    @inline(never)
    func importModule(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int) throws {
        let code = frame.pointee.code.pointee.object
        let shape = code.imports[b]
        let module = try interpreter.modules.module(shape.path, importedBy: code)
        guard let names = shape.names else {
            r[a].pointee = shape.wantsLast ? .module(module) : interpreter.modules.namespace(shape.path, module, in: code.module)
            return
        }
        for (i, name) in names.enumerated() {
            guard let value = module[name] else {
                throw ModuleLoader.missing(name, in: module.name, names: module.globals.map(\.name))
            }
            r[a + i].pointee = value
        }
    }
}
