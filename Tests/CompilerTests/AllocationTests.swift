import CAllocationCounter
import Compiler
import Graph
import Kernels
import Tensors
import Testing
import Transforms

/// Plans run in the memory they have; results do not depend on the number of threads.
@Suite(.serialized) struct AllocationTests {
    /// A dense layer's loss and its gradient, large enough for several tiles.
    private func plan(_ dtype: DType) throws -> Plan {
        let g = Graph()
        let x = g.input(TensorType(dtype, [300, 200]))
        let w = g.input(TensorType(dtype, [200, 250]))
        let h = try g.emit(Tanh(), [g.emit(MatMul(), [x, w])])
        let loss = try g.sum(g.multiply(h, h), axes: [0, 1])
        let gradient = try Derivative.gradient(g, of: loss, variables: [w])
        return try Plan(PlanRequest(graph: g, inputStages: [0, 0], outputs: [[loss] + gradient]))
    }

    private func state(_ plan: Plan) throws -> (PlanState, [Tensor]) {
        let state = try PlanState(plan)
        for (index, type) in plan.inputs.enumerated() {
            let tensor = try Tensor(uninitialized: type.dtype, shape: type.shape)
            try RandomFill.fill(
                .normal, into: tensor.pointer, count: tensor.count, dtype: type.dtype, seed: 1, stream: UInt64(index))
            state.bind(input: index, tensor)
        }
        let outputs = try plan.outputs[0].map { try Tensor(zeros: $0.dtype, shape: $0.shape) }
        for (index, tensor) in outputs.enumerated() { state.bind(output: index, stage: 0, tensor.pointer) }
        return (state, outputs)
    }

    /// What a plan allocates in 1 000 runs: memory and Swift objects, which both come from `malloc`, on all threads.
    private func allocations(_ plan: Plan) throws -> Int {
        // A state writes to where its outputs lie: they are kept until it has run.
        let (state, outputs) = try state(plan)
        return try withExtendedLifetime(outputs) {
            // Threads get their scratch memory in their first runs.
            for _ in 0..<50 { try state.run(stage: 0) }
            let before = allocation_count_all_threads()
            for _ in 0..<1000 { try state.run(stage: 0) }
            return allocation_count_all_threads() - before
        }
    }

    @Test(arguments: [DType.float32, .float64]) func runsAllocateNothing(_ dtype: DType) throws {
        #expect(try allocations(plan(dtype)) == 0)
    }

    /// Small matrices are factorized in the threads' scratch memory.
    @Test(arguments: [DType.float32, .float64]) func factorizationsAllocateNothing(_ dtype: DType) throws {
        let g = Graph()
        let x = g.input(TensorType(dtype, [50, 5, 5]))
        let (w, v) = try g.eigh(x)
        let (u, s, _) = try g.svd(x, fullMatrices: true)
        let outputs = try [g.inv(x), g.det(x), w, v, u, s, g.qr(x).r]
        #expect(try allocations(Plan(PlanRequest(graph: g, inputStages: [0], outputs: [outputs]))) == 0)
    }

    /// Every kind of step: copies, updates, gathers, sums along an axis, orders.
    @Test(arguments: [DType.float32, .float64]) func stepsAllocateNothing(_ dtype: DType) throws {
        let g = Graph()
        let x = g.input(TensorType(dtype, [60, 70]))
        let order = try g.emit(ArgSort(), [x])
        let sorted = try g.emit(Gather(axis: 1), [x, g.emit(ArgExtremum(largest: true), [x])])
        let running = try g.emit(CumulativeSum(axis: 0), [sorted])
        let joined = try g.emit(Concatenate(axis: 1), [running, x])
        let region = Region(starts: [0, 5], steps: [1, 1], extents: [60, 70])
        let updated = try g.emit(UpdateRegion(region, accumulate: true), [joined, x])
        let loss = try g.sum(g.multiply(updated, updated), axes: [0, 1])
        let gradient = try Derivative.gradient(g, of: loss, variables: [x])
        #expect(try allocations(Plan(PlanRequest(graph: g, inputStages: [0], outputs: [[loss, order] + gradient]))) == 0)
    }

    @Test(arguments: [DType.float32, .float64]) func threadsDoNotDecideBits(_ dtype: DType) throws {
        let threads = ThreadPool.shared.threadCount
        defer { ThreadPool.shared.threadCount = threads }
        var found: [[Double]] = []
        for count in [1, 2] {
            ThreadPool.shared.threadCount = count
            let (state, outputs) = try state(plan(dtype))
            try withExtendedLifetime(outputs) { try state.run(stage: 0) }
            found.append(outputs.flatMap { $0.doubles() })
        }
        #expect(found[0] == found[1])
    }
}
