import Tensors

/// The place of a value in its graph.
public struct ValueID: Hashable, Sendable, Comparable {
    public let index: Int

    public init(_ index: Int) { self.index = index }
    public static func < (a: ValueID, b: ValueID) -> Bool { a.index < b.index }
}

/// An op with its operands.
public struct Node: Sendable {
    public let op: any Op
    public let operands: [ValueID]
    /// What the value is differentiated by, where that is not its operands: it is then computed in another way than its tangent
    /// says (`Norm`). Empty otherwise.
    public let sources: [ValueID]
    public let type: TensorType
    /// Where in the user's program it arose, as the tracer numbers places; −1 where it was derived.
    public let origin: Int32
}

/// A program of tensor operations in static single assignment: each node's operands come before it.
///
/// Ops are added by `emit`, which shares equal subexpressions and folds what costs nothing to fold; the transforms add the
/// nodes of a derivative to the graph of the function. Nodes are never removed: what no output needs is not compiled.
public final class Graph {
    public private(set) var nodes: [Node] = []
    /// The types of the inputs, in order of `Input.index`.
    public private(set) var inputs: [ValueID] = []
    /// For each node what is known of where it is 0 (`Masks.swift`).
    private(set) var supports: [Support] = []
    /// The place of the user's program that nodes added now stem from.
    public var origin: Int32 = -1

    private struct Key: Hashable {
        let name: String
        let attributes: [Int]
        let operands: [ValueID]
    }
    private var known: [Key: ValueID] = [:]

    public init() {}

    /// A graph with the same nodes under the same numbers.
    public func copy() -> Graph {
        let copy = Graph()
        copy.nodes = nodes
        copy.inputs = inputs
        copy.supports = supports
        copy.known = known
        return copy
    }

    public func type(_ id: ValueID) -> TensorType { nodes[id.index].type }
    public func node(_ id: ValueID) -> Node { nodes[id.index] }
    public func op<T: Op>(_ id: ValueID, as type: T.Type) -> T? { nodes[id.index].op as? T }

    /// A new input of the given type.
    public func input(_ type: TensorType) -> ValueID {
        let id = append(Input(index: inputs.count, type: type), [], type)
        inputs.append(id)
        return id
    }

    /// A value that stands for a tangent while a linear program is built and transposed; no output may depend on it.
    public func placeholder(_ type: TensorType) -> ValueID { append(Input(index: -1, type: type), [], type) }

    /// Adds an op, or finds the value that it would compute.
    public func emit(_ op: some Op, _ operands: [ValueID]) throws -> ValueID {
        try Interrupt.check()
        if let simpler = try simplify(op, operands) { return simpler }
        return try emitUnchanged(op, operands)
    }

    /// Adds an op as it is, or finds the same.
    func emitUnchanged(_ op: some Op, _ operands: [ValueID], by sources: [ValueID] = []) throws -> ValueID {
        let key = Key(name: Swift.type(of: op).name, attributes: op.attributes, operands: operands + sources)
        if let id = known[key] { return id }
        let type = try op.resultType(operands.map(self.type))
        _ = try Shape.count(type.shape)
        let id = append(op, operands, by: sources, type)
        known[key] = id
        return id
    }

    private func append(_ op: some Op, _ operands: [ValueID], by sources: [ValueID] = [], _ type: TensorType) -> ValueID {
        nodes.append(Node(op: op, operands: operands, sources: sources, type: type, origin: origin))
        supports.append(support(op, operands))
        return ValueID(nodes.count - 1)
    }

    /// The nodes that `outputs` need, in order: the graph without what is dead.
    public func live(for outputs: [ValueID]) -> [ValueID] {
        var isLive = [Bool](repeating: false, count: nodes.count)
        for id in outputs { isLive[id.index] = true }
        for index in nodes.indices.reversed() where isLive[index] {
            for operand in nodes[index].operands { isLive[operand.index] = true }
        }
        return nodes.indices.filter { isLive[$0] }.map(ValueID.init)
    }
}
