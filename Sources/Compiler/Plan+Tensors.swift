import Graph
import Kernels
import Tensors

extension PlanState {
    /// Runs a stage into fresh tensors.
    public func results(stage: Int) throws -> [Tensor] {
        let results = try plan.outputs[stage].map { try Tensor(uninitialized: $0.dtype, shape: $0.shape) }
        for (index, tensor) in results.enumerated() { bind(output: index, stage: stage, tensor.pointer) }
        try run(stage: stage)
        return results
    }

    /// Runs a stage into one buffer, its outputs one after the other: a packed structure. All outputs must be of one type.
    public func packedResults(stage: Int) throws -> [Tensor] {
        guard let dtype = plan.outputs[stage].first?.dtype, plan.outputs[stage].allSatisfy({ $0.dtype == dtype }) else {
            return try results(stage: stage)
        }
        let packed = try Tensor(uninitialized: dtype, shape: [plan.outputs[stage].reduce(0) { $0 + $1.count }])
        var start = 0
        let leaves = try plan.outputs[stage].map { type in
            defer { start += type.count }
            return try packed.view(from: start, shape: type.shape)
        }
        for (index, leaf) in leaves.enumerated() { bind(output: index, stage: stage, leaf.pointer) }
        try run(stage: stage)
        return leaves
    }
}

extension Plan {
    /// Compiles `outputs` and runs them once.
    public static func evaluate(_ graph: Graph, _ outputs: [ValueID], inputs: [Tensor]) throws -> [Tensor] {
        let plan = try Plan(PlanRequest(graph: graph, inputStages: graph.inputs.map { _ in 0 }, outputs: [outputs]))
        let state = try PlanState(plan)
        for (index, tensor) in inputs.enumerated() { state.bind(input: index, tensor) }
        return try state.results(stage: 0)
    }
}
