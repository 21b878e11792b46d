import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// What `hutchinson` is asked for.
public struct HutchinsonRequest: Sendable {
    /// How many probes; where `relativeTolerance` is set, this is not used.
    public var samples: Int
    public var probe: ProbeDistribution
    /// rtol: stop when stderr ≤ rtol·|trace|, after at least 10 probes.
    public var relativeTolerance: Double?
    /// The most probes where `relativeTolerance` is set.
    public var maximumSamples: Int
    /// Vectors to be used instead of random ones, (k, N).
    public var directions: Tensor?
    public var source: RandomSource

    public init(
        samples: Int = 100, probe: ProbeDistribution = .rademacher, relativeTolerance: Double? = nil,
        maximumSamples: Int = 10_000, directions: Tensor? = nil, source: RandomSource
    ) {
        self.samples = samples
        self.probe = probe
        self.relativeTolerance = relativeTolerance
        self.maximumSamples = maximumSamples
        self.directions = directions
        self.source = source
    }

    /// Probes after which the rule of `relativeTolerance` may stop.
    static let fewestSamples = 10
}

/// An estimate of a trace.
public struct TraceEstimate: Sendable {
    /// The mean of zᵀHz.
    public var trace: Double
    /// Sample deviation / √S; NaN for a single sample.
    public var standardError: Double
    /// ⟨zᵀHz⟩ over the first 1, 2, … S samples (Eq. 29).
    public var running: [Double]
    /// The 95 % interval, by Student's t with S − 1 degrees of freedom.
    public var interval: (lower: Double, upper: Double)
    /// S.
    public var samples: Int
    /// zᵀHz, one a sample.
    public var values: [Double]
    /// What the caller should be told, each a sentence.
    public var warnings: [String]
    public var isInterrupted: Bool

    init(values: [Double], warnings: [String] = [], isInterrupted: Bool = false) {
        var statistics = RunningStatistics()
        running = values.map {
            statistics.add($0)
            return statistics.mean
        }
        trace = values.isEmpty ? .nan : statistics.mean
        standardError = statistics.standardError
        interval = statistics.interval()
        samples = values.count
        self.values = values
        self.warnings = warnings
        self.isInterrupted = isInterrupted
    }
}

/// Hutchinson's estimate of a trace (1990; Eq. 25), `tr H = E[zᵀHz]`, from random vectors z with E[zzᵀ] = 1.
///
/// Probe i depends on the source and i only: more samples extend fewer. Products are made in blocks whose size depends on N
/// alone; a last block is filled up, so that its samples are the same to the bit as if more had been asked for.
///
/// - Parameter known: zᵀHz of the first probes, from an earlier run with the same H, probes and source: the run goes on behind
///   them. None of them is given up, even if fewer would do.
public func hutchinson(
    _ H: any LinearOperator, _ request: HutchinsonRequest, after known: [Double] = [], monitor: (any ProgressMonitor)? = nil
) throws -> TraceEstimate {
    let n = H.dimension
    guard n > 0, H.dtype.isFloat else { throw TensorError("hutchinson needs a float operator on at least one parameter") }
    let probes =
        try request.directions.map { try ProbeSource.validated($0, dimension: n, dtype: H.dtype) }
        ?? .random(request.probe, request.source)
    var limit = probes.limit
    if let rtol = request.relativeTolerance {
        guard rtol > 0, rtol.isFinite else {
            throw TensorError("rtol=\(rtol)", hint: "rtol is a positive relative error, such as 0.01")
        }
        guard request.maximumSamples > 0 else {
            throw TensorError(
                "hutchinson: max_samples=\(request.maximumSamples) is no number of samples", hint: "at least one is needed")
        }
        limit = min(limit, request.maximumSamples)
    } else if request.directions == nil {
        guard request.samples > 0 else {
            throw TensorError("hutchinson: samples=\(request.samples) is no number of samples", hint: "at least one is needed")
        }
        limit = request.samples
    }
    if request.directions == nil { try Memory.check(2 * 8 * Shape.count([limit])) }

    let block = Blocks.size(dimension: n)
    let z = try Tensor(uninitialized: H.dtype, shape: [block, n])
    let product = try Tensor(uninitialized: H.dtype, shape: [block, n])
    var values = known
    var statistics = RunningStatistics(known)
    func isPrecise() -> Bool {
        guard let rtol = request.relativeTolerance, values.count >= HutchinsonRequest.fewestSamples else { return false }
        // |trace|: the sign of the trace has nothing to say about its precision.
        return statistics.standardError <= rtol * abs(statistics.mean)
    }
    do {
        while values.count < limit, !isPrecise() {
            try Interruption.check(monitor, ProgressReport(task: "hutchinson", done: values.count, total: limit))
            // Blocks begin where they always do: an interrupt, or an end in the midst of one, changes no bits.
            let start = values.count / block * block
            let range = start..<min(start + block, probes.limit)
            let vectors = try probes.vectors(range, scratch: z)
            let images = try product.rows(0..<range.count)
            try H.apply(vectors, into: images)
            for (row, i) in range.enumerated() where i >= values.count && i < limit && !isPrecise() {
                let offset = row * n * H.dtype.byteSize
                let value = try VectorKernels.dot(vectors.pointer + offset, images.pointer + offset, count: n, dtype: H.dtype)
                guard value.isFinite else {
                    throw TensorError(
                        "zᵀHz of probe \(i + 1) is \(value)", hint: "the function or its derivatives are not finite at this point"
                    )
                }
                values.append(value)
                statistics.add(value)
            }
        }
    } catch  where Interruption.isMeant(by: error) {
        Interruption.acknowledge()
        return TraceEstimate(
            values: values, warnings: ["hutchinson: interrupted after \(values.count) samples"], isInterrupted: true)
    }
    var result = TraceEstimate(values: values)
    if request.relativeTolerance != nil, values.count < HutchinsonRequest.fewestSamples {
        result.warnings.append(
            "hutchinson: \(values.count) samples are too few to judge the precision; rtol= wants at least "
                + "\(HutchinsonRequest.fewestSamples)")
    } else if let rtol = request.relativeTolerance, !isPrecise() {
        result.warnings.append(
            "hutchinson: after \(values.count) samples the standard error is \(shortDescription(result.standardError)), more than "
                + "rtol=\(rtol) of the trace \(shortDescription(result.trace)); "
                + (request.directions == nil ? "max_samples allows more" : "there are no more directions"))
    }
    return result
}
