import Curvature
import Graph
import Kernels
import Tensors

// project and fit_curvature on values of the language.
extension TensorEngine {
    /// A vector of the parameters' structure, or flat, as one tensor (N,).
    private func direction(_ value: Value, _ structure: Structure, as what: String) throws -> Tensor {
        if case .tensor(let box) = value, box.tensor.shape == [structure.dimension] {
            return try box.tensor.converted(to: structure.dtype)
        }
        return try structure.flattened(structure.leaves(of: value, as: what), as: structure.dtype)
    }

    /// A set of vectors, (N, k) columns or a list of structures, as rows.
    private func directionSet(_ value: Value, _ structure: Structure, as what: String) throws -> Tensor {
        if case .tensor(let box) = value, box.tensor.rank == 2, box.tensor.shape[0] == structure.dimension {
            return try Vectors.transposed(box.tensor.converted(to: structure.dtype))
        }
        guard case .list(let box) = value, !structure.isLeaf || !box.elements.allSatisfy(\.isPlainNumber) else {
            return try direction(value, structure, as: what)
        }
        let vectors = try box.elements.map { try direction($0, structure, as: what) }
        let rows = try Tensor(uninitialized: structure.dtype, shape: [vectors.count, structure.dimension])
        for (i, vector) in vectors.enumerated() {
            (rows.pointer + i * vector.byteCount).copyMemory(from: vector.pointer, byteCount: vector.byteCount)
        }
        return rows
    }

    /// `project(f, θ, η, δ, alpha=…, beta=…)`.
    public func projection(
        _ f: Value, at parameters: Value, directions: [Value], axes: [Tensor?], _ interpreter: Interpreter
    ) throws -> Value {
        let structure = try Structure(ofParameters: parameters, for: "project")
        let names = ["η", "δ", "ζ"]
        let vectors = try directions.enumerated().map { try direction($1, structure, as: "project: \(names[$0])") }
        let field: any ScalarField
        if case .object(let object) = f, let H = object as? OperatorValue {
            field = QuadraticField(H.linear)
        } else {
            field = try LossField(f, at: parameters, for: "project", self, interpreter)
        }
        let grid = try project(field, directions: vectors, axes: axes, monitor: interpreter.progress)
        if !grid.isInterrupted { for warning in grid.warnings { interpreter.warn(warning) } }
        let keys = ["alpha", "beta", "gamma"]
        func perOutput(_ make: (Projection.Output) throws -> Value) throws -> Value {
            if let only = grid.outputs.first, only.name.isEmpty { return try make(only) }
            return try Value(record: grid.outputs.map { ($0.name, try make($0)) })
        }
        var fields = try grid.axes.enumerated().map { (keys[$0], Value(try Tensor($1))) }
        fields.append(("values", try perOutput { Value($0.values) }))
        fields.append(
            (
                "minimum",
                try perOutput { output in
                    guard let minimum = output.minimum else { return .none }
                    return try Value(
                        record: [("value", .scalar(minimum.value))]
                            + minimum.coordinates.enumerated().map { (keys[$0], .scalar($1)) })
                }
            ))
        return try finish(Value(record: fields), isInterrupted: grid.isInterrupted, interpreter)
    }

    /// What `fit_curvature` is to fit along.
    public enum FitDirections {
        case line(Value)
        case surface(Value, Value)
        case lines(Value)
        case randomLines(Int)
        case randomPairs(Int)
    }

    /// `fit_curvature(f, θ, …)`.
    public func curvatureFit(
        _ f: Value, at parameters: Value, along what: FitDirections, alpha: FitRequest.Interval, beta: Tensor?, seed: Int?,
        _ interpreter: Interpreter
    ) throws -> Value {
        let structure = try Structure(ofParameters: parameters, for: "fit_curvature")
        let field = try LossField(f, at: parameters, for: "fit_curvature", self, interpreter)
        field.noteReach()
        let target: FitRequest.Target
        // Given directions leave the streams of random ones where they are.
        var random = RandomSource(stream: 0)
        switch what {
        case .line(let η): target = .lines(try direction(η, structure, as: "fit_curvature: η"))
        case .surface(let η, let δ):
            target = try .surface(
                direction(η, structure, as: "fit_curvature: η"), direction(δ, structure, as: "fit_curvature: δ"))
        case .lines(let set): target = .lines(try directionSet(set, structure, as: "fit_curvature: directions"))
        case .randomLines(let count):
            target = .randomLines(count)
            random = source(pinned: seed)
        case .randomPairs(let count):
            target = .randomSurfaces(count)
            random = source(pinned: seed)
        }
        return try curvatureFit(
            field, FitRequest(target, alpha: alpha, beta: beta, source: random), after: nil, interpreter)
    }

    /// The same behind the fits that are known.
    func curvatureFit(_ field: LossField, _ request: FitRequest, after known: CurvatureFit?, _ interpreter: Interpreter) throws
        -> Value
    {
        defer { field.condense() }
        let fit = try fitCurvature(field, request, after: known, monitor: interpreter.progress)
        for warning in fit.warnings { interpreter.warn(warning) }
        var fields: [(String, Value)] = try [
            ("trace", .scalar(fit.trace)), ("stderr", .scalar(fit.standardError)),
            ("curvatures", Value(Tensor(fit.curvatures))), ("residual", Value(Tensor(fit.residuals))),
            ("alpha", Value(Tensor(fit.alpha))),
        ]
        if request.target.isSurface {
            // A single one is no set; before it is there, it is not known.
            let isSingle = if case .surface = request.target { true } else { false }
            var numbers = fit.hessians.flatMap { [$0.a, $0.b, $0.b, $0.c] }
            if isSingle, numbers.isEmpty { numbers = [Double](repeating: .nan, count: 4) }
            let entries = try Tensor(numbers, shape: isSingle ? [2, 2] : [fit.count, 2, 2])
            func column(_ numbers: [Double]) throws -> Value {
                Value(try isSingle ? Tensor(scalar: numbers.first ?? .nan) : Tensor(numbers))
            }
            let kappa = try Value(list: [column(fit.kappa.map(\.plus)), column(fit.kappa.map(\.minus))])
            fields += [("hessian", Value(entries)), ("kappa", kappa)]
        }
        return try finish(
            Value(record: fields), .fit(FitRun(field, request, fit)), isInterrupted: fit.isInterrupted, interpreter)
    }
}

/// ½ xᵀHx: what an operator alone shows of a surface, without the loss's value and slope.
private final class QuadraticField: ScalarField {
    let linear: any LinearOperator
    /// H between the directions met last.
    private var reduced: (directions: [Tensor], matrix: Tensor)?

    init(_ linear: any LinearOperator) { self.linear = linear }

    var dimension: Int { linear.dimension }
    var dtype: DType { linear.dtype }
    var outputNames: [String] { [""] }

    func evaluate(directions: [Tensor], coefficients: Tensor) throws -> Tensor {
        let k = directions.count
        let matrix = try matrix(directions)
        return try Tensor(
            (0..<coefficients.shape[0]).map { p in
                var sum = 0.0
                for i in 0..<k {
                    for j in 0..<k {
                        sum +=
                            coefficients.double(at: p * k + i) * matrix.double(at: i * k + j)
                            * coefficients.double(at: p * k + j)
                    }
                }
                return 0.5 * sum
            }, shape: [1, coefficients.shape[0]])
    }

    private func matrix(_ directions: [Tensor]) throws -> Tensor {
        if let reduced, reduced.directions.count == directions.count,
            zip(reduced.directions, directions).allSatisfy({ $0.isIdentical(to: $1) })
        {
            return reduced.matrix
        }
        let rows = try Structure.packed(directions, as: dtype).reshaped([directions.count, dimension])
        let matrix = try restrict(linear, to: rows)
        reduced = (directions, matrix)
        return matrix
    }
}
