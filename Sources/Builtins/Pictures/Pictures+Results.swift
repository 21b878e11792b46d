import Curvature
import Interpreter
import Plotting

/// What solvers give, as a picture: each kind of record is known by its fields.
extension PictureBuiltins {
    /// The picture of a result; nil for a record that is none.
    static func resultFigure(_ record: RecordBox, _ arguments: Arguments) throws -> Figure? {
        func row(_ name: String) throws -> [Double]? {
            guard let value = record[name], let tensor = try arguments.interpreter.plainTensor(value), tensor.rank == 1 else {
                return nil
            }
            return tensor.doubles()
        }
        if record["alpha"] != nil, let values = record["values"] { return try projected(record, values, arguments) }
        if let values = try row("values"), let density = try row("density"), let error = try row("stderr"),
            values.count == density.count, error.count == density.count
        {
            return try spectrum(values, density, error, arguments)
        }
        if let values = try row("values"), let converged = try row("converged"), record["residuals"] != nil,
            values.count == converged.count
        {
            return try eigenvalues(values, converged, arguments)
        }
        if record["kappa_plus"] != nil, record["kappa_minus"] != nil, record["A"] != nil {
            return try histogram(arguments)
        }
        if record["trace"] != nil, let running = try row("running") { return try runningMeans(running, "⟨zᵀHz⟩", arguments) }
        if record["trace"] != nil, let curvatures = try row("curvatures") {
            var statistics = RunningStatistics()
            let running = curvatures.map { curvature in
                statistics.add(curvature)
                return statistics.mean
            }
            return try runningMeans(running, "⟨κ⟩", arguments)
        }
        return nil
    }

    /// A projection: a line along one direction, colours along two.
    private static func projected(_ record: RecordBox, _ values: Value, _ arguments: Arguments) throws -> Figure {
        guard record["beta"] == nil else { return try field(arguments, .heatmap) }
        guard let alpha = record["alpha"] else { return Figure([]) }
        let x = try PictureRows.numbers(alpha, arguments)
        let rows = try PictureRows.rows(values, length: x.count, arguments)
        let strokes = try arguments.strokes()
        let marks = rows.enumerated().map { index, row in
            Mark.line(x: x, y: row.y, stroke: index < strokes.count ? strokes[index] : Stroke(), label: row.name)
        }
        return try arguments.figure(
            Panel(
                marks + arguments.references(), x: arguments.axis("x", label: "α"), y: arguments.axis("y", label: "L(θ + αη)")))
    }

    /// The density of eigenvalues between its standard errors.
    private static func spectrum(
        _ values: [Double], _ density: [Double], _ error: [Double], _ arguments: Arguments
    ) throws -> Figure {
        let stroke = try arguments.strokes().first ?? Stroke()
        let marks: [Mark] = [
            .vertical(0),
            .band(
                x: values, lower: zip(density, error).map { max($0 - $1, 0) }, upper: zip(density, error).map { $0 + $1 },
                label: "± standard error"),
            .line(x: values, y: density, stroke: stroke),
        ]
        return try arguments.figure(
            Panel(
                marks + arguments.references(), x: arguments.axis("x", label: "eigenvalue λ"),
                y: arguments.axis("y", label: "density")))
    }

    /// Eigenvalues in ascending order; those that have not converged apart.
    private static func eigenvalues(_ values: [Double], _ converged: [Double], _ arguments: Arguments) throws -> Figure {
        let ranks = values.indices.map { Double($0 + 1) }
        func part(_ isWanted: (Double) -> Bool) -> (x: [Double], y: [Double]) {
            let places = values.indices.filter { isWanted(converged[$0]) }
            return (places.map { ranks[$0] }, places.map { values[$0] })
        }
        let (done, open) = (part { $0 != 0 }, part { $0 == 0 })
        var marks: [Mark] = [
            .horizontal(0), .scatter(x: done.x, y: done.y, radius: 3.5, label: open.x.isEmpty ? nil : "converged"),
        ]
        if !open.x.isEmpty { marks.append(.scatter(x: open.x, y: open.y, radius: 3.5, label: "not converged")) }
        var panel = try Panel(
            marks + arguments.references(), x: arguments.axis("x", label: "rank"), y: arguments.axis("y", label: "eigenvalue λ"))
        panel.x.isWhole = true
        return try arguments.figure(panel)
    }

    /// How a mean converges with the number of samples (Fig. 3), and where its expectation lies with a probability of 95 %.
    private static func runningMeans(_ means: [Double], _ name: String, _ arguments: Arguments) throws -> Figure {
        let counts = means.indices.map { Double($0 + 1) }
        var marks: [Mark] = []
        if let band = Confidence(means) {
            marks.append(.band(x: Array(counts[band.first...]), lower: band.lower, upper: band.upper, label: "95 %"))
        }
        marks.append(.line(x: counts, y: means, stroke: try arguments.strokes().first ?? Stroke(), label: name))
        if let last = means.last { marks.append(.horizontal(last)) }
        var x = try arguments.axis("x", label: "samples S")
        if arguments.place("xscale") == nil, means.count > 30 { x.scale = .log }
        return try arguments.figure(
            Panel(marks + arguments.references(), x: x, y: arguments.axis("y", label: "trace estimate")))
    }
}

/// The 95 % interval about each running mean, by Student's t.
private struct Confidence {
    /// The place of the first mean that has one: of fewer numbers the interval says next to nothing.
    let first = 7
    private(set) var lower: [Double] = []
    private(set) var upper: [Double] = []

    /// - Parameter means: running means, of which the samples are found again.
    init?(_ means: [Double]) {
        guard means.count > first + 1 else { return nil }
        var statistics = RunningStatistics()
        for (index, value) in means.enumerated() {
            let count = Double(index + 1)
            statistics.add(index == 0 ? value : value * count - means[index - 1] * (count - 1))
            guard index >= first else { continue }
            let interval = statistics.interval()
            lower.append(interval.lower)
            upper.append(interval.upper)
        }
    }
}
