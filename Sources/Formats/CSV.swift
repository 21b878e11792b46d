import Tensors

/// Tables of numbers as text: a line a row, always rows × columns.
///
/// Read is what `numpy.savetxt` and spreadsheets write: fields separated by `;`, by commas, or by white space, whichever the
/// first row shows in this order; `#` begins a comment; empty lines do not count.
public enum CSV {
    /// The table, float64 unless `dtype` says otherwise; `skip` lines at the beginning are passed over.
    ///
    /// A file without a row is a table of shape (0, 0). Throws `FormatError` with line and column where a field is no number,
    /// is missing, or rows differ in length.
    public static func decode(_ bytes: [UInt8], dtype: DType? = nil, skip: Int = 0) throws -> Tensor {
        var table = CSVTable(dtype: dtype ?? .float64)
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0  // a byte-order mark
        var line = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
            try Interrupt.check()
            line += 1
            if line > skip { try table.add(bytes[start..<end], line: line) }
            let isPair = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
            start = end + (isPair ? 2 : 1)
        }
        return try table.tensor()
    }

    /// The table's text: commas, and for each number the fewest digits that read back to the bit.
    ///
    /// A tensor of one axis becomes a column, as `numpy.savetxt` writes it, a scalar a single field. Throws for more axes than 2.
    public static func encode(_ tensor: Tensor) throws -> [UInt8] {
        guard tensor.rank <= 2 else {
            throw FormatError(
                "a table has two axes; the tensor has shape \(Shape.describe(tensor.shape))",
                hint: "reshape it, or save it as .npy")
        }
        let columns = tensor.rank == 2 ? tensor.shape[1] : 1
        guard columns > 0 else { return [] }
        var bytes = [UInt8]()
        for index in 0..<tensor.count {
            try Interrupt.check(turn: index)
            bytes += Array(tensor.text(at: index).utf8)
            bytes.append(UInt8(ascii: (index + 1) % columns == 0 ? "\n" : ","))
        }
        return bytes
    }
}

/// Rows in the making.
private struct CSVTable {
    let dtype: DType
    private var floats = [Double]()
    private var integers = [Int64]()
    private var rows = 0
    private var columns = 0
    private var separator = UInt8(ascii: ",")

    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")

    init(dtype: DType) { self.dtype = dtype }

    mutating func add(_ text: ArraySlice<UInt8>, line: Int) throws {
        let row = CSVTable.trimmed(text.prefix { $0 != UInt8(ascii: "#") })
        guard !row.isEmpty else { return }
        if rows == 0 {
            separator = [UInt8(ascii: ";"), UInt8(ascii: ",")].first(where: row.contains) ?? CSVTable.space
        }
        let fields =
            separator == CSVTable.space
            ? row.split { $0 == CSVTable.space || $0 == CSVTable.tab }
            : row.split(separator: separator, omittingEmptySubsequences: false).map(CSVTable.trimmed)
        if rows == 0 { columns = fields.count }
        guard fields.count == columns else {
            throw FormatError("line \(line) has \(counted(fields.count, "field")), the rows before it have \(columns)")
        }
        for (column, field) in fields.enumerated() {
            if dtype == .int64, let integer = CSVTable.integer(field) {
                integers.append(integer)
            } else if dtype != .int64, let number = CSVTable.number(field) {
                floats.append(number)
            } else {
                throw error(
                    field, line: line, column: column + 1, isHeader: rows == 0 && !fields.contains { CSVTable.number($0) != nil })
            }
        }
        rows += 1
    }

    func tensor() throws -> Tensor {
        let result = try Tensor(uninitialized: dtype, shape: [rows, columns])
        if dtype == .int64 {
            try result.fill { integers[$0] }
        } else {
            try result.fill { floats[$0] }
        }
        return result
    }

    private func error(_ field: ArraySlice<UInt8>, line: Int, column: Int, isHeader: Bool) -> FormatError {
        let place = "line \(line), field \(column)"
        let text = String(decoding: field.prefix(40), as: UTF8.self)
        let hasLetters = field.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || $0 >= 0x80 }
        if isHeader, hasLetters {
            return FormatError(
                "\(place): '\(text)' is not a number", hint: "is it a header? Put # before that line, or skip it: skip=\(line)")
        }
        if field.isEmpty { return FormatError("\(place) is empty", hint: "write nan for a missing number") }
        if field.first == UInt8(ascii: "\"") || field.first == UInt8(ascii: "'") {
            return FormatError("\(place) is quoted: \(text)", hint: "a table holds numbers, without quotes")
        }
        if dtype == .int64, CSVTable.number(field) != nil {
            return FormatError("\(place): '\(text)' is not an int64", hint: "load it as float64")
        }
        let hint = field.contains(UInt8(ascii: ",")) ? "write numbers with a point: 0.5" : nil
        return FormatError("\(place): '\(text)' is not a number", hint: hint)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let first = text.first, first == space || first == tab { text.removeFirst() }
        while let last = text.last, last == space || last == tab { text.removeLast() }
        return text
    }

    private static func integer(_ field: ArraySlice<UInt8>) -> Int64? { Int64(String(decoding: field, as: UTF8.self)) }

    /// A decimal number, or one of the words for those that have no digits.
    private static func number(_ field: ArraySlice<UInt8>) -> Double? {
        let text = String(decoding: field, as: UTF8.self)
        let isDecimal = field.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
        }
        if isDecimal { return Double(text) }
        switch text.lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }
}

extension Tensor {
    /// The element as text that reads back to the bit: `0.1`, `3`, `nan`; booleans as 0 and 1.
    fileprivate func text(at index: Int) -> String {
        switch dtype {
        case .bool: pointer.load(fromByteOffset: index, as: UInt8.self) != 0 ? "1" : "0"
        case .int64: String(pointer.load(fromByteOffset: index * 8, as: Int64.self))
        case .float32: pointer.load(fromByteOffset: index * 4, as: Float.self).description
        case .float64: pointer.load(fromByteOffset: index * 8, as: Double.self).description
        }
    }
}
