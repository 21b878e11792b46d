/// A point in points (1/72 inch), y downwards.
struct Point: Equatable {
    var x: Double
    var y: Double
}

/// A rectangle with its origin at the top left.
struct Rect: Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var right: Double { x + width }
    var bottom: Double { y + height }
    var middle: Point { Point(x: x + width / 2, y: y + height / 2) }

    func inset(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0) -> Rect {
        Rect(
            x: x + left, y: y + top, width: max(width - left - right, 1), height: max(height - top - bottom, 1))
    }

    /// Whether the two have points in common, or nearly.
    func meets(_ other: Rect) -> Bool {
        x < other.right + 1 && other.x < right + 1 && y < other.bottom && other.y < bottom
    }

    func contains(_ point: Point) -> Bool { point.x >= x && point.x <= right && point.y >= y && point.y <= bottom }

    /// The part of a segment inside the rectangle (Liang and Barsky); nil if none.
    func clip(_ a: Point, _ b: Point) -> (Point, Point)? {
        var (enter, leave) = (0.0, 1.0)
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        for (direction, distance) in [(-dx, a.x - x), (dx, right - a.x), (-dy, a.y - y), (dy, bottom - a.y)] {
            if direction == 0 {
                if distance < 0 { return nil }
            } else if direction < 0 {
                enter = max(enter, distance / direction)
            } else {
                leave = min(leave, distance / direction)
            }
        }
        guard enter <= leave else { return nil }
        let start = enter == 0 ? a : Point(x: a.x + enter * dx, y: a.y + enter * dy)
        let end = leave == 1 ? b : Point(x: a.x + leave * dx, y: a.y + leave * dy)
        return (start, end)
    }
}
