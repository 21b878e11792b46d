/// Fields in half blocks, two pixels a character; in shades where there is no colour.
extension TerminalPanel {
    mutating func paintFields() {
        guard let scale = scene.colours else { return }
        for mark in scene.panel.marks where mark.isTerminalField {
            guard let field = mark.field else { continue }
            let columns = cellOf(cellEdges(field.x, scene.panel.x.scale).map { across($0) ?? .nan }, count: plotWidth)
            let rows = cellOf(cellEdges(field.y, scene.panel.y.scale).map { down($0) ?? .nan }, count: plotHeight * 2)
            for row in 0..<plotHeight {
                for column in 0..<plotWidth {
                    guard let x = columns[column] else { continue }
                    let halves = [rows[2 * row], rows[2 * row + 1]].map { y in y.map { field.values[$0 * field.x.count + x] } }
                    guard halves.contains(where: { $0 != nil }) else { continue }
                    let fractions = halves.map { value in value.flatMap(scale.range.fraction) }
                    // Without colour a cell has one shade: a hole shows before a number.
                    let isHole = colours == .none && zip(halves, fractions).contains { $0 != nil && $1 == nil }
                    canvas.put(cell(of: isHole ? [nil, nil] : fractions, scale.map), left + 1 + column, top + row)
                }
            }
        }
    }

    /// A cell of two pixels, upper and lower; nil is a hole.
    func cell(of halves: [Double?], _ map: ColourMap) -> TerminalCanvas.Cell {
        let drawn = halves.compactMap { $0 }
        guard !drawn.isEmpty else { return .init(text: "╱", foreground: .grey) }
        if colours == .none {
            let shades = [" ", "░", "▒", "▓", "█"]
            let mean = min(max(drawn.reduce(0, +) / Double(drawn.count), 0), 1)
            return .init(text: shades[min(Int(mean * 5), 4)])
        }
        let (upper, lower) = (halves[0].map(map.colour(at:)), halves[1].map(map.colour(at:)))
        if upper == nil { return .init(text: "▄", foreground: lower) }
        return .init(text: "▀", foreground: upper, background: lower)
    }

    /// For the middle of each of `count` equal parts, the cell between `edges` (fractions) that holds it.
    private func cellOf(_ edges: [Double], count: Int) -> [Int?] {
        var result = [Int?](repeating: nil, count: count)
        guard edges.count > 1, edges.allSatisfy(\.isFinite) else { return result }
        for cell in 0..<edges.count - 1 {
            let (low, high) = (min(edges[cell], edges[cell + 1]), max(edges[cell], edges[cell + 1]))
            let first = min(max((low * Double(count) - 0.5).rounded(.up), 0), Double(count))
            let end = min(max((high * Double(count) - 0.5).rounded(.up), 0), Double(count))
            guard first < end else { continue }
            for part in Int(first)..<Int(end) { result[part] = cell }
        }
        return result
    }
}

extension Mark {
    /// Whether the mark fills the plot with half blocks.
    var isTerminalField: Bool {
        switch self {
        case .heatmap, .surface: true
        default: false
        }
    }
}
