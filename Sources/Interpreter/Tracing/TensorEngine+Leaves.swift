import Graph
import Kernels
import Tensors

// What built-ins ask about values and structures.
extension TensorEngine {
    /// Type and shape of a number or tensor, inside a trace or not.
    public func type(of value: Value) -> TensorType? { value.numericType.map { TensorType($0.dtype, $0.shape) } }

    /// Numbers that are known without computing them: a plain tensor's, and those an input of a trace has this time.
    public func knownNumbers(_ value: Value) -> Tensor? {
        switch value {
        case .tensor(let box): box.tensor
        case .int(let x): try? Tensor(scalar: Int64(x))
        case .traced(let traced): (traced.trace as? Trace)?.knownNumbers(ValueID(traced.node))
        default: nil
        }
    }

    /// The type in which numbers and tensors meet.
    public func commonType(_ values: [Value]) throws -> DType { try Meeting(values, .common).dtype ?? .float64 }

    /// The inner product of two structures, or of a structure with itself; nil where the first is no record and no list of tensors.
    public func structureDot(_ a: Value, _ b: Value) throws -> Value? {
        guard let (structure, left) = try leaves(ofStructure: a, for: "dot") else { return nil }
        let right = try structure.leaves(of: b, as: "dot: b")
        return try apply("dot of structures", left + right) { g, x in
            var total: ValueID?
            for (p, q) in zip(x.prefix(left.count), x.dropFirst(left.count)) {
                let pair = try g.promoting([p, q])
                let product = try g.multiply(pair[0], pair[1])
                let sum = try g.emit(Sum(axes: Array(g.type(product).shape.indices)), [product])
                total =
                    try total.map { old in
                        let both = try g.promoting([old, sum])
                        return try g.add(both[0], both[1])
                    } ?? sum
            }
            return try total ?? g.emit(Scalar(0, .float64), [])
        }
    }

    /// The norm of all numbers of a structure; nil where the value is no record and no list of tensors.
    public func structureNorm(_ a: Value) throws -> Value? {
        guard let (_, leaves) = try leaves(ofStructure: a, for: "norm") else { return nil }
        return try apply("norm", leaves) { try $0.norm(of: $1) }
    }

    private func leaves(ofStructure a: Value, for primitive: String) throws -> (Structure, [Value])? {
        switch a {
        case .record: break
        case .list(let box) where !box.elements.allSatisfy(\.isPlainNumber): break
        default: return nil
        }
        let structure = try Structure(ofParameters: a, for: primitive)
        var leaves: [Value] = []
        _ = structure.collect(a) { leaves.append($0) }
        return (structure, leaves)
    }

    /// A value of the same structure whose float leaves are made from their types; a lone tensor may be of any type.
    public func mapLeaves(_ value: Value, _ make: (TensorType) throws -> Value) throws -> Value {
        let structure = try Structure(of: value)
        if structure.leafCount == 0, let type = type(of: value) { return try make(type) }
        guard structure.leafCount > 0 else { throw TensorError("\(value.messageName) holds no tensors") }
        return try structure.rebuilt(structure.leafTypes.map(make))
    }

    /// Leaves of floats, and lone tensors of any kind, in another type.
    public func converted(_ value: Value, to dtype: DType, interpreter: Interpreter) throws -> Value {
        switch value {
        case .record, .list:
            if case .list = value, let tensor = try? interpreter.asTensorValue(value) {
                return try converted(tensor, to: dtype, interpreter: interpreter)
            }
            let structure = try Structure(of: value)
            var leaves: [Value] = []
            _ = structure.collect(value) { leaves.append($0) }
            guard !leaves.contains(where: { $0.trace != nil }) else {
                return try structure.rebuilt(leaves.map { try converted($0, to: dtype, interpreter: interpreter) })
            }
            let flat = try structure.flattened(leaves, as: dtype)
            return try structure.unflattened(flat, as: dtype)
        default:
            guard let type = type(of: value) else {
                throw TensorError("\(dtype.name): \(value.messageName) is not a number or tensor")
            }
            if dtype == .int64, case .tensor(let box) = value, let exact = box.exactIntegers { return Value(exact) }
            if dtype == .int64, type.dtype.isFloat, value.trace == nil, let tensor = try interpreter.plainTensor(value) {
                for i in 0..<tensor.count where Int64(exactly: tensor.double(at: i)) == nil {
                    throw TensorError(
                        "int64: \(tensor.double(at: i)) is not a whole number of 64 bits",
                        hint: "`round(x)`, `floor(x)` or `ceil(x)` first")
                }
            }
            // Numbers of a definite type are a tensor's.
            let result = try apply("convert", [value], attributes: [Int(dtype.rawValue)]) { try $0.convert($1[0], dtype) }
            if case .float(let x) = result { return .scalar(x) }
            return result
        }
    }

    /// Random numbers as an input of the trace that runs; nil outside of one.
    public func traced(_ draw: RandomDraw, _ interpreter: Interpreter) throws -> Value? {
        try (interpreter.tracer as? Trace)?.randomInput(draw)
    }

    /// `flatten(p)`: all float leaves as one vector.
    public func flattened(_ value: Value) throws -> Value {
        let structure = try Structure(ofParameters: value, for: "flatten")
        var leaves: [Value] = []
        _ = structure.collect(value) { leaves.append($0) }
        if leaves.contains(where: { $0.trace != nil }) {
            return try apply("flatten", leaves, promotion: .common) { g, x in
                let parts = try x.map { try g.reshape($0, [g.type($0).count]) }
                return parts.count == 1 ? parts[0] : try g.emit(Concatenate(axis: 0), parts)
            }
        }
        return Value(try structure.flattened(leaves, as: structure.dtype))
    }

    /// `unflatten(x, p)`: a vector as a value of p's structure.
    public func unflattened(_ vector: Value, like value: Value) throws -> Value {
        let structure = try Structure(ofParameters: value, for: "unflatten")
        if case .tensor(let box) = vector { return try structure.unflattened(box.tensor) }
        guard let type = type(of: vector), type.count == structure.dimension else {
            throw TensorError(
                "unflatten: \(vector.messageName) does not fill \(structure.description) of \(structure.dimension) numbers")
        }
        return try structure.rebuilt(
            zip(structure.leafStarts, structure.leafTypes).map { from, leaf in
                try apply("part", [vector], attributes: [from] + leaf.shape) { g, x in
                    let part = try g.emit(
                        Slice(Region(starts: [from], steps: [1], extents: [leaf.count])), [g.reshape(x[0], [structure.dimension])]
                    )
                    return try g.convert(g.reshape(part, leaf.shape), leaf.dtype)
                }
            })
    }
}
