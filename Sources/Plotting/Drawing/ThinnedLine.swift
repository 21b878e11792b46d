/// A polyline that looks the same with fewer points: of consecutive points within a quarter of a point across, the first, the
/// lowest, the highest and the last.
struct ThinnedLine {
    let keepsAll: Bool
    private var points: [Point] = []
    /// Those of the column that is not finished, with their places in the line: first, lowest, highest, last.
    private var column: (first: Point, low: Point, high: Point, last: Point)?
    private var isLowBeforeHigh = true

    private static let width = 0.25

    init(keepsAll: Bool = false) { self.keepsAll = keepsAll }

    mutating func add(_ point: Point) {
        guard !keepsAll else {
            points.append(point)
            return
        }
        guard var current = column, abs(point.x - current.first.x) < ThinnedLine.width else {
            endColumn()
            column = (point, point, point, point)
            return
        }
        if point.y < current.low.y {
            current.low = point
            isLowBeforeHigh = false
        }
        if point.y > current.high.y {
            current.high = point
            isLowBeforeHigh = true
        }
        current.last = point
        column = current
    }

    /// Ends the line and gives its points; nil if there are none.
    mutating func end() -> [Point]? {
        endColumn()
        defer { points = [] }
        return points.isEmpty ? nil : points
    }

    private mutating func endColumn() {
        guard let (first, low, high, last) = column else { return }
        column = nil
        for point in isLowBeforeHigh ? [first, low, high, last] : [first, high, low, last] where point != points.last {
            points.append(point)
        }
        isLowBeforeHigh = true
    }
}
