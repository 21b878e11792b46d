import Tensors

extension Figure {
    /// Throws what makes the figure impossible to draw: lengths that do not match, limits or sizes that make no sense.
    /// NaN, infinities, equal or empty data are no errors.
    public func check() throws {
        if let columns, columns < 1 {
            throw TensorError("a figure of \(columns) columns", hint: "columns is 1 or more, or left to the layout")
        }
        if let size {
            guard (36...14_400).contains(size.width), (36...14_400).contains(size.height) else {
                throw TensorError(
                    "a figure of \(shortText(size.width / 72)) × \(shortText(size.height / 72)) inches",
                    hint: "from 0.5 to 200 inches a side; 6 × 4 are usual")
            }
        }
        for panel in panels { try panel.check() }
    }
}

extension Panel {
    func check() throws {
        try x.check("x axis")
        try y.check("y axis")
        for mark in marks {
            try mark.check()
            guard let field = mark.field else { continue }
            for (name, axis, places) in [("x", x, field.x), ("y", y, field.y)]
            where axis.scale == .log && places.contains(where: { $0 <= 0 }) {
                throw TensorError(
                    "\(mark.kind): \(name) reaches \(places.min() ?? 0) on a logarithmic axis",
                    hint: "a linear axis, or only the positive part of the grid")
            }
        }
        if is3D, let other = marks.first(where: { !$0.isAllowedBesideSurface }) {
            throw TensorError(
                "\(other.kind) in the panel of a surface", hint: "a surface shares its panel with crosses only")
        }
    }

    /// Whether the panel is drawn in three dimensions.
    var is3D: Bool { marks.contains { if case .surface = $0 { true } else { false } } }
}

extension Axis {
    func check(_ name: String) throws {
        if let limits { try scale.check(limits: limits, of: name) }
        try scale.checkThreshold(of: name)
    }
}

extension Scale {
    func check(limits: ClosedRange<Double>, of name: String) throws {
        guard limits.lowerBound.isFinite, limits.upperBound.isFinite else {
            throw TensorError(
                "limits of the \(name) are \(limits.lowerBound) to \(limits.upperBound)", hint: "limits are finite numbers")
        }
        if self == .log, limits.lowerBound <= 0 {
            throw TensorError(
                "limits of the logarithmic \(name) are \(limits.lowerBound) to \(limits.upperBound)",
                hint: "limits of a logarithmic scale are positive; symlog takes both signs")
        }
    }

    func checkThreshold(of name: String) throws {
        if case .symlog(let threshold?) = self, !(threshold > 0 && threshold.isFinite) {
            throw TensorError("symlog threshold \(threshold) of the \(name)", hint: "the threshold is a positive number")
        }
    }
}

extension Mark {
    /// What the mark is called in messages.
    var kind: String {
        switch self {
        case .line: "line"
        case .band: "band"
        case .scatter: "scatter"
        case .bars: "bars"
        case .heatmap: "heatmap"
        case .contour: "contour"
        case .surface: "surface"
        case .cross: "cross"
        case .horizontal: "horizontal line"
        case .vertical: "vertical line"
        }
    }

    fileprivate var isAllowedBesideSurface: Bool {
        switch self {
        case .surface, .cross: true
        default: false
        }
    }

    fileprivate func check() throws {
        switch self {
        case .line(let x, let y, let stroke, _):
            try same(["x": x.count, "y": y.count])
            try checkWidth(stroke.width)
        case .scatter(let x, let y, let radius, _, _):
            try same(["x": x.count, "y": y.count])
            try checkWidth(radius)
        case .band(let x, let lower, let upper, _, _):
            try same(["x": x.count, "lower": lower.count, "upper": upper.count])
        case .bars(let edges, let heights, _, _):
            guard edges.count == heights.count + 1 || (edges.isEmpty && heights.isEmpty) else {
                throw TensorError(
                    "bars: \(heights.count) heights and \(edges.count) edges", hint: "n bars have n + 1 edges")
            }
            guard zip(edges, edges.dropFirst()).allSatisfy({ $0 <= $1 }), edges.allSatisfy(\.isFinite) else {
                throw TensorError("bars: edges are not finite and increasing", hint: "sort the edges")
            }
        case .heatmap(let field), .surface(let field, _):
            try field.check(kind)
        case .contour(let field, let levels, let stroke, _):
            try field.check(kind)
            try checkWidth(stroke.width)
            try levels.check()
        case .horizontal(_, let stroke, _), .vertical(_, let stroke, _):
            try checkWidth(stroke.width)
        case .cross:
            break
        }
    }

    private func same(_ counts: KeyValuePairs<String, Int>) throws {
        guard Set(counts.map(\.value)).count == 1 else {
            let list = counts.map { "\($0.key) has \($0.value)" }.joined(separator: ", ")
            throw TensorError("\(kind): lengths differ: \(list)", hint: "one number of each for every point")
        }
    }

    private func checkWidth(_ width: Double) throws {
        guard width > 0, width <= 1000 else {
            throw TensorError("\(kind): width or radius of \(width) points", hint: "between 0 and 1000 points, 1.5 is usual")
        }
    }
}

extension Field {
    fileprivate func check(_ kind: String) throws {
        let (cells, overflow) = x.count.multipliedReportingOverflow(by: y.count)
        guard !overflow, values.count == cells else {
            throw TensorError(
                "\(kind): \(values.count) values on a grid of \(y.count) rows × \(x.count) columns",
                hint: "one value for each pair of y and x")
        }
        for (name, places) in [("x", x), ("y", y)] {
            let steps = zip(places, places.dropFirst())
            let isMonotone = steps.allSatisfy { $0 < $1 } || steps.allSatisfy { $0 > $1 }
            guard places.allSatisfy(\.isFinite), isMonotone else {
                throw TensorError(
                    "\(kind): \(name) is not strictly increasing or decreasing", hint: "as linspace(-1, 1, 51) gives it")
            }
        }
        if let limits { try scale.check(limits: limits, of: "colours") }
        try scale.checkThreshold(of: "colours")
    }
}
