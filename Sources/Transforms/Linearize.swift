import Graph
import Tensors

extension Derivative {
    /// Adds the tangent program of `outputs` along `tangents` of the variables: `ẏ = J·ẋ`.
    ///
    /// The tangent nodes read values of the primal program, its residuals; they are linear in the tangents, and can be
    /// linearised again like any others. Zero tangents are symbolic (nil) and cost nothing.
    static func linearize(
        _ g: Graph, outputs: [ValueID], variables: [ValueID], tangents: [ValueID?]
    ) throws -> [ValueID?] {
        guard let first = variables.map(\.index).min(), let last = outputs.map(\.index).max() else {
            return outputs.map { _ in nil }
        }
        var tangent = [ValueID?](repeating: nil, count: max(last + 1, g.nodes.count))
        for (variable, seed) in zip(variables, tangents) { tangent[variable.index] = seed }
        let isNeeded = needed(g, for: outputs, \.differentiated)
        let savedOrigin = g.origin
        defer { g.origin = savedOrigin }
        // A variable keeps its seed: what it was computed from is held fixed.
        let isVariable = Set(variables)
        for index in stride(from: first, through: last, by: 1) where isNeeded[index] {
            let id = ValueID(index)
            if isVariable.contains(id) { continue }
            let node = g.node(id)
            let incoming = node.differentiated.map { tangent[$0.index] }
            guard incoming.contains(where: { $0 != nil }) else { continue }
            g.origin = node.origin
            tangent[index] = try node.op.tangent(g, node.differentiated, id, incoming)
        }
        return outputs.map { tangent[$0.index] }
    }

    /// Which nodes the outputs are computed, or differentiated, from.
    static func needed(_ g: Graph, for outputs: [ValueID], _ inputs: (Node) -> [ValueID] = \.operands) -> [Bool] {
        var result = [Bool](repeating: false, count: g.nodes.count)
        guard let last = outputs.map(\.index).max() else { return result }
        for id in outputs { result[id.index] = true }
        for index in stride(from: last, through: 0, by: -1) where result[index] {
            for operand in inputs(g.nodes[index]) { result[operand.index] = true }
        }
        return result
    }
}

extension Node {
    /// What a tangent is asked for by.
    fileprivate var differentiated: [ValueID] { sources.isEmpty ? operands : sources }
}
