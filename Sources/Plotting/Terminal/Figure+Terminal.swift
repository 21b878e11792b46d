import Tensors

extension Figure {
    /// The figure in characters: fields in half blocks (shades without colour), everything else in braille dots. Surfaces are
    /// shown as heat maps, contours only where no field is under them.
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
        let scenes = scenes()
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
}
