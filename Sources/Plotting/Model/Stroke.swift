/// How a line is drawn.
public struct Stroke: Sendable, Equatable {
    /// The pattern along the line.
    public enum Dash: String, Sendable, CaseIterable { case solid, dashed, dotted, dashDotted }

    /// nil takes the next colour of ``Colour/palette``.
    public var colour: Colour?
    /// In points (1/72 inch).
    public var width: Double
    public var dash: Dash

    public init(colour: Colour? = nil, width: Double = 1.5, dash: Dash = .solid) {
        self.colour = colour
        self.width = width
        self.dash = dash
    }

    /// Thin dashed grey: the line of a true or expected value.
    public static let reference = Stroke(colour: .grey, width: 1.2, dash: .dashed)
}
