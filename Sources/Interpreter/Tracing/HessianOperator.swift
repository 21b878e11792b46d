import Compiler
import Curvature
import Graph
import Kernels
import Tensors
import Transforms

/// H = ∇∇f(θ) as an operator on flat vectors: a snapshot.
///
/// f is traced when the operator is made; θ, what f reads, and its random numbers are frozen then. What depends on them alone
/// is computed at the first product and kept; a product costs only what is linear in v.
final class HessianOperator: LinearOperator {
    let dimension: Int
    let dtype: DType
    let isSymmetricByConstruction = true
    private let leafTypes: [TensorType]
    private let engine: TensorEngine
    private let source: TraceSnapshot
    /// Plans by the number of vectors they take at once; each with its own residuals.
    private var applications: [Int: PlanState] = [:]

    /// `derive` gives H·v for v's leaves, inside the trace.
    init(
        _ traced: TracedFunction, _ engine: TensorEngine,
        _ derive: @escaping (TracedFunction, [ValueID]) throws -> [ValueID]
    ) throws {
        let structure = traced.structure
        leafTypes = structure.leafTypes
        dimension = structure.dimension
        dtype = structure.dtype
        self.engine = engine
        source = TraceSnapshot(traced, derive)
    }

    /// The most vectors one plan takes; more are taken in turns.
    private static let widest = 16

    func apply(_ x: Tensor, into y: Tensor) throws {
        let count = x.count / max(1, dimension)
        var start = 0
        while start < count {
            let width = min(HessianOperator.widest, count - start)
            try apply(width, x.pointer + start * dimension * dtype.byteSize, y.pointer + start * dimension * dtype.byteSize)
            start += width
        }
        engine.statistics.matvecs += count
    }

    private func apply(_ width: Int, _ x: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer) throws {
        let state = try applications[width] ?? application(width)
        let first = source.point.count
        if width == 1 && leafTypes.allSatisfy({ $0.dtype == dtype }) {
            var offset = 0
            for (index, type) in leafTypes.enumerated() {
                state.bind(input: first + index, x + offset)
                state.bind(output: index, stage: 1, y + offset)
                offset += type.byteCount
            }
        } else {
            state.bind(input: first, x)
            state.bind(output: 0, stage: 1, y)
        }
        try engine.statistics.timed { try state.run(stage: 1) }
    }

    /// Compiles the product with `width` vectors, and runs what does not depend on them.
    private func application(_ width: Int) throws -> PlanState {
        let plan = try source.plan(width: width, leafTypes, dtype)
        engine.statistics.built += 1
        let state = try PlanState(plan)
        for (index, tensor) in source.point.enumerated() { state.bind(input: index, tensor) }
        try engine.statistics.timed { try state.run(stage: 0) }
        applications[width] = state
        return state
    }

    /// The steps of a product with one vector, for people.
    func describe() throws -> [String] { try source.plan(width: 1, leafTypes, dtype).describe(stage: 1) }
}

/// A traced function with the numbers it was traced at.
private struct TraceSnapshot {
    let traced: TracedFunction
    let point: [Tensor]
    let derive: (TracedFunction, [ValueID]) throws -> [ValueID]

    init(_ traced: TracedFunction, _ derive: @escaping (TracedFunction, [ValueID]) throws -> [ValueID]) {
        self.traced = traced
        self.derive = derive
        point = traced.trace.point
    }

    /// The graph is copied, so that each width adds its own inputs to it.
    func plan(width: Int, _ leafTypes: [TensorType], _ dtype: DType) throws -> Plan {
        let copy = try traced.copied()
        let g = copy.trace.graph
        let sources = g.inputs.count
        let plain = width == 1 && leafTypes.allSatisfy { $0.dtype == dtype }
        var outputs: [ValueID]
        if plain {
            outputs = try derive(copy, leafTypes.map { g.input($0) })
        } else {
            let total = leafTypes.reduce(0) { $0 + $1.count }
            let vectors = g.input(TensorType(dtype, [width, total]))
            let tangents = leafTypes.map { g.placeholder($0) }
            let products = try derive(copy, tangents)
            var start = 0
            let stacks = try leafTypes.map { type in
                defer { start += type.count }
                let columns = try g.emit(
                    Slice(Region(starts: [0, start], steps: [1, 1], extents: [width, type.count])), [vectors])
                return try g.convert(g.reshape(columns, [width] + type.shape), type.dtype)
            }
            let results = try Batch.apply(g, outputs: products, inputs: tangents, batched: stacks, count: width)
            let rows = try zip(results, leafTypes).map { try g.convert(g.reshape($0, [width, $1.count]), dtype) }
            outputs = [rows.count == 1 ? rows[0] : try g.emit(Concatenate(axis: 1), rows)]
        }
        let stages = g.inputs.indices.map { $0 < sources ? 0 : 1 }
        return try Plan(PlanRequest(graph: g, inputStages: stages, outputs: [[], outputs]))
    }
}
