/// A picture: panels in a grid, filled row by row.
///
///     let figure = Figure([Panel([.line(x: samples, y: means, label: "⟨κ₊⟩")], x: Axis("S", scale: .log))])
///     let svg = try figure.render(to: .svg)
public struct Figure: Sendable, Equatable {
    /// Width and height in points (1/72 inch).
    public struct Size: Sendable, Equatable {
        public var width: Double
        public var height: Double

        public init(width: Double, height: Double) {
            self.width = width
            self.height = height
        }

        public static func inches(_ width: Double, _ height: Double) -> Size {
            Size(width: width * 72, height: height * 72)
        }
    }

    public var panels: [Panel]
    /// Panels in a row; nil: up to two for four panels and fewer, else as near a square as it goes, at most four.
    public var columns: Int?
    /// Above all panels.
    public var title: String
    /// nil: 6 × 4 inches for one panel, more for several.
    public var size: Size?
    /// Whether all fields share one colour scale and one bar (with the map, scale and label of the first field).
    public var sharesColours: Bool

    public init(
        _ panels: [Panel], columns: Int? = nil, title: String = "", size: Size? = nil, sharesColours: Bool = false
    ) {
        self.panels = panels
        self.columns = columns
        self.title = title
        self.size = size
        self.sharesColours = sharesColours
    }

    public init(_ panel: Panel) { self.init([panel]) }

    /// The number of columns in use, at least 1.
    var columnCount: Int {
        let count = max(panels.count, 1)
        if let columns { return min(max(columns, 1), count) }
        if count <= 4 { return min(count, 2) }
        var side = 1
        while side * side < count && side < 4 { side += 1 }
        return side
    }

    /// The number of rows in use, at least 1.
    var rowCount: Int { (max(panels.count, 1) - 1) / columnCount + 1 }

    /// The size in use.
    var effectiveSize: Size {
        if let size { return size }
        switch (columnCount, rowCount) {
        case (1, 1): return .inches(6, 4)
        case (let columns, let rows):
            return .inches(columns == 1 ? 6 : 4.2 * Double(columns), rows == 1 ? 3.6 : 3.3 * Double(rows))
        }
    }
}
