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
    /// The most vectors one plan takes; more are taken in turns.
    private let widest: Int
    /// Products by the number of vectors they take at once; each with its own residuals.
    private var applications: [Int: Application] = [:]

    /// `derive` gives H·v for v's leaves, inside the trace.
    init(
        _ traced: TracedFunction, _ engine: TensorEngine,
        _ derive: @escaping (TracedFunction, [ValueID]) throws -> [ValueID]
    ) throws {
        let structure = traced.structure
        leafTypes = structure.leafTypes
        dimension = structure.dimension
        dtype = structure.dtype
        let bytes = HessianOperator.together * dimension * dtype.byteSize
        widest = bytes <= HessianOperator.togetherBytes ? HessianOperator.together : 1
        self.engine = engine
        source = TraceSnapshot(traced, derive)
    }

    /// So many vectors are taken at once where together they have at most `togetherBytes`: one wide product a layer spares threads
    /// most of their waiting for each other, and costs two copies of the vectors. Larger ones are read and written where they
    /// lie, one by one. (16 on 2 threads, together and one by one: 8.6 and 10.2 ms for 10 layers of 100 units at 50 points, 6.8
    /// and 5.0 for 8 of 128 at 16, 222 and 220 for 784-512-512-10 at 512.)
    private static let together = 16
    private static let togetherBytes = 8 << 20

    func apply(_ x: Tensor, into y: Tensor) throws {
        let size = dtype.byteSize
        try apply(x.count / max(1, dimension), into: y) { vector, _, start in
            x.pointer + (vector * dimension + start) * size
        }
    }

    /// H·v for each vector, as the rows of a tensor. A vector is its leaves, or one tensor of all its numbers, of `dtype`.
    func applied(to vectors: [[Tensor]]) throws -> Tensor {
        guard leafTypes.count > 1 || widest == 1 else {
            return try applied(
                to: Structure.packed(vectors.flatMap { $0 }, as: dtype).reshaped([vectors.count, dimension]))
        }
        let y = try Tensor(uninitialized: dtype, shape: [vectors.count, dimension])
        let size = dtype.byteSize
        try apply(dimension > 0 ? vectors.count : 0, into: y) { vector, leaf, start in
            let parts = vectors[vector]
            return parts.count == 1 ? parts[0].pointer + start * size : parts[leaf].pointer
        }
        return y
    }

    /// Where a leaf of a vector lies: its number, and how many numbers of the vector come before it.
    private typealias Places = (_ vector: Int, _ leaf: Int, _ start: Int) -> UnsafeMutableRawPointer

    private func apply(_ count: Int, into y: Tensor, _ places: Places) throws {
        var first = 0
        while first < count {
            let width = min(widest, count - first)
            try apply(width, y.pointer + first * dimension * dtype.byteSize) { places(first + $0, $1, $2) }
            first += width
        }
        engine.statistics.matvecs += count
    }

    private func apply(_ width: Int, _ y: UnsafeMutableRawPointer, _ places: Places) throws {
        let application = try applications[width] ?? application(width)
        let state = application.state
        let size = dtype.byteSize
        // What is not staged lies leaf by leaf as it is: one vector, or several of one leaf, one after the other.
        var start = 0
        for (leaf, type) in leafTypes.enumerated() {
            let byLeaf = width * start * size
            let input = application.staging.map { $0.input.pointer + byLeaf } ?? places(0, leaf, start)
            state.bind(input: source.point.count + leaf, input)
            state.bind(output: leaf, stage: 1, (application.staging?.output.pointer ?? y) + byLeaf)
            start += type.count
        }
        if let staging = application.staging {
            try LeafwiseCopy(leafTypes, dtype, staging.input, vectors: width, places).gather()
        }
        engine.planLog?.note("H @ V", state.plan, stage: 1)
        try engine.statistics.timed { try state.run(stage: 1) }
        if let staging = application.staging {
            try LeafwiseCopy(leafTypes, dtype, staging.output, vectors: width) { vector, _, start in
                y + (vector * dimension + start) * size
            }.scatter()
        }
    }

    /// Compiles the product with `width` vectors, and runs what does not depend on them.
    private func application(_ width: Int) throws -> Application {
        let plan = try source.plan(width: width, leafTypes, dtype)
        engine.statistics.built += 1
        let application = try Application(
            PlanState(plan), stagedBytes: width > 1 && leafTypes.count > 1 ? width * dimension * dtype.byteSize : nil)
        for (index, tensor) in source.point.enumerated() { application.state.bind(input: index, tensor) }
        engine.planLog?.note("H @ V", plan, stage: 0)
        try engine.statistics.timed { try application.state.run(stage: 0) }
        applications[width] = application
        return application
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
        var start = 0
        let leaves = try leafTypes.map { type in
            defer { start += type.count }
            return try v.view(from: start, shape: type.shape).converted(to: type.dtype)
        }
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

    /// Takes and gives `width` vectors, leaf by leaf, in type `dtype`. The graph is copied, so that each width adds its own inputs.
    func plan(width: Int, _ leafTypes: [TensorType], _ dtype: DType) throws -> Plan {
        let copy = try traced.copied()
        let g = copy.trace.graph
        let sources = g.inputs.count
        let vectors = leafTypes.map { g.input(TensorType(dtype, (width == 1 ? [] : [width]) + $0.shape)) }
        let given = try zip(vectors, leafTypes).map { try g.convert($0, $1.dtype) }
        let results: [ValueID]
        if width == 1 {
            results = try derive(copy, given)
        } else {
            let tangents = leafTypes.map { g.placeholder($0) }
            results = try Batch.apply(g, outputs: derive(copy, tangents), inputs: tangents, batched: given, count: width)
        }
        let stages = g.inputs.indices.map { $0 < sources ? 0 : 1 }
        return try Plan(
            PlanRequest(graph: g, inputStages: stages, outputs: [[], results.map { try g.convert($0, dtype) }]))
    }
}

/// A compiled product with some vectors, and memory in which their parts lie leaf by leaf, where they come in another order.
private struct Application {
    let state: PlanState
    let staging: (input: Buffer, output: Buffer)?

    init(_ state: PlanState, stagedBytes: Int?) throws {
        self.state = state
        staging = try stagedBytes.map { try (Buffer(byteCount: $0), Buffer(byteCount: $0)) }
    }
}
