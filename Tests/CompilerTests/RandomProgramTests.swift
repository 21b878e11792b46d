import Graph
import Tensors
import Testing
import Transforms

@testable import Compiler

/// Random programs as one plan, against the same programs node by node: fusion, registers, places and stages change nothing.
struct RandomProgramTests {
    @Test(arguments: 0..<150) func aPlanIsItsNodes(_ seed: UInt64) throws {
        try check(RandomProgram(seed: seed, rows: 3, width: 4), growth: 24, "seed \(seed)")
    }

    /// So many rows that products and loops go row by row, shared out to threads.
    @Test(arguments: 0..<40) func aPlanOfManyRowsIsItsNodes(_ seed: UInt64) throws {
        try check(RandomProgram(seed: seed, rows: 50, width: 40), growth: 16, "50 rows, seed \(seed)")
    }

    private func check(_ start: RandomProgram, growth: Int, _ what: String) throws {
        var program = start
        for _ in 0..<growth { try program.grow() }
        let g = program.graph
        var outputs = program.recent(3)
        let loss =
            try outputs.map { try g.sum($0, axes: Array(g.type($0).shape.indices)) }
            .reduce(nil as ValueID?) { try g.accumulate($1, $0) } ?? outputs[0]
        let gradient = try Derivative.gradient(g, of: loss, variables: g.inputs)
        outputs += gradient
        let ones = try g.inputs.map { try g.scalar(1, like: $0) }
        outputs += try Derivative.pushforward(g, outputs: gradient, variables: g.inputs, tangents: ones).compactMap { $0 }

        let expected = try nodeByNode(g, outputs, program.numbers)
        try expectEqual(Plan.evaluate(g, outputs, inputs: program.numbers), expected, what)
        try expectEqual(staged(g, outputs, program.numbers), expected, "\(what), in stages")
    }

    /// The first input is known in stage 0, the others in stage 1, which is run twice.
    private func staged(_ g: Graph, _ outputs: [ValueID], _ inputs: [Tensor]) throws -> [Tensor] {
        let stages = inputs.indices.map { $0 == 0 ? 0 : 1 }
        let plan = try Plan(PlanRequest(graph: g, inputStages: stages, outputs: [[], outputs]))
        let state = try PlanState(plan)
        for (index, tensor) in inputs.enumerated() { state.bind(input: index, tensor) }
        _ = try state.results(stage: 0)
        _ = try state.results(stage: 1)
        return try state.results(stage: 1)
    }
}

/// A graph that grows by one random node at a time, of values that stay moderate.
private struct RandomProgram {
    let graph = Graph()
    let numbers: [Tensor]
    private var values: [ValueID] = []
    private var state: UInt64
    /// The most elements of a value.
    private let most: Int

    init(seed: UInt64, rows: Int, width: Int) throws {
        state = seed
        most = 16 * rows * width
        var random = state
        func tensor(_ shape: [Int]) throws -> Tensor {
            let count = shape.reduce(1, *)
            let elements = (0..<count).map { _ in Double(RandomProgram.next(&random) >> 11) * 0x1p-52 - 1 }
            return try Tensor(elements, shape: shape)
        }
        numbers = try [tensor([rows, width]), tensor([width]), tensor([width, width])]
        values = numbers.map { graph.input(TensorType(.float64, $0.shape)) }
        state = random
    }

    /// SplitMix64.
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private mutating func below(_ count: Int) -> Int { Int(RandomProgram.next(&state) % UInt64(count)) }

    /// A value, more often a late one.
    private mutating func pick() -> ValueID { values[values.count - 1 - min(below(values.count), below(values.count))] }

    func recent(_ count: Int) -> [ValueID] { Array(values.suffix(count)) }

    mutating func grow() throws {
        let g = graph
        let x = pick()
        let shape = g.type(x).shape
        let axis = shape.isEmpty ? 0 : below(shape.count)
        let result: ValueID?
        switch below(14) {
        case 0...2:
            let functions: [UnaryFunction] = [.sin, .tanh, .sigmoid, .softplus, .gelu, .silu, .relu, .abs, .arctan, .cos, .expm1]
            let function = functions[below(functions.count)]
            result = try g.unary(function, function == .expm1 ? g.unary(.tanh, x) : x)
        case 3...5:
            let y = pick()
            guard Shape.broadcast(shape, g.type(y).shape) != nil else { return }
            let functions: [BinaryFunction] = [.add, .subtract, .multiply, .maximum, .minimum]
            result = try g.binary(functions[below(functions.count)], x, y)
        case 6: result = try g.multiply(x, x)
        case 7:
            guard !shape.isEmpty else { return }
            let axes = below(3) == 0 ? nil : [axis]
            switch below(5) {
            case 0: result = try g.mean(x, axis: axes)
            case 1: result = try g.extremum(largest: below(2) == 0, x, axis: axes)
            case 2: result = try g.logsumexp(x, axis: axes)
            case 3: result = try g.norm(x, axis: axes)
            default: result = try g.sum(x, axis: axes)
            }
        case 8:
            guard !shape.isEmpty, shape[axis] > 1 else { return }
            let start = below(shape[axis] - 1)
            let part = Subscript.slice(start: start, stop: nil, step: 1 + below(2))
            result = try g.index(x, [Subscript](repeating: .all, count: axis) + [part])
        case 9: result = below(2) == 0 ? try g.transpose(x) : try g.flip(x)
        case 10:
            let y = pick()
            let other = g.type(y).shape
            guard let inner = shape.last, !other.isEmpty, other[max(0, other.count - 2)] == inner else { return }
            result = try g.matmul(x, y)
        case 11:
            guard !shape.isEmpty else { return }
            result = below(2) == 0 ? try g.cumsum(x, axis: axis) : try g.sort(x, axis: axis)
        case 12:
            guard !shape.isEmpty else { return }
            let lead = [Subscript](repeating: .all, count: axis)
            result = try g.assigning(x, lead + [.index(0)], g.index(x, lead + [.index(-1)]))
        default:
            guard !shape.isEmpty else { return }
            result = try g.concat([x, g.unary(.negative, x)], axis: axis)
        }
        guard let result, g.type(result).count <= most else { return }
        values.append(result)
    }
}
