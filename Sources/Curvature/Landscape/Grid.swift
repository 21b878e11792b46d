import Kernels
import Tensors

/// `count` numbers from `start` to `end`, both included, evenly spaced; symmetric ones are exactly so, bit for bit.
///
/// One number is `start`.
func linspace(_ start: Double, _ end: Double, _ count: Int) -> [Double] {
    guard count > 1 else { return count == 1 ? [start] : [] }
    let last = Double(count - 1)
    // Weighted from both ends alike: index i and its mirror image get mirrored values.
    return (0..<count).map { (start * (last - Double($0)) + end * Double($0)) / last }
}

/// The coordinates along one direction of a grid, checked.
enum GridAxis {
    /// The numbers of a 1-D tensor; throws if there are none or if they are not finite.
    static func coordinates(_ tensor: Tensor, name: String) throws -> [Double] {
        guard tensor.rank <= 1, tensor.count > 0 else {
            throw TensorError(
                "\(name) has shape \(Shape.describe(tensor.shape)) and is no row of coordinates",
                hint: "it is a list of at least one number, such as "
                    + "linspace(-1, 1, 51)")
        }
        let values = tensor.doubles()
        if let bad = values.first(where: { !$0.isFinite }) {
            throw TensorError(
                "\(name) holds \(bad), which is no coordinate",
                hint: "the loss is evaluated at each of them, as in linspace(-1, 1, 51)")
        }
        return values
    }
}

/// Evaluates a field on the grid of all combinations of coordinates, the last axis fastest, part by part.
struct GridEvaluation {
    /// Points handed to the field at once: enough for all cores, few enough to stop soon.
    static let part = 64

    let field: any ScalarField
    let directions: [Tensor]
    /// One list for each direction.
    let axes: [[Double]]

    init(_ field: any ScalarField, directions: [Tensor], axes: [[Double]]) throws {
        self.field = field
        self.axes = axes
        self.directions = try directions.map { direction in
            guard direction.count == field.dimension, direction.dtype != .bool else {
                throw TensorError(
                    "a direction of shape \(Shape.describe(direction.shape)) for \(field.dimension) parameters",
                    hint: "a direction has one number for each parameter")
            }
            return try direction.converted(to: field.dtype).reshaped([field.dimension])
        }
    }

    var shape: [Int] { axes.map(\.count) }

    /// Values, (outputs, points), NaN where nothing was evaluated; and how many points were, before an interruption.
    func run(task: String, done: Int = 0, total: Int? = nil, monitor: (any ProgressMonitor)?) throws -> Values {
        let count = try Shape.count(shape)
        let outputs = field.outputNames.count
        try Memory.check(outputs * count * 8)
        let values = try Tensor(repeating: Double.nan, shape: [outputs, count])
        let target = values.pointer.assumingMemoryBound(to: Double.self)
        var start = 0
        do {
            while start < count {
                try Interruption.check(
                    monitor, ProgressReport(task: task, done: done + start, total: total ?? count))
                let range = start..<min(start + GridEvaluation.part, count)
                let part = try field.evaluate(directions: directions, coefficients: coefficients(range))
                guard part.dtype == .float64, part.count == outputs * range.count else {
                    throw TensorError(
                        "a field of \(outputs) outputs gave shape \(Shape.describe(part.shape)) at \(range.count) points")
                }
                let source = part.pointer.assumingMemoryBound(to: Double.self)
                for output in 0..<outputs {
                    for (i, point) in range.enumerated() { target[output * count + point] = source[output * range.count + i] }
                }
                start = range.upperBound
            }
        } catch  where Interruption.isMeant(by: error) {
            Interruption.acknowledge()
            return Values(tensor: values, evaluated: start, isInterrupted: true)
        }
        return Values(tensor: values, evaluated: count, isInterrupted: false)
    }

    struct Values {
        var tensor: Tensor
        var evaluated: Int
        var isInterrupted: Bool
    }

    /// Index along each axis of a point counted in row-major order.
    func indices(of point: Int) -> [Int] {
        var rest = point
        var result = [Int](repeating: 0, count: axes.count)
        for axis in axes.indices.reversed() where axes[axis].count > 0 {
            result[axis] = rest % axes[axis].count
            rest /= axes[axis].count
        }
        return result
    }

    private func coefficients(_ range: Range<Int>) throws -> Tensor {
        var numbers: [Double] = []
        numbers.reserveCapacity(range.count * axes.count)
        for point in range {
            for (axis, i) in indices(of: point).enumerated() { numbers.append(axes[axis][i]) }
        }
        return try Tensor(numbers, shape: [range.count, axes.count])
    }
}
