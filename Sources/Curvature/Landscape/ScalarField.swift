import Tensors

/// A function f of N parameters around a point θ, known by its values: f(θ + Σᵢ cᵢ dᵢ) for directions dᵢ.
public protocol ScalarField {
    /// N.
    var dimension: Int { get }
    /// The type θ and the directions have; values are float64 all the same.
    var dtype: DType { get }
    /// One name for each number that f gives; `[""]` if it gives a single one without a name.
    var outputNames: [String] { get }
    /// The values at several points at once: row p of `coefficients`, a float64 tensor of shape (points, directions),
    /// holds those of point p; each direction has shape (N,) and `dtype`. Gives float64, (outputs, points).
    func evaluate(directions: [Tensor], coefficients: Tensor) throws -> Tensor
}

/// A Swift function as a field, of one unnamed output.
public struct ClosureField: ScalarField {
    public let point: Tensor
    private let function: ([Double]) throws -> Double

    /// `point` is θ, a float tensor of shape (N,).
    public init(at point: Tensor, function: @escaping ([Double]) throws -> Double) {
        self.point = point
        self.function = function
    }

    public var dimension: Int { point.count }
    public var dtype: DType { point.dtype }
    public var outputNames: [String] { [""] }

    public func evaluate(directions: [Tensor], coefficients: Tensor) throws -> Tensor {
        let θ = point.doubles()
        let d = directions.map { $0.doubles() }
        let c = coefficients.doubles()
        let count = directions.isEmpty ? 0 : c.count / directions.count
        var values: [Double] = []
        values.reserveCapacity(count)
        var x = θ
        for p in 0..<count {
            for j in x.indices {
                var sum = θ[j]
                for (i, direction) in d.enumerated() { sum += c[p * d.count + i] * direction[j] }
                x[j] = sum
            }
            values.append(try function(x))
        }
        return try Tensor(values, shape: [1, count])
    }
}
