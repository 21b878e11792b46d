import Tensors

/// Lines of equal value on a grid, by marching squares.
///
/// A square with a corner that has no value has no line. In a saddle square, the mean of the corners decides which pairs
/// are joined.
struct IsoLines {
    /// Polylines, closed ones ending where they begin; in the coordinates of `x` and `y`.
    private(set) var lines: [[Point]] = []

    /// `values`: `y.count` rows of `x.count`, row-major; nil is a hole. `x` and `y` are the places of columns and rows.
    init(_ values: [Double?], x: [Double], y: [Double], level: Double) {
        guard x.count > 1, y.count > 1, values.count == x.count * y.count else { return }
        var links = Links()
        for i in 0..<y.count - 1 where !Interrupt.requested {
            for j in 0..<x.count - 1 {
                let corner = i * x.count + j
                guard let a = values[corner], let b = values[corner + 1], let c = values[corner + x.count + 1],
                    let d = values[corner + x.count]
                else { continue }
                // Edges of the square by the grid point they start from: even along a row, odd along a column.
                let edges = (
                    bottom: 2 * corner, right: 2 * (corner + 1) + 1, top: 2 * (corner + x.count), left: 2 * corner + 1
                )
                let above = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0)
                switch above {
                case 1, 14: links.join(edges.left, edges.bottom)
                case 2, 13: links.join(edges.bottom, edges.right)
                case 4, 11: links.join(edges.right, edges.top)
                case 8, 7: links.join(edges.top, edges.left)
                case 3, 12: links.join(edges.left, edges.right)
                case 6, 9: links.join(edges.bottom, edges.top)
                case 5, 10:
                    let middleIsAbove = (a + b + c + d) / 4 >= level
                    if (above == 5) == middleIsAbove {
                        links.join(edges.left, edges.top)
                        links.join(edges.bottom, edges.right)
                    } else {
                        links.join(edges.left, edges.bottom)
                        links.join(edges.right, edges.top)
                    }
                default: break
                }
            }
        }
        lines = links.chains().map { chain in
            chain.map { edge in
                let start = edge / 2
                let end = edge % 2 == 0 ? start + 1 : start + x.count
                let (from, to) = (values[start] ?? level, values[end] ?? level)
                let t = from == to ? 0.5 : (level - from) / (to - from)
                let (p, q) = (
                    Point(x: x[start % x.count], y: y[start / x.count]), Point(x: x[end % x.count], y: y[end / x.count])
                )
                return Point(x: p.x + t * (q.x - p.x), y: p.y + t * (q.y - p.y))
            }
        }
    }
}

/// Which edges of the grid a line runs through one after the other: every edge has at most two neighbours.
private struct Links {
    private var neighbours: [Int: (Int, Int?)] = [:]
    private var order: [Int] = []

    mutating func join(_ a: Int, _ b: Int) {
        for (edge, other) in [(a, b), (b, a)] {
            if let (first, _) = neighbours[edge] {
                neighbours[edge] = (first, other)
            } else {
                neighbours[edge] = (other, nil)
                order.append(edge)
            }
        }
    }

    /// Open chains first, from an end; then closed ones. In the order in which the edges came up.
    func chains() -> [[Int]] {
        var seen: Set<Int> = []
        var chains: [[Int]] = []
        func walk(from start: Int) {
            var chain = [start]
            seen.insert(start)
            var current = start
            while let (first, second) = neighbours[current] {
                guard let next = [first, second].compactMap({ $0 }).first(where: { !seen.contains($0) }) else {
                    if chain.count > 2, first == start || second == start { chain.append(start) }
                    break
                }
                chain.append(next)
                seen.insert(next)
                current = next
            }
            chains.append(chain)
        }
        for edge in order where neighbours[edge]?.1 == nil && !seen.contains(edge) { walk(from: edge) }
        for edge in order where !seen.contains(edge) { walk(from: edge) }
        return chains
    }
}
