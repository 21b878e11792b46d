import Graph
import Tensors

/// The paper's fully connected networks (App. D) as a graph: widths[0] → … → widths.last, ReLU between, mean squared error.
struct Network {
    let graph = Graph()
    let x: ValueID
    let y: ValueID
    /// W₁ (in, out), b₁, W₂, b₂, …
    var parameters: [ValueID] = []
    let loss: ValueID

    init(widths: [Int], points: Int, dtype: DType = .float64) throws {
        let g = graph
        x = g.input(TensorType(dtype, [points, widths[0]]))
        y = g.input(TensorType(dtype, [points, widths[widths.count - 1]]))
        var h = x
        for (layer, (from, to)) in zip(widths, widths.dropFirst()).enumerated() {
            let w = g.input(TensorType(dtype, [from, to]))
            let b = g.input(TensorType(dtype, [to]))
            parameters += [w, b]
            h = try g.add(g.emit(MatMul(), [h, w]), g.broadcast(b, to: [points, to]))
            if layer < widths.count - 2 { h = try g.emit(Maximum(), [g.zeros(like: h), h]) }
        }
        let error = try g.subtract(h, y)
        let sum = try g.sum(g.multiply(error, error), axes: [0, 1])
        loss = try g.divide(sum, g.scalar(Double(points * widths[widths.count - 1]), like: sum))
    }
}
