import Syntax
import Tensors

/// What a program computes with: one word of payload and a tag.
///
/// Numbers, booleans and `none` carry their payload inline, everything else is a reference to a box. Values do not change:
/// a box is written only while one value holds it (`isKnownUniquelyReferenced`), which nobody else can see.
///
/// The machine reads tag and payload of registers in place (`Registers.swift`) and relies on the order of the cases here;
/// `ValueLayout` states what it relies on, and a test checks it.
public enum Value: @unchecked Sendable {
    case bool(Bool)
    /// An exact 64-bit integer; weak: beside a float tensor it takes that tensor's type.
    case int(Int)
    /// A weak float64: from literals, integers, `pi`, `clock()` and arithmetic on these alone.
    case float(Double)
    /// A strong float64: an element of a tensor, or a reduction. It is the 0-d float64 tensor.
    case scalar(Double)
    /// A tensor of any type and rank. 0-d float64, int64 and boolean tensors never appear here (`Value.init(_: Tensor)`).
    case tensor(TensorBox)
    case string(StringBox)
    case list(ListBox)
    case record(RecordBox)
    case range(RangeBox)
    case function(Function)
    case builtin(Builtin)
    case module(Module)
    /// A value of a higher layer (an operator, a figure), or of the machine's own (a captured variable).
    case object(OpaqueValue)
    /// A tensor inside a trace: a node of the graph being recorded.
    case traced(TracedTensor)
    /// An integer inside a trace whose value may differ the next time the plan runs.
    case tracedInt(TracedInteger)
    case none
    /// The content of a variable that has not been assigned. Programs never see it.
    case unset
}

extension Value {
    /// The value of a tensor: 0-d float64, int64 and boolean tensors become `.scalar`, `.int`, `.bool`.
    public init(_ tensor: Tensor) {
        guard tensor.rank == 0 else {
            self = .tensor(TensorBox(tensor))
            return
        }
        switch tensor.dtype {
        case .float64: self = .scalar(tensor.double(at: 0))
        case .int64: self = .int(Int(tensor.pointer.load(as: Int64.self)))
        case .bool: self = .bool(tensor.double(at: 0) != 0)
        case .float32: self = .tensor(TensorBox(tensor))
        }
    }

    public init(_ string: String) { self = .string(StringBox(string)) }

    /// A list. Throws if it would nest too deep.
    public init(list elements: some Collection<Value>) throws { self = .list(try ListBox(elements)) }

    /// A record with these fields, in this order; a later field of the same name replaces an earlier one. Names are brought
    /// into the form in which programs have them.
    public init(record fields: [(String, Value)]) throws {
        let box = RecordBox()
        for (name, value) in fields { try box.set(Names.canonical(name), value) }
        self = .record(box)
    }

    /// A list of integers, as `shape(x)` gives it.
    public init(shape: [Int]) { self = .list(ListBox(numbers: shape.map { .int($0) })) }

    public var isUnset: Bool { if case .unset = self { true } else { false } }
    public var isNone: Bool { if case .none = self { true } else { false } }

    public var isList: Bool { if case .list = self { true } else { false } }
    var isRecord: Bool { if case .record = self { true } else { false } }

    /// A boolean, integer or float that is not inside a trace.
    public var isPlainNumber: Bool {
        switch self {
        case .bool, .int, .float, .scalar: true
        default: false
        }
    }

    /// The value of a plain number as a float64 (an integer beyond 2⁵³ rounds); nil for anything else.
    public var plainDouble: Double? {
        switch self {
        case .bool(let x): x ? 1 : 0
        case .int(let x): Double(x)
        case .float(let x), .scalar(let x): x
        case .tensor(let box) where box.tensor.rank == 0: box.tensor.double(at: 0)
        default: nil
        }
    }

    /// Whether arithmetic treats it as a tensor: a number, a tensor, or one inside a trace.
    public var isNumeric: Bool {
        switch self {
        case .bool, .int, .float, .scalar, .tensor, .traced, .tracedInt: true
        default: false
        }
    }

    /// The type's name as `type(x)` gives it and messages say it.
    public var typeName: String {
        switch self {
        case .bool: "boolean"
        case .int, .tracedInt: "integer"
        case .float, .scalar: "float"
        case .tensor(let box): box.tensor.rank == 0 ? "float" : "tensor"
        case .traced(let traced): traced.shape.isEmpty ? (traced.dtype == .bool ? "boolean" : "float") : "tensor"
        case .string: "string"
        case .list: "list"
        case .record: "record"
        case .range: "range"
        case .function, .builtin: "function"
        case .module: "module"
        case .object(let object): object.typeName
        case .none, .unset: "none"
        }
    }

    /// The value as a message names it: `a tensor of shape (3,)`, `the string "abc"`, `a list of 3`.
    ///
    /// Never long, whatever the value.
    public var messageName: String {
        switch self {
        case .bool(let x): "the boolean \(x)"
        case .int(let x): "the integer \(x)"
        case .tracedInt(let x): "the integer \(x.value)"
        case .float(let x), .scalar(let x): "the float \(NumberFormat.exact(x))"
        case .tensor(let box):
            box.tensor.rank == 0 ? "a float32 number" : "a tensor of shape \(Shape.describe(box.tensor.shape))"
        case .traced(let x):
            x.shape.isEmpty
                ? (x.dtype == .bool ? "a boolean" : "a number") : "a tensor of shape \(Shape.describe(x.shape))"
        case .string(let box): "the string \(ValueFormatter.quoted(box.string, limit: 40))"
        case .list(let box): "a list of \(box.elements.count)"
        case .record(let box):
            Value.showsNames(box.keys) ? "a record {\(box.keys.joined(separator: ", "))}" : "a record with \(box.count) fields"
        case .range: "a range"
        case .function(let function): "the function \(function.code.displayName)"
        case .builtin(let builtin): "the function \(builtin.name)"
        case .module(let module): "the module \(module.name)"
        case .object(let object): object.messageName
        case .none, .unset: "none"
        }
    }

    /// Whether messages name the fields of a record, rather than their number.
    static func showsNames(_ keys: some Collection<String>) -> Bool {
        keys.count <= 6 && keys.reduce(0) { $0 + $1.utf8.count } <= 60
    }
}
