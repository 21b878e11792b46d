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
        let variant: Int
        let attributes: [Int]
        let operands: [TensorType]

        func isOf(_ name: String, _ variant: Int, _ attributes: [Int], _ operands: [Tensor]) -> Bool {
            guard variant == self.variant, name == self.name, attributes == self.attributes else { return false }
            guard operands.count == self.operands.count else { return false }
            for i in operands.indices {
                guard operands[i].dtype == self.operands[i].dtype, operands[i].shape == self.operands[i].shape else {
                    return false
                }
            }
            return true
        }
    }
    private final class Entry {
        let key: Key
        let state: PlanState
        var lastUse: Int

        init(_ key: Key, _ state: PlanState, _ lastUse: Int) {
            self.key = key
            self.state = state
            self.lastUse = lastUse
        }
    }
    private var entries: [Key: Entry] = [:]
    /// Entries used lately, by a hash that costs less than a key.
    private var recent = [Entry?](repeating: nil, count: 256)
    private var byteCount = 0
    private let byteLimit: Int
    private var clock = 0
    /// Plans compiled so far.
    public private(set) var built = 0

    public init(byteLimit: Int = 256 << 20) { self.byteLimit = byteLimit }

    /// The results of a function. `variant` and `attributes` must tell apart whatever `build` does differently for equal types.
    /// `observer` is told which plan runs.
    public func run(
        _ name: String, variant: Int = 0, _ attributes: [Int] = [], _ operands: [Tensor], observer: ((Plan) -> Void)? = nil,
        _ build: (Graph, [ValueID]) throws -> [ValueID]
    ) throws -> [Tensor] {
        let entry = try find(name, variant, attributes, operands, build)
        clock &+= 1
        entry.lastUse = clock
        let state = entry.state
        observer?(state.plan)
        for (index, tensor) in operands.enumerated() { state.bind(input: index, tensor.pointer) }
        return try withExtendedLifetime(operands) { try state.results(stage: 0) }
    }

    private func find(
        _ name: String, _ variant: Int, _ attributes: [Int], _ operands: [Tensor],
        _ build: (Graph, [ValueID]) throws -> [ValueID]
    ) throws -> Entry {
        var hash = UInt(bitPattern: variant)
        for byte in name.utf8 { hash = hash &* 31 &+ UInt(byte) }
        for attribute in attributes { hash = hash &* 31 &+ UInt(bitPattern: attribute) }
        for operand in operands {
            for extent in operand.shape { hash = hash &* 31 &+ UInt(bitPattern: extent) }
            hash = hash &* 31 &+ UInt(operand.dtype.rawValue)
        }
        let place = Int(hash % UInt(recent.count))
        if let entry = recent[place], entry.key.isOf(name, variant, attributes, operands) { return entry }
        let key = Key(
            name: name, variant: variant, attributes: attributes, operands: operands.map { TensorType($0.dtype, $0.shape) })
        if let entry = entries[key] {
            recent[place] = entry
            return entry
        }
        return try compile(key, build)
    }

    private func compile(_ key: Key, _ build: (Graph, [ValueID]) throws -> [ValueID]) throws -> Entry {
        let graph = Graph()
        let inputs = key.operands.map(graph.input)
        let outputs = try build(graph, inputs)
        let plan = try Plan(PlanRequest(graph: graph, inputStages: inputs.map { _ in 0 }, outputs: [outputs]))
        built += 1
        let entry = Entry(key, try PlanState(plan), clock)
        byteCount += plan.byteCount
        if byteCount > byteLimit { shrink() }
        // A plan that alone is over the limit is used, and not kept.
        if plan.byteCount < byteLimit / 2 { entries[key] = entry } else { byteCount -= plan.byteCount }
        return entry
    }

    /// Drops the half that was used least recently.
    private func shrink() {
        for place in recent.indices { recent[place] = nil }
        let ages = entries.values.map(\.lastUse).sorted()
        let median = ages.isEmpty ? 0 : ages[ages.count / 2]
        for (key, entry) in entries where entry.lastUse <= median {
            byteCount -= entry.state.plan.byteCount
            entries[key] = nil
        }
    }
}
