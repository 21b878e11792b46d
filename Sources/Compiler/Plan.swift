import Graph
import Kernels
import Tensors

/// A compiled graph: runs many times, allocates nothing when it does.
///
/// A plan is immutable and may be shared; what changes is in a `PlanState`.
public final class Plan: @unchecked Sendable {
    let stages: [[Step]]
    let arenaBytes: Int
    /// The first bytes of the arena, which hold what later stages read.
    let keptBytes: Int
    let literals: [Tensor]
    /// The table of pointers.
    let pointers: [Pointer]
    /// The table entries of each input, and of each output by stage.
    let inputEntries: [[Int]]
    let outputEntries: [[[Int]]]
    /// Types of what is handed in.
    public let inputs: [TensorType]
    public let outputs: [[TensorType]]

    public convenience init(_ request: PlanRequest) throws {
        var analysis = try Analysis(request)
        analysis.joinProducts()
        analysis.updateInPlace()
        let clustering = Clustering(analysis)
        var steps = try Scheduler(analysis, clustering).steps()
        steps = try RowChains(analysis).joined(steps)
        steps = try ProductSets(analysis).joined(steps)
        let layout = try Layout(request, analysis, &steps)
        try self.init(request, steps, layout)
    }

    private init(_ request: PlanRequest, _ steps: [PlannedStep], _ layout: Layout) throws {
        let graph = request.graph
        inputs = graph.inputs.map(graph.type)
        outputs = request.outputs.map { $0.map(graph.type) }
        literals = layout.literals
        arenaBytes = layout.arenaBytes
        keptBytes = layout.keptBytes
        var pointers: [Pointer] = []
        var inputEntries = [[Int]](repeating: [], count: inputs.count)
        var outputEntries = outputs.map { [[Int]](repeating: [], count: $0.count) }
        var stages = [[Step]](repeating: [], count: request.outputs.count)
        for (index, step) in steps.enumerated() {
            let first = pointers.count
            for pointer in layout.pointers[index] {
                switch pointer.place {
                case .input(let number): inputEntries[number].append(pointers.count)
                case .output(let stage, let position): outputEntries[stage][position].append(pointers.count)
                default: break
                }
                pointers.append(pointer)
            }
            stages[step.stage].append(try step.make(first))
        }
        self.pointers = pointers
        self.inputEntries = inputEntries
        self.outputEntries = outputEntries
        self.stages = stages
    }

    /// Bytes a state of this plan takes.
    public var byteCount: Int { arenaBytes + literals.reduce(0) { $0 + $1.byteCount } + pointers.count * 8 }

    /// Bytes that a stage works in, beside inputs, outputs and what earlier stages have left.
    var workingBytes: Int { arenaBytes - keptBytes }

    /// Matrix products of a stage.
    public func productCount(stage: Int) -> Int { stages[stage].reduce(0) { $0 + $1.productCount } }
}

/// The memory a plan runs in: its arena, and what has been handed in.
///
/// Inputs stay bound, and values of earlier stages stay valid, until bound or run anew. Not for two threads at once.
public final class PlanState {
    public let plan: Plan
    private let arena: Buffer
    /// The state whose inputs, and what stages before the last have left, this one reads.
    private let base: PlanState?
    private let table: PointerTable
    /// Keeps inputs alive that were handed in as tensors.
    private var held: [Tensor?]

    public convenience init(_ plan: Plan) throws { try self.init(plan, base: nil) }

    /// A state for the last stage alone: it reads what earlier stages have left in `base`, and what is bound there now.
    convenience init(sharing base: PlanState) throws { try self.init(base.plan, base: base) }

    private init(_ plan: Plan, base: PlanState?) throws {
        self.plan = plan
        self.base = base
        let shared = base == nil ? 0 : plan.keptBytes
        arena = try Buffer(byteCount: plan.arenaBytes - shared)
        table = .allocate(capacity: max(1, plan.pointers.count))
        held = .init(repeating: nil, count: plan.inputs.count)
        for (entry, pointer) in plan.pointers.enumerated() {
            switch pointer.place {
            case .arena(let offset) where offset >= shared:
                table[entry] = arena.pointer + (offset - shared) + pointer.byteOffset
            case .literal(let index): table[entry] = plan.literals[index].pointer + pointer.byteOffset
            case .arena, .input, .output: table[entry] = base?.table[entry] ?? arena.pointer
            }
        }
    }

    deinit { table.deallocate() }

    /// Hands in an input; it is held until another takes its place.
    public func bind(input index: Int, _ tensor: Tensor) {
        held[index] = tensor
        bind(input: index, tensor.pointer)
    }

    /// Hands in an input by its memory, which must stay valid while stages that read it run.
    public func bind(input index: Int, _ pointer: UnsafeMutableRawPointer) {
        for entry in plan.inputEntries[index] { table[entry] = pointer + plan.pointers[entry].byteOffset }
    }

    /// Lets go of the tensors that were handed in: until they are bound anew, no stage that reads them may run.
    public func releaseInputs() { for index in held.indices { held[index] = nil } }

    /// Where the stage is to write one of its outputs.
    public func bind(output index: Int, stage: Int, _ pointer: UnsafeMutableRawPointer) {
        for entry in plan.outputEntries[stage][index] { table[entry] = pointer + plan.pointers[entry].byteOffset }
    }

    /// Runs a stage. All inputs up to it and all its outputs must be bound.
    public func run(stage: Int) throws(KernelFailure) {
        for step in plan.stages[stage] { try step.run(table) }
    }
}
