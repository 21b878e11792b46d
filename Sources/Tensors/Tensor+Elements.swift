// Making tensors from Swift values and reading them back.
extension Tensor {
    public init<Element: TensorElement>(_ elements: [Element], shape: [Int]? = nil) throws {
        let tensor = try Tensor(uninitialized: Element.dtype, shape: shape ?? [elements.count])
        guard tensor.count == elements.count else {
            throw TensorError("\(elements.count) elements do not fill shape \(Shape.describe(tensor.shape))")
        }
        elements.withUnsafeBytes { source in
            if let base = source.baseAddress { tensor.pointer.copyMemory(from: base, byteCount: source.count) }
        }
        self = tensor
    }

    public init<Element: TensorElement>(scalar: Element) throws { try self.init([scalar], shape: []) }

    public init<Element: TensorElement>(repeating element: Element, shape: [Int]) throws {
        let tensor = try Tensor(uninitialized: Element.dtype, shape: shape)
        tensor.pointer.bindMemory(to: Element.self, capacity: tensor.count).update(repeating: element, count: tensor.count)
        self = tensor
    }

    /// Zeros (or false) of any type.
    public init(zeros dtype: DType, shape: [Int]) throws {
        let tensor = try Tensor(uninitialized: dtype, shape: shape)
        tensor.pointer.initializeMemory(as: UInt8.self, repeating: 0, count: tensor.byteCount)
        self = tensor
    }

    /// The elements in row-major order. `Element` must be the tensor's own type.
    public func elements<Element: TensorElement>(as type: Element.Type = Element.self) -> [Element] {
        precondition(Element.dtype == dtype, "elements(as:) asked for \(Element.dtype.name), tensor is \(dtype.name)")
        return Array(UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Element.self), count: count))
    }

    /// The element at a row-major position, as a float64 whatever the type (an int64 beyond 2⁵³ rounds).
    public func double(at index: Int) -> Double {
        precondition(index >= 0 && index < count, "tensor element out of range")
        switch dtype {
        case .bool: return pointer.load(fromByteOffset: index, as: UInt8.self) != 0 ? 1 : 0
        case .int64: return Double(pointer.load(fromByteOffset: index * 8, as: Int64.self))
        case .float32: return Double(pointer.load(fromByteOffset: index * 4, as: Float.self))
        case .float64: return pointer.load(fromByteOffset: index * 8, as: Double.self)
        }
    }

    /// All elements as float64.
    public func doubles() -> [Double] { (0..<count).map(double(at:)) }
}
