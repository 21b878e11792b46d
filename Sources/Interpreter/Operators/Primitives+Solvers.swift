import Curvature
import Graph
import Kernels
import Tensors

// eigsh, hutchinson and their kin on values of the language: arguments in, records out.
extension TensorEngine {
    /// `eigsh(H, k=…)`.
    public func eigenpairs(_ H: OperatorValue, _ request: EigenRequest, _ interpreter: Interpreter) throws -> Value {
        var run = EigenRun(request)
        return try eigenpairs(H, &run, to: request, interpreter)
    }

    /// The same where something of it may be known. The result goes on from `run`; without one all stays there.
    func eigenpairs(_ H: OperatorValue, _ run: inout EigenRun, to request: EigenRequest, _ interpreter: Interpreter) throws
        -> Value
    {
        let result = try H.solving("eigsh") { try run.go(H.linear, to: request, monitor: interpreter.progress) }
        let hint = result.isInterrupted ? nil : "`refine(result, maxiter=…)` goes on where this ended"
        for warning in result.warnings { interpreter.warn(warning, hint: hint) }
        let record = try Value(record: [
            ("values", Value(Tensor(result.values))),
            ("vectors", Vectors.set(result.vectors, H.structure)),
            ("residuals", Value(Tensor(result.residuals))),
            ("matvecs", .int(result.matvecs)),
            ("converged", Value(Tensor(result.converged))),
            ("floor", .scalar(result.floor)),
        ])
        run.condense()
        return try finish(record, .eigenpairs(EigenpairsRun(H, run.handOver())), isInterrupted: result.isInterrupted, interpreter)
    }

    /// A start vector for `eigsh`, flat.
    public func startVector(_ value: Value, _ H: OperatorValue) throws -> Tensor {
        try Vectors(of: value, for: H, as: "eigsh: v0").rows(for: H).reshaped([H.linear.dimension])
    }

    /// `hutchinson(H, samples=…)`.
    public func traceEstimate(
        _ H: OperatorValue, samples: Int, probe: String, relativeTolerance: Double?, maximumSamples: Int, directions: Value?,
        seed: Int?, _ interpreter: Interpreter
    ) throws -> Value {
        let given = try directions.map { try Vectors(of: $0, for: H, as: "hutchinson: directions").rows(for: H) }
        let request = HutchinsonRequest(
            samples: samples, probe: try ProbeDistribution(name: probe), relativeTolerance: relativeTolerance,
            maximumSamples: maximumSamples, directions: given,
            // Given directions leave the streams of random ones where they are.
            source: given == nil ? source(pinned: seed) : RandomSource(stream: 0))
        return try traceEstimate(H, request, after: [], interpreter)
    }

    /// The same behind the probes whose zᵀHz are known.
    func traceEstimate(
        _ H: OperatorValue, _ request: HutchinsonRequest, after known: [Double], _ interpreter: Interpreter
    ) throws -> Value {
        let estimate = try H.solving("hutchinson") {
            try hutchinson(H.linear, request, after: known, monitor: interpreter.progress)
        }
        for warning in estimate.warnings { interpreter.warn(warning) }
        let record = try Value(record: [
            ("trace", .scalar(estimate.trace)),
            ("stderr", .scalar(estimate.standardError)),
            ("interval", Value(Tensor([estimate.interval.lower, estimate.interval.upper]))),
            ("samples", .int(estimate.samples)),
            ("running", Value(Tensor(estimate.running))),
        ])
        return try finish(
            record, .trace(TraceRun(H, request, estimate.values)), isInterrupted: estimate.isInterrupted, interpreter)
    }

    /// The random vectors of one call of a sampling primitive.
    func source(pinned seed: Int?) -> RandomSource {
        let stream = random.next(pinned: seed)
        return RandomSource(seed: stream.seed, stream: stream.stream)
    }

    /// `restrict(H, D)`: DᵀHD.
    public func restriction(_ H: OperatorValue, _ directions: Value) throws -> Value {
        let rows = try Vectors(of: directions, for: H, as: "restrict: D").rows(for: H)
        return Value(try H.solving("restrict", isFinite: \.isFinite) { try restrict(H.linear, to: rows) })
    }

    /// `random_planes(H)`: A, B, C of random pairs, and the sum of squared products.
    public func planeElements(_ H: OperatorValue, pairs: Int, first: Int, seed: Int?) throws -> Value {
        guard pairs > 0, first >= 0 else {
            throw TensorError(
                "random_planes: samples=\(pairs), first=\(first)", hint: "at least one pair is needed, from number 0 on")
        }
        try Memory.check(6 * 8 * Shape.count([pairs]))
        let source = source(pinned: seed)
        let found = try H.solving("random_planes", isFinite: \.squares.isFinite) {
            try randomPlanes(H.linear, pairs: pairs, from: first, source: source)
        }
        return try Value(record: [
            ("A", Value(try Tensor(found.a, shape: [pairs]))), ("B", Value(try Tensor(found.b, shape: [pairs]))),
            ("C", Value(try Tensor(found.c, shape: [pairs]))), ("square", .float(found.squares)),
        ])
    }

    /// `dense(H)`.
    public func denseMatrix(_ H: OperatorValue, _ interpreter: Interpreter) throws -> Value {
        Value(
            try H.solving("dense", isFinite: \.isFinite) {
                try Curvature.denseMatrix(of: H.linear, monitor: interpreter.progress)
            })
    }

    /// `random_direction(θ)`: i.i.d. N(0, 1), of a stream of its own. `count` of them, the stream's `first` and those after it,
    /// are a set.
    public func randomDirection(like value: Value, count: Int?, first: Int, seed: Int?) throws -> Value {
        let (dimension, dtype, structure): (Int, DType, Structure?)
        if case .object(let object) = value, let H = object as? OperatorValue {
            (dimension, dtype, structure) = (H.linear.dimension, H.linear.dtype, H.structure)
        } else {
            let shape = try Structure(ofParameters: value, for: "random_direction")
            (dimension, dtype, structure) = (shape.dimension, shape.dtype, shape.isFlat ? nil : shape)
        }
        let rows = try randomDirections(
            count ?? 1, from: first, dimension: dimension, dtype: dtype, source: source(pinned: seed))
        return try count == nil ? Vectors.value(of: rows, row: 0, structure) : Vectors.set(rows, structure)
    }

    /// `filter_normalize(d, θ, axis=0)`.
    public func filterNormalize(_ d: Value, _ parameters: Value, axis: Int, includesVectors: Bool) throws -> Value {
        let structure = try Structure(ofParameters: parameters, for: "filter_normalize")
        var own: [Tensor] = []
        _ = structure.collect(parameters) { if let tensor = $0.numbers { own.append(tensor) } }
        let directions = try structure.leaves(of: d, as: "filter_normalize: d").compactMap(\.numbers)
        guard own.count == structure.leafCount, directions.count == own.count else {
            throw TensorError("filter_normalize works on numbers, not inside a traced function")
        }
        let leaves = try zip(zip(directions, own), structure.leafTypes).map { pair, type in
            Value(
                try Curvature.filterNormalize(
                    pair.0.converted(to: type.dtype), at: pair.1, axis: axis, vectors: includesVectors ? .whole : .zero))
        }
        let whole = try structure.flattened(leaves, as: structure.dtype)
        return try structure.unflattened(whole)
    }

    /// κ± of symmetric 2×2 matrices (Eq. 21), element by element: without cancellation where they are float64 numbers, by
    /// differentiable operations where they are traced.
    public func principalCurvatures(_ a: Value, _ b: Value, _ c: Value) throws -> Value {
        if let x = a.numbers, let y = b.numbers, let z = c.numbers, ![x, y, z].contains(where: { $0.dtype == .float32 }) {
            let (plus, minus) = try Curvature.principalCurvatures(x, y, z)
            return try Value(list: [Value(plus), Value(minus)])
        }
        let results = try applyAll("principal_curvatures", [a, b, c], promotion: .floating) { g, x in
            let (A, B, C) = try { ($0[0], $0[1], $0[2]) }(g.broadcasting(x, in: "principal_curvatures"))
            let half = try g.scalar(0.5, like: A)
            let mean = try g.multiply(half, g.add(A, C))
            let difference = try g.multiply(half, g.subtract(A, C))
            let radius = try g.norm(g.stack([difference, B], axis: -1), axis: [-1])
            return try [g.add(mean, radius), g.subtract(mean, radius)]
        }
        return try Value(list: results)
    }

    /// A record that is whole, or what an interrupted run had: then it is kept in `ans` and the interrupt goes on.
    func finish(
        _ record: Value, _ continuation: Continuation? = nil, isInterrupted: Bool, _ interpreter: Interpreter
    ) throws -> Value {
        if case .record(let box) = record { box.continuation = continuation }
        guard isInterrupted else { return record }
        interpreter.partialResult = record
        throw HesseError.interrupted
    }
}
