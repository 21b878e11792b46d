import Graph
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// The shape of parameters: records and lists, nested, of float tensors; other leaves are constants.
///
/// "N counts the float leaves" (language.md): integers, booleans and strings are a part of what the parameters are, not of
/// where they are.
indirect enum Structure {
    case leaf(TensorType, isWeak: Bool)
    case constant(Value)
    case list([Structure])
    case record(RecordLayout, [Structure])

    init(of value: Value) throws {
        switch value {
        case .float, .scalar, .tensor, .traced:
            guard let type = value.numericType, type.dtype.isFloat else {
                self = .constant(value)
                return
            }
            self = .leaf(TensorType(type.dtype, type.shape), isWeak: type.isWeak)
        case .list(let box): self = .list(try box.elements.map(Structure.init(of:)))
        case .record(let box): self = .record(box.layout, try box.values.map(Structure.init(of:)))
        default: self = .constant(value)
        }
    }

    /// The structure of parameters: at least one float leaf. `primitive` names who asks.
    init(ofParameters value: Value, for primitive: String) throws {
        try self.init(of: value)
        guard leafCount > 0 else {
            let hint: String? =
                switch value {
                case .int(let x): "write \(x).0"
                case .tensor: "`float64(…)` makes floats of integers"
                default: "only float tensors have derivatives"
                }
            throw TensorError("\(primitive): the parameters are \(value.messageName), which holds no floats", hint: hint)
        }
    }

    var leafTypes: [TensorType] {
        switch self {
        case .leaf(let type, _): [type]
        case .constant: []
        case .list(let parts), .record(_, let parts): parts.flatMap(\.leafTypes)
        }
    }

    /// How many numbers of a vector come before each leaf.
    var leafStarts: [Int] {
        var end = 0
        return leafTypes.map { type in
            defer { end += type.count }
            return end
        }
    }

    var leafCount: Int {
        switch self {
        case .leaf: 1
        case .constant: 0
        case .list(let parts), .record(_, let parts): parts.reduce(0) { $0 + $1.leafCount }
        }
    }

    /// N: the number of parameters.
    var dimension: Int { leafTypes.reduce(0) { $0 + $1.count } }

    /// The type of a vector of all parameters: float64 if one of the leaves is.
    var dtype: DType { leafTypes.map(\.dtype).max() ?? .float64 }

    /// Whether it is a single tensor, and vectors of it are flat.
    var isLeaf: Bool { if case .leaf = self { true } else { false } }

    /// Whether it is a single vector (N,).
    var isFlat: Bool { if case .leaf(let type, _) = self { type.rank == 1 } else { false } }

    /// Whether `value` has this structure; if so its leaves are added. `equally` wants constants to be equal and weak leaves weak.
    func collect(_ value: Value, equally: Bool = true, _ add: (Value) throws -> Void) rethrows -> Bool {
        switch self {
        case .leaf(let type, let isWeak):
            if case .tensor(let box) = value {
                guard box.tensor.shape == type.shape, !equally || (box.tensor.dtype == type.dtype && !isWeak) else {
                    return false
                }
                try add(value)
                return true
            }
            guard let found = value.numericType, found.shape == type.shape else { return false }
            guard !equally || (found.dtype == type.dtype && found.isWeak == isWeak) else { return false }
            try add(value)
            return true
        case .constant(let expected):
            guard equally else { return true }
            if case .int(let a) = expected, case .int(let b) = value { return a == b }
            if case .tensor(let a) = expected, case .tensor(let b) = value { return a.tensor.isIdentical(to: b.tensor) }
            if let identity = expected.identity { return value.identity == identity }
            return value.isSameConstant(as: expected)
        case .list(let parts):
            guard case .list(let box) = value, box.elements.count == parts.count else { return false }
            for (part, element) in zip(parts, box.elements) where try !part.collect(element, equally: equally, add) {
                return false
            }
            return true
        case .record(let layout, let parts):
            guard case .record(let box) = value, box.values.count == parts.count else { return false }
            if box.layout === layout || box.keys == layout.keys {
                for (part, element) in zip(parts, box.values) where try !part.collect(element, equally: equally, add) {
                    return false
                }
                return true
            }
            // Records match by name, in the order of this structure; for parameters the order itself must be the same.
            guard !equally else { return false }
            for (key, part) in zip(layout.keys, parts) {
                guard let element = box[key], try part.collect(element, equally: equally, add) else { return false }
            }
            return true
        }
    }

    /// The leaves of a vector that must have this structure. Throws, naming both, where it has not.
    func leaves(of value: Value, as what: String, like model: String = "the parameters") throws -> [Value] {
        var leaves: [Value] = []
        guard collect(value, equally: false, { leaves.append($0) }) else {
            throw TensorError(
                "\(what) is \(value.messageName), which does not have the structure of \(model)",
                hint: "it must be \(description)")
        }
        return leaves
    }

    /// A value of this structure with other leaves, taken in order from `next`; constants are copied.
    func rebuilt(_ next: () throws -> Value) throws -> Value {
        switch self {
        case .leaf: try next()
        case .constant(let value): value
        case .list(let parts): try Value(list: parts.map { try $0.rebuilt(next) })
        case .record(let layout, let parts): .record(try RecordBox(layout: layout, values: parts.map { try $0.rebuilt(next) }))
        }
    }

    func rebuilt(_ leaves: [Value]) throws -> Value {
        var index = 0
        return try rebuilt {
            defer { index += 1 }
            guard index < leaves.count else { throw TensorError("a structure has more leaves than there are numbers") }
            return leaves[index]
        }
    }

    /// The same with other constants.
    func mappingConstants(_ make: (Value) throws -> Value) rethrows -> Structure {
        switch self {
        case .leaf: self
        case .constant(let value): .constant(try make(value))
        case .list(let parts): .list(try parts.map { try $0.mappingConstants(make) })
        case .record(let layout, let parts): .record(layout, try parts.map { try $0.mappingConstants(make) })
        }
    }

    /// For messages: `a record {W (3, 4), b (4,)}`.
    var description: String {
        switch self {
        case .leaf(let type, _): type.shape.isEmpty ? "a number" : "a tensor of shape \(Shape.describe(type.shape))"
        case .constant: "a constant"
        case .list(let parts): "a list of \(parts.count)"
        case .record(let layout, _): "a record {\(layout.keys.joined(separator: ", "))}"
        }
    }
}

extension Tensor {
    /// Whether both hold the same bits.
    func isIdentical(to other: Tensor) -> Bool {
        guard dtype == other.dtype, shape == other.shape else { return false }
        if pointer == other.pointer { return true }
        return memcmp(pointer, other.pointer, byteCount) == 0
    }
}
