import Compiler
import Graph
import Tensors

/// What a value that a traced function read must look like for the trace to serve again.
indirect enum Pattern {
    /// A number or tensor of this type: the capture of that number.
    case numbers(TensorType, isWeak: Bool, Int)
    /// An integer: that of this number among the captured ones.
    case integer(Int)
    /// A value that must be equal.
    case constant(Value)
    /// A closure of this code.
    case function(CodeObject, captures: [Pattern], defaults: [Pattern])
    /// This very object: built-ins, modules, operators.
    case identity(ObjectIdentifier, held: Value)
    case list([Pattern])
    case record([String], [Pattern])
}

/// What captures are bound to at a call, in the order of their numbers.
struct CaptureValues {
    var tensors: [Tensor] = []
    var integers: [Int] = []

    /// Whether `value` fits the pattern; if so its numbers are added.
    mutating func match(_ value: Value, _ pattern: Pattern) -> Bool {
        switch pattern {
        case .numbers(let type, let isWeak, let number):
            guard let found = value.numericType, found.dtype == type.dtype, found.isWeak == isWeak, found.shape == type.shape,
                number == tensors.count, let tensor = value.numbers
            else { return false }
            tensors.append(tensor)
            return true
        case .integer(let number):
            guard case .int(let x) = value, number == integers.count else { return false }
            integers.append(x)
            return true
        case .constant(let expected): return value.isSameConstant(as: expected)
        case .function(let code, let captures, let defaults):
            guard case .function(let function) = value, function.code === code else { return false }
            for (index, pattern) in captures.enumerated() where !match(function.capturedValue(index), pattern) { return false }
            for (value, pattern) in zip(function.defaults, defaults) where !match(value, pattern) { return false }
            return true
        case .identity(let identity, _): return value.identity == identity
        case .list(let patterns):
            guard case .list(let box) = value, box.elements.count == patterns.count else { return false }
            for (value, pattern) in zip(box.elements, patterns) where !match(value, pattern) { return false }
            return true
        case .record(let keys, let patterns):
            guard case .record(let box) = value, box.keys == keys else { return false }
            for (value, pattern) in zip(box.values, patterns) where !match(value, pattern) { return false }
            return true
        }
    }
}

extension Value {
    /// The numbers of a number or tensor that is not an integer or boolean.
    var numbers: Tensor? {
        switch self {
        case .float(let x), .scalar(let x): try? Tensor(scalar: x)
        case .tensor(let box): box.tensor
        default: nil
        }
    }

    /// What an object, or a value of a trace, is, as against what it equals.
    var identity: ObjectIdentifier? {
        switch self {
        case .function(let x): ObjectIdentifier(x)
        case .builtin(let x): ObjectIdentifier(x)
        case .module(let x): ObjectIdentifier(x)
        case .object(let x): ObjectIdentifier(x)
        case .traced(let x): ObjectIdentifier(x)
        case .tracedInt(let x): ObjectIdentifier(x)
        default: nil
        }
    }

    /// Whether both are the same boolean, string, range or `none`.
    func isSameConstant(as other: Value) -> Bool {
        switch (self, other) {
        case (.bool(let a), .bool(let b)): a == b
        case (.string(let a), .string(let b)): a.string == b.string
        case (.range(let a), .range(let b)): a.start == b.start && a.stop == b.stop && a.step == b.step
        case (.none, .none), (.unset, .unset): true
        default: false
        }
    }
}

/// The globals a trace has read, and its captured numbers.
struct CaptureTable {
    struct Global {
        let module: Module
        let slot: Int
        let pattern: Pattern
        let seen: Value
    }
    private(set) var globals: [Global] = []
    private var known: [ObjectIdentifier: [Int: Int]] = [:]
    var tensorCount = 0
    var integerCount = 0
    /// A value that refers to itself was met, of which no pattern can be made.
    var isCyclic = false

    func seen(_ module: Module, _ slot: Int) -> Value? {
        known[ObjectIdentifier(module)]?[slot].map { globals[$0].seen }
    }

    mutating func add(_ global: Global) {
        known[ObjectIdentifier(global.module), default: [:]][global.slot] = globals.count
        globals.append(global)
    }
}

extension Trace {
    func readGlobal(module: Module, slot: Int, value: Value) throws -> Value {
        if let seen = captures.seen(module, slot) { return seen }
        var open = Set<ObjectIdentifier>()
        let (seen, pattern) = try wrap(value, &open)
        captures.add(CaptureTable.Global(module: module, slot: slot, pattern: pattern, seen: seen))
        return seen
    }

    /// What the function sees in place of a value from outside, and the pattern that stands for it.
    func wrap(_ value: Value) throws -> (Value, Pattern) {
        var open = Set<ObjectIdentifier>()
        return try wrap(value, &open)
    }

    private func wrap(_ value: Value, _ open: inout Set<ObjectIdentifier>) throws -> (Value, Pattern) {
        switch value {
        case .float, .scalar, .tensor:
            guard let tensor = value.numbers, let type = value.numericType else { break }
            let number = captures.tensorCount
            captures.tensorCount += 1
            let id = input(.capture(number), tensor)
            return (
                .traced(traced(id, isWeak: type.isWeak)),
                .numbers(TensorType(type.dtype, type.shape), isWeak: type.isWeak, number)
            )
        case .int(let x):
            let number = captures.integerCount
            captures.integerCount += 1
            let node = integers.append(.captured(number))
            return (.tracedInt(TracedInteger(value: x, trace: self, node: node)), .integer(number))
        case .list(let box):
            let parts = try box.elements.map { try wrap($0, &open) }
            return (try Value(list: parts.map(\.0)), .list(parts.map(\.1)))
        case .record(let box):
            let parts = try box.values.map { try wrap($0, &open) }
            return (.record(try RecordBox(layout: box.layout, values: parts.map(\.0))), .record(box.keys, parts.map(\.1)))
        case .function(let function):
            let code = function.code
            if code.captureNames.isEmpty, function.defaults.isEmpty {
                return (value, .function(code, captures: [], defaults: []))
            }
            guard open.insert(ObjectIdentifier(function)).inserted else {
                captures.isCyclic = true
                return (value, .function(code, captures: [], defaults: []))
            }
            defer { open.remove(ObjectIdentifier(function)) }
            let inner = try code.captureNames.indices.map { try wrap(function.capturedValue($0), &open) }
            let defaults = try function.defaults.map { try wrap($0, &open) }
            return (
                .function(function.rebinding(captures: inner.map(\.0), defaults: defaults.map(\.0))),
                .function(code, captures: inner.map(\.1), defaults: defaults.map(\.1))
            )
        case .builtin, .module, .object:
            if let identity = value.identity { return (value, .identity(identity, held: value)) }
        case .bool, .string, .range, .none, .unset, .traced, .tracedInt: break
        }
        return (value, .constant(value))
    }
}
