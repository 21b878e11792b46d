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
