import Curvature
import Tensors

/// How a result goes on from where its method stopped. Results are records; the record holds it beside its fields.
public enum Continuation: @unchecked Sendable {
    case trace(TraceRun)
    case eigenpairs(EigenpairsRun)
    /// A function of the language: called with what the result is to be refined to, by keyword, it gives the refined one.
    case function(Function)

    /// Whether releasing it may go on through further functions.
    var mayChain: Bool {
        guard case .function(let function) = self else { return false }
        return IterativeRelease.mayChain(.function(function))
    }
}

/// What `hutchinson` goes on from: zᵀHz of the probes so far.
public final class TraceRun: @unchecked Sendable {
    let H: OperatorValue
    let request: HutchinsonRequest
    let values: [Double]

    init(_ H: OperatorValue, _ request: HutchinsonRequest, _ values: [Double]) {
        self.H = H
        self.request = request
        self.values = values
    }
}

/// What `eigsh` goes on from: its search, with the vectors of its basis.
public final class EigenpairsRun: @unchecked Sendable {
    let H: OperatorValue
    private(set) var run: EigenRun

    init(_ H: OperatorValue, _ run: EigenRun) {
        self.H = H
        self.run = run
    }

    /// A copy to go on with. Where memory does not hold the vectors twice they are handed over: whoever goes on from here once
    /// more begins anew, to the same bits.
    func take() -> EigenRun {
        let taken = run
        if !run.fitsTwice { run = EigenRun(run.request) }
        return taken
    }
}

extension TensorEngine {
    /// `refine(h, samples=…)` of a result of `hutchinson`: what is nil stays as it was.
    public func refined(
        _ run: TraceRun, samples: Int?, relativeTolerance: Double?, maximumSamples: Int?, _ interpreter: Interpreter
    ) throws -> Value {
        var request = run.request
        if let samples {
            guard samples >= run.values.count else {
                throw TensorError(
                    "refine: samples=\(samples), but there are \(run.values.count) already",
                    hint: "`hutchinson` with the same `seed=` gives fewer")
            }
            if let directions = request.directions, directions.rank == 2, samples > directions.shape[0] {
                throw TensorError(
                    "refine: samples=\(samples), but only \(directions.shape[0]) directions were given",
                    hint: "call `hutchinson` with more `directions=`")
            }
            request.samples = samples
            request.relativeTolerance = nil
        }
        if let relativeTolerance { request.relativeTolerance = relativeTolerance }
        if let maximumSamples { request.maximumSamples = maximumSamples }
        return try traceEstimate(run.H, request, after: run.values, interpreter)
    }

    /// `refine(e, tol=…)` of a result of `eigsh`: what is nil stays as it was. nil where the result is that already.
    public func refined(
        _ run: EigenpairsRun, count: Int?, part: String?, tolerance: Double?, productLimit: Int?, _ interpreter: Interpreter
    ) throws -> Value? {
        let H = run.H
        var request = run.run.request
        if let count { request.count = count }
        if let part { request.part = try SpectrumPart(name: part) }
        if let tolerance { request.tolerance = tolerance }
        if let productLimit {
            guard productLimit >= run.run.products else {
                throw TensorError(
                    "refine: maxiter=\(productLimit), but \(run.run.products) products have been made already",
                    hint: "`eigsh` with `maxiter=\(productLimit)` stops there")
            }
            request.productLimit = productLimit
        }
        switch try run.run.rest(for: request, H.linear) {
        case .nothing: return nil
        case .everything where run.run.products > 0:
            interpreter.note("refine: eigsh begins anew, since there was no memory to keep what this goes on from")
        default: break
        }
        var taken = run.take()
        return try eigenpairs(H, &taken, to: request, interpreter)
    }
}
