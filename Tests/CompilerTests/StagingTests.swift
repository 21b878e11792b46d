import Compiler
import Graph
import Tensors
import Testing
import Transforms

/// What an application of H costs (architecture.md): the products that depend on v, and nothing that does not.
struct StagingTests {
    /// The plan of H·v in three stages: data, θ, v.
    private func plan(_ network: Network, columns: Int? = nil) throws -> Plan {
        let g = network.graph
        let tangents = network.parameters.map { g.input(g.type($0)) }
        var product = try Derivative.hessianProduct(g, of: network.loss, variables: network.parameters, tangents: tangents)
        var stages = [0, 0] + network.parameters.map { _ in 1 } + tangents.map { _ in 2 }
        if let columns {
            let stacks = tangents.map { g.input(TensorType(g.type($0).dtype, [columns] + g.type($0).shape)) }
            product = try Batch.apply(g, outputs: product, inputs: tangents, batched: stacks, count: columns)
            stages += stacks.map { _ in 2 }
        }
        return try Plan(PlanRequest(graph: g, inputStages: stages, outputs: [[], [], product]))
    }

    @Test func aHiddenLayerHasSixProductsAndTheFirstTwo() throws {
        // 1→100 has two; 100→100 six each; 100→1 six.
        let two = try plan(Network(widths: [1, 100, 100, 100, 1], points: 50))
        #expect(two.productCount(stage: 2) == 2 + 6 + 6 + 6)
        let ten = try plan(Network(widths: [1] + [Int](repeating: 100, count: 11) + [1], points: 50))
        #expect(ten.productCount(stage: 2) == 2 + 6 * 11)
    }

    @Test func productsDoNotGrowWithColumns() throws {
        let single = try plan(Network(widths: [1, 20, 20, 1], points: 10))
        for columns in [1, 4, 16] {
            let wide = try plan(Network(widths: [1, 20, 20, 1], points: 10), columns: columns)
            #expect(wide.productCount(stage: 2) == single.productCount(stage: 2))
        }
    }
}
