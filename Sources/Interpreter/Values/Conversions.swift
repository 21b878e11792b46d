import Tensors

// Values as what is wanted: tensors, whole numbers, elements to go over.
extension Interpreter {
    /// The value as a number, a tensor or a traced one: a list of numbers or of tensors of one shape is stacked, as by
    /// `np.asarray`. nil if it is no tensor in this sense.
    public func asTensorValue(_ value: Value) throws -> Value? {
        if value.isNumeric { return value }
        guard case .list(let box) = value else { return nil }
        let elements = Array(box.elements)
        if elements.isEmpty { return Value(try Tensor([Double](), shape: [0])) }
        if let numbers = try Brackets.plainValue(elements, shape: [elements.count]) { return numbers }
        var parts: [Value] = []
        parts.reserveCapacity(elements.count)
        for element in elements {
            guard let part = try asTensorValue(element) else { return nil }
            parts.append(part)
        }
        return try Brackets.stack(parts, self)
    }

    /// The value as a tensor that is not inside a trace (there, the tensor it is at the current point); nil if it is none.
    public func plainTensor(_ value: Value) throws -> Tensor? {
        switch value {
        case .tensor(let box): return box.tensor
        case .bool(let x): return try Tensor(scalar: x)
        case .int(let x): return try Tensor(scalar: Int64(x))
        case .float(let x), .scalar(let x): return try Tensor(scalar: x)
        case .traced, .tracedInt:
            guard let tracer else { return nil }
            return try plainTensor(try tracer.concretize(value))
        case .list:
            guard let converted = try asTensorValue(value) else { return nil }
            return try plainTensor(converted)
        default: return nil
        }
    }

    /// The value as an integer, for an index, a size or a count: an integer, or a float with a whole value. nil for others.
    public func wholeNumber(_ value: Value) throws -> Int? {
        switch value {
        case .int(let x): return x
        case .float(let x), .scalar(let x): return Int(exactly: x)
        case .tensor(let box) where box.tensor.rank == 0: return Int(exactly: box.tensor.double(at: 0))
        case .tracedInt: return try tracer?.concretizeInt(value)
        case .traced(let traced) where traced.shape.isEmpty && traced.dtype != .bool: return try tracer?.concretizeInt(value)
        default: return nil
        }
    }

    /// The elements of a list, range or 1-D tensor as integers; nil if they are none.
    public func wholeNumbers(_ value: Value) throws -> [Int]? {
        switch value {
        case .list(let box):
            var result: [Int] = []
            for (i, element) in box.elements.enumerated() {
                try Interrupt.check(turn: i)
                guard let number = try wholeNumber(element) else { return nil }
                result.append(number)
            }
            return result
        case .tensor(let box) where box.tensor.rank == 1:
            var result: [Int] = []
            for i in 0..<box.tensor.count {
                if box.tensor.dtype == .int64 {
                    result.append(box.tensor.int(at: i))
                } else {
                    guard box.tensor.dtype != .bool, let number = Int(exactly: box.tensor.double(at: i)) else { return nil }
                    result.append(number)
                }
            }
            return result
        case .range(let box):
            try Memory.check(count: box.count, stride: 8)
            return (0..<box.count).map { box[$0] }
        case .traced(let traced) where traced.shape.count == 1:
            guard let tracer else { return nil }
            return try wholeNumbers(try tracer.concretize(value))
        default: return nil
        }
    }

    /// A number as float64; nil for others.
    public func plainNumber(_ value: Value) throws -> Double? {
        switch value {
        case .traced(let traced) where traced.shape.isEmpty: return try tracer?.concretize(value).plainDouble
        case .tracedInt(let x): return Double(try tracer?.concretizeInt(value) ?? x.value)
        default: return value.plainDouble
        }
    }

    /// The elements of anything a loop goes over; nil for what it does not go over.
    public func elements(of value: Value) throws -> [Value]? {
        switch value {
        case .list(let box): return try interruptible(box.count) { box.elements[$0] }
        case .range(let box): return try interruptible(box.count) { .int(box[$0]) }
        case .record(let box): return box.keys.map { Value($0) }
        case .string(let box):
            var scalars = box.string.unicodeScalars.makeIterator()
            return try interruptible(box.count) { _ in scalars.next().map { Value(String($0)) } ?? .none }
        case .tensor(let box) where box.tensor.rank > 0: return try rows(of: value, box.tensor.shape[0])
        case .traced(let traced) where !traced.shape.isEmpty: return try rows(of: value, traced.shape[0])
        case .object(let object as ProgressLoop): return try elements(of: object.values)
        default: return nil
        }
    }

    private func rows(of tensor: Value, _ count: Int) throws -> [Value] {
        try interruptible(count) { try element(tensor, $0) }
    }

    /// So many values, made one after the other until an interrupt; throws also where there is no room for them.
    private func interruptible(_ count: Int, _ element: (Int) throws -> Value) throws -> [Value] {
        try Memory.check(count: count, stride: MemoryLayout<Value>.stride)
        return try (0..<count).map { i in
            try Interrupt.check(turn: i)
            return try element(i)
        }
    }

    /// `tensor[i]` along the first axis.
    func element(_ tensor: Value, _ index: Int) throws -> Value {
        if case .tensor(let box) = tensor, let value = box.tensor.scalar(at: index) { return value }
        return try tensorOperations.index(tensor, [.index(.int(index))])
    }
}

extension Memory {
    /// Throws if there is no room for so many things of so many bytes each.
    static func check(count: Int, stride: Int) throws {
        let bytes = count.multipliedReportingOverflow(by: stride)
        try check(bytes.overflow ? .max : bytes.partialValue)
    }
}

extension Tensor {
    /// The element of a 1-D tensor as a value; nil if it has more axes, or for float32, whose elements stay tensors.
    @inline(__always)
    func scalar(at index: Int) -> Value? {
        guard shape.count == 1 else { return nil }
        switch dtype {
        case .float64: return .scalar(pointer.load(fromByteOffset: index &* 8, as: Double.self))
        case .int64: return .int(Int(pointer.load(fromByteOffset: index &* 8, as: Int64.self)))
        case .bool: return .bool(pointer.load(fromByteOffset: index, as: UInt8.self) != 0)
        case .float32: return nil
        }
    }
}
