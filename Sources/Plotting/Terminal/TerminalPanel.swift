/// A panel in characters.
///
///     title
///     y label ×10³
///      1.0 ┤⠉⠉⠑⠒⠤⣀           ▀▀ 1.0
///      0.5 ┤      ⠑⠤⡀        ▀▀
///          └┬──────┬────     ▀▀ 0.0
///           0     50
///                x label
///     ━━ legend   notes
struct TerminalPanel {
    var canvas: TerminalCanvas
    let scene: Scene
    let colours: TerminalColours
    var left = 0
    var top = 0
    var plotWidth = 1
    var plotHeight = 1
    var xTicks = Ticks()
    var yTicks = Ticks()
    var barTicks = Ticks()

    /// `width` × `height` characters, at least 24 × 8.
    init(_ scene: Scene, width: Int, height: Int, colours: TerminalColours) {
        self.scene = scene
        self.colours = colours
        canvas = TerminalCanvas(width: width, height: height)
        let barLabel = hasBar ? scene.fields.first?.label ?? "" : ""
        let header = (scene.panel.title.isEmpty ? 0 : 1) + (scene.panel.y.label.isEmpty && barLabel.isEmpty ? 0 : 1)
        var strip = TerminalPanel.flow((scene.panel.showsLegend ? scene.legend : []) + levelEntries + scene.notes, width: width)
        var xLabelRows = scene.panel.x.label.isEmpty ? 0 : 1
        // What does not leave four rows for the axes is cut from below.
        while height - header - 2 - xLabelRows - strip.count < 4 && !strip.isEmpty { strip.removeLast() }
        if height - header - 2 - xLabelRows < 3 { xLabelRows = 0 }

        plotHeight = max(height - header - 2 - xLabelRows - strip.count, 1)
        yTicks = scene.y.ticks(count: max(plotHeight / 3, 2))
        if !yTicks.annotation.isEmpty && scene.panel.y.label.isEmpty && barLabel.isEmpty && plotHeight > 4 { plotHeight -= 1 }
        if let scale = scene.colours, hasBar {
            barTicks = scale.range.ticks(count: max(plotHeight / 3, 2), beside: showsContours ? scene.contours : nil)
        }
        top = height - 2 - xLabelRows - strip.count - plotHeight
        let labels = yTicks.major.map { displayWidth($0.label) }.max() ?? 0
        left = min(labels + 1, width / 3)
        plotWidth = max(width - left - 1 - barWidth, 1)
        chooseXTicks()

        if hasField { paintFields() }
        paintDots()
        paintCrosses()
        paintAxes()
        paintBar()
        let titleRow = 0
        write(scene.panel.title, centredIn: 0, width, row: titleRow)
        let above = [scene.panel.y.label, yTicks.annotation].filter { !$0.isEmpty }.joined(separator: "  ")
        canvas.write(above, 0, top - 1, limit: width)
        let room = width - (above.isEmpty ? 0 : displayWidth(above) + 2)
        canvas.write(barLabel, width - min(displayWidth(barLabel), room), top - 1, limit: room)
        if xLabelRows > 0 { write(scene.panel.x.label, centredIn: left + 1, plotWidth, row: top + plotHeight + 2) }
        for (index, line) in strip.enumerated() { paint(strip: line, row: height - strip.count + index) }
    }

    /// Whether the plot is filled with colours or shades.
    var hasField: Bool { scene.colours != nil && scene.panel.marks.contains(where: \.isTerminalField) }

    /// Lines of equal value are not seen over shades.
    var showsContours: Bool { !hasField || colours != .none }

    /// The values of lines, which bear no numbers here.
    private var levelEntries: [Scene.Entry] {
        let levels = showsContours ? scene.levels.map(\.label) : []
        return levels.isEmpty ? [] : [Scene.Entry(swatch: .none, text: "contours at " + levels.joined(separator: ", "))]
    }

    private var hasBar: Bool { scene.colours != nil && scene.panel.showsColourBar && canvas.width >= 40 }

    /// Two columns of colour, a space before and after them, and the numbers.
    var barWidth: Int {
        guard hasBar else { return 0 }
        return 4 + max(barTicks.major.map { displayWidth($0.label) }.max() ?? 0, displayWidth(barTicks.annotation) - 2)
    }

    private mutating func chooseXTicks() {
        var count = max(plotWidth / 8, 2)
        repeat {
            xTicks = scene.x.ticks(count: count)
            let widest = xTicks.major.map { displayWidth($0.label) }.max() ?? 0
            let places = xTicks.major.compactMap { scene.x.fraction($0.value) }.map { $0 * Double(plotWidth) }.sorted()
            if zip(places, places.dropFirst()).allSatisfy({ $1 - $0 >= Double(widest + 2) }) { break }
            count -= 1
        } while count >= 2
    }

    // MARK: Places

    /// 0 at the left of the plot, 1 at the right.
    func across(_ x: Double) -> Double? {
        scene.x.fraction(x).map { scene.panel.x.isDescending ? 1 - $0 : $0 }
    }

    /// 0 at the top of the plot, 1 at the bottom.
    func down(_ y: Double) -> Double? {
        scene.y.fraction(y).map { scene.panel.y.isDescending ? $0 : 1 - $0 }
    }

    /// The cell, of `count`, that holds a fraction of the way; nil outside.
    func slot(_ fraction: Double?, of count: Int) -> Int? {
        guard let fraction, fraction >= -1e-9, fraction <= 1 + 1e-9 else { return nil }
        return min(max(Int(fraction * Double(count)), 0), count - 1)
    }

    private mutating func write(_ text: String, centredIn start: Int, _ width: Int, row: Int) {
        canvas.write(text, start + max((width - displayWidth(text)) / 2, 0), row, limit: width)
    }

    /// Black and white are the terminal's own: its ground may be either.
    func letterColour(_ colour: Colour) -> Colour? {
        let lightness = colour.oklab.x
        return lightness < 0.3 || lightness > 0.95 ? nil : colour
    }

    // MARK: Axes

    private mutating func paintAxes() {
        for row in 0..<plotHeight { canvas.put(.init(text: "│"), left, top + row) }
        canvas.put(.init(text: "└"), left, top + plotHeight)
        for column in 0..<plotWidth { canvas.put(.init(text: "─"), left + 1 + column, top + plotHeight) }
        for tick in yTicks.major {
            guard let row = slot(down(tick.value), of: plotHeight) else { continue }
            canvas.put(.init(text: "┤"), left, top + row)
            let width = displayWidth(tick.label)
            canvas.write(tick.label, max(left - width, 0), top + row, limit: left)
        }
        for tick in xTicks.major {
            guard let column = slot(across(tick.value), of: plotWidth) else { continue }
            canvas.put(.init(text: "┬"), left + 1 + column, top + plotHeight)
            let width = displayWidth(tick.label)
            let start = min(max(left + 1 + column - width / 2, 0), max(canvas.width - width, 0))
            canvas.write(tick.label, start, top + plotHeight + 1)
        }
        if !xTicks.annotation.isEmpty {
            let width = displayWidth(xTicks.annotation)
            let row = scene.panel.x.label.isEmpty ? top + plotHeight : top + plotHeight + 2
            canvas.write(xTicks.annotation, max(left + 1 + plotWidth - width, 0), row)
        }
    }

    mutating func paintBar() {
        guard barWidth > 0, let scale = scene.colours else { return }
        let start = left + 1 + plotWidth + 1
        for row in 0..<plotHeight {
            let halves: [Double?] = [0, 1].map { half in
                1 - (Double(2 * row + half) + 0.5) / Double(2 * plotHeight)
            }
            for column in 0..<2 { canvas.put(cell(of: halves, scale.map), start + column, top + row) }
        }
        // There are values beyond: an end is a point.
        let excess = scale.excess(of: scene.fields)
        if excess.above { canvas.write("▲▲", start, top, colour: colours == .none ? nil : scale.map.colour(at: 1)) }
        if excess.below {
            canvas.write("▼▼", start, top + plotHeight - 1, colour: colours == .none ? nil : scale.map.colour(at: 0))
        }
        for tick in barTicks.major {
            guard let row = slot(scale.range.fraction(tick.value).map({ 1 - $0 }), of: plotHeight) else { continue }
            canvas.write(tick.label, start + 3, top + row)
        }
        canvas.write(barTicks.annotation, start, top + plotHeight)
    }

    // MARK: Legend

    private static func flow(_ entries: [Scene.Entry], width: Int) -> [[Scene.Entry]] {
        var lines: [[Scene.Entry]] = []
        var used = 0
        for entry in entries {
            let needed = displayWidth(entry.text) + (entry.swatch == .none ? 0 : 3) + 3
            if lines.isEmpty || used + needed > width + 3 {
                lines.append([])
                used = 0
            }
            lines[lines.count - 1].append(entry)
            used += needed
        }
        return lines
    }

    private mutating func paint(strip line: [Scene.Entry], row: Int) {
        var column = min(left + 1, max(canvas.width - line.reduce(-3) { $0 + displayWidth($1.text) + 6 }, 0))
        for entry in line {
            if let (text, colour) = swatch(entry.swatch) {
                canvas.write(text, column, row, colour: colour)
                column += 3
            }
            canvas.write(entry.text, column, row)
            column += displayWidth(entry.text) + 3
        }
    }

    /// Two characters.
    func swatch(_ swatch: Scene.Swatch) -> (String, Colour?)? {
        switch swatch {
        case .line(let stroke):
            let text: [Stroke.Dash: String] = [.solid: "━━", .dashed: "╍╍", .dotted: "┉┉", .dashDotted: "━╍"]
            return (text[stroke.dash] ?? "━━", letterColour(stroke.colour ?? .black))
        case .area(let colour, let texture):
            let shade = colours == .none ? texture.shade : Texture.full.shade
            return (shade + shade, letterColour(colour.with(opacity: 1)))
        case .disc(let colour): return ("● ", letterColour(colour))
        case .cross(let colour): return ("× ", letterColour(colour))
        case .hatched: return ("╱╱", .grey)
        case .none: return nil
        }
    }
}
