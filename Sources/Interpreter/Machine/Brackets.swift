import Tensors

/// What brackets around values mean: a tensor of scalars, a tensor of nested literals, or a list.
enum Brackets {
    /// A 1-D tensor (or one of another shape) of plain numbers: boolean if all of them are, else float64. nil if an element
    /// is not a plain number.
    static func plainTensor(_ elements: [Value], shape: [Int]) throws -> Tensor? {
        var allBool = true
        for (i, element) in elements.enumerated() {
            try Interrupt.check(turn: i)
            switch element {
            case .bool: break
            case .int, .float, .scalar: allBool = false
            default: return nil
            }
        }
        let tensor = try Tensor(uninitialized: allBool ? .bool : .float64, shape: shape)
        for (i, element) in elements.enumerated() {
            try Interrupt.check(turn: i)
            let number = element.plainDouble ?? 0
            if allBool {
                tensor.pointer.storeBytes(of: number != 0 ? 1 : 0, toByteOffset: i, as: UInt8.self)
            } else {
                tensor.pointer.storeBytes(of: number, toByteOffset: i * 8, as: Double.self)
            }
        }
        return tensor
    }

    /// The tensor of plain numbers as a value that remembers integers which float64 rounds; nil if an element is no plain number.
    static func plainValue(_ elements: [Value], shape: [Int]) throws -> Value? {
        guard let tensor = try plainTensor(elements, shape: shape) else { return nil }
        var areExact = true
        for element in elements {
            guard case .int(let x) = element else { return Value(tensor) }
            if Int(exactly: Double(x)) != x { areExact = false }
        }
        if areExact { return Value(tensor) }
        let integers = elements.map { element -> Int64 in if case .int(let x) = element { Int64(x) } else { 0 } }
        return .tensor(TensorBox(tensor, exactly: try Tensor(integers, shape: shape)))
    }

    /// Tensors and numbers of one shape along a new first axis.
    static func stack(_ elements: [Value], _ interpreter: Interpreter) throws -> Value {
        let stacked = try interpreter.tensorOperations.stack(elements)
        guard case .tensor(let box) = stacked, elements.contains(where: { $0.exactIntegers != nil }) else { return stacked }
        var integers: [Int64] = []
        for element in elements {
            guard case .tensor(let part) = element else { return stacked }
            let exact = part.exactIntegers
            for i in 0..<part.tensor.count {
                guard let x = exact.map({ Int64($0.int(at: i)) }) ?? Int64(exactly: part.tensor.double(at: i)) else {
                    return stacked
                }
                integers.append(x)
            }
        }
        return .tensor(TensorBox(box.tensor, exactly: try Tensor(integers, shape: box.tensor.shape)))
    }

    /// The value of `[elements]`. `isLiteral` says which elements are themselves written in brackets.
    static func value(_ elements: [Value], isLiteral: [Bool], _ interpreter: Interpreter) throws -> Value {
        if elements.isEmpty { return .list(ListBox(numbers: [])) }
        if let tensor = try plainValue(elements, shape: [elements.count]) { return tensor }
        if elements.allSatisfy(\.isScalar) {
            return try interpreter.tensorOperations.makeTensor(elements, shape: [elements.count])
        }
        // `[[1, 2], [x, 4]]`: a literal of literals is one tensor; a name for a tensor makes it a list.
        let numericLiterals = zip(elements, isLiteral).allSatisfy { element, literal in
            element.isScalar || (literal && element.isTensorWithAxes) || (literal && element.isEmptyList)
        }
        guard numericLiterals else { return try Value(list: elements) }
        let shapes = elements.map(\.literalShape)
        for (i, shape) in shapes.enumerated() where shape != shapes[0] {
            throw HesseError(
                "the elements of these brackets have different shapes: \(Shape.describe(shapes[0])) and, at \(i), \(Shape.describe(shape))",
                hint: "rows need equal lengths; `list([…], […])` makes a list")
        }
        if elements.contains(where: \.isEmptyList) { return Value(try Tensor([Double](), shape: [elements.count, 0])) }
        return try stack(elements, interpreter)
    }
}

extension Interpreter {
    /// A 1-D tensor of scalars: numbers, 0-d tensors, traced ones.
    public func tensor(of elements: [Value]) throws -> Value {
        if let tensor = try Brackets.plainTensor(elements, shape: [elements.count]) { return Value(tensor) }
        return try tensorOperations.makeTensor(elements, shape: [elements.count])
    }
}

extension Value {
    /// See `TensorBox`.
    var exactIntegers: Tensor? { if case .tensor(let box) = self { box.exactIntegers } else { nil } }

    fileprivate var isEmptyList: Bool { if case .list(let box) = self { box.elements.isEmpty } else { false } }

    fileprivate var literalShape: [Int] {
        switch self {
        case .tensor(let box): box.tensor.shape
        case .traced(let traced): traced.shape
        case .list: [0]
        default: []
        }
    }
}
