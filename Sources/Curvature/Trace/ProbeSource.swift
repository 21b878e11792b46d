import Kernels
import Tensors

/// Which random vectors an estimator probes with.
public enum ProbeDistribution: String, Sendable, Hashable, CaseIterable {
    /// ±1 with equal probability.
    case rademacher
    /// Independent normal numbers of mean 0 and variance 1.
    case gaussian

    /// The distribution of a name such as `"gaussian"`.
    public init(name: String) throws {
        guard let value = ProbeDistribution(rawValue: name) else {
            throw TensorError("probe=\"\(name)\" is not known", hint: "probes are \"rademacher\" or \"gaussian\"")
        }
        self = value
    }
}

/// Where random vectors come from: vector i depends on seed, stream and i only.
public struct RandomSource: Sendable, Hashable {
    public var seed: UInt64
    public var stream: UInt64

    public init(seed: UInt64 = 0, stream: UInt64) {
        self.seed = seed
        self.stream = stream
    }

    /// Writes vectors `range` of a distribution into the rows of `rows`, of shape (range.count, N).
    func fill(_ rows: Tensor, with distribution: ProbeDistribution, indices range: Range<Int>) throws {
        guard let n = rows.shape.last, n > 0 else { return }
        // Normal numbers come in pairs, signs in words: vectors begin at whole ones.
        let stride = UInt64((n + 127) / 128 * 128)
        try RandomFill.fill(
            distribution == .gaussian ? .normal : .rademacher, into: rows.pointer, rows: range.count, count: n,
            dtype: rows.dtype, seed: seed, stream: stream, startIndex: UInt64(range.lowerBound) &* stride, indexStride: stride)
    }
}

/// Random directions: the rows of a (count, N) tensor, independent normal numbers of mean 0 and variance 1.
///
/// Row i is the vector that an estimator with Gaussian probes and the same source uses i-th.
public func randomDirections(
    _ count: Int, from first: Int = 0, dimension: Int, dtype: DType = .float64, source: RandomSource
) throws -> Tensor {
    let (end, overflow) = first.addingReportingOverflow(count)
    guard count >= 0, first >= 0, !overflow, dimension >= 0, dtype.isFloat else {
        throw TensorError("\(count) random directions of \(dimension) components of type \(dtype.name)")
    }
    let rows = try Tensor(uninitialized: dtype, shape: [count, dimension])
    try source.fill(rows, with: .gaussian, indices: first..<end)
    return rows
}

/// The vectors an estimator uses: random ones, or given ones.
enum ProbeSource {
    case random(ProbeDistribution, RandomSource)
    /// The rows of a (k, N) tensor, of the operator's type.
    case given(Tensor)

    /// How many there are at most.
    var limit: Int {
        switch self {
        case .random: .max
        case .given(let rows): rows.shape[0]
        }
    }

    /// Given directions, checked: k ≥ 1 rows of N finite numbers, of any float type.
    static func validated(_ directions: Tensor, dimension: Int, dtype: DType) throws -> ProbeSource {
        let rows = directions.rank == 1 ? try directions.reshaped([1, directions.count]) : directions
        guard rows.rank == 2, rows.shape[1] == dimension else {
            throw TensorError(
                "directions of shape \(Shape.describe(directions.shape)) for \(dimension) parameters",
                hint: "each direction has one number for each parameter")
        }
        guard rows.shape[0] > 0 else { throw TensorError("directions is empty", hint: "give at least one direction") }
        return .given(try rows.converted(to: dtype))
    }

    /// Vectors `range`: written into `scratch` where they are random, else a view.
    func vectors(_ range: Range<Int>, scratch: Tensor) throws -> Tensor {
        switch self {
        case .random(let distribution, let source):
            let rows = try scratch.rows(0..<range.count)
            try source.fill(rows, with: distribution, indices: range)
            return rows
        case .given(let all): return try all.rows(range)
        }
    }
}
