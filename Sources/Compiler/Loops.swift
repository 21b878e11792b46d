import Graph
import Kernels
import Tensors

/// One loop of a plan: its program, and the values whose memory it reads and writes.
struct Loop {
    var program: ElementwiseProgram
    /// The values that operands are read from, aligned with the program's operands.
    var reads: [ValueID]
    /// The values that results are, aligned with the program's results.
    var writes: [ValueID]
}

/// Turns a cluster of elementwise nodes into programs: registers for values that live in the loop, operands for those in memory.
///
/// Built so that only what is read outside of a loop is stored: in the example of `Clustering` that is 4 vectors of
/// 17. The other 13 are registers, given back after their last use, so that a loop's few stay in the L1 cache.
struct LoopBuilder {
    let analysis: Analysis
    let clustering: Clustering
    /// For each node, the nodes that read it.
    let consumers: [[ValueID]]

    init(_ analysis: Analysis, _ clustering: Clustering) {
        self.analysis = analysis
        self.clustering = clustering
        var consumers = [[ValueID]](repeating: [], count: analysis.graph.nodes.count)
        for index in analysis.graph.nodes.indices where analysis.isLive[index] {
            for operand in analysis.graph.nodes[index].operands { consumers[operand.index].append(ValueID(index)) }
        }
        self.consumers = consumers
    }

    /// The loops of a cluster, in order: more than one where the registers do not hold all of it.
    func loops(_ nodes: [ValueID], space: [Int], dtype: DType) throws -> [Loop] {
        if let loop = try build(nodes, space: space, dtype: dtype) { return [loop] }
        guard nodes.count > 1 else { throw CompilerError(description: "one operation does not fit into a loop") }
        let half = nodes.count / 2
        return try loops(Array(nodes[..<half]), space: space, dtype: dtype)
            + loops(Array(nodes[half...]), space: space, dtype: dtype)
    }

    private struct Access: Hashable {
        var value: ValueID
        var dtype: DType
        var offset: Int
        var strides: [Int]

        init(value: ValueID, dtype: DType, offset: Int, strides: [Int]) {
            self.value = value
            self.dtype = dtype
            self.offset = offset
            self.strides = strides
        }

        init(_ view: View, _ graph: Graph) {
            self.init(value: view.base, dtype: graph.type(view.base).dtype, offset: view.offset, strides: view.strides)
        }
    }

    /// Where an operand of a node in the loop comes from.
    private enum Source {
        case member(ValueID)
        case constant(UInt64)
        case memory(Access)
    }

    private func source(_ id: ValueID, members: Set<ValueID>, space: [Int]) -> Source {
        if members.contains(id) { return .member(id) }
        let graph = analysis.graph
        if case .scalar(let value) = analysis.lowering[id.index], case .given = clustering.role[id.index] {
            return .constant(value.bitPattern)
        }
        if case .view = clustering.role[id.index], let view = analysis.view[id.index] { return .memory(Access(view, graph)) }
        return .memory(Access(value: id, dtype: graph.type(id).dtype, offset: 0, strides: Shape.strides(space)))
    }

    /// Nil if there are too few registers.
    private func build(_ nodes: [ValueID], space: [Int], dtype: DType) throws -> Loop? {
        let graph = analysis.graph
        let members = Set(nodes)
        var operandIndex: [Access: Int] = [:]
        var accesses: [Access] = []
        var constantIndex: [UInt64: Int] = [:]
        var constants: [Double] = []
        func note(_ source: Source) {
            switch source {
            case .member: break
            case .constant(let bits):
                if constantIndex[bits] == nil {
                    constantIndex[bits] = constants.count
                    constants.append(Double(bitPattern: bits))
                }
            case .memory(let access):
                if operandIndex[access] == nil {
                    operandIndex[access] = accesses.count
                    accesses.append(access)
                }
            }
        }
        let sources: [[Source]] = nodes.map { id in
            switch analysis.lowering[id.index] {
            case .scalar(let value): return [.constant(value.bitPattern)]
            case .strided: return analysis.view[id.index].map { [.memory(Access($0, graph))] } ?? []
            case .convert where graph.type(id).dtype == .bool:
                return [source(graph.node(id).operands[0], members: members, space: space), .constant(Double(0).bitPattern)]
            default: return graph.node(id).operands.map { source($0, members: members, space: space) }
            }
        }
        sources.joined().forEach(note)
        var registers = Registers(fixed: accesses.count + constants.count)
        guard accesses.count + constants.count <= ElementwiseProgram.maximumRegisters else { return nil }

        var lastUse: [ValueID: Int] = [:]
        for (position, list) in sources.enumerated() {
            for case .member(let id) in list { lastUse[id] = position }
        }
        let stored = Set(nodes.filter { isStored($0, members) })
        // Of values that are used again.
        var register: [ValueID: UInt8] = [:]
        func number(_ source: Source) -> UInt8 {
            switch source {
            case .member(let id): register[id] ?? 0
            case .constant(let bits): UInt8(accesses.count + (constantIndex[bits] ?? 0))
            case .memory(let access): UInt8(operandIndex[access] ?? 0)
            }
        }
        var instructions: [Instruction] = []
        var results: [ElementwiseResult] = []
        var writes: [ValueID] = []
        var pinned = Set<UInt8>()
        for (position, id) in nodes.enumerated() {
            let inputs = sources[position].map(number)
            let type = graph.type(id)
            switch analysis.lowering[id.index] {
            case .reduce(let kind, let axes):
                let lead = axes.count < space.count && axes.first == 0 && Clustering.isSimple(axes, rank: space.count)
                results.append(
                    ElementwiseResult(
                        register: inputs[0], dtype: type.dtype,
                        form: lead ? .reduceLeading(kind, axes: axes.count) : .reduceTrailing(kind, axes: axes.count)))
                writes.append(id)
                pinned.insert(inputs[0])
            case .elementwise(let opcode):
                guard let free = registers.take() else { return nil }
                register[id] = free
                instructions.append(
                    Instruction(
                        opcode, into: free, inputs[0], inputs.count > 1 ? inputs[1] : 0, inputs.count > 2 ? inputs[2] : 0))
            case .convert where type.dtype == .bool:
                guard let free = registers.take() else { return nil }
                register[id] = free
                instructions.append(Instruction(.notEqual, into: free, inputs[0], inputs[1]))
            default: register[id] = inputs[0]
            }
            if stored.contains(id), let held = register[id] {
                results.append(ElementwiseResult(register: held, dtype: type.dtype))
                writes.append(id)
                pinned.insert(held)
            }
            for case .member(let operand) in sources[position] where lastUse[operand] == position {
                // Copies share a register: it is free when none that holds it is used again.
                guard let held = register.removeValue(forKey: operand), !pinned.contains(held) else { continue }
                if !register.values.contains(held) { registers.give(held) }
            }
            if lastUse[id] == nil { register[id] = nil }
        }
        var program = ElementwiseProgram(
            dtype: dtype, extents: space,
            operands: accesses.map { ElementwiseOperand(dtype: $0.dtype, strides: $0.strides, offset: $0.offset) },
            constants: constants, instructions: instructions, results: results, registerCount: registers.count)
        for id in nodes {
            if case .reduce(_, let axes) = analysis.lowering[id.index], !Clustering.isSimple(axes, rank: space.count) {
                program.moveLast(axes)
                break
            }
        }
        return Loop(program: program, reads: accesses.map(\.value), writes: writes)
    }

    /// Whether a value is needed in memory: read by what is not in its loop, or wanted from outside.
    private func isStored(_ id: ValueID, _ members: Set<ValueID>) -> Bool {
        if case .reduce = analysis.lowering[id.index] { return false }
        return analysis.isOutput[id.index] || consumers[id.index].contains { !members.contains($0) }
    }
}

/// The registers of a program that hold neither operands nor constants.
private struct Registers {
    private(set) var count: Int
    private let fixed: Int
    private var free: [UInt8] = []

    init(fixed: Int) {
        self.fixed = fixed
        count = fixed
    }

    /// A free register; nil if there is none.
    mutating func take() -> UInt8? {
        if let register = free.popLast() { return register }
        guard count < ElementwiseProgram.maximumRegisters else { return nil }
        count += 1
        return UInt8(count - 1)
    }

    /// Operands and constants keep theirs. An instruction that reads a register twice gives it back twice.
    mutating func give(_ register: UInt8) {
        if Int(register) >= fixed, !free.contains(register) { free.append(register) }
    }
}

extension ElementwiseProgram {
    /// Walks the space with some axes innermost; for programs that store nothing over the space itself.
    fileprivate mutating func moveLast(_ axes: [Int]) {
        let order = extents.indices.filter { !axes.contains($0) } + axes
        extents = order.map { extents[$0] }
        for index in operands.indices {
            let strides = operands[index].strides
            operands[index].strides = order.map { strides[$0] }
        }
    }
}
