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
        let application = try applications[width] ?? application(width)
        let state = application.state
        let first = source.point.count
        // A leaf's parts of the vectors lie one after the other: as they come if there is one leaf, or one vector.
        let (input, output) = (application.input?.pointer ?? x, application.output?.pointer ?? y)
        var offset = 0
        for (index, type) in leafTypes.enumerated() {
            state.bind(input: first + index, input + offset)
            state.bind(output: index, stage: 1, output + offset)
            offset += width * type.count * dtype.byteSize
        }
        if application.input != nil { eachPart(width) { (input + $0).copyMemory(from: x + $1, byteCount: $2) } }
        engine.planLog?.note("H @ V", state.plan, stage: 1)
        try engine.statistics.timed { try state.run(stage: 1) }
        if application.output != nil { eachPart(width) { (y + $1).copyMemory(from: output + $0, byteCount: $2) } }
    }

    /// Goes over each leaf's part of each vector: where it lies among the leaf's parts, where in the vectors, and its bytes.
    private func eachPart(_ width: Int, _ body: (_ byLeaf: Int, _ byVector: Int, _ bytes: Int) -> Void) {
        var byLeaf = 0
        var start = 0
        for type in leafTypes {
            let bytes = type.count * dtype.byteSize
            for vector in 0..<width {
                body(byLeaf, vector * dimension * dtype.byteSize + start, bytes)
                byLeaf += bytes
            }
            start += bytes
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
    let input: Buffer?
    let output: Buffer?

    init(_ state: PlanState, stagedBytes: Int?) throws {
        self.state = state
        input = try stagedBytes.map { try Buffer(byteCount: $0) }
        output = try stagedBytes.map { try Buffer(byteCount: $0) }
    }
}
