import Syntax
import Tensors

// Arithmetic on lists and records, leaf by leaf.
extension Interpreter {
    func structures(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value {
        if let result = try listsAsTensors(op, a, b) { return result }
        switch op {
        case .add, .subtract, .multiply, .divide: break
        default:
            throw HesseError(
                "`\(op.rawValue)` means nothing between \(a.messageName) and \(b.messageName)",
                hint: "lists and records have `+ - * /`, leaf by leaf")
        }
        if let result = try tensorOperations.structureBinary(op, &a, &b) { return result }
        let leaves = LeafArithmetic(interpreter: self, op: op, copiesConstants: a.hasFloatLeafInside || b.hasFloatLeafInside)
        return try leaves.combine(a, b, path: "")
    }

    /// A list stands for a tensor beside one, and in operators that structures do not have; nil where it does not.
    private func listsAsTensors(_ op: BinaryOperator, _ a: Value, _ b: Value) throws -> Value? {
        let isStructural = op == .add || op == .subtract || op == .multiply || op == .divide
        guard a.isTensorWithAxes || b.isTensorWithAxes || !isStructural else { return nil }
        guard let x = try asTensorValue(a), let y = try asTensorValue(b) else { return nil }
        return try binary(op, x, y)
    }

    func structure(_ op: UnaryOperator, _ a: Value) throws -> Value {
        let copiesConstants = a.hasFloatLeafInside
        func walk(_ value: Value) throws -> Value {
            switch value {
            case .list(let box): return try Value(list: box.elements.map(walk))
            case .record(let box): return .record(try RecordBox(layout: box.layout, values: try box.values.map(walk)))
            default: return copiesConstants && value.isConstantLeaf ? value : try unary(op, value)
            }
        }
        return try walk(a)
    }
}

extension Value {
    var isTensorWithAxes: Bool {
        switch self {
        case .tensor(let box): box.tensor.rank > 0
        case .traced(let traced): !traced.shape.isEmpty
        default: false
        }
    }

    /// A number, or a tensor without axes.
    public var isScalar: Bool {
        switch self {
        case .bool, .int, .float, .scalar, .tracedInt: true
        case .tensor(let box): box.tensor.rank == 0
        case .traced(let traced): traced.shape.isEmpty
        default: false
        }
    }

    var isString: Bool { if case .string = self { true } else { false } }

    /// A float or a float tensor: what parameters are made of.
    public var isFloatLeaf: Bool {
        switch self {
        case .float, .scalar: true
        case .tensor(let box): box.tensor.dtype.isFloat
        case .traced(let traced): traced.dtype.isFloat
        default: false
        }
    }

    /// An integer, boolean or string (or a tensor of integers or booleans): a constant beside float leaves.
    public var isConstantLeaf: Bool {
        switch self {
        case .bool, .int, .tracedInt, .string: true
        case .tensor, .traced: !isFloatLeaf
        default: false
        }
    }

    /// Whether it is a structure that holds a float leaf anywhere.
    var hasFloatLeafInside: Bool {
        switch self {
        case .list(let box): box.elements.contains { $0.isFloatLeaf || $0.hasFloatLeafInside }
        case .record(let box): box.values.contains { $0.isFloatLeaf || $0.hasFloatLeafInside }
        default: false
        }
    }
}

/// One operator between structures of equal form, or between a structure and a scalar.
private struct LeafArithmetic {
    /// Where leaves come from: both structures, or only one.
    enum Side {
        case both, left, right
    }

    let interpreter: Interpreter
    let op: BinaryOperator
    /// Integers, booleans and strings are constants of a structure that has floats.
    let copiesConstants: Bool

    func combine(_ a: Value, _ b: Value, path: String, side: Side = .both) throws -> Value {
        switch (a, b) {
        case (.list(let x), .list(let y)):
            guard x.elements.count == y.elements.count else {
                throw HesseError(
                    "lists of \(x.elements.count) and \(y.elements.count) elements do not match in `\(op.rawValue)`\(place(path))",
                    hint: op == .add ? "`concat([a, b])` joins lists, `append(a, x)` adds an element" : nil)
            }
            return try Value(
                list: x.elements.indices.map { try combine(x.elements[$0], y.elements[$0], path: "\(path)[\($0)]") })
        case (.list(let x), _) where b.isScalar:
            return try Value(list: x.elements.indices.map { try combine(x.elements[$0], b, path: "\(path)[\($0)]", side: .left) })
        case (_, .list(let y)) where a.isScalar:
            return try Value(
                list: y.elements.indices.map { try combine(a, y.elements[$0], path: "\(path)[\($0)]", side: .right) })
        case (.record(let x), .record(let y)):
            guard x.count == y.count else { throw fieldsDiffer(x, y, path) }
            let values = try zip(x.keys, x.values).map { name, left in
                guard let right = y[name] else { throw fieldsDiffer(x, y, path) }
                return try combine(left, right, path: "\(path).\(name)")
            }
            return .record(try RecordBox(layout: x.layout, values: values))
        case (.record(let x), _) where b.isScalar:
            let values = try zip(x.keys, x.values).map { try combine($1, b, path: "\(path).\($0)", side: .left) }
            return .record(try RecordBox(layout: x.layout, values: values))
        case (_, .record(let y)) where a.isScalar:
            let values = try zip(y.keys, y.values).map { try combine(a, $1, path: "\(path).\($0)", side: .right) }
            return .record(try RecordBox(layout: y.layout, values: values))
        case (.list, _), (_, .list), (.record, _), (_, .record):
            throw HesseError(
                "\(a.messageName) and \(b.messageName) do not match in `\(op.rawValue)`\(place(path))",
                hint: "structures need the same names and lengths, or a number on one side")
        default:
            let leaf = side == .right ? b : a
            if copiesConstants ? leaf.isConstantLeaf : leaf.isString { return leaf }
            do { return try interpreter.binary(op, a, b) } catch let error as TensorError {
                throw TensorError(error.message + place(path), hint: error.hint)
            }
        }
    }

    private func place(_ path: String) -> String { path.isEmpty ? "" : " at `\(path)`" }

    private func fieldsDiffer(_ x: RecordBox, _ y: RecordBox, _ path: String) -> HesseError {
        let left = x.keys.filter { y[$0] == nil }.map { "`\($0)`" }
        let right = y.keys.filter { x[$0] == nil }.map { "`\($0)`" }
        let sides = [(left, "left"), (right, "right")].filter { !$0.0.isEmpty }.map {
            "\($0.0.joined(separator: ", ")) only on the \($0.1)"
        }
        return HesseError("the records in `\(op.rawValue)` have different fields\(place(path)): \(sides.joined(separator: "; "))")
    }
}
