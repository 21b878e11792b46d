/// A title in one line or, where it is too long, in two.
struct Title {
    /// From one base line to the next.
    static let line = 15.0

    private let lines: [String]
    private let size: Double
    private let bold: Bool
    private(set) var width: Double

    /// - Parameter limit: the room across. What two lines of a slightly smaller size cannot hold is cut with an ellipsis.
    init(_ text: String, size: Double, width limit: Double, bold: Bool = false, on canvas: Canvas) {
        self.bold = bold
        let smaller = size * 0.85
        let natural = canvas.width(of: text, size: size, bold: bold)
        if natural * 0.85 <= limit {
            lines = text.isEmpty ? [] : [text]
            self.size = natural <= limit ? size : size * limit / natural
            width = min(natural, limit)
            return
        }
        self.size = smaller
        let words = text.prefix(2000).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        func extent(_ words: some Sequence<String>) -> Double {
            canvas.width(of: words.joined(separator: " "), size: smaller, bold: bold)
        }
        // The last place for a break that leaves the first line within the room, or a later one than the middle of two short lines.
        var (low, high) = (1, words.count)
        while low < high {
            let middle = (low + high + 1) / 2
            if extent(words[..<middle]) <= limit { low = middle } else { high = middle - 1 }
        }
        var first = low
        while first > 1, extent(words[..<(first - 1)]) >= extent(words[(first - 1)...]) { first -= 1 }
        let parts = [words[..<first], words[first...]].filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
        lines = parts.map { part in
            canvas.width(of: part, size: smaller, bold: bold) <= limit
                ? part : canvas.cut(part, size: smaller, width: limit, bold: bold)
        }
        self.width = lines.map { canvas.width(of: $0, size: smaller, bold: bold) }.max() ?? 0
    }

    var height: Double { Double(lines.count) * Title.line }

    /// Draws with the last line on a base line.
    func draw(on canvas: Canvas, middle: Double, baseline: Double) {
        for (index, text) in lines.enumerated() {
            let y = baseline - Double(lines.count - 1 - index) * Title.line
            canvas.text(text, at: Point(x: middle, y: y), size: size, anchor: .middle, bold: bold)
        }
    }
}
