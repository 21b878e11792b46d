import Graph
import Tensors

/// The third transform.
public enum Batch {
    /// Applies the program from `inputs` to `outputs` to `count` inputs at once.
    ///
    /// `batched` are values with a leading axis of extent `count` that stand for the inputs. What does not depend on an input is
    /// computed once; an output that does not is repeated. Results have the leading axis.
    public static func apply(
        _ g: Graph, outputs: [ValueID], inputs: [ValueID], batched: [ValueID], count: Int
    ) throws -> [ValueID] {
        var value: [ValueID: BatchedValue] = [:]
        for (input, stack) in zip(inputs, batched) { value[input] = BatchedValue(stack, isBatched: true) }
        let isNeeded = Derivative.needed(g, for: outputs)
        let last = outputs.map(\.index).max() ?? -1
        let savedOrigin = g.origin
        defer { g.origin = savedOrigin }
        for index in stride(from: 0, through: last, by: 1) where isNeeded[index] {
            let id = ValueID(index)
            if value[id] != nil { continue }
            let node = g.node(id)
            let operands = node.operands.map { value[$0] ?? BatchedValue($0, isBatched: false) }
            guard operands.contains(where: \.isBatched) else { continue }
            g.origin = node.origin
            value[id] = BatchedValue(try node.op.batch(g, operands, count: count), isBatched: true)
        }
        return try outputs.map { id in
            if let known = value[id] { return known.id }
            return try g.broadcast(id, to: [count] + g.type(id).shape)
        }
    }
}
