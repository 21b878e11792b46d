import Tensors

/// L(θ + αη + βδ + γζ) on a grid (Eq. 12).
public struct ProjectionGrid: Sendable {
    /// The coordinates along each direction, one to three.
    public var axes: [[Double]]
    public var outputNames: [String]
    /// One grid an output, float64 of shape (α, β, γ) as far as there are directions.
    public var values: [Tensor]
    /// For each output the smallest finite value and its coordinates; nil if all is holes.
    public var minima: [(value: Double, coordinates: [Double])?]
    /// For each output how many values are NaN or infinite.
    public var holes: [Int]
    public var isInterrupted: Bool
}

/// Evaluates a field on the grid that `axes` span along `directions`, in blocks of rows.
///
/// An interrupted run has NaN where it had not come to.
public func project(
    _ field: any ScalarField, _ directions: [Tensor], axes: [[Double]], monitor: (any ProgressMonitor)? = nil
) throws -> ProjectionGrid {
    guard (1...3).contains(directions.count), directions.count == axes.count else {
        throw TensorError("project: \(directions.count) directions", hint: "one gives a line, two a surface, three a volume")
    }
    for direction in directions where direction.count != field.dimension {
        throw TensorError("project: a direction of \(direction.count) numbers for \(field.dimension) parameters")
    }
    let shape = axes.map(\.count)
    let total = try Shape.count(shape)
    let outputs = field.outputNames.count
    let values = try (0..<outputs).map { _ in try Tensor(repeating: Double.nan, shape: shape) }
    let strides = Shape.strides(shape)
    var isInterrupted = false
    let block = 512
    var start = 0
    while start < total {
        do {
            try Interruption.check(monitor, ProgressReport(task: "project", done: start, total: total))
            let count = min(block, total - start)
            let coefficients = try Tensor(
                (0..<count).flatMap { i in axes.indices.map { axes[$0][(start + i) / strides[$0] % shape[$0]] } },
                shape: [count, axes.count])
            let found = try field.evaluate(directions: directions, coefficients: coefficients)
            for output in 0..<outputs {
                (values[output].pointer + start * 8).copyMemory(from: found.pointer + output * count * 8, byteCount: count * 8)
            }
            start += count
        } catch  where Interruption.isMeant(by: error) {
            Interruption.acknowledge()
            isInterrupted = true
            break
        }
    }
    var minima: [(value: Double, coordinates: [Double])?] = []
    var holes: [Int] = []
    for grid in values {
        let numbers = grid.doubles()
        let finite = numbers.indices.filter { numbers[$0].isFinite }
        holes.append(numbers.count - finite.count)
        let best = finite.min { numbers[$0] < numbers[$1] }
        minima.append(best.map { place in (numbers[place], axes.indices.map { axes[$0][place / strides[$0] % shape[$0]] }) })
    }
    return ProjectionGrid(
        axes: axes, outputNames: field.outputNames, values: values, minima: minima, holes: holes, isInterrupted: isInterrupted)
}
