/// One thing drawn in a panel. Coordinates are in the units of the axes.
public enum Mark: Sendable, Equatable {
    /// Points joined in their order. A point that cannot be drawn is a gap.
    case line(x: [Double], y: [Double], stroke: Stroke = Stroke(), label: String? = nil)
    /// The area between two curves over the same `x`.
    case band(x: [Double], lower: [Double], upper: [Double], colour: Colour? = nil, label: String? = nil)
    /// Discs of `radius` points.
    case scatter(x: [Double], y: [Double], radius: Double = 2.5, colour: Colour? = nil, label: String? = nil)
    /// Bars from 0 to `heights[i]` between `edges[i]` and `edges[i + 1]`: a histogram.
    case bars(edges: [Double], heights: [Double], colour: Colour? = nil, label: String? = nil)
    /// A field as coloured cells.
    case heatmap(Field)
    /// Lines of equal value of a field, with their values written into them where there is room. Without a colour the lines
    /// take the field's.
    case contour(Field, levels: Contours = .about(10), stroke: Stroke = Stroke(width: 1), isLabelled: Bool = true)
    /// A field as a surface in three dimensions. Its panel may hold other surfaces and crosses, nothing else.
    case surface(Field, view: Viewpoint = Viewpoint())
    /// A cross, as for the minimum of a loss.
    case cross(x: Double, y: Double, colour: Colour? = nil, label: String? = nil)
    /// A line across the panel at a height.
    case horizontal(Double, stroke: Stroke = .reference, label: String? = nil)
    /// A line up the panel at a place.
    case vertical(Double, stroke: Stroke = .reference, label: String? = nil)

    /// A function of one variable as a line, at `samples` equal steps over `interval`.
    public static func curve(
        over interval: ClosedRange<Double>, samples: Int = 201, stroke: Stroke = Stroke(), label: String? = nil,
        _ function: (Double) -> Double
    ) -> Mark {
        let steps = max(samples, 2) - 1
        let x = (0...steps).map { index in
            let t = Double(index) / Double(steps)
            return interval.lowerBound * (1 - t) + interval.upperBound * t
        }
        return .line(x: x, y: x.map(function), stroke: stroke, label: label)
    }
}

/// From where a surface is seen, in degrees: `azimuth` about the z axis from the x axis, `elevation` above the plane.
public struct Viewpoint: Sendable, Equatable {
    public var azimuth: Double
    public var elevation: Double

    /// `elevation` is used within 0…90.
    public init(azimuth: Double = -60, elevation: Double = 28) {
        self.azimuth = azimuth
        self.elevation = elevation
    }
}
