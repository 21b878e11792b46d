import Graph
import Kernels
import Tensors
import Testing

@testable import Compiler

/// Random choices that repeat (SplitMix64).
private struct ChainRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Views of views are read where they lie, and give the numbers that copies of each would.
struct ViewTests {
    /// A random view or reshape of a tensor of this shape.
    private static func op(_ shape: [Int], _ random: inout some RandomNumberGenerator) -> any Op {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return Permute(axes: shape.indices.shuffled(using: &random))
        case 1:
            var starts: [Int] = []
            var steps: [Int] = []
            var extents: [Int] = []
            for extent in shape {
                let step = [1, 1, 2, -1, -2][Int.random(in: 0..<5, using: &random)]
                let count = Int.random(in: 1...max(1, (extent + abs(step) - 1) / abs(step)), using: &random)
                let reach = (count - 1) * abs(step)
                let low = Int.random(in: 0...max(0, extent - 1 - reach), using: &random)
                starts.append(step > 0 ? low : low + reach)
                steps.append(step)
                extents.append(count)
            }
            return Slice(Region(starts: starts, steps: steps, extents: extents))
        case 2:
            // Any factors of the count, in any order.
            var rest = shape.reduce(1, *)
            var new: [Int] = []
            for factor in [2, 3, 2, 5] where rest % factor == 0 {
                new.append(factor)
                rest /= factor
            }
            return Reshape((new + [rest]).shuffled(using: &random))
        default: return Broadcast([2] + shape)
        }
    }

    private static func emit(_ g: Graph, _ op: any Op, _ x: ValueID) throws -> ValueID {
        func emit(_ op: some Op) throws -> ValueID { try g.emit(op, [x]) }
        return try emit(op)
    }

    @Test func chainsOfViewsGiveWhatCopiesGive() throws {
        var random = ChainRandom(state: 20)
        for _ in 0..<400 {
            var value = try Tensor((0..<180).map { Double($0) }, shape: [3, 4, 15])
            let g = Graph()
            let input = g.input(TensorType(.float64, value.shape))
            var chain = input
            let start = value
            var ops: [String] = []
            for _ in 0..<Int.random(in: 2...5, using: &random) where value.count < 2000 && value.rank < 6 {
                let op = ViewTests.op(value.shape, &random)
                ops.append("\(op)")
                chain = try ViewTests.emit(g, op, chain)
                // One op alone: a view of an input.
                let alone = Graph()
                let x = alone.input(TensorType(.float64, value.shape))
                value = try Plan.evaluate(alone, [ViewTests.emit(alone, op, x)], inputs: [value])[0]
            }
            let twice = try g.add(chain, chain)
            let found = try Plan.evaluate(g, [chain, twice], inputs: [start])
            #expect(found[0].shape == value.shape && found[0].doubles() == value.doubles(), "\(ops)")
            #expect(found[1].doubles() == value.doubles().map { 2 * $0 }, "\(ops)")
        }
    }

    /// Products of matrices that are parts of one vector, transposed or not, and every second row or column of one.
    @Test func productsReadPartsOfAVector() throws {
        let vector = try Tensor((0..<400).map { Double($0 % 37) - 18 })
        for transposesA in [false, true] {
            for transposesB in [false, true] {
                for (rowStep, columnStep) in [(1, 1), (2, 1), (1, 2), (-1, 1), (2, 2)] {
                    let g = Graph()
                    let θ = g.input(TensorType(.float64, [400]))
                    func matrix(_ start: Int, transposed: Bool) throws -> ValueID {
                        let part = try g.emit(Slice(Region(starts: [start], steps: [1], extents: [96])), [θ])
                        let whole = try g.reshape(part, [8, 12])
                        let rows = 8 / abs(rowStep)
                        let columns = 12 / abs(columnStep)
                        let region = Region(
                            starts: [rowStep > 0 ? 0 : 7, 0], steps: [rowStep, columnStep],
                            extents: [min(rows, 4), min(columns, 4)])
                        let cut = try g.emit(Slice(region), [whole])
                        return transposed ? try g.permute(cut, [1, 0]) : cut
                    }
                    let a = try matrix(3, transposed: transposesA)
                    let b = try matrix(150, transposed: transposesB)
                    let product = try g.emit(MatMul(), [a, b])
                    let found = try Plan.evaluate(g, [product, a, b], inputs: [vector])
                    let (p, x, y) = (found[0].doubles(), found[1].doubles(), found[2].doubles())
                    for i in 0..<4 {
                        for j in 0..<4 {
                            let sum = (0..<4).reduce(0.0) { $0 + x[i * 4 + $1] * y[$1 * 4 + j] }
                            #expect(p[i * 4 + j] == sum)
                        }
                    }
                }
            }
        }
    }

    @Test func aNetworkThatCutsUpItsParametersCopiesNone() throws {
        let g = Graph()
        let x = g.input(TensorType(.float64, [20, 6]))
        let θ = g.input(TensorType(.float64, [6 * 8 + 8 * 5]))
        func part(_ start: Int, _ shape: [Int]) throws -> ValueID {
            let count = shape.reduce(1, *)
            return try g.reshape(g.emit(Slice(Region(starts: [start], steps: [1], extents: [count])), [θ]), shape)
        }
        let h = try g.emit(Tanh(), [g.emit(MatMul(), [x, part(0, [6, 8])])])
        let y = try g.emit(MatMul(), [h, g.permute(part(48, [5, 8]), [1, 0])])
        let plan = try Plan(PlanRequest(graph: g, inputStages: [0, 0], outputs: [[y]]))
        #expect(plan.explanation.stages[0].count == 3, "\(plan.explanation)")
    }
}
