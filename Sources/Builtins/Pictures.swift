import Interpreter
import Plotting
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// A figure as a value.
public final class FigureValue: OpaqueValue, @unchecked Sendable {
    public let figure: Figure

    init(_ figure: Figure) { self.figure = figure }

    public override var typeName: String { "figure" }
    public override var description: String {
        "<figure with \(figure.panels.count) \(figure.panels.count == 1 ? "panel" : "panels")>"
    }
}

/// Pictures: each function returns a figure, shown at a terminal and saved by `save("x.svg")`.
enum PictureBuiltins {
    static let group = "pictures"
    private static let labels = "title=\"\", xlabel=\"\", ylabel=\"\""

    static let all: [Builtin] = [
        Builtin(
            "plot(x, y=none, *, \(labels), xscale=\"linear\", yscale=\"linear\", style=none, hlines=none)", group: group,
            summary: "Lines: y over x, y over its positions, a record or list of several y, or a projection.",
            details:
                "style is a list of words for the lines, such as \"black\", \"red dashed\". hlines are dashed grey references.",
            example: "f = plot([1.0, 2, 3], [1.0, 4, 9], title=\"squares\")",
            seeAlso: ["heatmap", "surface", "hist", "panels", "save"]
        ) { arguments in try made(plotted(arguments), arguments) },
        Builtin(
            "hist(x, *, bins=60, \(labels), gaussian=false, style=none)", group: group,
            summary: "A histogram as a density; of a list or record of tensors one each.",
            details: "gaussian=true draws the normal density of the same mean and deviation.",
            example: "f = hist([1.0, 2, 2, 3], bins=3)", seeAlso: ["plot", "panels"]
        ) { arguments in try made(histogram(arguments), arguments) },
        Builtin(
            "heatmap(z, *, x=none, y=none, \(labels), scale=\"linear\", label=\"\", cross=true)", group: group,
            summary: "Numbers as colours: z[i, j] at row i, or a two-dimensional projection with a cross at its minimum.",
            details:
                "A projection's α runs to the right: of its numbers alone that is `heatmap(p.values.T, x=p.alpha, y=p.beta)`. scale is \"linear\", \"log\" or \"symlog\". Cells that are not finite are holes, and marked.",
            shapes: "(m, n), or a projection along two directions", example: "f = heatmap([[1.0, 2], [3, 4]])",
            seeAlso: ["surface", "plot", "project"]
        ) { arguments in try made(field(arguments, isSurface: false), arguments) },
        Builtin(
            "surface(z, *, x=none, y=none, \(labels), scale=\"linear\", label=\"\", cross=true)", group: group,
            summary: "Numbers as heights over a plane.", shapes: "(m, n), or a projection along two directions",
            example: "f = surface([[1.0, 2], [3, 4]])", seeAlso: ["heatmap", "project"]
        ) { arguments in try made(field(arguments, isSurface: true), arguments) },
        Builtin(
            "panels(figures, *, columns=none, title=\"\")", group: group, summary: "Several figures as one.",
            example: "f = panels([plot([1.0, 2]), plot([2.0, 1])])", seeAlso: ["plot", "save"]
        ) { arguments in
            let parts = try arguments.elements(0).flatMap { try figure($0, arguments).panels }
            return try made(Figure(parts, columns: arguments.optionalInt(1), title: arguments.string(2, default: "")), arguments)
        },
    ]

    private static func made(_ figure: Figure, _ arguments: Arguments) -> Value {
        let value = Value.object(FigureValue(figure))
        arguments.interpreter.lastFigure = value
        return value
    }

    /// A figure, or for none the last one.
    static func figure(_ value: Value, _ arguments: Arguments) throws -> Figure {
        let wanted: Value
        if case .none = value { wanted = arguments.interpreter.lastFigure ?? .none } else { wanted = value }
        if case .object(let object) = wanted, let found = object as? FigureValue { return found.figure }
        throw arguments.error(
            value.isNone ? "there is no figure yet" : "\(value.messageName) is not a figure",
            hint: "`plot(x, y)`, `hist(x)` or `heatmap(z)` makes one")
    }

    // MARK: Lines

    private static func plotted(_ arguments: Arguments) throws -> Figure {
        var marks: [Mark] = []
        var (x, series): ([Double]?, [(String?, [Double])])
        var names = (x: "", y: "")
        if case .record(let box) = arguments[0], let alpha = box["alpha"], let values = box["values"] {
            names = ("α", "L(θ + αη)")
            if let shape = try arguments.interpreter.plainTensor(values)?.shape, shape.count == 2 {
                return try surfaceOf(
                    box, arguments, title: arguments.string(2, default: ""), scale: .linear, label: "", isSurface: false,
                    showsCross: true)
            }
            try checkPlanar(box, arguments)
            x = try numbers(alpha, arguments)
            series = try named(values, arguments)
        } else if arguments.has(1) {
            x = try arguments.tensor(0).doubles()
            series = try named(arguments[1], arguments)
        } else {
            x = nil
            series = try named(arguments[0], arguments)
        }
        let styles = try arguments.has(7) ? arguments.elements(7).map { try stroke($0, arguments) } : []
        for (index, (name, y)) in series.enumerated() {
            let places = x ?? y.indices.map(Double.init)
            guard places.count == y.count else { throw arguments.error("x has \(places.count) numbers and y \(y.count)") }
            marks.append(.line(x: places, y: y, stroke: index < styles.count ? styles[index] : Stroke(), label: name))
        }
        if arguments.has(8) { marks += try arguments.tensor(8).doubles().map { .horizontal($0) } }
        return Figure(
            Panel(
                marks, title: try arguments.string(2, default: ""),
                x: Axis(try arguments.string(3, default: names.x), scale: try scale(arguments, 5)),
                y: Axis(try arguments.string(4, default: names.y), scale: try scale(arguments, 6))))
    }

    /// One or several rows of numbers, with their names if they have any.
    private static func named(_ value: Value, _ arguments: Arguments) throws -> [(String?, [Double])] {
        switch value {
        case .record(let box): return try zip(box.keys, box.values).map { ($0, try numbers($1, arguments)) }
        case .list(let box) where !box.elements.allSatisfy(\.isScalar):
            return try box.elements.map { (nil, try numbers($0, arguments)) }
        default: return [(nil, try numbers(value, arguments))]
        }
    }

    private static func numbers(_ value: Value, _ arguments: Arguments) throws -> [Double] {
        guard let tensor = try arguments.interpreter.plainTensor(value) else {
            let isFunction = if case .function = value { true } else { false }
            throw arguments.error(
                "\(value.messageName) is not a row of numbers",
                hint: isFunction ? "choose the points: `x = linspace(0, 1, 100); plot(x, map(f, x))`" : nil)
        }
        return tensor.doubles()
    }

    private static func stroke(_ value: Value, _ arguments: Arguments) throws -> Stroke {
        guard case .string(let box) = value else {
            throw arguments.error("a style is a string, not \(value.messageName)", hint: "such as \"red dashed\"")
        }
        var stroke = Stroke()
        for word in box.string.split(separator: " ") {
            if let dash = Stroke.Dash(rawValue: word == "dashdot" ? "dashDotted" : String(word)) {
                stroke.dash = dash
            } else {
                stroke.colour = try Colour(named: String(word))
            }
        }
        return stroke
    }

    private static func scale(_ arguments: Arguments, _ index: Int) throws -> Scale {
        switch try arguments.word(index, among: ["linear", "log", "symlog"], default: "linear") {
        case "log": .log
        case "symlog": .symlog()
        default: .linear
        }
    }

    private static func checkPlanar(_ projection: RecordBox, _ arguments: Arguments) throws {
        guard projection["gamma"] == nil else {
            throw arguments.error(
                "a projection along three directions has no picture", hint: "take a plane of it: `heatmap(p.values[:, :, k])`")
        }
    }

    // MARK: Histograms

    private static func histogram(_ arguments: Arguments) throws -> Figure {
        let series = try named(arguments[0], arguments).map { ($0.0, $0.1.filter(\.isFinite)) }
        let bins = try arguments.has(1) ? arguments.count(1) : 60
        guard bins <= 100_000 else { throw arguments.error("\(bins) bins are too many for a picture", hint: "at most 100 000") }
        let styles = try arguments.has(6) ? arguments.elements(6).map { try stroke($0, arguments) } : []
        let isGaussian = try arguments.bool(5, default: false)
        var marks: [Mark] = []
        for (index, (name, x)) in series.enumerated() {
            guard let low = x.min(), let high = x.max(), bins > 0 else { continue }
            let spread = high / Double(bins) - low / Double(bins)
            let isSpread = spread > 0 && spread.isFinite && low + spread > low
            let width = isSpread ? spread : 1
            let start = isSpread ? low : low - 0.5
            let count = isSpread ? bins : 1
            var heights = [Double](repeating: 0, count: count)
            for number in x {
                let place = min(Double(count - 1), max(0, number / width - start / width))
                heights[place.isNaN ? 0 : Int(place)] += 1 / (Double(x.count) * width)
            }
            let edges = (0...count).map { start + Double($0) * width }
            marks.append(
                .bars(edges: edges, heights: heights, colour: index < styles.count ? styles[index].colour : nil, label: name))
            guard isGaussian, x.count > 1 else { continue }
            let mean = x.reduce(0, +) / Double(x.count)
            let squares = x.reduce(0.0) { (sum: Double, y: Double) -> Double in sum + (y - mean) * (y - mean) }
            let deviation = (squares / Double(x.count)).squareRoot()
            guard deviation > 0 else { continue }
            let places = (0...200).map { (i: Int) -> Double in mean + deviation * (Double(i) / 25 - 4) }
            let curve = places.map { (x: Double) -> Double in normalDensity((x - mean) / deviation) / deviation }
            marks.append(.line(x: places, y: curve, stroke: Stroke(colour: .grey, width: 1.5)))
        }
        return Figure(
            Panel(
                marks, title: try arguments.string(2, default: ""), x: Axis(try arguments.string(3, default: "")),
                y: Axis(try arguments.string(4, default: ""))))
    }

    // MARK: Fields

    private static func field(_ arguments: Arguments, isSurface: Bool) throws -> Figure {
        let title = try arguments.string(3, default: "")
        let scale = try scale(arguments, 6)
        let label = try arguments.string(7, default: "")
        if case .record(let box) = arguments[0], box["alpha"] != nil {
            return try surfaceOf(
                box, arguments, title: title, scale: scale, label: label, isSurface: isSurface,
                showsCross: arguments.bool(8, default: true))
        }
        let z = try arguments.tensor(0)
        guard z.rank == 2 else {
            throw arguments.mismatch(0, wants: "a tensor with two axes, or a projection along two directions")
        }
        let (rows, columns) = (z.shape[0], z.shape[1])
        let x = arguments.has(1) ? try arguments.tensor(1).doubles() : (0..<columns).map(Double.init)
        let y = arguments.has(2) ? try arguments.tensor(2).doubles() : (0..<rows).map(Double.init)
        let field = Field(z.doubles(), x: x, y: y, scale: scale, label: label)
        return Figure(
            Panel(
                [isSurface ? .surface(field) : .heatmap(field)], title: title, x: Axis(try arguments.string(4, default: "")),
                y: Axis(try arguments.string(5, default: ""))))
    }

    private static func surfaceOf(
        _ box: RecordBox, _ arguments: Arguments, title: String, scale: Scale, label: String, isSurface: Bool, showsCross: Bool
    ) throws -> Figure {
        guard let alpha = box["alpha"], let beta = box["beta"], let values = box["values"] else {
            throw arguments.error("the projection has one direction only", hint: "`plot(p)` draws a line")
        }
        try checkPlanar(box, arguments)
        var grids: [(String, Value)] = [("", values)]
        if case .record(let outputs) = values { grids = Array(zip(outputs.keys, outputs.values)) }
        let panels = try grids.map { name, grid in
            let (a, b) = try (numbers(alpha, arguments), numbers(beta, arguments))
            let field = Field(projection: try numbers(grid, arguments), alpha: a, beta: b, scale: scale, label: label)
            var marks: [Mark] = [isSurface ? .surface(field) : .heatmap(field)]
            if showsCross, !isSurface, let minimum = field.minimum { marks.append(.cross(x: minimum.x, y: minimum.y)) }
            return Panel(
                marks, title: [title, name].filter { !$0.isEmpty }.joined(separator: ": "), x: Axis("α"), y: Axis("β"),
                frame: .square)
        }
        return Figure(panels)
    }
}

/// The density of the standard normal distribution.
private func normalDensity(_ x: Double) -> Double { exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }
