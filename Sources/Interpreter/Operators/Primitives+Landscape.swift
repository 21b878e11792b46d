import Curvature
import Graph
import Kernels
import Tensors

// project and fit_curvature on values of the language.
extension TensorEngine {
    /// A vector of the parameters' structure, or flat, as one tensor (N,).
    private func direction(_ value: Value, _ structure: Structure, as what: String) throws -> Tensor {
        if case .tensor(let box) = value, box.tensor.shape == [structure.dimension] {
            return try box.tensor.converting(to: structure.dtype)
        }
        return try structure.flattened(structure.leaves(of: value, as: what), as: structure.dtype)
    }

    /// A set of vectors, (N, k) columns or a list of structures, as rows.
    private func directionSet(_ value: Value, _ structure: Structure, as what: String) throws -> [Tensor] {
        if case .tensor(let box) = value, box.tensor.rank == 2, box.tensor.shape[0] == structure.dimension {
            let rows = try Vectors.transposed(box.tensor.converting(to: structure.dtype))
            return try (0..<rows.shape[0]).map { try rows.view(from: $0 * structure.dimension, shape: [structure.dimension]) }
        }
        if case .list(let box) = value, !structure.isLeaf || !box.elements.allSatisfy(\.isPlainNumber) {
            return try box.elements.map { try direction($0, structure, as: what) }
        }
        return [try direction(value, structure, as: what)]
    }

    /// `project(f, θ, η, δ, alpha=…, beta=…)`.
    public func projection(
        _ f: Value, at parameters: Value, directions: [Value], axes: [[Double]], _ interpreter: Interpreter
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
        let grid = try project(field, vectors, axes: axes, monitor: interpreter.progress)
        let keys = ["alpha", "beta", "gamma"]
        func perOutput(_ make: (Int) throws -> Value) throws -> Value {
            if grid.outputNames == [""] { return try make(0) }
            return try Value(record: grid.outputNames.enumerated().map { ($1, try make($0)) })
        }
        for (output, holes) in grid.holes.enumerated() where holes > 0 && !grid.isInterrupted {
            let name = grid.outputNames[output].isEmpty ? "" : " of `\(grid.outputNames[output])`"
            interpreter.warn(
                "project: \(holes) of \(grid.values[output].count) values\(name) are not finite: holes in the picture")
        }
        var fields = try grid.axes.enumerated().map { (keys[$0], Value(try Tensor($1))) }
        fields.append(("values", try perOutput { Value(grid.values[$0]) }))
        fields.append(
            (
                "minimum",
                try perOutput { output in
                    guard let minimum = grid.minima[output] else { return .none }
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
        _ f: Value, at parameters: Value, along what: FitDirections, alpha: [Double]?, seed: Int?, _ interpreter: Interpreter
    ) throws -> Value {
        let structure = try Structure(ofParameters: parameters, for: "fit_curvature")
        let field = try LossField(f, at: parameters, for: "fit_curvature", self, interpreter)
        let monitor = interpreter.progress
        func random() -> RandomDirections {
            let stream = self.random.next(pinned: seed)
            return RandomDirections(
                dimension: structure.dimension, dtype: structure.dtype, distribution: .normal, seed: stream.seed,
                stream: stream.stream)
        }
        func row(_ directions: RandomDirections, _ i: Int) throws -> Tensor {
            try directions.rows(i, 1).reshaped([structure.dimension])
        }
        let fit: CurvatureFit
        var isSingle = false
        switch what {
        case .line(let η):
            let vector = try direction(η, structure, as: "fit_curvature: η")
            fit = try fitLines(field, count: 1, alpha: alpha, monitor: monitor) { _ in vector }
        case .surface(let η, let δ):
            let pair = try (direction(η, structure, as: "fit_curvature: η"), direction(δ, structure, as: "fit_curvature: δ"))
            fit = try fitSurfaces(field, count: 1, alpha: alpha, monitor: monitor) { _ in pair }
            isSingle = true
        case .lines(let set):
            let vectors = try directionSet(set, structure, as: "fit_curvature: directions")
            fit = try fitLines(field, count: vectors.count, alpha: alpha, monitor: monitor) { vectors[$0] }
        case .randomLines(let count):
            let directions = random()
            fit = try fitLines(field, count: count, alpha: alpha, monitor: monitor) { try row(directions, $0) }
        case .randomPairs(let count):
            let directions = random()
            fit = try fitSurfaces(field, count: count, alpha: alpha, monitor: monitor) {
                try (row(directions, 2 * $0), row(directions, 2 * $0 + 1))
            }
        }
        for warning in fit.warnings { interpreter.warn(warning) }
        var fields: [(String, Value)] = try [
            ("trace", .scalar(fit.statistics.mean)), ("stderr", .scalar(fit.statistics.standardError)),
            ("curvatures", Value(Tensor(fit.curvatures))), ("residual", Value(Tensor(fit.residuals))),
            ("alpha", Value(Tensor(fit.alpha))),
        ]
        if !fit.hessians.isEmpty {
            let entries = try Tensor(
                fit.hessians.flatMap { [$0.A, $0.B, $0.B, $0.C] }, shape: isSingle ? [2, 2] : [fit.hessians.count, 2, 2])
            func column(_ part: (Double, Double, Double) -> Double) throws -> Value {
                let numbers = fit.hessians.map { part($0.A, $0.B, $0.C) }
                return Value(try isSingle ? Tensor(scalar: numbers[0]) : Tensor(numbers))
            }
            let kappa = try principalCurvatures(column { a, _, _ in a }, column { _, b, _ in b }, column { _, _, c in c })
            fields.removeAll { $0.0 == "curvatures" }
            fields += [("hessian", Value(entries)), ("kappa", kappa)]
        }
        return try finish(Value(record: fields), isInterrupted: fit.isInterrupted, interpreter)
    }
}

/// ½ xᵀHx: what an operator alone shows of a surface, without the loss's value and slope.
private struct QuadraticField: ScalarField {
    let linear: any LinearOperator
    init(_ linear: any LinearOperator) { self.linear = linear }

    var dimension: Int { linear.dimension }
    var dtype: DType { linear.dtype }
    var outputNames: [String] { [""] }

    func evaluate(directions: [Tensor], coefficients: Tensor) throws -> Tensor {
        let k = directions.count
        let rows = try Tensor(uninitialized: dtype, shape: [k, dimension])
        for (i, direction) in directions.enumerated() {
            (rows.pointer + i * dimension * dtype.byteSize).copyMemory(
                from: direction.pointer, byteCount: dimension * dtype.byteSize)
        }
        let reduced = try restrict(linear, rows)
        let points = coefficients.shape[0]
        return try Tensor(
            (0..<points).map { p in
                var sum = 0.0
                for i in 0..<k {
                    for j in 0..<k {
                        sum +=
                            coefficients.double(at: p * k + i) * reduced.double(at: i * k + j)
                            * coefficients.double(at: p * k + j)
                    }
                }
                return 0.5 * sum
            }, shape: [1, points])
    }
}
