import Compiler
import Graph
import Kernels
import Tensors

/// A plan of a traced function, and the conditions under which it is that function's.
final class TracedPlan {
    /// What is computed of the function: `gradient`.
    let name: String
    let structure: Structure
    let plan: Plan
    /// What the results of stage 0 are, where it is not that of the parameters.
    let resultStructure: Structure?
    /// What the inputs that the transform added are the leaves of.
    let vectorStructure: Structure?
    private let pattern: Pattern
    private let globals: [CaptureTable.Global]
    private let integers: IntegerProgram
    private let sources: [Trace.InputSource]
    /// The program that was compiled, without the guards.
    let provenance: TracedProvenance
    /// What the first outputs of stage 0, the guards, must be.
    let expectedGuards: [Bool]
    /// The other outputs of stage 0.
    let results: PackedResults
    /// Memory for one run at a time; an operator has its own.
    private var idle: PlanState?
    var lastUse = 0
    var vigilance = Vigilance()

    /// Compiles what the transform of this name makes of the function. Inputs that it adds are handed in by the caller.
    init(_ function: TracedFunction, _ made: TransformResult, name: String) throws {
        self.name = name
        structure = function.structure
        pattern = function.pattern
        globals = function.trace.captures.globals
        integers = function.trace.integers
        sources = function.trace.sources
        resultStructure = made.resultStructure
        vectorStructure = made.vectorStructure
        let guards = function.trace.guards
        expectedGuards = guards.map(\.expected)
        let graph = function.trace.graph
        provenance = TracedProvenance(
            graph: graph, outputs: made.outputs, places: function.trace.places, primalCount: function.primalCount)
        let outputs = guards.map(\.value) + made.outputs
        plan = try Plan(PlanRequest(graph: graph, inputStages: graph.inputs.map { _ in 0 }, outputs: [outputs]))
        results = PackedResults(Array(plan.outputs[0].dropFirst(guards.count)))
    }

    /// The inputs of a call, if the plan serves it: this function at these parameters.
    func bindings(_ function: Value, _ parameters: Value, _ engine: TensorEngine) throws -> [Tensor]? {
        var leaves: [Tensor] = []
        let fits = structure.collect(parameters) { if let tensor = $0.numbers { leaves.append(tensor) } }
        guard fits, leaves.count == structure.leafCount else { return nil }
        var captured = CaptureValues()
        guard captured.match(function, pattern) else { return nil }
        for global in globals where !captured.match(global.module.value(at: global.slot), global.pattern) { return nil }
        guard let integers = integers.run(captured.integers) else { return nil }
        return try sources.enumerated().map { index, source in
            switch source {
            case .parameter(let leaf): leaves[leaf]
            case .capture(let number): captured.tensors[number]
            case .integer(let node): try TracedPlan.number(integers[node], plan.inputs[index].dtype)
            case .random(let draw): try engine.random.tensor(draw)
            }
        }
    }

    /// The parameters' leaves among the inputs of a call.
    func parameters(among inputs: [Tensor]) -> [Tensor] {
        zip(inputs, sources).compactMap { if case .parameter = $1 { $0 } else { nil } }
    }

    private static func number(_ value: Int, _ dtype: DType) throws -> Tensor {
        switch dtype {
        case .float64: try Tensor(scalar: Double(value))
        case .float32: try Tensor(scalar: Float(value))
        case .int64: try Tensor(scalar: Int64(value))
        case .bool: try Tensor(scalar: value != 0)
        }
    }

    /// Memory to run in, given back by `giveBack`.
    func borrow() throws -> PlanState {
        if let state = idle {
            idle = nil
            return state
        }
        return try PlanState(plan)
    }

    func giveBack(_ state: PlanState) {
        state.releaseInputs()
        idle = state
    }
}

/// Plans by the code they are of and what was made of it.
///
/// Closure identity is not in the key: a lambda in a loop finds its plan. A key holds several plans, for other parameter
/// structures, captures and branches; the first go when there are more than `plansLimit` of a key, or when all plans together
/// take more than `byteLimit`.
final class PlanCache {
    struct Key: Hashable {
        let code: ObjectIdentifier
        let transform: String
    }
    private var plans: [Key: [TracedPlan]] = [:]
    private var byteCount = 0
    private var clock = 0
    /// A call that so many plans of its key fit, but for the path through the program, is traced, and its plan not kept.
    static let pathLimit = 8
    private static let plansLimit = 4 * pathLimit
    private let byteLimit = 1 << 30

    /// The plan that serves a call, with its inputs.
    func find(_ key: Key, _ function: Value, _ parameters: Value, _ engine: TensorEngine, skipping: Set<ObjectIdentifier>) throws
        -> (TracedPlan, [Tensor])?
    {
        guard let candidates = plans[key] else { return nil }
        for plan in candidates.reversed() where !skipping.contains(ObjectIdentifier(plan)) {
            if let inputs = try plan.bindings(function, parameters, engine) {
                clock += 1
                plan.lastUse = clock
                return (plan, inputs)
            }
        }
        return nil
    }

    func has(_ key: Key) -> Bool { plans[key] != nil }

    func add(_ key: Key, _ plan: TracedPlan) {
        var known = plans[key] ?? []
        if known.count >= PlanCache.plansLimit {
            byteCount -= known.removeFirst().plan.byteCount
        }
        known.append(plan)
        plans[key] = known
        byteCount += plan.plan.byteCount
        clock += 1
        plan.lastUse = clock
        while byteCount > byteLimit, plans.count > 1 || known.count > 1 {
            guard let oldest = plans.min(by: { ($0.value.first?.lastUse ?? 0) < ($1.value.first?.lastUse ?? 0) }),
                let first = oldest.value.first, first !== plan
            else { break }
            byteCount -= first.plan.byteCount
            let rest = Array(oldest.value.dropFirst())
            plans[oldest.key] = rest.isEmpty ? nil : rest
        }
    }
}
