/// The way over two strided arrays of the same extents at once, in the fewest and longest rows, cut into tiles.
///
/// Axes are ordered by the second array's strides (that is the one that is written), and neighbours that lie one behind the
/// other in both arrays are one axis.
struct StridedWalk: Sendable, Hashable {
    /// Elements a tile covers, or one row if that is shorter than a row and rows are not cut.
    static let tile = 32_768

    /// Axes from the outermost to the innermost, which is apart: `length` elements, `first` and `second` apart.
    private let outer: [Axis]
    /// Rows, whole or in parts.
    let rowCount: Int
    let length: Int
    let first: Int
    let second: Int
    private let rowsPerTile: Int
    private let columnsPerTile: Int
    private let columnTiles: Int

    struct Axis: Sendable, Hashable {
        var extent: Int
        var first: Int
        var second: Int
    }

    init(extents: [Int], first: [Int], second: [Int]) {
        self.init(StridedWalk.merged(extents: extents, first: first, second: second))
    }

    /// Rows along the last of the axes.
    init(_ axes: [Axis]) {
        outer = axes.dropLast()
        rowCount = outer.reduce(1) { $0 * $1.extent }
        length = axes.last?.extent ?? 1
        first = axes.last?.first ?? 1
        second = axes.last?.second ?? 1
        columnsPerTile = max(1, min(length, StridedWalk.tile))
        columnTiles = (length + columnsPerTile - 1) / columnsPerTile
        rowsPerTile = max(1, StridedWalk.tile / columnsPerTile)
    }

    /// The axes that are needed: of extent above 1 (or one of extent 0), by falling strides in the second array, merged.
    static func merged(extents: [Int], first: [Int], second: [Int]) -> [Axis] {
        if extents.contains(0) { return [Axis(extent: 0, first: 1, second: 1)] }
        let axes = extents.indices.filter { extents[$0] > 1 }
            .map { Axis(extent: extents[$0], first: first[$0], second: second[$0]) }
        let ordered = axes.enumerated().sorted {
            let (a, b) = (abs($0.element.second), abs($1.element.second))
            return a > b || a == b && $0.offset < $1.offset
        }
        var merged: [Axis] = []
        for (_, axis) in ordered {
            if let last = merged.last, last.first == axis.first * axis.extent, last.second == axis.second * axis.extent {
                merged[merged.count - 1] = Axis(extent: last.extent * axis.extent, first: axis.first, second: axis.second)
            } else {
                merged.append(axis)
            }
        }
        return merged
    }

    var tiles: Int { columnTiles * ((rowCount + rowsPerTile - 1) / rowsPerTile) }

    /// Where a row begins.
    @inline(__always) func position(ofRow row: Int) -> (first: Int, second: Int) {
        var rest = row
        var position = (first: 0, second: 0)
        for axis in outer.reversed() {
            let quotient = rest / axis.extent
            let place = rest &- quotient &* axis.extent
            position.first &+= place &* axis.first
            position.second &+= place &* axis.second
            rest = quotient
        }
        return position
    }

    /// Calls `body` for each row of a tile, or part of one, with the positions of its first element and the number of elements.
    @inline(__always) func eachRow(ofTile tile: Int, _ body: (_ first: Int, _ second: Int, _ count: Int) -> Void) {
        let rowTile = tile / columnTiles
        let column = (tile &- rowTile &* columnTiles) &* columnsPerTile
        let width = min(columnsPerTile, length &- column)
        let start = rowTile &* rowsPerTile
        let end = min(start &+ rowsPerTile, rowCount)
        var a = column &* first
        var b = column &* second
        let rank = outer.count
        if rank == 0 { return body(a, b, width) }
        outer.withUnsafeBufferPointer { outer in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: rank) { place in
                var rest = start
                for axis in stride(from: rank &- 1, through: 0, by: -1) {
                    let quotient = rest / outer[axis].extent
                    place.initializeElement(at: axis, to: rest &- quotient &* outer[axis].extent)
                    a &+= place[axis] &* outer[axis].first
                    b &+= place[axis] &* outer[axis].second
                    rest = quotient
                }
                for _ in start..<end {
                    body(a, b, width)
                    var axis = rank &- 1
                    while axis >= 0 {
                        place[axis] &+= 1
                        a &+= outer[axis].first
                        b &+= outer[axis].second
                        if place[axis] < outer[axis].extent { break }
                        a &-= outer[axis].extent &* outer[axis].first
                        b &-= outer[axis].extent &* outer[axis].second
                        place[axis] = 0
                        axis &-= 1
                    }
                }
            }
        }
    }
}
