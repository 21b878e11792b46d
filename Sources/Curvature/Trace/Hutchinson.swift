import Kernels
import Tensors

/// What `hutchinson` is asked for.
public struct TraceRequest {
    /// Where the probes z come from.
    public enum Probes {
        /// i.i.d. entries of mean 0 and variance 1.
        case random(RandomFill.Distribution, seed: UInt64, stream: UInt64)
        /// The rows of a (k, N) tensor.
        case given(Tensor)
    }
    public var probes: Probes
    /// S, where no tolerance is given.
    public var samples: Int
    /// Stop when stderr ≤ rtol·|trace|.
    public var relativeTolerance: Double?
    public var maximumSamples: Int

    public init(_ probes: Probes, samples: Int = 100, relativeTolerance: Double? = nil, maximumSamples: Int = 10_000) {
        self.probes = probes
        self.samples = samples
        self.relativeTolerance = relativeTolerance
        self.maximumSamples = maximumSamples
    }
}

/// An estimate of tr H.
public struct TraceEstimate: Sendable {
    public var statistics: SampleMean
    /// What the caller should be told, each a sentence.
    public var warnings: [String]
    public var isInterrupted: Bool
}

/// tr H = E[zᵀHz] (Eq. 25) over probes with independent entries of mean 0 and variance 1.
///
/// With a tolerance it takes at least 10 probes: fewer do not know their own spread. A trace near 0 ends by the cap.
public func hutchinson(
    _ H: any LinearOperator, _ request: TraceRequest, monitor: (any ProgressMonitor)? = nil
) throws -> TraceEstimate {
    let n = H.dimension
    var limit = request.samples
    if case .given(let rows) = request.probes {
        guard rows.rank == 2, rows.shape[1] == n else {
            throw TensorError("hutchinson: directions of shape \(Shape.describe(rows.shape)) for \(n) parameters")
        }
        limit = rows.shape[0]
    } else if request.relativeTolerance != nil {
        limit = request.maximumSamples
    }
    guard limit >= 1 else { throw TensorError("hutchinson: \(limit) samples", hint: "at least 1 is needed") }
    if let rtol = request.relativeTolerance, !(rtol > 0) {
        throw TensorError("hutchinson: rtol=\(rtol)", hint: "a positive number such as 0.05")
    }

    var result = TraceEstimate(statistics: SampleMean(), warnings: [], isInterrupted: false)
    // Blocks are always whole, so that probe i is multiplied beside the same others however many are asked for.
    let block = Blocks.size(dimension: n)
    var first = 0
    var isDone = false
    while first < limit, !isDone {
        do {
            try Interruption.check(monitor, ProgressReport(task: "hutchinson", done: first, total: limit))
            let z = try probes(request.probes, H, first, block)
            let product = try H.applied(to: z)
            let width = n * H.dtype.byteSize
            for i in 0..<min(z.shape[0], limit - first) {
                let value = try VectorKernels.dot(z.pointer + i * width, product.pointer + i * width, count: n, dtype: H.dtype)
                guard value.isFinite else {
                    throw TensorError(
                        "hutchinson: the operator gives \(value)", hint: "f is not smooth, or not finite, at this point")
                }
                result.statistics.add(value)
                if let rtol = request.relativeTolerance, result.statistics.count >= 10,
                    result.statistics.standardError <= rtol * abs(result.statistics.mean)
                {
                    isDone = true
                    break
                }
            }
            first += block
        } catch  where Interruption.isMeant(by: error) {
            Interruption.acknowledge()
            result.isInterrupted = true
            break
        }
    }
    if let rtol = request.relativeTolerance, !isDone, !result.isInterrupted {
        result.warnings.append(
            "hutchinson: rtol=\(rtol) was not reached in \(result.statistics.count) samples; the standard error is \(result.statistics.standardError)"
        )
    }
    return result
}

private func probes(_ probes: TraceRequest.Probes, _ H: any LinearOperator, _ first: Int, _ count: Int) throws -> Tensor {
    switch probes {
    case .random(let distribution, let seed, let stream):
        return try RandomDirections(
            dimension: H.dimension, dtype: H.dtype, distribution: distribution, seed: seed, stream: stream
        )
        .rows(first, count)
    case .given(let rows): return try rows.rows(first..<min(first + count, rows.shape[0])).converted(to: H.dtype)
    }
}
