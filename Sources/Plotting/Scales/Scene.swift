/// A panel with everything decided that does not depend on the medium: ranges, colours, legend, notes.
struct Scene {
    /// A sample of a mark beside its label.
    enum Swatch: Equatable {
        case line(Stroke)
        /// The texture is for where there is no colour.
        case area(Colour, Texture)
        case disc(Colour)
        case cross(Colour)
        case hatched
        case none
    }

    struct Entry: Equatable {
        let swatch: Swatch
        let text: String
    }

    let panel: Panel
    let x: ScaledRange
    let y: ScaledRange
    /// Of the panel's fields; nil without one.
    let colours: ColourScale?
    /// The colour of each mark; fields have one for their lines.
    let markColours: [Colour]
    /// Labelled marks.
    let legend: [Entry]
    /// What could not be drawn.
    let notes: [Entry]

    /// `colours` overrides the panel's own colour scale.
    init(_ panel: Panel, colours shared: ColourScale? = nil) {
        self.panel = panel
        let fields = panel.fields
        colours = fields.isEmpty ? nil : shared ?? ColourScale(fields)

        var limits = PanelLimits(panel)
        for mark in panel.marks { limits.add(mark) }
        (x, y) = limits.ranges()

        markColours = Scene.assignColours(panel)
        legend = zip(panel.marks.indices, markColours).compactMap { place, colour in
            let mark = panel.marks[place]
            return mark.label.map { Entry(swatch: mark.swatch(colour, panel.texture(ofMark: place)), text: $0) }
        }
        notes = Scene.notes(panel, x: x, y: y, colours: colours)
    }

    /// Where the lower edge of a band that cannot be drawn there ends: at the bottom of a logarithmic axis, if it reaches to 0.
    func bottom(_ lower: Double) -> Double? { y.kind == .log && lower <= 0 && lower.isFinite ? y.lower : nil }

    var fields: [Field] { panel.fields }

    var hasHeatmap: Bool { panel.hasHeatmap }

    private static func assignColours(_ panel: Panel) -> [Colour] {
        var next = 0
        return panel.marks.enumerated().map { index, mark in
            if let colour = mark.ownColour { return colour }
            switch mark {
            // A band belongs to the curve behind it.
            case .band where index + 1 < panel.marks.count && panel.marks[index + 1].isCurve:
                return panel.marks[index + 1].ownColour ?? Colour.palette[next % Colour.palette.count]
            case .line, .band, .scatter, .bars:
                defer { next += 1 }
                return Colour.palette[next % Colour.palette.count]
            case .contour: return panel.hasHeatmap ? Colour.white.with(opacity: 0.75) : .black
            case .horizontal, .vertical: return .grey
            case .cross, .heatmap, .surface: return .black
            }
        }
    }

    private static func notes(_ panel: Panel, x: ScaledRange, y: ScaledRange, colours: ColourScale?) -> [Entry] {
        var points = HoleCount()
        var cells = HoleCount()
        var cellTotal = 0
        var counted: [Field] = []
        var absences: [String] = []
        for mark in panel.marks {
            switch mark {
            case .line(let xs, let ys, _, _), .scatter(let xs, let ys, _, _, _):
                for (a, b) in zip(xs, ys) where !x.canDraw(a) || !y.canDraw(b) {
                    points.count([a, b], on: [x.kind, y.kind])
                }
            case .band(let xs, let lower, let upper, _, _):
                for index in xs.indices {
                    let isOpen = y.kind == .log && lower[index] <= 0 && lower[index].isFinite
                    points.count([xs[index], isOpen ? upper[index] : lower[index], upper[index]], on: [x.kind, y.kind, y.kind])
                }
            case .bars(_, let heights, _, _):
                for height in heights { points.count([height], on: [.linear]) }
            case .cross(let a, let b, _, _):
                points.count([a, b], on: [x.kind, y.kind])
            case .horizontal(let b, _, _):
                points.count([b], on: [y.kind])
            case .vertical(let a, _, _):
                points.count([a], on: [x.kind])
            case .heatmap(let field), .contour(let field, _, _, _), .surface(let field, _):
                if let contours = mark.contours, let range = colours?.range,
                    let absence = absence(of: contours, in: field, range), !absences.contains(absence)
                {
                    absences.append(absence)
                }
                // A heat map and the contours over it have the same holes: count them once.
                guard let colours, !counted.contains(where: { $0.values == field.values }) else { continue }
                counted.append(field)
                cellTotal += field.values.count
                for value in field.values where !colours.range.canDraw(value) {
                    cells.count([value], on: [colours.range.kind])
                }
            }
        }
        var notes: [Entry] = []
        let showsHoles = panel.hasHeatmap || panel.is3D
        if !cells.isEmpty { notes.append(Entry(swatch: showsHoles ? .hatched : .none, text: cells.text("cells", of: cellTotal))) }
        notes += absences.map { Entry(swatch: .none, text: $0) }
        if !panel.note.isEmpty { notes.append(Entry(swatch: .none, text: panel.note)) }
        if !points.isEmpty { notes.append(Entry(swatch: .none, text: points.text("points"))) }
        return notes
    }
}

extension Panel {
    var hasHeatmap: Bool { marks.contains { if case .heatmap = $0 { true } else { false } } }

    /// How a mark is filled where there is no colour.
    func texture(ofMark place: Int) -> Texture {
        if case .bars = marks[place] {
            return .ofBars(marks[..<place].count { if case .bars = $0 { true } else { false } })
        }
        return .quarter
    }
}

extension Mark {
    var field: Field? {
        switch self {
        case .heatmap(let field), .contour(let field, _, _, _), .surface(let field, _): field
        default: nil
        }
    }

    var label: String? {
        switch self {
        case .line(_, _, _, let label), .band(_, _, _, _, let label), .scatter(_, _, _, _, let label),
            .bars(_, _, _, let label), .cross(_, _, _, let label), .horizontal(_, _, let label), .vertical(_, _, let label):
            label.flatMap { $0.isEmpty ? nil : $0 }
        case .heatmap, .contour, .surface: nil
        }
    }

    fileprivate var isCurve: Bool {
        switch self {
        case .line, .scatter: true
        default: false
        }
    }

    /// The colour the mark asks for.
    fileprivate var ownColour: Colour? {
        switch self {
        case .line(_, _, let stroke, _), .contour(_, _, let stroke, _), .horizontal(_, let stroke, _),
            .vertical(_, let stroke, _):
            stroke.colour
        case .band(_, _, _, let colour, _), .scatter(_, _, _, let colour, _), .bars(_, _, let colour, _),
            .cross(_, _, let colour, _):
            colour
        case .heatmap, .surface: nil
        }
    }

    fileprivate func swatch(_ colour: Colour, _ texture: Texture) -> Scene.Swatch {
        switch self {
        case .line(_, _, var stroke, _), .horizontal(_, var stroke, _), .vertical(_, var stroke, _),
            .contour(_, _, var stroke, _):
            stroke.colour = colour
            return .line(stroke)
        case .band: return .area(colour.with(opacity: colour.opacity * Mark.bandOpacity), texture)
        case .bars: return .area(colour.with(opacity: colour.opacity * Mark.barOpacity), texture)
        case .scatter: return .disc(colour)
        case .cross: return .cross(colour)
        case .heatmap, .surface: return .none
        }
    }

    /// What a band and a bar let through, beyond the opacity of their colour.
    static var bandOpacity: Double { 0.25 }
    static var barOpacity: Double { 0.7 }
}

extension Figure {
    /// The panels decided, in order; a figure without panels has one empty panel.
    func scenes() -> [Scene] {
        let panels = self.panels.isEmpty ? [Panel()] : self.panels
        let fields = panels.flatMap(\.fields)
        let shared = sharesColours && !fields.isEmpty ? ColourScale(fields) : nil
        return panels.map { Scene($0, colours: shared) }
    }
}
