import Interpreter
import Plotting
import Tensors

/// The options of pictures, by name: the same name means the same in every function.
extension Arguments {
    /// Where a parameter stands; nil if the function has none of that name, or it was not given.
    func place(_ name: String) -> Int? {
        builtin.signature.parameters.firstIndex { $0.name == name }.flatMap { has($0) ? $0 : nil }
    }

    func text(_ name: String, default standard: String = "") throws -> String { try place(name).map(string) ?? standard }

    func flag(_ name: String, default standard: Bool) throws -> Bool { try place(name).map(bool) ?? standard }

    func number(_ name: String) throws -> Double? { try place(name).map(double) }

    /// Numbers, such as places of lines.
    func numbers(_ name: String) throws -> [Double] { try place(name).map { try tensor($0).doubles() } ?? [] }

    /// Two finite numbers.
    func pair(_ name: String, hint: String) throws -> (Double, Double)? {
        guard let index = place(name) else { return nil }
        let numbers = try tensor(index).doubles()
        guard numbers.count == 2, numbers.allSatisfy(\.isFinite) else {
            throw mismatch(index, wants: "two finite numbers", hint: hint)
        }
        return (numbers[0], numbers[1])
    }

    /// The axis of a letter: label, scale, and limits, which may run backwards.
    func axis(_ letter: String, label: String = "") throws -> Axis {
        var axis = Axis(try text(letter + "label", default: label), scale: try pictureScale(letter + "scale"))
        if let (from, to) = try pair(letter + "lim", hint: "from and to, as in `\(letter)lim=[0, 1]`") {
            axis.limits = min(from, to)...max(from, to)
            axis.isDescending = from > to
        }
        return axis
    }

    func pictureScale(_ name: String) throws -> Scale {
        guard let index = place(name) else { return .linear }
        switch try word(index, among: ["linear", "log", "symlog"], default: "linear") {
        case "log": return .log
        case "symlog": return .symlog(threshold: try number("linthresh"))
        default:
            return .linear
        }
    }

    /// The size in inches; nil where it was not given.
    func pictureSize() throws -> Figure.Size? {
        try pair("size", hint: "width and height in inches, as in `size=[6, 4]`").map { .inches($0, $1) }
    }

    /// A figure of one panel, with the options that every figure takes.
    func figure(_ panel: Panel) throws -> Figure {
        var panel = panel
        let title = try text("title")
        panel.title = [title, panel.title].filter { !$0.isEmpty }.joined(separator: ": ")
        panel.showsLegend = try flag("legend", default: true)
        panel.showsColourBar = try flag("colorbar", default: panel.showsColourBar)
        return Figure([panel], size: try pictureSize())
    }

    /// Grey lines across and up the panel.
    func references() throws -> [Mark] {
        try numbers("hlines").map { .horizontal($0) } + numbers("vlines").map { .vertical($0) }
    }

    /// The styles of lines, in order: a list of strings, or one string for the first.
    func strokes() throws -> [Stroke] {
        guard let index = place("style") else { return [] }
        if case .string = self[index] { return [try stroke(self[index])] }
        return try elements(index).map(stroke)
    }

    private func stroke(_ value: Value) throws -> Stroke {
        guard case .string(let box) = value else {
            throw error("a style is a string, not \(value.messageName)", hint: "such as \"red dashed\"")
        }
        var stroke = Stroke()
        for word in box.string.split(separator: " ").map(String.init) {
            switch word {
            case "thin": stroke.width = 0.8
            case "thick": stroke.width = 2.5
            case "dashdot": stroke.dash = .dashDotted
            case "solid", "dashed", "dotted": stroke.dash = Stroke.Dash(rawValue: word) ?? .solid
            default:
                do { stroke.colour = try Colour(named: word) } catch let problem as TensorError {
                    let words = MatplotlibFormat.words(word).map { "in words: \"\($0)\"" }
                    throw error(
                        "no style \(ValueFormatter.quoted(word, limit: 40))",
                        hint: words ?? "a colour (\(problem.hint ?? "")), solid, dashed, dotted, dashdot, thin, thick")
                }
            }
        }
        return stroke
    }

    /// The names of so many rows, from `label=`.
    func rowNames(_ count: Int) throws -> [String]? {
        guard let index = place("label") else { return nil }
        if case .string(let box) = self[index], count == 1 { return [box.string] }
        let names: [String]? = try? elements(index).map { value in
            guard case .string(let box) = value else { throw mismatch(index, wants: "names") }
            return box.string
        }
        guard let names, names.count == count, !self[index].isNumeric else {
            throw mismatch(index, wants: count == 1 ? "a name" : "\(count) names, one a row")
        }
        return names
    }
}

/// Styles of lines as Matplotlib abbreviates them.
enum MatplotlibFormat {
    private static let colours: [Character: String] = [
        "k": "black", "r": "red", "b": "blue", "g": "green", "m": "purple", "c": "sky", "y": "orange",
    ]
    private static let dashes = ["-": "solid", "--": "dashed", ":": "dotted", "-.": "dashdot", "": ""]

    /// The words for `r--`; nil for what is no such abbreviation.
    static func words(_ format: String) -> String? {
        guard let first = format.first else { return nil }
        let colour = colours[first]
        guard let dash = dashes[String(colour == nil ? format : String(format.dropFirst()))] else { return nil }
        return [colour ?? "", dash].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
