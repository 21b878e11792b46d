import Syntax
import Tensors

/// Assignment to a place inside a value: `p.deep[0].c = x`.
///
/// The path is taken apart from the root on; whatever is held only here is changed in place, the rest copied. If it fails,
/// everything is as before.
struct PathAssignment {
    enum Step {
        case field(String)
        /// One plain subscript.
        case element(Value)
        case index([SubscriptValue])
    }

    let interpreter: Interpreter
    let steps: [Step]
    /// Called with the old value for `+=` and its kin, taken out of its place; nil for plain assignment.
    let operation: BinaryOperator?

    /// Sets the place below `root` that the steps lead to.
    func assign(_ root: inout Value, _ value: Value) throws {
        try assign(&root, value, from: 0)
    }

    private func assign(_ base: inout Value, _ value: Value, from index: Int) throws {
        let isLast = index + 1 == steps.count
        // No pattern here may bind what `base` holds: it would then be held twice, and copied.
        switch steps[index] {
        case .field(let name):
            guard base.isRecord else { throw noFields(base, name) }
            try setField(&base, name, value, index, isLast)
        case .element(let place):
            if base.isList, let number = try interpreter.wholeNumber(place) {
                try setElement(&base, number, value, index, isLast)
            } else if base.isRecord, case .string(let name) = place {
                try setField(&base, Names.canonical(name.string), value, index, isLast)
            } else {
                try setPart(&base, [.index(place)], value, index, isLast)
            }
        case .index(let subscripts): try setPart(&base, subscripts, value, index, isLast)
        }
    }

    private func noElements(_ base: Value) -> HesseError {
        switch base {
        case .record: HesseError("a record is indexed by a name, as in `p[\"W1\"]`")
        case .list: HesseError("an element of a list is assigned by one index", hint: "as in `xs[0] = x`")
        case .string:
            HesseError("the characters of a string cannot be assigned", hint: "build a new string, as with `replace`")
        default: HesseError("\(base.messageName) has no elements that can be assigned")
        }
    }

    private func noFields(_ base: Value, _ name: String) -> HesseError {
        if case .module(let module) = base {
            return HesseError(
                "the variables of module `\(module.name)` cannot be assigned from outside",
                hint: "write a function there that returns the new value of `\(name)`")
        }
        return HesseError(
            "\(base.messageName) has no fields that can be assigned, such as `\(name)`",
            hint: base.isNone ? "begin with an empty record: `r = {}`" : nil)
    }

    /// A part of a tensor is a new tensor: it is changed, then put back.
    private func setPart(
        _ base: inout Value, _ subscripts: [SubscriptValue], _ value: Value, _ index: Int, _ isLast: Bool
    ) throws {
        guard base.isNumeric else { throw noElements(base) }
        if isLast, operation == nil { return try interpreter.assignTensor(&base, subscripts, value) }
        var part = try interpreter.index(base, subscripts)
        try change(&part, value, index, isLast)
        try interpreter.assignTensor(&base, subscripts, part)
    }

    /// What happens at the end of the path, or below.
    private func change(_ part: inout Value, _ value: Value, _ index: Int, _ isLast: Bool) throws {
        guard isLast else { return try assign(&part, value, from: index + 1) }
        guard let operation else {
            part = value
            return
        }
        var other = value
        part = try interpreter.binary(operation, taking: &part, &other)
    }

    private func setField(_ base: inout Value, _ name: String, _ value: Value, _ index: Int, _ isLast: Bool) throws {
        guard case .record(var box) = base else { return }
        base = .none
        if !isKnownUniquelyReferenced(&box) { box = box.copy() }
        defer { base = .record(box) }
        guard let position = box.layout.position(of: name) else {
            guard isLast, operation == nil else {
                throw interpreter.noField(name, of: .record(box), names: box.keys)
            }
            return try box.set(name, value)
        }
        if isLast, operation == nil { return try box.set(position, value) }
        var part = box.take(position)
        do { try change(&part, value, index, isLast) } catch {
            try box.set(position, part)
            throw error
        }
        try box.set(position, part)
    }

    private func setElement(_ base: inout Value, _ number: Int, _ value: Value, _ index: Int, _ isLast: Bool) throws {
        guard case .list(var box) = base else { return }
        let position = try interpreter.checkedIndex(number, box.count, base)
        base = .none
        if !isKnownUniquelyReferenced(&box) { box = box.copy() }
        defer { base = .list(box) }
        if isLast, operation == nil { return try box.set(position, value) }
        var part = box.take(position)
        do { try change(&part, value, index, isLast) } catch {
            try box.set(position, part)
            throw error
        }
        try box.set(position, part)
    }
}

extension Interpreter {
    /// `base[subscripts] = value` for a tensor or traced value: in place if it is held only here, unchanged on error.
    func assignTensor(_ base: inout Value, _ subscripts: [SubscriptValue], _ value: Value) throws {
        guard base.isTensorWithAxes else { throw HesseError("\(base.messageName) has no elements that can be assigned") }
        guard let source = try asTensorValue(value) else {
            throw HesseError("an element of a tensor is a number, not \(value.messageName)")
        }
        try tensorOperations.assignIndex(&base, try subscripts.map(listsToTensors), source)
    }
}
