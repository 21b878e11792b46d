import Interpreter
import Plotting

extension PictureBuiltins {
    /// Figures side by side.
    static func arranged(_ arguments: Arguments) throws -> Figure {
        let parts = try figures(arguments)
        var panels = parts.flatMap(\.panels)
        let isShared = try arguments.flag("shared_bar", default: false)
        let fields = panels.flatMap(\.fields)
        if isShared {
            guard let first = fields.first else {
                throw arguments.error(
                    "there is no field whose colours could be shared", hint: "`heatmap` and `surface` have colours")
            }
            guard fields.allSatisfy({ $0.map == first.map && $0.scale == first.scale }) else {
                throw arguments.error(
                    "one bar cannot explain different colours", hint: "give all figures the same scale=, linthresh= and cmap=")
            }
        }
        if let limits = try colourLimits(fields, arguments) {
            for index in panels.indices { panels[index].setColourLimits(limits) }
        }
        if try arguments.flag("labels", default: false) {
            for index in panels.indices {
                panels[index].title = [letter(index), panels[index].title].filter { !$0.isEmpty }.joined(separator: " ")
            }
        }
        return Figure(
            panels, columns: try arguments.place("columns").map { try arguments.int($0) }, title: try arguments.text("title"),
            size: try arguments.pictureSize(), sharesColours: isShared)
    }

    /// (a), (b), …, (z), (aa), ….
    private static func letter(_ index: Int) -> String {
        var (text, rest) = ("", index + 1)
        while rest > 0 {
            text = String(UnicodeScalar(UInt8(97 + (rest - 1) % 26))) + text
            rest = (rest - 1) / 26
        }
        return "(\(text))"
    }

    /// Figures on the same axes.
    static func overlaid(_ arguments: Arguments) throws -> Figure {
        let panels = try figures(arguments).flatMap(\.panels)
        guard var panel = panels.first else {
            throw arguments.error("there are no figures", hint: "`overlay([plot(x, y), scatter(x, z)])`")
        }
        panel.marks = panels.flatMap(\.marks)
        panel.x = try merged(panels.map(\.x), "x", arguments)
        panel.y = try merged(panels.map(\.y), "y", arguments)
        let title = panels.lazy.map(\.title).first { !$0.isEmpty } ?? ""
        panel.title = ""
        var figure = try arguments.figure(panel)
        if figure.panels[0].title.isEmpty { figure.panels[0].title = title }
        return figure
    }

    /// An axis with what the call says and, of the rest, what the first axis says that says something.
    private static func merged(_ axes: [Axis], _ letter: String, _ arguments: Arguments) throws -> Axis {
        var axis = try arguments.axis(letter, label: axes.lazy.map(\.label).first { !$0.isEmpty } ?? "")
        if arguments.place(letter + "scale") == nil { axis.scale = axes.lazy.map(\.scale).first { $0 != .linear } ?? .linear }
        axis.isWhole = axes.allSatisfy(\.isWhole)
        if arguments.place(letter + "lim") == nil {
            axis.limits = axes.lazy.compactMap(\.limits).first
            axis.isDescending = axes.contains(where: \.isDescending)
        }
        return axis
    }

    private static func figures(_ arguments: Arguments) throws -> [Figure] {
        if let single = arguments[0].figure { return [single] }
        return try arguments.elements(0).map { try figure($0, arguments) }
    }
}
