import Graph
import Kernels
import Tensors

/// Where every pointer of every step points.
struct Layout {
    /// For each step the pointers of its reads, then of its writes.
    private(set) var pointers: [[Pointer]] = []
    private(set) var literals: [Tensor] = []
    private(set) var arenaBytes = 0

    /// Adds to `steps` the copies that outputs need which have no memory of their own.
    init(_ request: PlanRequest, _ analysis: Analysis, _ steps: inout [PlannedStep]) throws {
        let graph = analysis.graph
        var place: [ValueID: Place] = [:]
        for index in graph.nodes.indices where analysis.isLive[index] {
            switch analysis.lowering[index] {
            case .input(let number): place[ValueID(index)] = .input(number)
            case .literal(let tensor):
                place[ValueID(index)] = .literal(literals.count)
                literals.append(tensor)
            default: break
            }
        }
        // What a later stage reads is kept; so is what an output of a later stage is.
        var isKept = Set<ValueID>()
        for step in steps {
            for root in step.reads.map({ analysis.root($0.value) }) where analysis.stage[root.index] < step.stage {
                isKept.insert(root)
            }
        }
        for (stage, outputs) in request.outputs.enumerated() {
            for id in outputs where analysis.stage[analysis.root(id).index] < stage { isKept.insert(analysis.root(id)) }
        }
        var copies: [PlannedStep] = []
        var outputOf: [Int: Place] = [:]
        for (stage, outputs) in request.outputs.enumerated() {
            for (position, id) in outputs.enumerated() {
                let root = analysis.root(id)
                if place[root] == nil, !isKept.contains(root), analysis.stage[root.index] == stage {
                    place[root] = .output(stage: stage, position: position)
                    continue
                }
                outputOf[copies.count] = .output(stage: stage, position: position)
                let whole = Reading(value: id, byteOffset: 0)
                copies.append(try Scheduler.copy(graph.type(id), from: whole, to: id, stage: stage))
            }
        }
        let firstCopy = steps.count
        steps += copies

        var keep = ArenaAllocator(base: 0)
        for id in isKept.sorted() where place[id] == nil { place[id] = .arena(keep.allocate(graph.type(id).byteCount)) }

        var lastUse: [ValueID: Int] = [:]
        for (index, step) in steps.enumerated() {
            let written = index < firstCopy ? step.writes : []
            for id in step.reads.map(\.value) + written { lastUse[analysis.root(id)] = index }
        }
        var arena = ArenaAllocator(base: keep.byteCount)
        var temporary: [ValueID: (offset: Int, bytes: Int)] = [:]
        pointers = .init(repeating: [], count: steps.count)
        // A stage's output copies run after its other steps, though they stand at the end of the list.
        for stage in request.outputs.indices {
            arena.reset()
            temporary.removeAll()
            for index in steps.indices where steps[index].stage == stage {
                let step = steps[index]
                let roots = step.reads.map { analysis.root($0.value) }
                for (write, id) in step.writes.enumerated() where index < firstCopy {
                    let root = analysis.root(id)
                    guard place[root] == nil else { continue }
                    let bytes = graph.type(root).byteCount
                    let donor = step.inPlace.first { pair in
                        guard pair.write == write, lastUse[roots[pair.read]] == index else { return false }
                        let same = roots.indices.filter { roots[$0] == roots[pair.read] }
                        return temporary[roots[pair.read]]?.bytes == bytes
                            && same.allSatisfy { read in step.inPlace.contains { $0.read == read && $0.write == write } }
                    }
                    if let donor, let given = temporary.removeValue(forKey: roots[donor.read]) {
                        temporary[root] = given
                    } else {
                        temporary[root] = (arena.allocate(bytes), bytes)
                    }
                    place[root] = temporary[root].map { .arena($0.offset) }
                }
                func pointer(_ id: ValueID, _ byteOffset: Int) throws -> Pointer {
                    guard let found = place[analysis.root(id)] else {
                        throw CompilerError(description: "value \(id.index) has no memory")
                    }
                    return Pointer(place: found, byteOffset: byteOffset)
                }
                pointers[index] = try step.reads.map { try pointer($0.value, $0.byteOffset) }
                if index < firstCopy {
                    pointers[index] += try step.writes.map { try pointer($0, 0) }
                } else if let output = outputOf[index - firstCopy] {
                    pointers[index].append(Pointer(place: output, byteOffset: 0))
                }
                for root in Set(roots + step.writes.map(analysis.root)) where lastUse[root] == index {
                    if let range = temporary.removeValue(forKey: root) { arena.release(range.offset, range.bytes) }
                }
            }
        }
        arenaBytes = arena.byteCount
    }
}
