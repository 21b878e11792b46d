import Glibc

/// How far the axes of a panel go.
struct PanelLimits {
    private let panel: Panel
    private var x = DataRange()
    private var y = DataRange()
    private var hasPoints = false
    private var fillsWidth = false
    private var hasField = false
    private var hasBars = false

    init(_ panel: Panel) { self.panel = panel }

    mutating func add(_ mark: Mark) {
        switch mark {
        case .line(let xs, let ys, _, _):
            fillsWidth = true
            for (a, b) in zip(xs, ys) { add(a, b) }
        case .scatter(let xs, let ys, _, _, _):
            hasPoints = true
            for (a, b) in zip(xs, ys) { add(a, b) }
        case .band(let xs, let lower, let upper, _, _):
            fillsWidth = true
            for (a, b) in zip(xs, lower) { add(a, b) }
            for (a, b) in zip(xs, upper) { add(a, b) }
        case .bars(let edges, let heights, _, _):
            (fillsWidth, hasBars) = (true, true)
            x.add(edges)
            y.add(heights)
            y.add(0)
        case .heatmap(let field):
            (fillsWidth, hasField) = (true, true)
            x.add(cellEdges(field.x, panel.x.scale))
            y.add(cellEdges(field.y, panel.y.scale))
        case .contour(let field, _, _, _), .surface(let field, _):
            (fillsWidth, hasField) = (true, true)
            x.add(field.x)
            y.add(field.y)
        case .cross(let a, let b, _, _):
            hasPoints = true
            add(a, b)
        case .horizontal(let b, _, _): y.add(b)
        case .vertical(let a, _, _): x.add(a)
        }
    }

    /// A point that can be drawn counts; with limits given for one axis, the other goes as far as what they leave in sight.
    private mutating func add(_ a: Double, _ b: Double) {
        guard a.isFinite, b.isFinite, panel.x.scale != .log || a > 0, panel.y.scale != .log || b > 0 else { return }
        if panel.x.limits.map({ $0.contains(a) }) ?? true { y.add(b) }
        if panel.y.limits.map({ $0.contains(b) }) ?? true { x.add(a) }
    }

    func ranges() -> (x: ScaledRange, y: ScaledRange) {
        var rangeX = ScaledRange(panel.x.scale, limits: panel.x.limits, data: x)
        var rangeY = ScaledRange(panel.y.scale, limits: panel.y.limits, data: y)
        // Discs and crosses at the ends want room; lines and fields end at the frame.
        if panel.x.limits == nil && hasPoints && !hasField { rangeX = rangeX.padded(by: fillsWidth ? 0.02 : 0.05) }
        if panel.y.limits == nil && !hasField { rangeY = rangeY.padded(by: 0.05, keeping: hasBars ? 0 : nil) }
        (rangeX.isWhole, rangeY.isWhole) = (panel.x.isWhole, panel.y.isWhole)
        return (rangeX, rangeY)
    }
}

/// The borders of cells about `centres` (strictly monotone): half way between them on the scale; the outermost as far out
/// as the next is in. One more than there are centres; where the scale cannot take them, NaN.
func cellEdges(_ centres: [Double], _ scale: Scale) -> [Double] {
    guard let first = centres.first, let last = centres.last else { return [] }
    let isLog = scale == .log
    let places = isLog ? centres.map { $0 > 0 ? log10($0) : .nan } : centres
    guard places.count > 1 else { return isLog ? [first / 2, first * 2] : [first - 0.5, last + 0.5] }
    var edges = zip(places, places.dropFirst()).map { $0 / 2 + $1 / 2 }
    let before = 1.5 * places[0] - 0.5 * places[1]
    let after = 1.5 * places[places.count - 1] - 0.5 * places[places.count - 2]
    edges.insert(before, at: 0)
    edges.append(after)
    return edges.map { edge in
        let number = isLog ? pow(10, edge) : edge
        return number.isInfinite ? (number < 0 ? -1 : 1) * .greatestFiniteMagnitude : number
    }
}
