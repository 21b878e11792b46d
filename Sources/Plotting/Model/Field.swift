/// Numbers on a rectangular grid, and how they become colours.
public struct Field: Sendable, Equatable {
    /// `y.count` rows of `x.count` numbers, row-major: `values[i * x.count + j]` belongs to `x[j]`, `y[i]`.
    public var values: [Double]
    /// Centres of the columns, strictly increasing or decreasing, not necessarily equally spaced.
    public var x: [Double]
    /// Centres of the rows, likewise.
    public var y: [Double]
    public var map: ColourMap
    public var scale: Scale
    /// Values at the two ends of the colour map; nil: those of the drawable values.
    public var limits: ClosedRange<Double>?
    /// What the numbers are, beside the colour bar (and as the z axis of a surface).
    public var label: String

    public init(
        _ values: [Double], x: [Double], y: [Double], map: ColourMap = .viridis, scale: Scale = .linear,
        limits: ClosedRange<Double>? = nil, label: String = ""
    ) {
        self.values = values
        self.x = x
        self.y = y
        self.map = map
        self.scale = scale
        self.limits = limits
        self.label = label
    }

    /// A matrix (row-major, `rows` × `columns`) over its indices 0, 1, ….
    public init(
        _ values: [Double], rows: Int, columns: Int, map: ColourMap = .viridis, scale: Scale = .linear,
        limits: ClosedRange<Double>? = nil, label: String = ""
    ) {
        self.init(
            values, x: (0..<max(columns, 0)).map(Double.init), y: (0..<max(rows, 0)).map(Double.init), map: map,
            scale: scale, limits: limits, label: label)
    }

    /// A projection L(θ + αη + βδ) as `project` returns it: `values[i, j]` at `alpha[i]`, `beta[j]` (row-major). In the
    /// picture α runs to the right and β upwards.
    public init(
        projection values: [Double], alpha: [Double], beta: [Double], map: ColourMap = .viridis,
        scale: Scale = .linear, limits: ClosedRange<Double>? = nil, label: String = ""
    ) {
        let (rows, columns) = (alpha.count, beta.count)
        var transposed = values
        if values.count == rows * columns {
            for i in 0..<rows { for j in 0..<columns { transposed[j * rows + i] = values[i * columns + j] } }
        }
        self.init(transposed, x: alpha, y: beta, map: map, scale: scale, limits: limits, label: label)
    }

    /// The position (row-major index) of the smallest finite value; nil if there is none.
    public var minimum: (x: Double, y: Double, value: Double)? {
        guard !x.isEmpty, values.count == x.count * y.count else { return nil }
        guard let best = values.indices.filter({ values[$0].isFinite }).min(by: { values[$0] < values[$1] }) else {
            return nil
        }
        return (x[best % x.count], y[best / x.count], values[best])
    }
}
