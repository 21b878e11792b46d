/// A coordinate axis.
public struct Axis: Sendable, Equatable {
    public var label: String
    public var scale: Scale
    /// nil: as far as the data go.
    public var limits: ClosedRange<Double>?
    /// Whether numbers grow to the left or downwards (rows of a matrix).
    public var isDescending: Bool
    /// Whether only whole numbers mean something, as for positions: ticks stand at whole numbers (of a linear axis).
    public var isWhole: Bool

    public init(
        _ label: String = "", scale: Scale = .linear, limits: ClosedRange<Double>? = nil, isDescending: Bool = false,
        isWhole: Bool = false
    ) {
        self.label = label
        self.scale = scale
        self.limits = limits
        self.isDescending = isDescending
        self.isWhole = isWhole
    }
}

/// How numbers become places on an axis, or colours.
public enum Scale: Sendable, Hashable {
    case linear
    /// Decimal logarithm; numbers ≤ 0 cannot be drawn.
    case log
    /// Linear about 0 and logarithmic far out, both signs. nil: a thousandth of the largest magnitude.
    case symlog(threshold: Double? = nil)
}

/// One pair of axes and what is drawn on them.
public struct Panel: Sendable, Equatable {
    /// The outline of the axes: as the layout has room, or square (as for loss landscapes).
    public enum Frame: Sendable { case free, square }

    public var title: String
    public var x: Axis
    public var y: Axis
    /// Drawn in this order, fields first in the order of the list.
    public var marks: [Mark]
    public var frame: Frame
    /// Whether labelled marks are listed.
    public var showsLegend: Bool
    /// Whether a field's colours are explained at its side.
    public var showsColourBar: Bool
    /// What is to be said under the axes, beside the counts of what could not be drawn.
    public var note = ""

    public init(
        _ marks: [Mark] = [], title: String = "", x: Axis = Axis(), y: Axis = Axis(), frame: Frame = .free,
        showsLegend: Bool = true, showsColourBar: Bool = true
    ) {
        self.marks = marks
        self.title = title
        self.x = x
        self.y = y
        self.frame = frame
        self.showsLegend = showsLegend
        self.showsColourBar = showsColourBar
    }

    /// The fields of the marks, in order.
    public var fields: [Field] { marks.compactMap(\.field) }

    /// Gives the colours of all fields the same ends.
    public mutating func setColourLimits(_ limits: ClosedRange<Double>) {
        for index in marks.indices {
            guard var field = marks[index].field else { continue }
            field.limits = limits
            switch marks[index] {
            case .heatmap: marks[index] = .heatmap(field)
            case .contour(_, let levels, let stroke, let isLabelled):
                marks[index] = .contour(field, levels: levels, stroke: stroke, isLabelled: isLabelled)
            case .surface(_, let view): marks[index] = .surface(field, view: view)
            default: break
            }
        }
    }
}
