import Graph
import Tensors
import Testing
import Transforms

@testable import Compiler

/// How often matrices are factorized.
@Suite struct FactorizationTests {
    /// Steps of each stage that are of a kind, in the plan of H·v of a Gaussian likelihood, v known in stage 1.
    private func steps(_ loss: (Graph, ValueID, ValueID) throws -> ValueID) throws -> [[String]] {
        let g = Graph()
        let a = g.input(TensorType(.float64, [4, 4]))
        let b = g.input(TensorType(.float64, [4]))
        let v = g.input(TensorType(.float64, [4, 4]))
        let product = try Derivative.hessianProduct(g, of: loss(g, a, b), variables: [a], tangents: [v])
        let plan = try Plan(PlanRequest(graph: g, inputStages: [0, 0, 1], outputs: [[], product]))
        return plan.explanation.stages.map { $0.map(\.kind) }
    }

    @Test("a solution, a log-determinant and their derivatives share one factorization, made before v is known")
    func onceForAll() throws {
        let kinds = try steps { g, a, b in
            let quadratic = try g.dot(b, g.solve(a, b))
            return try g.add(quadratic, g.slogdet(a).logarithm)
        }
        #expect(kinds[0].count { $0 == "lu" } == 1)
        #expect(!kinds[1].contains("lu"))
    }

    @Test("eigenvalues and vectors are those of one decomposition")
    func oneDecomposition() throws {
        let kinds = try steps { g, a, b in
            let (values, vectors) = try g.eigh(a)
            return try g.add(g.sum(g.multiply(values, values)), g.sum(g.matmul(vectors, g.multiply(values, b))))
        }
        #expect(kinds[0].count { $0 == "eigen" } == 1)
        #expect(!kinds[1].contains("eigen"))
    }
}
