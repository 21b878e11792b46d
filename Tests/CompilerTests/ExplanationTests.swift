import Graph
import Testing

@testable import Compiler

/// What `explain` counts.
@Suite struct ExplanationTests {
    @Test("a product and the loop behind it: operations, and the bytes of each operand once")
    func counts() throws {
        let g = Graph()
        let x = g.input(TensorType(.float64, [20, 6]))
        let w = g.input(TensorType(.float64, [6, 8]))
        let b = g.input(TensorType(.float64, [8]))
        let h = try g.emit(MatMul(), [x, w])
        let y = try g.emit(Tanh(), [g.emit(Add(), [h, g.broadcast(b, to: [20, 8])])])
        let plan = try Plan(PlanRequest(graph: g, inputStages: [0, 0, 0], outputs: [[y]]))
        let explanation = plan.explanation
        #expect(explanation.inputs == ["float64(20, 6)", "float64(6, 8)", "float64(8,)"])
        #expect(explanation.outputs == [["float64(20, 8)"]])
        #expect(explanation.arenaBytes == plan.arenaBytes)
        let steps = explanation.stages[0]
        #expect(steps.map(\.kind) == ["product", "loop"])
        #expect(steps[0].shape == "20×6×8" && steps[0].flops == 2 * 20 * 6 * 8)
        #expect(steps[0].bytesRead == 8 * (20 * 6 + 6 * 8) && steps[0].bytesWritten == 8 * 20 * 8)
        // The vector is broadcast: its 8 numbers are read.
        #expect(steps[1].operations == ["add", "tanh"] && steps[1].flops == 2 * 20 * 8)
        #expect(steps[1].bytesRead == 8 * (20 * 8 + 8) && steps[1].bytesWritten == 8 * 20 * 8)
    }
}
