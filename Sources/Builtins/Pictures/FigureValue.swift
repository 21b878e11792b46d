import Interpreter
import Plotting

/// A figure as a value.
public final class FigureValue: OpaqueValue, @unchecked Sendable {
    public let figure: Figure

    init(_ figure: Figure) { self.figure = figure }

    public override var typeName: String { "figure" }
    public override var description: String {
        "<figure with \(figure.panels.count) \(figure.panels.count == 1 ? "panel" : "panels")>"
    }
}

extension Value {
    /// The figure that the value is; nil for another value.
    public var figure: Figure? {
        guard case .object(let object) = self else { return nil }
        return (object as? FigureValue)?.figure
    }
}
