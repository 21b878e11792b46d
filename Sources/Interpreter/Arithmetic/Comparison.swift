import Syntax
import Tensors

// Equality, order, membership, truth.
extension Interpreter {
    /// `a op b`: a boolean, or a tensor of them.
    public func compare(_ op: ComparisonOperator, _ a: Value, _ b: Value) throws -> Value {
        if let holds = NumberArithmetic.compare(op, a, b), !op.isMembership { return .bool(holds) }
        switch op {
        case .in: return .bool(try contains(b, a))
        case .notIn: return .bool(try !contains(b, a))
        case .equal, .notEqual:
            if a.isNumeric, b.isNumeric { return try tensorOperations.compare(op, a, b) }
            return .bool(try isEqual(a, b) == (op == .equal))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return try order(op, a, b)
        }
    }

    private func order(_ op: ComparisonOperator, _ a: Value, _ b: Value) throws -> Value {
        switch (a, b) {
        case (.string(let x), .string(let y)):
            return .bool(NumberArithmetic.holds(op, Interpreter.order(x.string, y.string), 0))
        case (.list, _) where b.isNumeric, (_, .list) where a.isNumeric, (.list, .list):
            if let x = try asTensorValue(a), let y = try asTensorValue(b) { return try compare(op, x, y) }
        default: break
        }
        guard a.isNumeric, b.isNumeric else {
            throw HesseError("`\(op.rawValue)` cannot compare \(a.messageName) with \(b.messageName)")
        }
        return try tensorOperations.compare(op, a, b)
    }

    /// −1, 0 or 1 by the Unicode scalars of two strings.
    static func order(_ a: String, _ b: String) -> Int {
        // UTF-8 sorts as its scalars do.
        for (x, y) in zip(a.utf8, b.utf8) where x != y { return x < y ? -1 : 1 }
        let (m, n) = (a.utf8.count, b.utf8.count)
        return m == n ? 0 : (m < n ? -1 : 1)
    }

    /// Structural equality, one boolean: equal numbers, strings letter for letter, containers part by part. A list equals a
    /// tensor with the same elements.
    public func isEqual(_ a: Value, _ b: Value) throws -> Bool {
        if let equal = NumberArithmetic.compare(.equal, a, b) { return equal }
        switch (a, b) {
        case (.string(let x), .string(let y)): return x === y || x.string.utf8.elementsEqual(y.string.utf8)
        case (.none, .none): return true
        case (.list(let x), .list(let y)):
            if x === y, x.depthBound == 1 { return try isEqual(x.elements, x.elements) }
            guard x.elements.count == y.elements.count else { return false }
            return try isEqual(x.elements, y.elements)
        case (.list(let x), .tensor(let y)): return try isEqual(x, y.tensor)
        case (.tensor(let x), .list(let y)): return try isEqual(y, x.tensor)
        case (.record(let x), .record(let y)):
            guard x.count == y.count else { return false }
            for (name, p) in zip(x.keys, x.values) {
                guard let q = y[name], try isEqual(p, q) else { return false }
            }
            return true
        case (.range(let x), .range(let y)):
            return x.count == y.count && (x.count == 0 || (x.start == y.start && (x.count == 1 || x.step == y.step)))
        case (.function(let x), .function(let y)): return x === y
        case (.builtin(let x), .builtin(let y)): return x === y
        case (.module(let x), .module(let y)): return x === y
        case (.object(let x), .object(let y)): return x.isEqual(to: y)
        case (.tensor(let x), .tensor(let y)):
            return x.tensor.shape == y.tensor.shape && x.tensor.hasEqualElements(y.tensor)
        case (.tensor(let x), _) where b.isPlainNumber: return x.tensor.rank == 0 && x.tensor.double(at: 0) == b.plainDouble
        case (_, .tensor(let y)) where a.isPlainNumber: return y.tensor.rank == 0 && y.tensor.double(at: 0) == a.plainDouble
        case (.traced, _), (_, .traced), (.tracedInt, _), (_, .tracedInt):
            guard let tracer else { return false }
            return try isEqual(try tracer.concretize(a), try tracer.concretize(b))
        default: return false
        }
    }

    private func isEqual(_ a: Values, _ b: Values) throws -> Bool {
        for i in 0..<a.count {
            try Interrupt.check(turn: i)
            guard try isEqual(a[i], b[i]) else { return false }
        }
        return true
    }

    private func isEqual(_ list: ListBox, _ tensor: Tensor) throws -> Bool {
        guard tensor.rank > 0, tensor.shape[0] == list.elements.count else { return false }
        for (i, element) in list.elements.enumerated() {
            try Interrupt.check(turn: i)
            if tensor.rank == 1 {
                guard try plainNumber(element) == tensor.double(at: i) else { return false }
            } else {
                let part = try tensor.view(from: i * (tensor.count / tensor.shape[0]), shape: Array(tensor.shape.dropFirst()))
                guard try isEqual(element, Value(part)) else { return false }
            }
        }
        return true
    }

    /// `x in container`.
    public func contains(_ container: Value, _ x: Value) throws -> Bool {
        switch container {
        case .list(let box):
            return try box.elements.indices.contains { i in
                try Interrupt.check(turn: i)
                return try isEqual(box.elements[i], x)
            }
        case .record(let box):
            guard case .string(let name) = x else {
                throw HesseError("a record holds names, which are strings, not \(x.messageName)")
            }
            return box[name.string] != nil || box[Names.canonical(name.string)] != nil
        case .string(let box):
            guard case .string(let part) = x else { throw HesseError("a string holds strings, not \(x.messageName)") }
            return try ByteSearch.firstIndex(of: Array(part.string.utf8), in: Array(box.string.utf8)) != nil
        case .range(let box):
            guard let number = try wholeNumber(x) else { return false }
            guard box.count > 0,
                box.step > 0 ? number >= box.start && number < box.stop : number <= box.start && number > box.stop
            else { return false }
            let distance = number.subtractingReportingOverflow(box.start)
            return !distance.overflow && distance.partialValue % box.step == 0
        case .tensor(let box):
            guard let number = try plainNumber(x) else { return false }
            return (0..<box.tensor.count).contains { box.tensor.double(at: $0) == number }
        case .traced:
            guard let tracer else { return false }
            return try contains(try tracer.concretize(container), try tracer.concretize(x))
        default: throw HesseError("`in` wants a list, record, string, range or tensor on its right, not \(container.messageName)")
        }
    }

    /// The boolean that a condition is; anything else is an error.
    public func truth(_ value: Value, of what: String = "a condition") throws -> Bool {
        switch value {
        case .bool(let x): return x
        case .traced(let traced) where traced.dtype == .bool && traced.shape.isEmpty:
            if let tracer { return try tracer.concretizeBool(value) }
        default: break
        }
        throw notBoolean(value, what)
    }

    private func notBoolean(_ value: Value, _ what: String) -> HesseError {
        let hint: String
        switch value {
        case .tensor(let box) where box.tensor.dtype == .bool:
            hint = "`all(x)` or `any(x)` makes one boolean of it; `&`, `|`, `~` combine tensors"
        case .int, .float, .scalar, .tracedInt: hint = "compare it: `x != 0`"
        case .string: hint = "compare it: `s != \"\"`"
        case .list, .record, .range: hint = "compare its length: `len(x) > 0`"
        case .none: hint = "compare it: `x != none`"
        case .tensor, .traced: hint = "compare it, and make one boolean of it with `all(…)` or `any(…)`"
        default: hint = "compare it with something"
        }
        return HesseError("\(what) wants true or false, not \(value.messageName)", hint: hint)
    }
}

extension ComparisonOperator {
    var isMembership: Bool { self == .in || self == .notIn }
}

extension Tensor {
    /// Whether two tensors of equal shape have equal elements, whatever their types.
    func hasEqualElements(_ other: Tensor) -> Bool {
        if dtype == .int64, other.dtype == .int64 { return (0..<count).allSatisfy { int(at: $0) == other.int(at: $0) } }
        return (0..<count).allSatisfy { double(at: $0) == other.double(at: $0) }
    }
}

/// Looking for bytes in bytes.
public enum ByteSearch {
    /// Where `part` begins in `whole` from `start` on; nil if it does not occur. Throws if interrupted.
    public static func firstIndex(of part: [UInt8], in whole: [UInt8], from start: Int = 0) throws -> Int? {
        guard let first = part.first else { return start <= whole.count ? start : nil }
        guard whole.count >= part.count else { return nil }
        var i = start
        let last = whole.count - part.count
        while i <= last {
            try Interrupt.check(turn: i)
            if whole[i] == first, whole[i..<i + part.count].elementsEqual(part) { return i }
            i += 1
        }
        return nil
    }
}
