import Tensors

extension Figure {
    /// The figure in characters: fields in half blocks (shades without colour), everything else in braille dots. Surfaces are
    /// shown as heat maps; over shades there are no contours.
    ///
    /// Every row is exactly `columns` wide (wide letters count two, combining marks none) and ends in `\n`. Panels stand side
    /// by side while each has 40 columns.
    ///
    /// - Parameters:
    ///   - columns: the width of the terminal, at least 24.
    ///   - rows: the height of one row of panels, at least 8.
    ///   - colour: what the terminal shows; without colour there are no escape sequences.
    public func renderTerminal(columns: Int, rows: Int, colour: TerminalColours = .truecolor) throws -> String {
        try check()
        guard (24...4096).contains(columns), (8...4096).contains(rows) else {
            throw TensorError("a terminal of \(columns) columns and \(rows) rows", hint: "at least 24 columns and 8 rows")
        }
        let scenes = (colour == .none ? inDashes : self).scenes()
        let across = max(1, min(columnCount, columns / 40))
        let gap = 2
        let width = (columns - gap * (across - 1)) / across
        var lines: [String] = []
        if !title.isEmpty {
            var line = TerminalCanvas(width: columns, height: 1)
            line.write(title, max((columns - displayWidth(title)) / 2, 0), 0)
            lines += line.rows(colour)
        }
        for first in stride(from: 0, to: scenes.count, by: across) {
            var canvas = TerminalCanvas(width: columns, height: rows)
            for index in first..<min(first + across, scenes.count) {
                let panel = TerminalPanel(scenes[index], width: width, height: rows, colours: colour)
                canvas.draw(panel.canvas, (index - first) * (width + gap), 0)
            }
            lines += canvas.rows(colour)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The figure with lines told apart by their dashes, where several in a panel are solid.
    private var inDashes: Figure {
        var figure = self
        for panel in figure.panels.indices {
            var count = 0
            for mark in figure.panels[panel].marks.indices {
                guard case .line(let x, let y, var stroke, let label) = figure.panels[panel].marks[mark], stroke.dash == .solid
                else { continue }
                stroke.dash = Stroke.Dash.allCases[count % Stroke.Dash.allCases.count]
                figure.panels[panel].marks[mark] = .line(x: x, y: y, stroke: stroke, label: label)
                count += 1
            }
        }
        return figure
    }
}
