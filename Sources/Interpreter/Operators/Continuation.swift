import Curvature
import Tensors

/// How a result goes on from where its method stopped. Results are records; the record holds it beside its fields.
public enum Continuation: @unchecked Sendable {
    case trace(TraceRun)
    case eigenpairs(EigenpairsRun)
    case fit(FitRun)
    /// A function of the language: called with what the result is to be refined to, by keyword, it gives the refined one.
    case function(Function)

    /// Whether releasing it may go on through further functions.
    var mayChain: Bool {
        switch self {
        case .trace, .eigenpairs: false
        case .fit(let run): IterativeRelease.mayChain(run.field.function)
        case .function(let function): IterativeRelease.mayChain(.function(function))
        }
    }

    /// Takes out the function that nothing but a continuation holds, for the iterative release.
    static func takeFunction(from continuation: inout Continuation?) -> Value? {
        defer { continuation = nil }
        switch continuation {
        case .fit(var run)?:
            continuation = nil
            return isKnownUniquelyReferenced(&run) ? run.takeFunction() : nil
        case .function(let function)?: return .function(function)
        case .trace?, .eigenpairs?, nil: return nil
        }
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

    /// Goes on with a copy. Where memory does not hold the vectors twice they are handed over to the result that comes of it: whoever
    /// goes on from here once more begins anew, to the same bits. If none comes of it they stay.
    func goOn(_ body: (inout EigenRun) throws -> Value) rethrows -> Value {
        if run.fitsTwice {
            var copy = run
            return try body(&copy)
        }
        var taken = run.handOver()
        defer {
            taken.condense()
            run.takeBack(taken)
        }
        return try body(&taken)
    }
}

/// What `fit_curvature` goes on from: its fits so far.
public final class FitRun: @unchecked Sendable {
    private(set) var field: LossField
    let request: FitRequest
    let fit: CurvatureFit

    init(_ field: LossField, _ request: FitRequest, _ fit: CurvatureFit) {
        self.field = field
        self.request = request
        self.fit = fit
    }

    /// Takes the loss out, unless another result goes on with it.
    fileprivate func takeFunction() -> Value? { isKnownUniquelyReferenced(&field) ? field.takeFunction() : nil }

    /// The keyword by which it goes on; nil where the directions were given.
    public var setting: String? {
        switch request.target {
        case .randomLines: "samples"
        case .randomSurfaces: "pairs"
        case .lines, .surface: nil
        }
    }
}

extension TensorEngine {
    /// `refine(h, samples=…)` of a result of `hutchinson`: what is nil stays as it was.
    public func refined(
        _ run: TraceRun, samples: Int?, relativeTolerance: Double?, maximumSamples: Int?, _ interpreter: Interpreter
    ) throws -> Value {
        var request = run.request
        if let samples {
            try checkNotFewer("samples", samples, than: run.values.count, of: "hutchinson")
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

    /// `refine(f, samples=…)`, or `pairs=`, of a result of `fit_curvature`: nil is as many as were asked for.
    public func refined(_ run: FitRun, count: Int?, _ interpreter: Interpreter) throws -> Value {
        var request = run.request
        if let count, let setting = run.setting {
            try checkNotFewer(setting, count, than: run.fit.count, of: "fit_curvature")
            request.target = request.target.isSurface ? .randomSurfaces(count) : .randomLines(count)
        }
        try run.field.checkUnchanged()
        return try curvatureFit(run.field, request, after: run.fit, interpreter)
    }

    private func checkNotFewer(_ setting: String, _ count: Int, than there: Int, of primitive: String) throws {
        guard count < there else { return }
        throw TensorError(
            "refine: \(setting)=\(count), but there are \(there) already",
            hint: "`\(primitive)` with the same `seed=` gives fewer")
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
        return try run.goOn { try eigenpairs(H, &$0, to: request, interpreter) }
    }
}
