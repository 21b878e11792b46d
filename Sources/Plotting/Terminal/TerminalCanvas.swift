/// A rectangle of character cells.
struct TerminalCanvas {
    struct Cell: Equatable {
        /// One character with its combining marks; empty to the right of a wide one.
        var text = " "
        /// nil: the terminal's own.
        var foreground: Colour?
        var background: Colour?

        /// The colour behind a letter that takes the place of this one; of two half blocks, the one between.
        var ground: Colour? {
            switch text {
            case "▀": foreground.flatMap { upper in background.map { upper.with(opacity: 0.5).over($0) } }
            case "▄": foreground
            default: background
            }
        }
    }

    let width: Int
    let height: Int
    private var cells: [Cell]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        cells = [Cell](repeating: Cell(), count: width * height)
    }

    /// Cells outside are ignored.
    mutating func put(_ cell: Cell, _ column: Int, _ row: Int) {
        guard column >= 0, column < width, row >= 0, row < height else { return }
        cells[row * width + column] = cell
    }

    func cell(_ column: Int, _ row: Int) -> Cell {
        guard column >= 0, column < width, row >= 0, row < height else { return Cell() }
        return cells[row * width + column]
    }

    /// A line of text from `column` on, cut (with an ellipsis) after `limit` columns and at the edge.
    mutating func write(_ text: String, _ column: Int, _ row: Int, limit: Int = .max, colour: Colour? = nil) {
        let room = min(limit, width - column)
        guard room > 0, row >= 0, row < height else { return }
        let isCut = displayWidth(text) > room
        var at = column
        let end = column + room - (isCut ? 1 : 0)
        for scalar in text.unicodeScalars {
            let columns = displayWidth(scalar)
            if columns == 0 {
                if at > column, at - 1 < width { appendMark(scalar, at - 1, row) }
                continue
            }
            guard at + columns <= end else { break }
            let isControl = scalar.properties.generalCategory == .control
            put(Cell(text: isControl ? " " : String(scalar), foreground: colour), at, row)
            if columns == 2 { put(Cell(text: "", foreground: colour), at + 1, row) }
            at += columns
        }
        if isCut { put(Cell(text: "…", foreground: colour), at, row) }
    }

    private mutating func appendMark(_ scalar: Unicode.Scalar, _ column: Int, _ row: Int) {
        guard column >= 0, column < width else { return }
        let index = row * width + column
        let owner = cells[index].text.isEmpty && column > 0 ? index - 1 : index
        cells[owner].text.unicodeScalars.append(scalar)
    }

    /// Copies another canvas, its upper left corner at (`column`, `row`).
    mutating func draw(_ other: TerminalCanvas, _ column: Int, _ row: Int) {
        for y in 0..<other.height { for x in 0..<other.width { put(other.cell(x, y), column + x, row + y) } }
    }

    /// The rows, each exactly `width` columns wide and, with colours, ending in the terminal's own.
    func rows(_ colours: TerminalColours) -> [String] {
        (0..<height).map { row in
            var line = ""
            var style = (foreground: Colour?.none, background: Colour?.none)
            for cell in cells[row * width..<(row + 1) * width] {
                if colours != .none, (cell.foreground, cell.background) != style {
                    style = (cell.foreground, cell.background)
                    let parameters = [
                        style.foreground.map { colours.parameters($0, background: false) },
                        style.background.map { colours.parameters($0, background: true) },
                    ].compactMap { $0 }
                    line += "\u{1B}[" + (["0"] + parameters).joined(separator: ";") + "m"
                }
                line += cell.text
            }
            if style != (nil, nil) { line += "\u{1B}[0m" }
            return line
        }
    }
}
