import Graph
import Tensors
import Testing

@testable import Compiler

/// The outputs of a graph, every node of which is a plan of its own.
func nodeByNode(_ g: Graph, _ outputs: [ValueID], _ inputs: [Tensor]) throws -> [Tensor] {
    var value: [ValueID: Tensor] = [:]
    for (id, tensor) in zip(g.inputs, inputs) { value[id] = tensor }
    for id in g.live(for: outputs) where value[id] == nil {
        let node = g.node(id)
        let single = Graph()
        let operands = node.operands.map { single.input(g.type($0)) }
        let result = try single.copying(node, operands: operands)
        value[id] = try Plan.evaluate(single, [result], inputs: node.operands.compactMap { value[$0] })[0]
    }
    return outputs.compactMap { value[$0] }
}

/// Expects the same shapes, and the same numbers up to 1e-11 of a tensor's largest.
func expectEqual(_ found: [Tensor], _ expected: [Tensor], _ what: String) {
    #expect(found.count == expected.count)
    for (index, (a, b)) in zip(found, expected).enumerated() {
        #expect(a.shape == b.shape, "\(what): output \(index)")
        let scale = (0..<b.count).reduce(1e-3) { max($0, abs(b.double(at: $1))) }
        let isEqual = (0..<min(a.count, b.count)).allSatisfy { i in
            let (x, y) = (a.double(at: i), b.double(at: i))
            return x == y || abs(x - y) <= 1e-11 * scale || (x.isNaN && y.isNaN)
        }
        #expect(isEqual, "\(what): output \(index)")
    }
}
