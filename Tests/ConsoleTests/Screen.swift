import Syntax

/// What a person sees: a terminal's screen after the escapes that readline uses (those of xterm).
struct Screen {
    private(set) var row = 0
    private(set) var column = 0
    private let columns: Int
    private let rows: Int
    /// A cell holds a sign with its combining marks; the right half of a wide sign is nil.
    private var cells: [[String?]]
    /// The cursor stands behind the last column until something else is written.
    private var wraps = false
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    /// The rows without blanks at their ends, the empty ones at the bottom left out.
    var lines: [String] {
        var lines = cells.map { row in
            var line = row.compactMap { $0 }.joined()
            while line.last == " " { line.removeLast() }
            return line
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    var text: String { lines.joined(separator: "\n") }

    /// Takes what the program wrote; an escape or a letter may come in pieces.
    mutating func write(_ bytes: [UInt8]) {
        pending += bytes
        while let length = prefixLength() {
            let piece = Array(pending[..<length])
            pending.removeFirst(length)
            obey(piece)
        }
    }

    /// The length of the escape or letter at the beginning; nil if it is not complete.
    private func prefixLength() -> Int? {
        guard let first = pending.first else { return nil }
        guard first == 0x1B else {
            let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            return pending.count >= length ? length : nil
        }
        guard pending.count >= 2 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "["):
            return pending.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }.map { $0 + 1 }
        case UInt8(ascii: "]"): return pending.firstIndex(of: 0x07).map { $0 + 1 }
        case UInt8(ascii: "("): return pending.count >= 3 ? 3 : nil
        default: return 2
        }
    }

    private mutating func obey(_ piece: [UInt8]) {
        switch piece[0] {
        case 0x1B where piece[1] == UInt8(ascii: "["): obey(control: piece)
        case 0x1B where piece[1] == UInt8(ascii: "M"): row = max(0, row - 1)
        case 0x1B, 0x07: break
        case 0x08:
            column = max(0, column - 1)
            wraps = false
        case 0x09: move(to: (column / 8 + 1) * 8)
        case 0x0A: lineFeed()
        case 0x0D: move(to: 0)
        default: for scalar in String(decoding: piece, as: UTF8.self).unicodeScalars { put(scalar) }
        }
    }

    private mutating func obey(control piece: [UInt8]) {
        let body = String(decoding: piece.dropFirst(2).dropLast(), as: UTF8.self)
        let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let count = max(numbers.first ?? 0, 1)
        switch Character(Unicode.Scalar(piece[piece.count - 1])) {
        case "A": row = max(0, row - count)
        case "B": row = min(rows - 1, row + count)
        case "C": move(to: column + count)
        case "D": move(to: column - count)
        case "G": move(to: count - 1)
        case "H":
            row = min(rows, count) - 1
            move(to: (numbers.count > 1 ? max(numbers[1], 1) : 1) - 1)
        case "J":
            if numbers.first == 2 {
                for row in 0..<rows { blank(row, 0..<columns) }
            } else {
                blank(row, column..<columns)
                for row in (row + 1)..<max(rows, row + 1) { blank(row, 0..<columns) }
            }
        case "K": blank(row, numbers.first == 1 ? 0..<(column + 1) : column..<columns)
        case "P":
            cells[row].removeSubrange(column..<min(columns, column + count))
            cells[row] += Array(repeating: " ", count: columns - cells[row].count)
        case "@":
            cells[row].insert(contentsOf: Array(repeating: " ", count: count), at: column)
            cells[row].removeLast(cells[row].count - columns)
        default: break
        }
        wraps = false
    }

    private mutating func move(to column: Int) {
        self.column = min(max(column, 0), columns - 1)
        wraps = false
    }

    private mutating func blank(_ row: Int, _ range: Range<Int>) {
        for column in range { cells[row][column] = " " }
    }

    private mutating func lineFeed() {
        wraps = false
        guard row == rows - 1 else {
            row += 1
            return
        }
        cells.removeFirst()
        cells.append(Array(repeating: " ", count: columns))
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = DisplayWidth.of(scalar)
        guard width > 0 else {
            var target = wraps ? column : column - 1
            while target > 0, cells[row][target] == nil { target -= 1 }
            if target >= 0 { cells[row][target]?.unicodeScalars.append(scalar) }
            return
        }
        if wraps || column + width > columns {
            lineFeed()
            column = 0
        }
        cells[row][column] = String(scalar)
        if width == 2 { cells[row][column + 1] = nil }
        column += width
        if column >= columns {
            column = columns - 1
            wraps = true
        }
    }
}
