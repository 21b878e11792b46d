import Interpreter
import Plotting
import Tensors

/// Pictures: each function returns a figure, shown at a terminal and saved by `save("x.svg")`. Which options a function takes
/// says its signature; what they mean is the same for all (`Pictures+Options.swift`).
enum PictureBuiltins {
    static let group = "pictures"
    private static let labels = "title=\"\", xlabel=\"\", ylabel=\"\", size=none"
    private static let axes = "xlim=none, ylim=none, xscale=\"linear\", yscale=\"linear\""
    private static let colours = "scale=\"linear\", linthresh=none, cmap=none, vmin=none, vmax=none, label=\"\""

    static let all: [Builtin] = [
        Builtin(
            "plot(x, y=none, *, band=none, lower=none, upper=none, style=none, label=none, hlines=none, vlines=none, legend=true, \(labels), \(axes))",
            group: group,
            summary: "Lines: y over x, y over its positions, several rows of a record or list, or the result of a solver.",
            details:
                """
                Names of a record, or label=, make the legend. band= is half the height of a band about the line; lower= and upper= are its \
                edges; each is like y. style is a list of words, one a line, such as "black", "red dashed", "blue thick dotted". hlines and \
                vlines are dashed grey references. A number cannot be drawn where it is not finite, or not positive on a log axis: the line \
                has a gap, and a note counts them. Results: a projection; the running mean of `hutchinson` and `fit_curvature` with its 95 % \
                interval; eigenvalues of `eigsh`; the density of `spectrum` with its standard error; the curvatures of \
                `projection_ensemble` as a histogram. size=[6, 4] is in inches.
                """,
            shapes: "(n,), or (n,) and (n,) or (n, k): k lines",
            example: "f = plot([1.0, 2, 3], {a: [1.0, 4, 9], b: [1.0, 8, 27]}, yscale=\"log\", title=\"powers\")",
            seeAlso: ["scatter", "heatmap", "surface", "hist", "overlay", "panels", "save"]
        ) { arguments in try made(plotted(arguments), arguments) },
        Builtin(
            "scatter(x, y=none, *, radius=2.5, style=none, label=none, hlines=none, vlines=none, legend=true, \(labels), \(axes))",
            group: group, summary: "Points: y over x, or several rows of y.",
            details:
                "radius is in points (1/72 inch). `overlay([plot(x, y), scatter(x, z)])` draws a line and points on the same axes.",
            shapes: "(n,) and (n,) or (n, k); or (n, 2) alone", example: "f = scatter([1.0, 2, 3], [1.0, 4, 9], style=\"red\")",
            seeAlso: ["plot", "overlay"]
        ) { arguments in try made(scattered(arguments), arguments) },
        Builtin(
            "hist(x, *, bins=60, gaussian=false, style=none, label=none, vlines=none, legend=true, \(labels), \(axes))",
            group: group,
            summary: "A histogram as a density; of a list or record of tensors one each.",
            details:
                "bins is how many, or their edges. gaussian=true draws the normal density of the same mean and deviation. Of a `projection_ensemble` the curvatures κ₋ and κ₊.",
            example: "f = hist([1.0, 2, 2, 3], bins=3, gaussian=true)", seeAlso: ["plot", "panels"]
        ) { arguments in try made(histogram(arguments), arguments) },
        Builtin(
            "heatmap(z, *, x=none, y=none, \(colours), colorbar=true, cross=none, contours=false, origin=\"lower\", \(labels), \(axes))",
            group: group,
            summary: "Numbers as colours: z[i, j] at row i, or a two-dimensional projection with a cross at its minimum.",
            details:
                """
                A projection's α runs to the right: of its numbers alone that is `heatmap(p.values.T, x=p.alpha, y=p.beta)`. Row 0 is below, \
                or above with origin="upper". scale is "linear", "log" or "symlog" (linear within linthresh of 0). cmap is "viridis", \
                "cividis", "magma", "grey" or "diverging", which is centred at 0 and what symlog takes for numbers of both signs. vmin and \
                vmax are the ends of the colours. contours=true, how many, or their levels. Cells that are not finite, or not positive on \
                a log scale, are hatched and counted.
                """,
            shapes: "(m, n), or a projection along two directions",
            example: "f = heatmap([[1.0, 10], [100, 1000]], scale=\"log\", label=\"loss\")",
            seeAlso: ["contour", "surface", "plot", "panels", "project"]
        ) { arguments in try made(field(arguments, .heatmap), arguments) },
        Builtin(
            "contour(z, *, x=none, y=none, levels=10, labels=true, \(colours), colorbar=false, cross=none, \(labels), \(axes))",
            group: group, summary: "Lines of equal value, with their values in them.",
            details: "levels is about how many, or which. The other options are those of `heatmap`.",
            shapes: "(m, n), or a projection along two directions",
            example: "f = contour([[0.0, 1, 4], [1, 2, 5], [4, 5, 8]], levels=[1, 2, 4])", seeAlso: ["heatmap", "surface"]
        ) { arguments in try made(field(arguments, .contour), arguments) },
        Builtin(
            "surface(z, *, x=none, y=none, \(colours), colorbar=true, cross=false, azimuth=-60, elevation=28, \(labels))",
            group: group,
            summary: "Numbers as heights over a plane.",
            details:
                "azimuth and elevation, in degrees, are from where it is seen. cross=true marks the minimum. The other options are those of `heatmap`.",
            shapes: "(m, n), or a projection along two directions", example: "f = surface([[1.0, 2], [3, 4]], azimuth=30)",
            seeAlso: ["heatmap", "project"]
        ) { arguments in try made(field(arguments, .surface), arguments) },
        Builtin(
            "overlay(figures, *, legend=true, \(labels), \(axes))", group: group,
            summary: "Several figures on the same axes.",
            details: "What is not given, such as labels and scales, is that of the first figure that has it.",
            example: "f = overlay([plot([1.0, 4, 9]), scatter([0.0, 1, 2], [1.1, 3.9, 9.2])], title=\"fit\")",
            seeAlso: ["plot", "scatter", "panels"]
        ) { arguments in try made(overlaid(arguments), arguments) },
        Builtin(
            "panels(figures, *, columns=none, title=\"\", labels=false, shared_bar=false, vmin=none, vmax=none, size=none)",
            group: group, summary: "Several figures side by side as one.",
            details:
                "labels=true writes (a), (b), … before the titles. shared_bar=true gives all fields the colours of one bar, from vmin to vmax.",
            example: "f = panels([plot([1.0, 2]), plot([2.0, 1])], labels=true)", seeAlso: ["overlay", "plot", "save"]
        ) { arguments in try made(arranged(arguments), arguments) },
    ]

    /// A figure that can be drawn, as the last one made.
    private static func made(_ figure: Figure, _ arguments: Arguments) throws -> Value {
        do { try figure.check() } catch let error as TensorError { throw arguments.error(error.message, hint: error.hint) }
        let value = Value.object(FigureValue(figure))
        arguments.interpreter.lastFigure = value
        return value
    }

    /// A figure, or for none the last one.
    static func figure(_ value: Value, _ arguments: Arguments) throws -> Figure {
        let wanted: Value
        if case .none = value { wanted = arguments.interpreter.lastFigure ?? .none } else { wanted = value }
        if let figure = wanted.figure { return figure }
        throw arguments.error(
            value.isNone ? "there is no figure yet" : "\(value.messageName) is not a figure",
            hint: "`plot(x, y)`, `hist(x)` or `heatmap(z)` makes one")
    }
}
