import Compiler
import Curvature
import Graph
import Kernels
import Tensors

/// H = ∇∇f(θ) as an operator on flat vectors: a snapshot.
///
/// f is traced when the operator is made; θ, what f reads, and its random numbers are frozen then. What depends on them alone
/// is computed at the first product and kept; a product costs only what is linear in v.
final class HessianOperator: LinearOperator {
    let dimension: Int
    let dtype: DType
    let isSymmetricByConstruction = true
    private let leafTypes: [TensorType]
    /// How many numbers of a vector come before each leaf.
    private let leafStarts: [Int]
    private let engine: TensorEngine
    private let source: TraceSnapshot
    /// The product, once it has been asked for.
    private var product: PlanTeam?

    /// `derive` gives H·v for v's leaves, inside the trace.
    init(
        _ traced: TracedFunction, _ engine: TensorEngine,
        _ derive: @escaping (TracedFunction, [ValueID]) throws -> [ValueID]
    ) throws {
        let structure = traced.structure
        leafTypes = structure.leafTypes
        leafStarts = structure.leafStarts
        dimension = structure.dimension
        dtype = structure.dtype
        self.engine = engine
        source = TraceSnapshot(traced, derive)
    }

    func apply(_ x: Tensor, into y: Tensor) throws {
        guard dimension > 0 else { return }
        let size = dtype.byteSize
        try apply(x.count / dimension, into: y) { vector, leaf in x.pointer + (vector * dimension + leafStarts[leaf]) * size }
    }

    /// H·v for each vector, as the rows of a tensor. A vector is its leaves, or one tensor of all its numbers, of `dtype`.
    func applied(to vectors: [[Tensor]]) throws -> Tensor {
        let y = try Tensor(uninitialized: dtype, shape: [vectors.count, dimension])
        guard dimension > 0 else { return y }
        let size = dtype.byteSize
        try apply(vectors.count, into: y) { vector, leaf in
            let parts = vectors[vector]
            return parts.count > 1 ? parts[leaf].pointer : parts[0].pointer + leafStarts[leaf] * size
        }
        return y
    }

    /// `place` tells where a leaf of a vector lies.
    private func apply(
        _ count: Int, into y: Tensor, _ place: (_ vector: Int, _ leaf: Int) -> UnsafeMutableRawPointer
    ) throws {
        let product = try compiled()
        var parts: [UnsafeMutableRawPointer] = []
        parts.reserveCapacity(count * leafTypes.count)
        for vector in 0..<count { for leaf in leafStarts.indices { parts.append(place(vector, leaf)) } }
        engine.planLog?.note("H @ V", product.first.plan, stage: 1, runs: count)
        let products = VectorProducts(
            firstInput: source.point.count, parts: parts, results: y.pointer, dimension: dimension, leafStarts: leafStarts,
            elementBytes: dtype.byteSize)
        try engine.statistics.timed { try product.run(stage: 1, count: count, products) }
        engine.statistics.matvecs += count
    }

    /// Compiles the product, and runs what does not depend on the vector.
    private func compiled() throws -> PlanTeam {
        if let product { return product }
        let plan = try source.plan(leafTypes, dtype)
        engine.statistics.built += 1
        let state = try PlanState(plan)
        for (index, tensor) in source.point.enumerated() { state.bind(input: index, tensor) }
        engine.planLog?.note("H @ V", plan, stage: 0)
        try engine.statistics.timed { try state.run(stage: 0) }
        let team = PlanTeam(state)
        product = team
        return team
    }

    /// Whether f's point is finite: a product that is not is then worth a word.
    private var isPointFinite: Bool {
        zip(source.traced.trace.sources, source.point).allSatisfy { place, tensor in
            if case .parameter = place { tensor.isFinite } else { true }
        }
    }

    /// Warns that H·v is not finite, with the place where that arose, if θ and v are.
    func warnNotFinite(_ primitive: String, along v: Tensor) throws {
        guard v.isFinite, isPointFinite else { return }
        let leaves = try zip(leafStarts, leafTypes).map { try v.view(from: $0, shape: $1.shape).converted(to: $1.dtype) }
        try engine.warnNotFinite(
            primitive, PlanCache.Key(code: source.traced.code, transform: "hessian"), inputs: source.point + leaves,
            source.traced.trace.interpreter
        ) { try source.provenance(leafTypes) }
    }
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

    /// The program of a product with one vector.
    func provenance(_ leafTypes: [TensorType]) throws -> TracedProvenance {
        let copy = try traced.copied()
        let g = copy.trace.graph
        let outputs = try derive(copy, leafTypes.map { g.input($0) })
        return TracedProvenance(graph: g, outputs: outputs, places: copy.trace.places, primalCount: traced.primalCount)
    }

    /// Takes and gives a vector, leaf by leaf, in type `dtype`. The graph is copied, so that it can add its own inputs.
    func plan(_ leafTypes: [TensorType], _ dtype: DType) throws -> Plan {
        let copy = try traced.copied()
        let g = copy.trace.graph
        let sources = g.inputs.count
        let given = try leafTypes.map { try g.convert(g.input(TensorType(dtype, $0.shape)), $0.dtype) }
        let results = try derive(copy, given).map { try g.convert($0, dtype) }
        let stages = g.inputs.indices.map { $0 < sources ? 0 : 1 }
        return try Plan(PlanRequest(graph: g, inputStages: stages, outputs: [[], results]))
    }
}

/// H times vectors, as runs of one plan.
private struct VectorProducts: PlanRuns {
    /// The plan's input that is a vector's first leaf.
    let firstInput: Int
    /// Where the leaves lie, vector by vector.
    let parts: [UnsafeMutableRawPointer]
    let results: UnsafeMutableRawPointer
    let dimension: Int
    let leafStarts: [Int]
    let elementBytes: Int

    func bind(_ run: Int, to state: PlanState) {
        for (leaf, start) in leafStarts.enumerated() {
            state.bind(input: firstInput + leaf, parts[run * leafStarts.count + leaf])
            state.bind(output: leaf, stage: 1, results + (run * dimension + start) * elementBytes)
        }
    }
}
