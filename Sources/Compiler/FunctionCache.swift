import Graph
import Kernels
import Tensors

/// Plans of functions on tensors, by name and operand types: how tensors are computed with outside of a trace.
///
/// A function is built as a graph once for each signature that it meets, so that it is fused and laid out like any other
/// program; a later call costs the look-up and the run. Bounded: when plans take more than `byteLimit`, those not used for
/// longest go. Not for two threads at once.
public final class FunctionCache {
    private struct Key: Hashable {
        let name: String
        let attributes: [Int]
        let operands: [TensorType]
    }
    private final class Entry {
        let state: PlanState
        var lastUse: Int

        init(_ state: PlanState, _ lastUse: Int) {
            self.state = state
            self.lastUse = lastUse
        }
    }
    private var entries: [Key: Entry] = [:]
    private var byteCount = 0
    private let byteLimit: Int
    private var clock = 0
    /// Plans compiled so far.
    public private(set) var built = 0

    public init(byteLimit: Int = 256 << 20) { self.byteLimit = byteLimit }

    /// The results of a function. `attributes` must tell apart whatever `build` does differently for equal types. `observer` is told
    /// which plan runs.
    public func run(
        _ name: String, _ attributes: [Int] = [], _ operands: [Tensor], observer: ((Plan) -> Void)? = nil,
        _ build: (Graph, [ValueID]) throws -> [ValueID]
    ) throws -> [Tensor] {
        let key = Key(name: name, attributes: attributes, operands: operands.map { TensorType($0.dtype, $0.shape) })
        let entry = try entries[key] ?? compile(key, build)
        clock &+= 1
        entry.lastUse = clock
        let state = entry.state
        observer?(state.plan)
        for (index, tensor) in operands.enumerated() { state.bind(input: index, tensor.pointer) }
        return try withExtendedLifetime(operands) { try state.results(stage: 0) }
    }

    private func compile(_ key: Key, _ build: (Graph, [ValueID]) throws -> [ValueID]) throws -> Entry {
        let graph = Graph()
        let inputs = key.operands.map(graph.input)
        let outputs = try build(graph, inputs)
        let plan = try Plan(PlanRequest(graph: graph, inputStages: inputs.map { _ in 0 }, outputs: [outputs]))
        built += 1
        let entry = Entry(try PlanState(plan), clock)
        byteCount += plan.byteCount
        if byteCount > byteLimit { shrink() }
        // A plan that alone is over the limit is used, and not kept.
        if plan.byteCount < byteLimit / 2 { entries[key] = entry } else { byteCount -= plan.byteCount }
        return entry
    }

    /// Drops the half that was used least recently.
    private func shrink() {
        let ages = entries.values.map(\.lastUse).sorted()
        let median = ages.isEmpty ? 0 : ages[ages.count / 2]
        for (key, entry) in entries where entry.lastUse <= median {
            byteCount -= entry.state.plan.byteCount
            entries[key] = nil
        }
    }
}
