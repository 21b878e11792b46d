/// Rows of a space, handed out in shares of equal size (the last may be smaller). A row is an index of the leading axes.
struct RowShares: Hashable {
    var rows: Int
    var size: Int

    var count: Int { (rows + size - 1) / size }

    @inline(__always) subscript(share: Int) -> Range<Int> { share &* size..<min((share &+ 1) &* size, rows) }
}

extension ElementwiseProgram {
    /// How many of the leading axes have that many indices together; nil if none do.
    public func leadingAxes(rows: Int) -> Int? {
        var count = 1
        for (axis, extent) in extents.enumerated() {
            if count == rows { return axis }
            count *= extent
        }
        return count == rows ? extents.count : nil
    }
}
