import Interpreter
import Plotting
import Tensors

extension PictureBuiltins {
    /// How a field is drawn.
    enum FieldKind { case heatmap, contour, surface }

    static func field(_ arguments: Arguments, _ kind: FieldKind) throws -> Figure {
        if case .record(let box) = arguments[0] { return try projection(box, arguments, kind) }
        let z = try arguments.tensor(0)
        guard z.rank == 2 else {
            throw arguments.mismatch(
                0, wants: "a tensor with two axes, or a projection along two directions",
                hint: z.rank == 1 ? "`plot(z)` draws a row of numbers; `reshape(z, [m, n])` gives it two axes" : nil)
        }
        let (rows, columns) = (z.shape[0], z.shape[1])
        let x = try arguments.place("x").map { try arguments.tensor($0).doubles() } ?? (0..<columns).map(Double.init)
        let y = try arguments.place("y").map { try arguments.tensor($0).doubles() } ?? (0..<rows).map(Double.init)
        for (name, count, given) in [("x", columns, x.count), ("y", rows, y.count)] where count != given {
            throw arguments.error(
                "\(name) has \(given) numbers for \(count) \(name == "x" ? "columns" : "rows")",
                hint: (x.count, y.count) == (rows, columns) ? "did you mean `z.T`?" : "one for each, from the first to the last")
        }
        let field = try coloured(Field(z.doubles(), x: x, y: y), arguments)
        var panel = try panel(field, arguments, kind, showsCross: arguments.flag("cross", default: false))
        (panel.x, panel.y) = (try arguments.axis("x"), try arguments.axis("y"))
        (panel.x.isWhole, panel.y.isWhole) = (arguments.place("x") == nil, arguments.place("y") == nil)
        if try isUpsideDown(arguments) { panel.y.isDescending.toggle() }
        if rows == columns, arguments.place("x") == nil, arguments.place("y") == nil { panel.frame = .square }
        return try arguments.figure(panel)
    }

    private static func isUpsideDown(_ arguments: Arguments) throws -> Bool {
        try arguments.place("origin").map { try arguments.word($0, among: ["lower", "upper"], default: "lower") == "upper" }
            ?? false
    }

    /// A projection along two directions; a panel for each of its outputs.
    private static func projection(_ record: RecordBox, _ arguments: Arguments, _ kind: FieldKind) throws -> Figure {
        guard let alpha = record["alpha"], let values = record["values"] else {
            throw arguments.mismatch(0, wants: "a tensor with two axes, or a projection along two directions")
        }
        guard let beta = record["beta"] else {
            throw arguments.error("the projection has one direction only", hint: "`plot(p)` draws a line")
        }
        guard record["gamma"] == nil else {
            throw arguments.error(
                "a projection along three directions has no picture", hint: "take a plane of it: `heatmap(p.values[:, :, k])`")
        }
        let (a, b) = try (PictureRows.numbers(alpha, arguments), PictureRows.numbers(beta, arguments))
        var grids: [(String, Value)] = [("", values)]
        if case .record(let outputs) = values { grids = Array(zip(outputs.keys, outputs.values)) }
        var figure = Figure([])
        for (name, grid) in grids {
            guard let tensor = try arguments.interpreter.plainTensor(grid), tensor.shape == [a.count, b.count] else {
                throw arguments.error(
                    "\(grid.messageName) is not a grid of \(a.count) × \(b.count) numbers", hint: "one for each alpha and beta")
            }
            let plain = Field(projection: tensor.doubles(), alpha: a, beta: b, label: name.isEmpty ? "L" : "")
            let field = try coloured(plain, arguments)
            var panel = try panel(field, arguments, kind, showsCross: arguments.flag("cross", default: kind != .surface))
            panel.title = name
            (panel.x, panel.y) = (try arguments.axis("x", label: "α"), try arguments.axis("y", label: "β"))
            panel.frame = .square
            let part = try arguments.figure(panel)
            figure.panels += part.panels
            figure.size = part.size
        }
        return figure
    }

    /// The field with the colours that the call asks for.
    private static func coloured(_ field: Field, _ arguments: Arguments) throws -> Field {
        var field = field
        field.scale = try arguments.pictureScale("scale")
        if case .symlog = field.scale {
            let (low, high) = field.values.reduce((0.0, 0.0)) { ends, z in
                z.isFinite ? (min(ends.0, z), max(ends.1, z)) : ends
            }
            if low < 0, high > 0 { field.map = .diverging }
        }
        if let index = arguments.place("cmap") {
            let name = try arguments.string(index)
            do { field.map = try ColourMap.named(name) } catch let problem as TensorError {
                throw arguments.error(problem.message, hint: problem.hint)
            }
        }
        field.limits = try colourLimits([field], arguments)
        field.label = try arguments.text("label", default: field.label)
        return field
    }

    /// The ends of the colours, of which at least one is given: the other is that of the numbers. nil where none is given.
    static func colourLimits(_ fields: [Field], _ arguments: Arguments) throws -> ClosedRange<Double>? {
        let (low, high) = try (arguments.number("vmin"), arguments.number("vmax"))
        guard low != nil || high != nil else { return nil }
        for (name, given) in [("vmin", low), ("vmax", high)] {
            if let given, !given.isFinite {
                throw arguments.error("`\(name)` is \(given)", hint: "the ends of colours are finite numbers")
            }
        }
        let isLog = fields.first?.scale == .log
        let numbers = fields.lazy.flatMap(\.values).filter { $0.isFinite && (!isLog || $0 > 0) }
        var ends = (low ?? numbers.min() ?? 0, high ?? numbers.max() ?? 1)
        if fields.first?.map.isDiverging == true, !isLog {
            // Zero keeps the middle colour.
            if low == nil { ends.0 = -ends.1 }
            if high == nil { ends.1 = -ends.0 }
        }
        guard ends.0 <= ends.1 else {
            throw arguments.error(
                "colours from vmin = \(ends.0) to vmax = \(ends.1)",
                hint: "vmin is the smaller one; all numbers may lie outside of what is given")
        }
        return ends.0...ends.1
    }

    private static func panel(_ field: Field, _ arguments: Arguments, _ kind: FieldKind, showsCross: Bool) throws -> Panel {
        var marks: [Mark] = []
        switch kind {
        case .heatmap:
            marks.append(.heatmap(field))
            if let levels = try contours("contours", arguments) { marks.append(.contour(field, levels: levels)) }
        case .contour:
            let levels = try contours("levels", arguments) ?? .about(10)
            marks.append(
                .contour(
                    field, levels: levels, stroke: Stroke(width: 1.5), isLabelled: try arguments.flag("labels", default: true)))
        case .surface:
            let view = Viewpoint(
                azimuth: try arguments.number("azimuth") ?? Viewpoint().azimuth,
                elevation: try arguments.number("elevation") ?? Viewpoint().elevation)
            marks.append(.surface(field, view: view))
        }
        if showsCross, let minimum = field.minimum { marks.append(.cross(x: minimum.x, y: minimum.y)) }
        return Panel(marks + (try arguments.references()), showsColourBar: kind != .contour)
    }

    /// Lines from `true`, about how many, or their levels; nil where there are to be none.
    private static func contours(_ name: String, _ arguments: Arguments) throws -> Contours? {
        guard let index = arguments.place(name) else { return nil }
        if case .bool(let isWanted) = arguments[index] { return isWanted ? .about(10) : nil }
        if let count = try arguments.interpreter.wholeNumber(arguments[index]) {
            guard (1...200).contains(count) else {
                throw arguments.error("`\(name)` is \(count)", hint: "between 1 and 200 lines, or a list of their values")
            }
            return .about(count)
        }
        return .at(try arguments.tensor(index).doubles())
    }
}
