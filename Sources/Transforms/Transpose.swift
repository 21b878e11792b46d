import Graph
import Tensors

extension Derivative {
    /// The adjoint of the linear program from `inputs` to `outputs`, whose nodes lie at `start` and beyond: `x̄ = Jᵀ·ȳ`.
    ///
    /// Walks the program backwards; what an op sends to an operand is added to what the operand's other uses have sent. A nil
    /// output is a zero tangent, a nil result an input that nothing depends on.
    static func transpose(
        _ g: Graph, from start: Int, outputs: [ValueID?], cotangents: [ValueID?], inputs: [ValueID]
    ) throws -> [ValueID?] {
        let end = g.nodes.count
        var isLinear = [Bool](repeating: false, count: end)
        for id in inputs { isLinear[id.index] = true }
        for index in start..<end where g.nodes[index].operands.contains(where: { isLinear[$0.index] }) { isLinear[index] = true }

        var cotangent = [ValueID?](repeating: nil, count: end)
        for (output, seed) in zip(outputs, cotangents) {
            guard let output, let seed, isLinear[output.index] else { continue }
            cotangent[output.index] = try g.accumulate(seed, cotangent[output.index])
        }
        let isInput = Set(inputs)
        let savedOrigin = g.origin
        defer { g.origin = savedOrigin }
        for index in stride(from: end - 1, through: start, by: -1) where isLinear[index] {
            try Interrupt.check(turn: index)
            guard let outgoing = cotangent[index], !isInput.contains(ValueID(index)) else { continue }
            let node = g.nodes[index]
            g.origin = node.origin
            for (position, operand) in node.operands.enumerated() where isLinear[operand.index] {
                cotangent[operand.index] = try node.op.transpose(
                    g, node.operands, to: position, outgoing, accumulator: cotangent[operand.index])
            }
        }
        return inputs.map { cotangent[$0.index] }
    }
}
