import Graph
import Kernels
import Tensors
import Testing
import Transforms

@testable import Compiler

/// Runs side by side are the runs one after the other.
@Suite(.serialized) struct PlanTeamTests {
    /// Runs that read rows of `inputs` and write rows of `results`.
    private struct Rows: PlanRuns {
        let input: Int
        let inputs: Tensor
        let results: Tensor

        func bind(_ run: Int, to state: PlanState) {
            state.bind(input: input, inputs.pointer + run * inputs.byteCount / max(1, inputs.shape[0]))
            state.bind(output: 0, stage: 1, results.pointer + run * results.byteCount / max(1, results.shape[0]))
        }
    }

    private func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
        let before = ThreadPool.shared.threadCount
        defer { ThreadPool.shared.threadCount = before }
        ThreadPool.shared.threadCount = count
        return try body()
    }

    private func numbers(_ type: TensorType, _ index: Int) throws -> Tensor {
        let elements = (0..<type.count).map { place -> Double in
            let residue = Double((place * 7919 + index * 104_729) % 1009)
            return 0.3 * (residue / 504.5 - 1)
        }
        return try Tensor(elements, shape: type.shape).converted(to: type.dtype)
    }

    /// H times vectors in the first W's place, with θ known in stage 0.
    @Test(arguments: [1, 2, 3, 4]) func products(threads: Int) throws {
        let network = try Network(widths: [3, 20, 30, 1], points: 33)
        let g = network.graph
        let tangents = try network.parameters.map { id in
            try id == network.parameters[0] ? g.input(g.type(id)) : g.zeros(like: id)
        }
        let results = try Derivative.hessianProduct(g, of: network.loss, variables: network.parameters, tangents: tangents)
        let last = g.inputs.count - 1
        let stages = g.inputs.indices.map { $0 == last ? 1 : 0 }
        let plan = try Plan(PlanRequest(graph: g, inputStages: stages, outputs: [[], [results[2]]]))
        let state = try PlanState(plan)
        for index in 0..<last { state.bind(input: index, try numbers(plan.inputs[index], index)) }
        try state.run(stage: 0)
        let count = 11
        let vectors = try numbers(TensorType(.float64, [count] + plan.inputs[last].shape), last)
        let shape = [count] + plan.outputs[1][0].shape
        let alone = Rows(input: last, inputs: vectors, results: try Tensor(zeros: .float64, shape: shape))
        for run in 0..<count {
            alone.bind(run, to: state)
            try state.run(stage: 1)
        }
        let team = PlanTeam(state)
        try withThreads(threads) {
            // A team grows with the number of threads, and runs again.
            for size in [count, 1, 0, count] {
                let together = Rows(input: last, inputs: vectors, results: try Tensor(zeros: .float64, shape: shape))
                try team.run(stage: 1, count: size, together)
                let values = plan.outputs[1][0].count * size
                #expect((0..<values).allSatisfy { together.results.double(at: $0) == alone.results.double(at: $0) })
                #expect((values..<together.results.count).allSatisfy { together.results.double(at: $0) == 0 })
            }
        }
    }

    /// The first run that fails is the one whose failure is thrown, and the team can be used again.
    @Test(arguments: [1, 2, 3]) func failures(threads: Int) throws {
        let g = Graph()
        let base = g.input(TensorType(.int64, [2]))
        let x = g.input(TensorType(.int64, [2]))
        let square = try g.multiply(base, base)
        let quotient = try g.emit(FloorDivide(), [square, x])
        let plan = try Plan(PlanRequest(graph: g, inputStages: [0, 1], outputs: [[], [g.multiply(quotient, quotient)]]))
        let state = try PlanState(plan)
        state.bind(input: 0, try Tensor([3_000_000_000, 6] as [Int64], shape: [2]))
        try state.run(stage: 0)
        let team = PlanTeam(state)
        // Run 3 overflows, run 5 divides by zero.
        let whole: Int64 = 9_000_000_000_000_000_000
        let divisors: [Int64] = [9_000_000_000, whole / 2, whole / 3, 1, whole, 0, whole]
        let inputs = try Tensor(divisors.flatMap { [$0, 1] as [Int64] }, shape: [7, 2])
        let runs = Rows(input: 1, inputs: inputs, results: try Tensor(zeros: .int64, shape: [7, 2]))
        try withThreads(threads) {
            #expect(throws: KernelFailure.integerOverflow) { try team.run(stage: 1, count: 7, runs) }
            try team.run(stage: 1, count: 3, runs)
            #expect((0..<3).map { runs.results.double(at: 2 * $0) } == [1e18, 4, 9])
        }
    }

    @Test(arguments: [1, 2]) func interrupts(threads: Int) throws {
        let g = Graph()
        let x = g.input(TensorType(.float64, [100]))
        let plan = try Plan(PlanRequest(graph: g, inputStages: [1], outputs: [[], [g.emit(Tanh(), [x])]]))
        let team = PlanTeam(try PlanState(plan))
        let inputs = try numbers(TensorType(.float64, [50, 100]), 1)
        let runs = Rows(input: 0, inputs: inputs, results: try Tensor(zeros: .float64, shape: [50, 100]))
        try withThreads(threads) {
            Interrupt.request()
            #expect(throws: KernelFailure.interrupted) { try team.run(stage: 1, count: 50, runs) }
            Interrupt.clear()
            try team.run(stage: 1, count: 50, runs)
            #expect(runs.results.double(at: 4999) != 0)
        }
    }
}
