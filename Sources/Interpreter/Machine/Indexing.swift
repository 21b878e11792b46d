import Syntax
import Tensors

// `x[…]` and `x.name`.
extension Interpreter {
    /// `base[subscript]` with one plain subscript.
    func index(_ base: Value, _ subscript: Value) throws -> Value {
        switch base {
        case .list(let box):
            if let position = try wholeNumber(`subscript`) {
                return box.elements[try checkedIndex(position, box.elements.count, base)]
            }
        case .record(let box):
            guard case .string(let name) = `subscript` else {
                if let position = try wholeNumber(`subscript`) {
                    throw HesseError(
                        "a record is indexed by a name, not by \(position)",
                        hint: (box.keys.first.map { "as in `p.\($0)`; " } ?? "")
                            + "`values(p)[\(position)]` gives the value at a position")
                }
                throw HesseError("a record is indexed by a name, not by \(`subscript`.messageName)")
            }
            if let value = box[name.string] ?? box[Names.canonical(name.string)] { return value }
            throw noField(name.string, of: base, names: box.keys)
        case .tensor(let box):
            if let position = try wholeNumber(`subscript`), box.tensor.rank == 1 {
                let index = try checkedIndex(position, box.tensor.count, base)
                if let value = box.tensor.scalar(at: index) { return value }
            }
        default: break
        }
        return try index(base, [.index(`subscript`)])
    }

    /// `base[subscripts]`.
    func index(_ base: Value, _ subscripts: [SubscriptValue]) throws -> Value {
        switch base {
        case .tensor, .traced, .bool, .int, .float, .scalar, .tracedInt:
            return try tensorOperations.index(base, subscripts.map(listsToTensors))
        case .list(let box):
            switch try single(subscripts, base) {
            case .index(let value):
                if let position = try wholeNumber(value) {
                    return box.elements[try checkedIndex(position, box.elements.count, base)]
                }
                if let tensor = try asTensorValue(base), tensor.isTensorWithAxes {
                    return try tensorOperations.index(tensor, subscripts.map(listsToTensors))
                }
                throw badIndex(value, base)
            case .slice(let start, let stop, let step):
                let (first, count, stride) = try bounds(start, stop, step, box.elements.count)
                return try Value(list: (0..<count).map { box.elements[first + $0 * stride] })
            case .ellipsis: return base
            }
        case .string(let box):
            switch try single(subscripts, base) {
            case .index(let value):
                guard let position = try wholeNumber(value) else { throw badIndex(value, base) }
                return Value(box.slice(start: try checkedIndex(position, box.count, base), count: 1, step: 1))
            case .slice(let start, let stop, let step):
                let (first, count, stride) = try bounds(start, stop, step, box.count)
                return Value(box.slice(start: first, count: count, step: stride))
            case .ellipsis: return base
            }
        case .range(let box):
            switch try single(subscripts, base) {
            case .index(let value):
                guard let position = try wholeNumber(value) else { throw badIndex(value, base) }
                return .int(box[try checkedIndex(position, box.count, base)])
            case .slice(let start, let stop, let step):
                let (first, count, stride) = try bounds(start, stop, step, box.count)
                let newStep = box.step.multipliedReportingOverflow(by: stride)
                let end = box[first].addingReportingOverflow(
                    newStep.partialValue.multipliedReportingOverflow(by: count).partialValue)
                guard !newStep.overflow, !end.overflow else { throw HesseError("the range is too long") }
                return .range(
                    try RangeBox(start: box[first], stop: count == 0 ? box[first] : end.partialValue, step: newStep.partialValue))
            case .ellipsis: return base
            }
        case .record:
            guard case .index(let name) = try single(subscripts, base) else {
                throw HesseError("a record is indexed by a name, as in `p[\"W1\"]`")
            }
            return try index(base, name)
        case .function(let function):
            throw HesseError(
                "\(base.messageName) cannot be indexed", hint: "call it with round brackets: `\(function.code.callText)`")
        case .builtin(let builtin):
            throw HesseError(
                "\(base.messageName) cannot be indexed", hint: "call it with round brackets: `\(builtin.signatureText)`")
        case .object(let object):
            if let result = try object.index(subscripts) { return result }
            throw HesseError("\(base.messageName) cannot be indexed", hint: object.indexHint)
        default: throw HesseError("\(base.messageName) cannot be indexed", hint: base.isNone ? noneHint : nil)
        }
    }

    /// A list of indices is as good as a tensor of them.
    func listsToTensors(_ item: SubscriptValue) throws -> SubscriptValue {
        switch item {
        case .index(.list(let box)):
            return try asTensorValue(.list(box)).map { .index($0) } ?? item
        case .index(.range(let box)):
            return .index(Value(try Tensor(try wholeNumbers(.range(box)).map { $0.map(Int64.init) } ?? [])))
        default: return item
        }
    }

    private func single(_ subscripts: [SubscriptValue], _ base: Value) throws -> SubscriptValue {
        guard subscripts.count == 1 else {
            throw HesseError(
                "\(base.messageName) has one axis, but \(subscripts.count) subscripts were given",
                hint: "write `x[i][j]` for an element of an element")
        }
        return subscripts[0]
    }

    private func badIndex(_ index: Value, _ base: Value) -> HesseError {
        switch index {
        case .float(let x), .scalar(let x):
            HesseError(
                "an index must be a whole number, but it is \(NumberFormat.exact(x))", hint: "`floor(x)`, or `//` instead of `/`")
        default:
            HesseError(
                "\(base.messageName) cannot be indexed by \(index.messageName)",
                hint: "an index is an integer, `x[0]`, or a range of them, `x[1:3]`")
        }
    }

    /// An index with negative ones counted from the end.
    func checkedIndex(_ index: Int, _ count: Int, _ base: Value) throws -> Int {
        let resolved = index < 0 ? index &+ count : index
        guard resolved >= 0, resolved < count else {
            throw HesseError(
                "index \(index) is out of range for \(base.messageName)",
                hint: count == 0 ? "it is empty" : Shape.indexHint(extent: count))
        }
        return resolved
    }

    /// First position, number of positions and step of a slice, cut to the length as Python does.
    func bounds(_ start: Value, _ stop: Value, _ step: Value, _ length: Int) throws -> (first: Int, count: Int, step: Int) {
        func number(_ value: Value) throws -> Int? {
            if value.isNone { return nil }
            guard let number = try wholeNumber(value) else {
                throw HesseError("a slice wants whole numbers, not \(value.messageName)")
            }
            return number
        }
        let step = try number(step) ?? 1
        guard step != 0 else { throw HesseError("the step of a slice is 0", hint: "use a positive or a negative step") }
        func clamp(_ value: Int, _ low: Int, _ high: Int) -> Int {
            let resolved = value < 0 ? value &+ length : value
            return min(max(resolved, low), high)
        }
        if step > 0 {
            let first = try number(start).map { clamp($0, 0, length) } ?? 0
            let end = try number(stop).map { clamp($0, 0, length) } ?? length
            return (first, end > first ? (end - first - 1) / step + 1 : 0, step)
        }
        let first = try number(start).map { clamp($0, -1, length - 1) } ?? length - 1
        let end = try number(stop).map { clamp($0, -1, length - 1) } ?? -1
        guard first > end else { return (max(first, 0), 0, step) }
        return (first, Int(UInt(first - end - 1) / step.magnitude) + 1, step)
    }

    // MARK: - Fields

    /// `base.name`.
    func field(_ base: Value, _ name: String) throws -> Value {
        switch base {
        case .record(let box):
            if let value = box[name] { return value }
        case .module(let module):
            if let value = module[name] { return value }
            throw ModuleLoader.missing(name, in: module.name, names: module.globals.map(\.name))
        case .object(let object):
            if let value = try object.field(name) { return value }
            if let value = try tensorProperty(base, name) { return value }
            throw noField(name, of: base, names: object.fieldNames)
        default: break
        }
        if let value = try tensorProperty(base, name) { return value }
        if case .builtin(let builtin)? = builtins[name], builtin.isMethod {
            throw HesseError("`\(name)` is a function and has to be called", hint: "write `x.\(name)(…)`, or `\(name)(x, …)`")
        }
        if case .record(let box) = base { throw noField(name, of: base, names: box.keys) }
        throw noField(name, of: base, names: base.isNumeric ? ["T", "shape", "dtype", "size", "ndim"] : [])
    }

    func noField(_ name: String, of base: Value, names: some Collection<String>) -> HesseError {
        let near = Suggestions.hint(name, among: names)
        let isRecord = if case .record = base { true } else { false }
        if !isRecord, near == nil, let known = ForeignNames.hint(member: name) {
            return HesseError("\(base.messageName) has no field `\(name)`", hint: known)
        }
        if base.isNone {
            return HesseError("none has no field `\(name)`", hint: noneHint)
        }
        let list = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
        // The fields of a small record are in its name.
        let isSaid = names.isEmpty || isRecord && Value.showsNames(names)
        let all = isSaid ? nil : "its fields are \(list)\(names.count > 12 ? ", …" : "")"
        let hint = [near, all].compactMap { $0 }.joined(separator: " ")
        return HesseError("\(base.messageName) has no field `\(name)`", hint: hint.isEmpty ? nil : hint)
    }

    /// `.T .shape .dtype .size .ndim` of a number, a tensor, a list of numbers.
    private func tensorProperty(_ base: Value, _ name: String) throws -> Value? {
        guard ["T", "shape", "dtype", "size", "ndim"].contains(name), let value = try asTensorValue(base) else { return nil }
        let (shape, dtype): ([Int], DType)
        switch value {
        case .tensor(let box): (shape, dtype) = (box.tensor.shape, box.tensor.dtype)
        case .traced(let traced): (shape, dtype) = (traced.shape, traced.dtype)
        case .int, .tracedInt: (shape, dtype) = ([], .int64)
        case .bool: (shape, dtype) = ([], .bool)
        default: (shape, dtype) = ([], .float64)
        }
        switch name {
        case "shape": return Value(shape: shape)
        case "dtype": return Value(dtype.name)
        case "ndim": return .int(shape.count)
        case "size": return .int(try Shape.count(shape))
        default: return shape.isEmpty ? value : try tensorOperations.transpose(value)
        }
    }
}
