import Interpreter
import Plotting
import Tensors

/// Rows of numbers that are drawn over the same x.
struct PictureRows {
    struct Row {
        var name: String?
        var y: [Double]
    }
    /// nil: the positions 0, 1, ….
    var x: [Double]?
    var rows: [Row]

    init(x: [Double]?, rows: [Row]) {
        self.x = x
        self.rows = rows
    }

    /// - Parameters:
    ///   - x, y: one or several rows in y, or in x if there is no y.
    init(x: Value, y: Value?, _ arguments: Arguments) throws {
        guard let y else {
            self.x = nil
            rows = try PictureRows.rows(x, length: nil, arguments)
            return
        }
        let places = try PictureRows.numbers(x, arguments)
        self.x = places
        rows = try PictureRows.rows(y, length: places.count, arguments)
        for row in rows where row.y.count != places.count {
            throw arguments.error("x has \(places.count) numbers and \(row.name ?? "y") \(row.y.count)")
        }
    }

    /// One or several rows of numbers, with their names if they have any. A matrix has its rows in its columns, as in NumPy.
    static func rows(_ value: Value, length: Int?, _ arguments: Arguments) throws -> [Row] {
        switch value {
        case .record(let box):
            return try zip(box.keys, box.values).map { Row(name: $0, y: try numbers($1, arguments)) }
        case .list(let box) where !box.elements.allSatisfy(\.isScalar):
            return try box.elements.map { Row(y: try numbers($0, arguments)) }
        default:
            guard let tensor = try arguments.interpreter.plainTensor(value), tensor.rank == 2 else {
                return [Row(y: try numbers(value, arguments))]
            }
            let (count, columns) = (tensor.shape[0], tensor.shape[1])
            guard columns <= 1000 else {
                throw arguments.error(
                    "\(columns) lines are too many", hint: "`heatmap(z)` draws a matrix; `z.T` has its rows as columns")
            }
            if let length, length != count {
                throw arguments.error(
                    "x has \(length) numbers and y \(count) rows", hint: length == columns ? "did you mean `y.T`?" : nil)
            }
            let all = tensor.doubles()
            return (0..<columns).map { column in Row(y: (0..<count).map { all[$0 * columns + column] }) }
        }
    }

    /// A row of numbers.
    static func numbers(_ value: Value, _ arguments: Arguments) throws -> [Double] {
        guard let tensor = try arguments.interpreter.plainTensor(value) else {
            let isFunction = if case .function = value { true } else { false }
            throw arguments.error(
                "\(value.messageName) is not a row of numbers",
                hint: isFunction ? "choose the points: `x = linspace(0, 1, 100); plot(x, map(f, x))`" : nil)
        }
        guard tensor.rank <= 1 else {
            throw arguments.error(
                "a tensor of shape \(Shape.describe(tensor.shape)) is not a row of numbers",
                hint: "`ravel(x)` makes one row of it")
        }
        return tensor.doubles()
    }

    func places(_ row: Row) -> [Double] { x ?? row.y.indices.map(Double.init) }
}

extension PictureBuiltins {
    static func plotted(_ arguments: Arguments) throws -> Figure {
        if !arguments.has(1), case .record(let box) = arguments[0], let figure = try resultFigure(box, arguments) {
            return figure
        }
        let rows = try namedRows(arguments)
        let bands = try Bands(rows, arguments)
        let strokes = try arguments.strokes()
        var marks: [Mark] = []
        for (index, row) in rows.rows.enumerated() {
            let x = rows.places(row)
            // With the colours over, the dashes tell lines apart.
            let round = index / Colour.palette.count % Stroke.Dash.allCases.count
            let stroke = index < strokes.count ? strokes[index] : Stroke(dash: Stroke.Dash.allCases[round])
            if let (lower, upper) = bands[index] { marks.append(.band(x: x, lower: lower, upper: upper)) }
            marks.append(.line(x: x, y: row.y, stroke: stroke, label: row.name))
        }
        var panel = try Panel(marks + arguments.references(), x: arguments.axis("x"), y: arguments.axis("y"))
        panel.x.isWhole = rows.x == nil
        return try arguments.figure(panel)
    }

    static func scattered(_ arguments: Arguments) throws -> Figure {
        var rows = try namedRows(arguments)
        if !arguments.has(1) {
            guard rows.rows.count == 2, rows.rows[0].y.count == rows.rows[1].y.count else {
                throw arguments.error("x without y", hint: "`scatter(x, y)`, or a tensor of shape (n, 2)")
            }
            rows = PictureRows(x: rows.rows[0].y, rows: [rows.rows[1]])
        }
        let strokes = try arguments.strokes()
        let radius = try arguments.number("radius") ?? 2.5
        let marks: [Mark] = rows.rows.enumerated().map { index, row in
            .scatter(
                x: rows.places(row), y: row.y, radius: radius, colour: index < strokes.count ? strokes[index].colour : nil,
                label: row.name)
        }
        return try arguments.figure(Panel(marks + arguments.references(), x: arguments.axis("x"), y: arguments.axis("y")))
    }

    /// The rows of a call, with the names that `label=` gives them.
    private static func namedRows(_ arguments: Arguments) throws -> PictureRows {
        var rows = try PictureRows(x: arguments[0], y: arguments.has(1) ? arguments[1] : nil, arguments)
        if let names = try arguments.rowNames(rows.rows.count) {
            for (index, name) in names.enumerated() { rows.rows[index].name = name }
        }
        return rows
    }
}

/// The bands about lines, from `band=` or `lower=` and `upper=`.
private struct Bands {
    private var edges: [Int: (lower: [Double], upper: [Double])] = [:]

    subscript(line: Int) -> (lower: [Double], upper: [Double])? { edges[line] }

    init(_ rows: PictureRows, _ arguments: Arguments) throws {
        let half = try Bands.option("band", rows, arguments)
        let lower = try Bands.option("lower", rows, arguments)
        let upper = try Bands.option("upper", rows, arguments)
        guard half.isEmpty || (lower.isEmpty && upper.isEmpty) else {
            throw arguments.error(
                "a band is given twice", hint: "`band=` is half its height; `lower=` and `upper=` are its edges")
        }
        guard Set(lower.keys) == Set(upper.keys) else {
            throw arguments.error("a band has two edges", hint: "give `lower=` and `upper=`, or `band=`")
        }
        for (line, heights) in half {
            let y = rows.rows[line].y
            edges[line] = (zip(y, heights).map { $0 - $1 }, zip(y, heights).map { $0 + $1 })
        }
        for (line, below) in lower { edges[line] = (below, upper[line] ?? below) }
    }

    /// The rows of an option by the line that they belong to: by name in a record, else in order. A number holds all along.
    private static func option(_ name: String, _ rows: PictureRows, _ arguments: Arguments) throws -> [Int: [Double]] {
        guard let index = arguments.place(name) else { return [:] }
        let value = arguments[index]
        let given: [PictureRows.Row]
        if let number = try arguments.interpreter.plainNumber(value) {
            given = rows.rows.map { PictureRows.Row(y: [Double](repeating: number, count: $0.y.count)) }
        } else {
            given = try PictureRows.rows(value, length: nil, arguments)
        }
        var result: [Int: [Double]] = [:]
        for (place, row) in given.enumerated() {
            let line = row.name == nil ? place : rows.rows.firstIndex { $0.name == row.name } ?? -1
            guard rows.rows.indices.contains(line) else {
                throw arguments.error(
                    "`\(name)` has \(row.name.map { "a row \($0)" } ?? "\(given.count) rows"), and y \(rows.rows.count)",
                    hint: "one row for each line, in order or by name")
            }
            guard row.y.count == rows.rows[line].y.count else {
                throw arguments.error("`\(name)` has \(row.y.count) numbers for a line of \(rows.rows[line].y.count)")
            }
            result[line] = row.y
        }
        return result
    }
}
