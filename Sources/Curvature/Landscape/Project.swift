import Tensors

/// f on a grid of points θ + αη + βδ + γζ (Eq. 12), of one to three directions.
public struct Projection: Sendable {
    /// The coordinates along each direction: alpha, beta, gamma.
    public var axes: [[Double]]
    public var outputs: [Output]
    /// Points evaluated: all of them unless interrupted.
    public var evaluated: Int
    public var isInterrupted: Bool

    /// One of f's outputs.
    public struct Output: Sendable {
        /// Empty if f gives a single number without a name.
        public var name: String
        /// `values[i, j, …]` is f at (alpha[i], beta[j], …): float64, of the grid's shape.
        public var values: Tensor
        /// The smallest value; nil if there is none.
        public var minimum: Minimum?
        /// How many evaluated points have a NaN or infinite value.
        public var holes: Int
    }

    /// A smallest value and where it is: the first of equal ones.
    public struct Minimum: Sendable, Hashable {
        public var value: Double
        /// alpha, beta, gamma.
        public var coordinates: [Double]
    }

    /// What `alpha`, `beta`, `gamma` are unless given: linspace(-1, 1, 51).
    public static let defaultAxis = linspace(-1, 1, 51)

    /// A sentence for each output with holes.
    public var warnings: [String] {
        outputs.filter { $0.holes > 0 }.map {
            "project: \($0.holes) of \(evaluated) values\($0.name.isEmpty ? "" : " of \($0.name)") are NaN or infinite"
        }
    }
}

/// Evaluates f on the grid that `directions` (one to three vectors of N numbers) and as many lists of coordinates span.
///
/// A nil list is `linspace(-1, 1, 51)`, for the second and third direction the first one's. Where f is not finite there is a hole,
/// which the minimum skips. An interrupted run gives NaN for the points it did not reach.
public func project(
    _ field: any ScalarField, directions: [Tensor], axes: [Tensor?] = [], monitor: (any ProgressMonitor)? = nil
) throws -> Projection {
    guard (1...3).contains(directions.count) else {
        throw TensorError("a projection onto \(directions.count) directions", hint: "give one, two or three directions")
    }
    guard axes.count <= directions.count else {
        throw TensorError(
            "coordinates for \(axes.count) directions, but there are \(directions.count)",
            hint: "alpha goes with the first direction, beta with the second, gamma with the third")
    }
    var coordinates: [[Double]] = []
    for i in directions.indices {
        if i < axes.count, let axis = axes[i] {
            coordinates.append(try GridAxis.coordinates(axis, name: ["alpha", "beta", "gamma"][i]))
        } else {
            coordinates.append(coordinates.first ?? Projection.defaultAxis)
        }
    }
    let grid = try GridEvaluation(field, directions: directions, axes: coordinates)
    let values = try grid.run(task: "project", monitor: monitor)
    let count = values.tensor.shape[1]
    let outputs = try field.outputNames.enumerated().map { index, name in
        let part = try values.tensor.view(from: index * count, shape: grid.shape)
        let numbers = part.pointer.assumingMemoryBound(to: Double.self)
        var best: Int?
        var holes = 0
        for point in 0..<values.evaluated {
            guard numbers[point].isFinite else {
                holes += 1
                continue
            }
            if let current = best, numbers[point] >= numbers[current] { continue }
            best = point
        }
        let minimum = best.map { point in
            let indices = grid.indices(of: point)
            return Projection.Minimum(
                value: numbers[point], coordinates: zip(coordinates, indices).map { $0[$1] })
        }
        return Projection.Output(name: name, values: part, minimum: minimum, holes: holes)
    }
    return Projection(
        axes: coordinates, outputs: outputs, evaluated: values.evaluated, isInterrupted: values.isInterrupted)
}
