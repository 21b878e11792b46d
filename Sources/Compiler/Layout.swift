import Graph
import Kernels
import Tensors

/// Where every pointer of every step points.
///
/// Built so that results are written where they are wanted, and over operands that are read for the last time, instead of being
/// copied there: only outputs that are inputs, views, kept or asked for twice are copies.
struct Layout {
    /// For each step the pointers of its reads, then of its writes; of a chain, link by link.
    private(set) var pointers: [[Pointer]] = []
    private(set) var literals: [Tensor] = []
    private(set) var arenaBytes = 0
    /// The first bytes of the arena, which hold what later stages read.
    private(set) var keptBytes = 0

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

        var lastUse: [ValueID: Moment] = [:]
        for (index, step) in steps.enumerated() {
            for (number, part) in step.parts.enumerated() {
                let written = index < firstCopy ? part.writes : []
                for id in part.reads.map(\.value) + written { lastUse[analysis.root(id)] = Moment(step: index, part: number) }
            }
        }
        keptBytes = keep.byteCount
        var arena = ArenaAllocator(base: keptBytes)
        var temporary: [ValueID: (offset: Int, bytes: Int)] = [:]
        pointers = .init(repeating: [], count: steps.count)
        // A stage's output copies run after its other steps, though they stand at the end of the list.
        for stage in request.outputs.indices {
            arena.reset()
            temporary.removeAll()
            for index in steps.indices where steps[index].stage == stage {
                var pool = StepMemory(isChain: steps[index].parts.count > 1)
                for (number, part) in steps[index].parts.enumerated() {
                    let now = Moment(step: index, part: number)
                    let roots = part.reads.map { analysis.root($0.value) }
                    for (write, id) in part.writes.enumerated() where index < firstCopy {
                        let root = analysis.root(id)
                        guard place[root] == nil else { continue }
                        let bytes = graph.type(root).byteCount
                        let donor = part.inPlace.first { pair in
                            let given = roots[pair.read]
                            guard pair.write == write, lastUse[given] == now, pool.mayGive(given) else { return false }
                            let same = roots.indices.filter { roots[$0] == given }
                            return temporary[given]?.bytes == bytes
                                && same.allSatisfy { read in part.inPlace.contains { $0.read == read && $0.write == write } }
                        }
                        if let donor, let given = temporary.removeValue(forKey: roots[donor.read]) {
                            temporary[root] = given
                        } else if !part.combined.contains(id), let offset = pool.take(bytes) {
                            temporary[root] = (offset, bytes)
                        } else {
                            temporary[root] = (arena.allocate(bytes), bytes)
                        }
                        if !part.combined.contains(id) { pool.own(root) }
                        place[root] = temporary[root].map { .arena($0.offset) }
                    }
                    func pointer(_ id: ValueID, _ byteOffset: Int) throws -> Pointer {
                        guard let found = place[analysis.root(id)] else {
                            throw CompilerError(description: "value \(id.index) has no memory")
                        }
                        return Pointer(place: found, byteOffset: byteOffset)
                    }
                    pointers[index] += try part.reads.map { try pointer($0.value, $0.byteOffset) }
                    if index < firstCopy {
                        pointers[index] += try part.writes.map { try pointer($0, 0) }
                    } else if let output = outputOf[index - firstCopy] {
                        pointers[index].append(Pointer(place: output, byteOffset: 0))
                    }
                    for root in Set(roots + part.writes.map(analysis.root)).sorted() where lastUse[root] == now {
                        if let range = temporary.removeValue(forKey: root) { pool.release(root, range.offset, range.bytes) }
                    }
                }
                for range in pool.released { arena.release(range.offset, range.bytes) }
            }
        }
        arenaBytes = arena.byteCount
    }
}

/// A part of a step.
private struct Moment: Equatable {
    var step: Int
    var part: Int
}

/// Memory while a step's parts are laid out.
///
/// Shares of a chain are not at the same link at the same time. So what its links have done with is free for what they
/// write row by row to rows that take as many bytes, and for everything else only when the chain has ended.
private struct StepMemory {
    let isChain: Bool
    /// Values whose rows only their own share reads and writes.
    private var own = Set<ValueID>()
    private var spare: [Int: [Int]] = [:]
    private var ended: [(offset: Int, bytes: Int)] = []

    init(isChain: Bool) { self.isChain = isChain }

    mutating func own(_ root: ValueID) { if isChain { own.insert(root) } }

    /// Whether another value may be written to a value's memory while the step runs.
    func mayGive(_ root: ValueID) -> Bool { !isChain || own.contains(root) }

    mutating func take(_ bytes: Int) -> Int? { spare[bytes]?.popLast() }

    mutating func release(_ root: ValueID, _ offset: Int, _ bytes: Int) {
        if own.contains(root) { spare[bytes, default: []].append(offset) } else { ended.append((offset, bytes)) }
    }

    /// What is free when the step has run.
    var released: [(offset: Int, bytes: Int)] {
        ended + spare.sorted { $0.key < $1.key }.flatMap { bytes, offsets in offsets.map { ($0, bytes) } }
    }
}
