import Tensors

// Ops without operands: where values come from.

/// The index-th input of the graph.
public struct Input: Op {
    public static let name = "input"
    public let index: Int
    public let type: TensorType

    public var attributes: [Int] { [index] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType { type }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { g.inputs[index] }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .input(index) }
}

/// One number of any element type.
public struct Scalar: Op {
    public static let name = "scalar"
    public let value: Double
    public let dtype: DType

    public init(_ value: Double, _ dtype: DType) {
        self.value = value
        self.dtype = dtype
    }

    public var attributes: [Int] { [Int(bitPattern: UInt(value.bitPattern)), Int(dtype.rawValue)] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType { TensorType(dtype, []) }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, []) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .scalar(value) }
}

/// A tensor known when the graph is made.
public struct Literal: Op {
    public static let name = "literal"
    public let tensor: Tensor

    public init(_ tensor: Tensor) { self.tensor = tensor }

    /// Equal memory under equal type is an equal literal; the tensor held here keeps the memory from being reused.
    public var attributes: [Int] { [Int(bitPattern: tensor.pointer), Int(tensor.dtype.rawValue)] + tensor.shape }
    public func resultType(_ operands: [TensorType]) throws -> TensorType { TensorType(tensor.dtype, tensor.shape) }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, []) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .literal(tensor) }
}

/// 0, 1, 2, … as an int64 vector.
public struct Iota: Op {
    public static let name = "iota"
    public let count: Int

    public init(count: Int) { self.count = count }

    public var attributes: [Int] { [count] }
    public func resultType(_ operands: [TensorType]) throws -> TensorType { TensorType(.int64, [count]) }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { try g.emit(self, []) }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .iota }
}
