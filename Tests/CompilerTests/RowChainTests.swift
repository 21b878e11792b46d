import Graph
import Kernels
import Tensors
import Testing
import Transforms

@testable import Compiler

/// Rows go through loops and products one after the other, and give the numbers that the steps one by one give.
struct RowChainTests {
    private func isChained(_ step: Explanation.Step) -> Bool {
        step.operations.contains { $0 == "same rows" || $0 == "row by row" || $0.hasSuffix("rows at a time") }
    }

    private func numbers(_ g: Graph, scale: Double = 1) throws -> [Tensor] {
        try g.inputs.enumerated().map { index, id in
            let type = g.type(id)
            let elements = (0..<type.count).map { scale * (Double(($0 * 7919 + index * 104_729) % 1009) / 504.5 - 1) }
            return try Tensor(elements, shape: type.shape).converted(to: type.dtype)
        }
    }

    /// The plan of some outputs, all of whose inputs are known at once.
    private func plan(_ g: Graph, _ outputs: [ValueID]) throws -> Plan {
        try Plan(PlanRequest(graph: g, inputStages: g.inputs.map { _ in 0 }, outputs: [outputs]))
    }

    private func chained(_ g: Graph, _ outputs: [ValueID]) throws -> [Explanation.Step] {
        try plan(g, outputs).explanation.stages[0].filter(isChained)
    }

    /// Loss, gradient and H·v; with `columns`, H times so many vectors.
    private func network(_ widths: [Int], points: Int, columns: Int? = nil) throws -> (Graph, [ValueID]) {
        let network = try Network(widths: widths, points: points)
        let g = network.graph
        let gradient = try Derivative.gradient(g, of: network.loss, variables: network.parameters)
        let tangents = network.parameters.map { g.input(g.type($0)) }
        var product = try Derivative.hessianProduct(g, of: network.loss, variables: network.parameters, tangents: tangents)
        if let columns {
            let stacks = tangents.map { g.input(TensorType(g.type($0).dtype, [columns] + g.type($0).shape)) }
            product = try Batch.apply(g, outputs: product, inputs: tangents, batched: stacks, count: columns)
        }
        return (g, [network.loss] + gradient + product)
    }

    @Test("all layers are one chain, what sums over the points is behind it") func layers() throws {
        let (g, outputs) = try network([1, 60, 60, 60, 1], points: 50)
        let steps = try plan(g, outputs).explanation.stages[0]
        let products = steps.filter { $0.kind == "product" }
        #expect(steps.count { $0.operations.contains("25 rows at a time") } == 1)
        // A layer's values and cotangents, and their tangents: of the first no cotangent is asked for, nor a tangent of the input.
        #expect(products.count { isChained($0) } == 3 * 6 + 2)
        // The gradient of each W, and its tangent.
        #expect(products.count { !isChained($0) && $0.operations.contains("Aᵀ") } == 4 + 2 * 3 + 1)
    }

    @Test("columns are one chain with all that belongs to them") func columns() throws {
        let (g, outputs) = try network([1, 60, 60, 1], points: 50, columns: 6)
        let products = try plan(g, outputs).explanation.stages[0].filter { $0.kind == "product" && $0.shape.hasPrefix("6 ×") }
        #expect(products.count > 10 && products.allSatisfy(isChained))
    }

    @Test(
        "values are those of the steps one by one",
        arguments: [
            ([3, 60, 60, 2], 50, 0), ([1, 100, 100, 1], 37, 0), ([2, 256, 40, 1], 64, 0), ([2, 30, 1], 401, 0),
            ([1, 60, 60, 1], 50, 5), ([2, 40, 3], 33, 16), ([4, 80, 80, 80, 2], 24, 4),
        ])
    func values(widths: [Int], points: Int, columns: Int) throws {
        let (g, outputs) = try network(widths, points: points, columns: columns == 0 ? nil : columns)
        let inputs = try numbers(g, scale: 0.3)
        #expect(try !chained(g, outputs).isEmpty)
        try expectEqual(
            Plan.evaluate(g, outputs, inputs: inputs), nodeByNode(g, outputs, inputs), "\(widths), \(points), \(columns)")
    }

    /// `tanh(x @ W)` for 50 rows, a few times, and then what `last` makes of it, `@ W`.
    private func rows(_ last: (Graph, ValueID) throws -> ValueID) throws -> (Graph, [ValueID]) {
        let g = Graph()
        var h = g.input(TensorType(.float64, [50, 64]))
        let w = g.input(TensorType(.float64, [64, 64]))
        for _ in 0..<3 { h = try g.unary(.tanh, g.matmul(h, w)) }
        return (g, [try g.matmul(last(g, h), w)])
    }

    @Test("what needs other rows waits for all of them") func otherRows() throws {
        let cases: [(String, (Graph, ValueID) throws -> ValueID)] = [
            ("the same row", { g, h in try g.unary(.sin, h) }),
            ("a mean over the columns", { g, h in try g.binary(.subtract, h, g.mean(h, axis: [1], keepdims: true)) }),
            ("a mean over the rows", { g, h in try g.binary(.subtract, h, g.mean(h, axis: [0])) }),
            ("all rows", { g, h in try g.matmul(g.matmul(h, g.transpose(h)), h) }),
            ("rows in the other order", { g, h in try g.flip(h) }),
            (
                "the next row",
                { g, h in
                    try g.subtract(
                        h,
                        g.concat(
                            [
                                g.index(h, [.slice(start: 1, stop: nil, step: 1)]),
                                g.index(h, [.slice(start: 0, stop: 1, step: 1)]),
                            ], axis: 0))
                }
            ),
            (
                "another part of the row",
                { g, h in
                    let half = try g.index(h, [.all, .slice(start: 32, stop: nil, step: 1)])
                    return try g.index(g.concat([half, half], axis: 1), [.all, .slice(start: 0, stop: 64, step: 1)])
                }
            ),
        ]
        for (name, last) in cases {
            let (g, outputs) = try rows(last)
            let inputs = try numbers(g)
            try expectEqual(Plan.evaluate(g, outputs, inputs: inputs), nodeByNode(g, outputs, inputs), name)
            #expect(try !chained(g, outputs).isEmpty, "\(name)")
        }
        let (g, outputs) = try rows { g, h in try g.unary(.sin, h) }
        #expect(try chained(g, outputs).count == 7)
        let (other, reversed) = try rows { g, h in try g.flip(h) }
        #expect(try chained(other, reversed).count == 6)
    }

    @Test("bits do not depend on the number of threads") func threads() throws {
        for columns in [nil, 5] {
            let (g, outputs) = try network([2, 60, 60, 1], points: 50, columns: columns)
            let inputs = try numbers(g)
            let plan = try plan(g, outputs)
            let before = ThreadPool.shared.threadCount
            defer { ThreadPool.shared.threadCount = before }
            let results = try [1, 2, 3, 2].map { threads in
                ThreadPool.shared.threadCount = threads
                let state = try PlanState(plan)
                for (index, tensor) in inputs.enumerated() { state.bind(input: index, tensor) }
                return try state.results(stage: 0).map { tensor in (0..<tensor.count).map { tensor.double(at: $0).bitPattern } }
            }
            #expect(results.allSatisfy { $0 == results[0] })
        }
    }

    @Test("a chain's memory is used again by rows as long") func memory() throws {
        func arena(layers: Int) throws -> Int {
            let g = Graph()
            var h = g.input(TensorType(.float64, [50, 64]))
            let w = g.input(TensorType(.float64, [64, 64]))
            for _ in 0..<layers { h = try g.unary(.tanh, g.matmul(h, w)) }
            return try plan(g, [h]).arenaBytes
        }
        #expect(try arena(layers: 20) == arena(layers: 4))
    }

    @Test("what all shares read is not written over before the chain ends") func shared() throws {
        let g = Graph()
        var h = g.input(TensorType(.float64, [64, 64]))
        for _ in 0..<4 {
            let w = try g.unary(.tanh, g.input(TensorType(.float64, [64, 64])))
            h = try g.unary(.sin, g.matmul(h, w))
        }
        let inputs = try numbers(g)
        #expect(try chained(g, [h]).count >= 8)
        try expectEqual(Plan.evaluate(g, [h], inputs: inputs), nodeByNode(g, [h], inputs), "weights of the plan's own")
    }
}
