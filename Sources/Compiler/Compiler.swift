import Graph
import Tensors

/// A graph with what is wanted of it: the input of the compiler.
///
/// Evaluation is staged. Each input belongs to the stage in which it becomes known (for a Hessian: captures and θ 0, v 1),
/// and a value is computed in the first stage that knows all it depends on. What later stages need of earlier ones is kept
/// between runs; so an operator is linearised once and applied many times.
///
/// Passes, each a file: `Stages` (what runs when), `Views` (what is read where it lies), `InPlace` (products that sum, and updates,
/// share one result), `Clusters` (chains of elementwise operations, with the broadcasts they read and the reductions they end in,
/// become one loop), `Loops` (registers of each loop), `Schedule` (clusters as steps), `RowChains` (steps that compute rows from
/// the same rows become one), `ProductSets` (so do products that do not wait for each other), `Layout` and `Memory` (a place for
/// every intermediate, by liveness). The result is a `Plan`.
public struct PlanRequest {
    public var graph: Graph
    /// The stage of each graph input.
    public var inputStages: [Int]
    /// What each stage delivers. An output may not depend on inputs of later stages.
    public var outputs: [[ValueID]]

    public init(graph: Graph, inputStages: [Int], outputs: [[ValueID]]) {
        self.graph = graph
        self.inputStages = inputStages
        self.outputs = outputs
    }
}

/// Why a graph could not be compiled: an error of the compiler's caller.
struct CompilerError: Error, CustomStringConvertible {
    let description: String
}
