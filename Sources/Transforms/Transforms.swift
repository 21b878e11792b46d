import Graph
import Tensors

/// The three transforms of a graph, from which every derivative is composed.
///
/// - `linearize` adds the tangent program `v ↦ J·v`, node by node from the ops' tangent rules;
/// - `transpose` turns a linear program into its adjoint `u ↦ Jᵀ·u`, from the ops' transpose rules;
/// - `batch` applies a program to several inputs at once.
///
/// Reverse mode is the transpose of the linearisation, and nothing else implements it. The Hessian-vector product is the
/// linearisation of the gradient (forward over reverse, Pearlmutter 1994). All of them add nodes to the graph they are given,
/// where they can be differentiated again.
public enum Derivative {}

extension Derivative {
    /// Jᵀ·u for `outputs` with respect to `variables`, u given as one cotangent an output (nil is zero).
    ///
    /// A variable that the outputs do not depend on has no cotangent.
    public static func pullback(
        _ g: Graph, outputs: [ValueID], variables: [ValueID], cotangents: [ValueID?]
    ) throws -> [ValueID?] {
        let start = g.nodes.count
        let seeds = variables.map { g.placeholder(g.type($0)) }
        let tangents = try linearize(g, outputs: outputs, variables: variables, tangents: seeds)
        return try transpose(g, from: start, outputs: tangents, cotangents: cotangents, inputs: seeds)
    }

    /// The gradient of a scalar output.
    public static func gradient(_ g: Graph, of output: ValueID, variables: [ValueID]) throws -> [ValueID] {
        let one = try g.scalar(1, like: output)
        let gradient = try pullback(g, outputs: [output], variables: variables, cotangents: [one])
        return try zip(gradient, variables).map { try $0 ?? g.zeros(like: $1) }
    }

    /// J·v for `outputs`, v given as one tangent a variable (nil is zero). An output that does not depend on v has no tangent.
    public static func pushforward(
        _ g: Graph, outputs: [ValueID], variables: [ValueID], tangents: [ValueID?]
    ) throws -> [ValueID?] {
        try linearize(g, outputs: outputs, variables: variables, tangents: tangents)
    }

    /// H·v of a scalar output, with v's leaves as tangents of the variables (Eq. 33).
    public static func hessianProduct(
        _ g: Graph, of output: ValueID, variables: [ValueID], tangents: [ValueID]
    ) throws -> [ValueID] {
        let gradient = try gradient(g, of: output, variables: variables)
        let product = try pushforward(g, outputs: gradient, variables: variables, tangents: tangents)
        return try zip(product, variables).map { try $0 ?? g.zeros(like: $1) }
    }
}
