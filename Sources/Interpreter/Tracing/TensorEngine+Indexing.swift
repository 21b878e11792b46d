import Graph
import Tensors

extension TensorEngine {
    public func index(_ base: Value, _ subscripts: [SubscriptValue]) throws -> Value {
        if case .tensor(let box) = base, let part = try ContiguousPart(box.tensor.shape, subscripts) {
            return Value(try box.tensor.view(from: part.start, shape: part.shape))
        }
        guard let type = base.numericType else { throw TensorError("\(base.messageName) has no elements") }
        var request = IndexRequest(shape: type.shape)
        for one in subscripts { try request.add(one, self) }
        try request.check()
        return try apply("index", [base] + request.operands, attributes: request.attributes) { g, x in
            try g.index(x[0], request.subscripts(Array(x.dropFirst())))
        }
    }

    public func assignIndex(_ base: inout Value, _ subscripts: [SubscriptValue], _ value: Value) throws {
        if case .tensor(var box) = base, let part = try ContiguousPart(box.tensor.shape, subscripts),
            let source = try part.filling(value, box.tensor.dtype)
        {
            base = .none
            let tensor = try TensorBox.unshared(&box)
            base = .tensor(box)
            let place = tensor.pointer + part.start * tensor.dtype.byteSize
            place.copyMemory(from: source.pointer, byteCount: source.byteCount)
            return
        }
        guard let type = base.numericType else { throw TensorError("\(base.messageName) has no elements") }
        var request = IndexRequest(shape: type.shape)
        for one in subscripts { try request.add(one, self) }
        try request.check()
        base = try apply("assign", [base, value] + request.operands, attributes: request.attributes) { g, x in
            try g.assigning(x[0], request.subscripts(Array(x.dropFirst(2))), x[1])
        }
    }
}

extension TensorBox {
    /// The tensor, to be written in place: a copy if another value holds the box or its memory.
    fileprivate static func unshared(_ box: inout TensorBox) throws -> Tensor {
        if !isKnownUniquelyReferenced(&box) { box = TensorBox(box.tensor) }
        if !box.tensor.isUniquelyHeld() {
            let copy = try Tensor(uninitialized: box.tensor.dtype, shape: box.tensor.shape)
            copy.pointer.copyMemory(from: box.tensor.pointer, byteCount: copy.byteCount)
            box.tensor = copy
        }
        return box.tensor
    }
}

/// A part of a tensor that lies in one piece: leading positions, then at most one range of the next axis.
private struct ContiguousPart {
    let start: Int
    let shape: [Int]

    /// Nil where the subscripts are of another kind. Throws for a position out of range.
    init?(_ full: [Int], _ subscripts: [SubscriptValue]) throws {
        guard subscripts.count <= full.count else { return nil }
        let strides = Shape.strides(full)
        var offset = 0
        for (axis, one) in subscripts.enumerated() {
            switch one {
            case .index(.int(let position)):
                offset += try Subscript.resolve(position, axis: axis, shape: full) * strides[axis]
            case .slice(let first, let last, .none) where axis == subscripts.count - 1:
                guard ContiguousPart.isPlain(first), ContiguousPart.isPlain(last) else { return nil }
                let range = try Subscript.resolveSlice(
                    start: ContiguousPart.bound(first), stop: ContiguousPart.bound(last), step: 1, extent: full[axis])
                start = offset + range.start * strides[axis]
                shape = [range.extent] + full[(axis + 1)...]
                return
            default: return nil
            }
        }
        start = offset
        shape = Array(full[subscripts.count...])
    }

    private static func isPlain(_ value: Value) -> Bool {
        switch value {
        case .none, .int: true
        default: false
        }
    }

    private static func bound(_ value: Value) -> Int? {
        if case .int(let x) = value { return x }
        return nil
    }

    /// The bytes to write for a value that fills the part as it is; nil where it must be converted with care or repeated.
    func filling(_ value: Value, _ dtype: DType) throws -> Tensor? {
        switch value {
        case .int, .float, .scalar, .bool:
            guard shape.allSatisfy({ $0 == 1 }), let number = value.plainDouble else { return nil }
            switch dtype {
            case .float64: return try Tensor(scalar: number)
            case .float32: return try Tensor(scalar: Float(number))
            case .int64:
                guard case .int(let whole) = value else { return nil }
                return try Tensor(scalar: Int64(whole))
            case .bool: return nil
            }
        case .tensor(let box): return box.tensor.dtype == dtype && box.tensor.shape == shape ? box.tensor : nil
        default: return nil
        }
    }
}

/// Subscripts as the graph takes them, and the values among them as operands.
///
/// Plain positions and bounds are operands, too, so that a plan serves a loop over them.
private struct IndexRequest {
    let shape: [Int]
    private(set) var operands: [Value] = []
    /// Value ids in here are places in `operands`.
    private var templates: [Subscript] = []

    init(shape: [Int]) { self.shape = shape }

    var attributes: [Int] { Subscript.attributes(templates) }

    private mutating func operand(_ value: Value) -> ValueID {
        operands.append(value)
        return ValueID(operands.count - 1)
    }

    /// The axis that the next subscript stands at, where it does not depend on what follows.
    private var axis: Int? {
        var axis = 0
        for template in templates {
            switch template {
            case .ellipsis: return nil
            case .newAxis: break
            case .mask(let shape, _): axis += shape.count
            default: axis += 1
            }
        }
        return axis < shape.count ? axis : nil
    }

    mutating func add(_ one: SubscriptValue, _ engine: TensorEngine) throws {
        switch one {
        case .ellipsis: templates.append(.ellipsis)
        case .index(let value): try add(index: value, engine)
        case .slice(let start, let stop, let step): try add(start, stop, step)
        }
    }

    private mutating func add(index value: Value, _ engine: TensorEngine) throws {
        switch value {
        case .none: templates.append(.newAxis)
        case .int, .tracedInt: templates.append(.dynamicIndex(operand(value)))
        case .bool:
            throw TensorError("a boolean is not an index", hint: "a boolean tensor of the tensor's shape picks its elements")
        case .float, .scalar:
            guard let x = value.plainDouble, let whole = Int(exactly: x) else {
                throw TensorError("an index must be a whole number, not \(value.messageName)")
            }
            templates.append(.dynamicIndex(operand(.int(whole))))
        case .traced(let traced) where traced.dtype == .bool:
            guard let trace = traced.trace as? Trace else { throw TensorError("a traced value is not an index") }
            try add(index: trace.concretize(value), engine)
        case .traced(let traced) where traced.shape.isEmpty:
            guard let trace = traced.trace as? Trace else { throw TensorError("a traced value is not an index") }
            templates.append(.dynamicIndex(operand(.int(try trace.concretizeInt(value)))))
        case .traced(let traced) where traced.dtype.isFloat:
            guard let trace = traced.trace as? Trace else { throw TensorError("a traced value is not an index") }
            try add(index: trace.concretize(value), engine)
        case .traced: templates.append(.positions(operand(value)))
        case .tensor(let box) where box.tensor.dtype == .bool:
            let places = try Subscript.positions(ofTrue: box.tensor).map { Value.tensor(TensorBox($0)) }
            templates.append(.mask(shape: box.tensor.shape, positions: places.map { operand($0) }))
        case .tensor(let box):
            templates.append(.positions(operand(.tensor(TensorBox(try IndexRequest.whole(box.tensor))))))
        case .list(let box) where box.elements.isEmpty:
            templates.append(.positions(operand(.tensor(TensorBox(try Tensor([Int64]()))))))
        case .list(let box): try add(index: engine.stack(Array(box.elements)), engine)
        default:
            throw TensorError(
                "\(value.messageName) is not an index", hint: "an integer, a slice, or a tensor of integers or booleans")
        }
    }

    private static func whole(_ tensor: Tensor) throws -> Tensor {
        guard tensor.dtype.isFloat else { return tensor }
        for i in 0..<tensor.count where Int64(exactly: tensor.double(at: i)) == nil {
            throw TensorError("an index must be a whole number, not \(tensor.double(at: i))")
        }
        return try tensor.converted(to: .int64)
    }

    private mutating func add(_ start: Value, _ stop: Value, _ step: Value) throws {
        if case .none = step, let axis, let extent = try movingExtent(start, stop, shape[axis]) {
            templates.append(.dynamicSlice(start: operand(start), extent: extent))
            return
        }
        let bounds = (try IndexRequest.bound(start), try IndexRequest.bound(stop))
        let stride = try IndexRequest.bound(step) ?? 1
        guard stride == 1, let axis else {
            templates.append(.slice(start: bounds.0, stop: bounds.1, step: stride))
            return
        }
        let range = try Subscript.resolveSlice(start: bounds.0, stop: bounds.1, step: 1, extent: shape[axis])
        guard range.extent < shape[axis], range.extent > 0, bounds.0 != nil, start.trace == nil, stop.trace == nil else {
            templates.append(.slice(start: bounds.0, stop: bounds.1, step: 1))
            return
        }
        templates.append(.slice(start: range.start, stop: range.start + range.extent, step: 1))
    }

    /// The extent of a slice whose bounds a trace does not know for the next time: then it is what the plan depends on.
    private func movingExtent(_ start: Value, _ stop: Value, _ length: Int) throws -> Int? {
        guard case .tracedInt(let first) = start, let trace = start.trace else { return nil }
        let last: Int
        switch stop {
        case .int(let x): last = x
        case .tracedInt(let x): last = x.value
        default: return nil
        }
        guard first.value >= 0, first.value < last, last <= length else { return nil }
        guard try trace.integerComparison(.greaterOrEqual, start, .int(0)),
            try trace.integerComparison(.lessOrEqual, stop, .int(length))
        else { return nil }
        return try trace.concretizeInt(trace.integerBinary(.subtract, stop, start))
    }

    private static func bound(_ value: Value) throws -> Int? {
        switch value {
        case .none: return nil
        case .int(let x): return x
        case .tracedInt, .traced:
            guard let trace = value.trace else { throw TensorError("a traced value is not a bound") }
            return try trace.concretizeInt(value)
        default:
            guard let x = value.plainDouble, let whole = Int(exactly: x) else {
                throw TensorError("\(value.messageName) is not a bound of a slice", hint: "a bound is a whole number")
            }
            return whole
        }
    }

    /// The subscripts on values of a graph.
    func subscripts(_ ids: [ValueID]) -> [Subscript] {
        templates.map { template in
            switch template {
            case .positions(let place): .positions(ids[place.index])
            case .mask(let shape, let places): .mask(shape: shape, positions: places.map { ids[$0.index] })
            case .dynamicIndex(let place): .dynamicIndex(ids[place.index])
            case .dynamicSlice(let place, let extent): .dynamicSlice(start: ids[place.index], extent: extent)
            default: template
            }
        }
    }

    /// Throws for positions that are known and out of range.
    func check() throws {
        try Subscript.check(templates, in: shape) { place in
            switch operands[place.index] {
            case .int(let x): try? Tensor(scalar: Int64(x))
            case .tracedInt(let x): try? Tensor(scalar: Int64(x.value))
            case .tensor(let box): box.tensor
            default: nil
            }
        }
    }
}
