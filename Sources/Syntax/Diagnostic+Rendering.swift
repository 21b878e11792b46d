extension Diagnostic {
    /// The text a person reads:
    ///
    ///     error: shapes do not match in `@`: (50, 100) @ (10, 100)
    ///       ┌─ regression.hesse:12:9
    ///     12│     h = x @ W2 + b2
    ///       │         ^^^^^^ the inner dimensions are 100 and 10
    ///       = in net(θ, x), called from loss(θ) at line 15
    ///       = hint: W2 has shape (10, 100); did you mean `x @ W2.T`?
    ///
    /// - Parameters:
    ///   - color: whether to use the escapes of a terminal.
    ///   - width: the columns there are; a longer source line is cut to what is around the carets.
    /// - Returns: the lines, without a newline behind the last one.
    public func rendered(color: Bool = false, width: Int = 120) -> String {
        let paint = Paint(color)
        let width = min(max(width, 0), 10_000)
        var lines = [paint(severity.style, severity.rawValue) + paint(.bold, ": \(Self.bounded(message))")]
        var gutter = 2
        if let source, let span {
            let number = source.line(at: span.lowerBound)
            gutter = String(number).utf8.count
            let margin = String(repeating: " ", count: gutter)
            let excerpt = Excerpt(source: source, span: span, width: max(width - gutter - 2, 20))
            let place = "\(source.name):\(number):\(source.column(at: span.lowerBound))"
            lines.append(margin + paint(.frame, "┌─") + " " + place)
            lines.append(paint(.frame, "\(number)│") + (excerpt.text.isEmpty ? "" : " " + excerpt.text))
            let indent = String(repeating: " ", count: excerpt.column)
            let carets = indent + paint(severity.style, String(repeating: "^", count: excerpt.length))
            let label = Self.bounded(label ?? "")
            let fits = gutter + 3 + excerpt.column + excerpt.length + DisplayWidth.of(label) <= width
            if label.isEmpty || fits {
                lines.append(
                    margin + paint(.frame, "│") + " " + carets + (label.isEmpty ? "" : " " + paint(severity.style, label)))
            } else {
                let room = max(0, min(excerpt.column, width - gutter - 2 - DisplayWidth.of(label)))
                lines.append(margin + paint(.frame, "│") + " " + carets)
                lines.append(
                    margin + paint(.frame, "│") + " " + String(repeating: " ", count: room) + paint(severity.style, label))
            }
        }
        let margin = String(repeating: " ", count: gutter)
        for line in notes + trail { lines.append("\(margin)\(paint(.frame, "=")) \(Self.bounded(line))") }
        for hint in hints {
            lines.append("\(margin)\(paint(.frame, "=")) \(paint(.bold, "hint:")) \(Self.bounded(hint))")
        }
        return lines.joined(separator: "\n")
    }

    /// The same without the source line, for below a line that was just typed and that begins in a column of the terminal: first the
    /// carets, then what they mean. Nil where the line is not that one, or does not stand on one row of the terminal.
    ///
    /// - Parameters:
    ///   - typed: the number of the line.
    ///   - column: where it begins.
    public func rendered(beneath typed: Int, column: Int, color: Bool = false, width: Int) -> String? {
        // A terminal's tabs are not ours.
        guard let source, let span, line == typed, !source.bytes[source.lineRange(typed)].contains(0x09) else { return nil }
        let excerpt = Excerpt(source: source, span: span, width: .max / 64)
        guard column + DisplayWidth.of(excerpt.text) < width, !excerpt.text.unicodeScalars.contains("\u{FFFD}") else {
            return nil
        }
        let paint = Paint(color)
        let label = Self.bounded(label ?? "")
        let indent = column + excerpt.column
        var lines = [
            String(repeating: " ", count: indent) + paint(severity.style, String(repeating: "^", count: excerpt.length))
        ]
        if !label.isEmpty {
            let fits = indent + excerpt.length + 1 + DisplayWidth.of(label) < width
            if fits { lines[0] += " " + paint(severity.style, label) } else { lines.append(paint(severity.style, label)) }
        }
        var rest = self
        (rest.source, rest.span, rest.label) = (nil, nil, nil)
        return (lines + [rest.rendered(color: color, width: width)]).joined(separator: "\n")
    }

    /// A text that a value, or a program, made as long as it likes, cut where nobody reads on.
    private static func bounded(_ text: String) -> String {
        let limit = 2000
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex), end < scalars.endIndex
        else {
            return text
        }
        return String(scalars[..<end]) + " … (\(text.utf8.count) bytes)"
    }
}

/// The line of a source that a diagnostic shows, and where its carets go.
private struct Excerpt {
    /// What is shown: tabs are spaces, signs that a terminal would obey or hide are `U+FFFD`.
    private(set) var text: String
    /// Columns before the carets.
    private(set) var column: Int
    /// How many carets; at least one.
    private(set) var length: Int

    init(source: SourceFile, span: Range<Int>, width: Int) {
        let line = Self.surroundings(of: span, in: source, width: width)
        let start = min(max(span.lowerBound, line.lowerBound), line.upperBound)
        let end = min(max(span.upperBound, start), line.upperBound)
        let before = Self.visible(source.text(line.lowerBound..<start), from: 0, isLineStart: line.lowerBound == 0)
        let marked = Self.visible(source.text(start..<end), from: before.width)
        let after = Self.visible(source.text(end..<line.upperBound), from: before.width + marked.width)
        column = before.width
        length = max(marked.width, 1)
        text = before.text + marked.text + after.text
        while text.last == " " { text.removeLast() }
        let total = before.width + marked.width + after.width
        if total > width { cut(to: width, of: total) }
    }

    /// The line of a span or, where it is far longer than what can be shown, enough of it on both sides.
    private static func surroundings(of span: Range<Int>, in source: SourceFile, width: Int) -> Range<Int> {
        let line = source.lineRange(source.line(at: span.lowerBound))
        let middle = min(max(span.lowerBound, line.lowerBound), line.upperBound)
        var start = max(line.lowerBound, middle - 16 * width)
        var end = min(line.upperBound, middle + 32 * width)
        // Not within a scalar.
        while start > line.lowerBound, source.bytes[start] & 0xC0 == 0x80 { start -= 1 }
        while end < line.upperBound, source.bytes[end] & 0xC0 == 0x80 { end += 1 }
        return start..<max(start, end)
    }

    /// Keeps so many columns, most of them behind the beginning of what is marked.
    private mutating func cut(to width: Int, of total: Int) {
        let first = column + min(length, width) <= width - 1 ? 0 : min(column - width / 3, max(total - width, 0))
        var kept = String.UnicodeScalarView()
        var position = 0
        for scalar in text.unicodeScalars {
            let columns = DisplayWidth.of(scalar)
            // The first and the last column are those of the ellipses.
            let isKept =
                position >= (first > 0 ? first + 1 : 0)
                && position + columns <= (first + width < total ? first + width - 1 : total)
            // The half of a wide sign that is cut through leaves a space.
            if isKept { kept.append(scalar) } else if columns == 2, position == first, first > 0 { kept.append(" ") }
            position += columns
        }
        text = (first > 0 ? "…" : "") + String(kept) + (first + width < total ? "…" : "")
        column -= first
        length = max(1, min(length, width - column - (first + width < total ? 1 : 0)))
    }

    private static func visible(_ text: String, from column: Int, isLineStart: Bool = false) -> (text: String, width: Int) {
        var result = String.UnicodeScalarView()
        var width = 0
        for (index, scalar) in text.unicodeScalars.enumerated() {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\t":
                let spaces = 4 - (column + width) % 4
                result.append(contentsOf: repeatElement(" ", count: spaces))
                width += spaces
            case .format where isLineStart && index == 0 && scalar == "\u{FEFF}": break
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result.append("\u{FFFD}")
                width += 1
            default:
                result.append(scalar)
                width += DisplayWidth.of(scalar)
            }
        }
        return (String(result), width)
    }
}

/// The colours of a diagnostic.
private struct Paint {
    enum Style: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"
        case frame = "34"
    }

    let isOn: Bool

    init(_ isOn: Bool) { self.isOn = isOn }

    func callAsFunction(_ style: Style, _ text: String) -> String {
        isOn ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension Diagnostic.Severity {
    fileprivate var style: Paint.Style {
        switch self {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }
}
