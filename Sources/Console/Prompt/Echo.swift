import Builtins
import Interpreter
import Plotting
import Syntax
import Tensors

/// Values as the prompt shows them: rounded, large ones summarised, pictures drawn.
enum Echo {
    /// Significant digits of numbers in tensors, lists and records.
    private static let digits = 8
    /// Significant digits of a number alone: without those that are rounding, 0.1 + 0.2 is 0.3.
    private static let numberDigits = 12
    /// Rows of a picture.
    private static let pictureRows = 24
    /// Entries of a list or record that a summary names.
    private static let entryLimit = 40

    /// The text of a value, without a newline at its end.
    static func text(_ value: Value, hasColor: Bool) -> String {
        switch value {
        case .string(let box): return ValueFormatter.quoted(box.string)
        case .float(let x), .scalar(let x): return rounded(x, numberDigits)
        case .object(let object as FigureValue): return picture(value, hasColor: hasColor) ?? object.description
        case .tensor(let box) where box.tensor.count > TensorFormatter.summaryLimit:
            return summary(value) + "\n" + ValueFormatter(style: .digits(digits)).text(value)
        case .tensor(let box) where box.tensor.rank > 0: return ValueFormatter(style: .digits(digits)).text(value)
        case .record(let box): return result(box) ?? structure(value)
        case .list: return structure(value)
        default: return ValueFormatter.text(value)
        }
    }

    /// A list or record: on one line if it fits there; else a record, and whatever holds tensors, as a tree.
    private static func structure(_ value: Value) -> String {
        if elementCount(value) > TensorFormatter.summaryLimit { return outline(value, indent: "") }
        let text = ValueFormatter(style: .digits(digits)).text(value)
        if fits(text, in: Terminal.output.width) { return text }
        guard case .list(let box) = value else { return outline(value, indent: "") }
        return box.elements.contains { elementCount($0) > 1 } ? outline(value, indent: "") : text
    }

    private static func fits(_ text: String, in columns: Int) -> Bool {
        !text.contains("\n") && DisplayWidth.of(text) < columns
    }

    /// One line on a value: a tensor's type, shape and spread, how long a list is, or the value itself where that is short.
    static func summary(_ value: Value) -> String {
        switch value {
        case .tensor(let box) where box.tensor.rank > 0:
            return "\(box.tensor.dtype.name) \(Shape.describe(box.tensor.shape))" + spread(box.tensor)
        case .list(let box): return "list of \(box.elements.count)"
        case .record(let box): return "record {\(box.keys.prefix(entryLimit).joined(separator: ", "))}"
        default:
            let line = ValueFormatter.text(value).prefix { $0 != "\n" }
            if case .string = value { return ValueFormatter.quoted(String(line.prefix(60)), limit: 50) }
            return String(line.prefix(100))
        }
    }

    /// Least, mean and greatest element.
    private static func spread(_ tensor: Tensor) -> String {
        guard tensor.count > 0, tensor.dtype != .bool else { return "" }
        var (least, greatest, sum) = (Double.infinity, -Double.infinity, 0.0)
        var undefined = 0
        for index in 0..<tensor.count {
            let x = tensor.double(at: index)
            if x.isNaN {
                undefined += 1
            } else {
                least = min(least, x)
                greatest = max(greatest, x)
                sum += x
            }
        }
        guard undefined < tensor.count else { return ", all nan" }
        let mean = sum / Double(tensor.count - undefined)
        let numbers = [least, mean, greatest].map { short($0, 4) }
        return ", min \(numbers[0]), mean \(numbers[1]), max \(numbers[2])" + (undefined > 0 ? ", \(undefined) nan" : "")
    }

    /// Numbers in a value.
    private static func elementCount(_ value: Value) -> Int {
        switch value {
        case .tensor(let box): box.tensor.count
        case .list(let box): box.elements.reduce(0) { $0 &+ elementCount($1) }
        case .record(let box): box.values.reduce(0) { $0 &+ elementCount($1) }
        default: 1
        }
    }

    /// A structure, a line for each tensor in it.
    private static func outline(_ value: Value, indent: String) -> String {
        let entries: [(name: String, value: Value)]
        switch value {
        case .record(let box): entries = zip(box.keys, box.values).map { ($0, $1) }
        case .list(let box): entries = box.elements.enumerated().map { ("[\($0)]", $1) }
        default: return summary(value)
        }
        let width = entries.prefix(entryLimit).map { DisplayWidth.of($0.name) }.max() ?? 0
        var lines = [summary(value)]
        for (name, entry) in entries.prefix(entryLimit) {
            let isStructure = elementCount(entry) > 1 && !entry.isNumeric && indent.utf8.count < 20
            let short =
                elementCount(entry) <= TensorFormatter.summaryLimit ? ValueFormatter(style: .digits(digits)).text(entry) : ""
            let isShort = !short.isEmpty && fits(short, in: Terminal.output.width - indent.utf8.count - width - 4)
            let text =
                isStructure
                ? (isShort ? short : outline(entry, indent: indent + "  "))
                : isShort && entry.isNumeric ? short : summary(entry)
            lines.append("\(indent)  \(name.padded(to: width))  \(text)")
        }
        if entries.count > entryLimit { lines.append("\(indent)  … and \(entries.count - entryLimit) more") }
        return lines.joined(separator: "\n")
    }

    /// A figure in characters; nil for another value, and where there is no terminal to show it, or no room.
    static func picture(_ value: Value, hasColor: Bool) -> String? {
        guard Terminal.output.isTerminal, let figure = value.figure else { return nil }
        let depth = Terminal.environment("COLORTERM") ?? ""
        let colours: TerminalColours =
            !hasColor ? .none : depth == "truecolor" || depth == "24bit" ? .truecolor : .ansi256
        let text = try? figure.renderTerminal(
            columns: min(Terminal.output.width, 120), rows: min(pictureRows, Terminal.output.height - 2), colour: colours)
        return text?.trimmingNewlines
    }

    /// Seconds with the unit that suits them.
    static func duration(_ seconds: Double) -> String {
        if seconds < 1e-3 { return rounded(seconds * 1e6, 3) + " µs" }
        if seconds < 1 { return rounded(seconds * 1e3, 3) + " ms" }
        return rounded(seconds, 3) + " s"
    }

    /// The same without the `.0` of a whole number.
    static func short(_ x: Double, _ digits: Int) -> String {
        let text = rounded(x, digits)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A number with so many significant digits at most.
    static func rounded(_ x: Double, _ digits: Int) -> String {
        ValueFormatter(style: .digits(digits)).text(.float(x))
    }
}
