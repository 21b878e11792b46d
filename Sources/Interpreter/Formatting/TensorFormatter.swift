import Tensors

/// Tensors as text: nested brackets, a row a line, columns aligned; over 1 000 elements only the edges of each axis.
public struct TensorFormatter {
    /// How numbers are written.
    public enum Style: Sendable, Equatable {
        /// So that they read back exactly.
        case exact
        /// With at most this many significant digits: the prompt's echo.
        case digits(Int)

        /// A number that is not an element.
        func number(_ x: Double) -> String {
            switch self {
            case .exact: NumberFormat.exact(x)
            case .digits(let digits): shortened(x, digits, isElement: false)
            }
        }

        func element(_ x: Double) -> String {
            switch self {
            case .exact: NumberFormat.element(x)
            case .digits(let digits): shortened(x, digits, isElement: true)
            }
        }

        func element(_ x: Float) -> String {
            switch self {
            case .exact: NumberFormat.element(x)
            case .digits(let digits): shortened(Double(x), min(digits, 7), isElement: true)
            }
        }

        private func shortened(_ x: Double, _ digits: Int, isElement: Bool) -> String {
            let exact = isElement ? NumberFormat.element(x) : NumberFormat.exact(x)
            guard x.isFinite, exact.count > digits + 1 else { return exact }
            guard let rounded = Double(NumberFormat.general(x, digits)) else { return exact }
            let text = isElement ? NumberFormat.element(rounded) : NumberFormat.exact(rounded)
            return text.count < exact.count ? text : exact
        }
    }

    /// Tensors with more elements are summarised.
    public static let summaryLimit = 1000
    /// How many entries at each end of an axis a summary shows.
    static let edge = 3

    public var style: Style

    public init(style: Style = .exact) { self.style = style }

    /// The text of a tensor whose first character stands in column `indent`.
    public func text(_ tensor: Tensor, indent: Int) -> String {
        if tensor.rank == 0 { return scalar(tensor) }
        switch tensor.dtype {
        case .bool: return text(tensor, indent: indent) { tensor.double(at: $0) != 0 ? "true" : "false" }
        case .int64: return text(tensor, indent: indent) { String(tensor.int(at: $0)) }
        case .float32:
            return text(tensor, indent: indent) { style.element(tensor.pointer.load(fromByteOffset: $0 * 4, as: Float.self)) }
        case .float64: return text(tensor, indent: indent) { style.element(tensor.double(at: $0)) }
        }
    }

    /// The text of a tensor, its elements as the closure writes them.
    func text(_ tensor: Tensor, indent: Int, element: (Int) throws -> String) rethrows -> String {
        guard tensor.rank > 0 else { return try element(0) }
        guard tensor.count > 0 else {
            return tensor.shape == [0] ? "[]" : "[] with shape \(Shape.describe(tensor.shape))"
        }
        let summarise = tensor.count > TensorFormatter.summaryLimit
        let strides = Shape.strides(tensor.shape)
        // Which entries of each axis are shown; nil stands for the gap.
        let shown: [[Int?]] = tensor.shape.map { extent in
            guard summarise, extent > 2 * TensorFormatter.edge + 1 else { return Array(0..<extent) }
            return Array(0..<TensorFormatter.edge) + [nil] + Array(extent - TensorFormatter.edge..<extent)
        }
        var cells: [String] = []
        func collect(_ axis: Int, _ start: Int) throws {
            for case let i? in shown[axis] {
                let position = start + i * strides[axis]
                if axis + 1 == tensor.rank { cells.append(try element(position)) } else { try collect(axis + 1, position) }
            }
        }
        try collect(0, 0)
        let width = tensor.rank > 1 ? cells.map(\.count).max() ?? 0 : 0

        var next = 0
        func write(_ axis: Int) -> String {
            var parts: [String] = []
            for i in shown[axis] {
                if i == nil {
                    parts.append("...")
                } else if axis + 1 == tensor.rank {
                    let cell = cells[next]
                    next += 1
                    parts.append(String(repeating: " ", count: max(0, width - cell.count)) + cell)
                } else {
                    parts.append(write(axis + 1))
                }
            }
            let lines = tensor.rank - axis - 1
            let separator =
                lines == 0
                ? ", " : "," + String(repeating: "\n", count: min(lines, 2)) + String(repeating: " ", count: indent + axis + 1)
            return "[" + parts.joined(separator: separator) + "]"
        }
        return write(0)
    }

    private func scalar(_ tensor: Tensor) -> String {
        switch tensor.dtype {
        case .bool: return tensor.double(at: 0) != 0 ? "true" : "false"
        case .int64: return String(tensor.int(at: 0))
        case .float64: return style.number(tensor.double(at: 0))
        case .float32:
            let text = style.element(tensor.pointer.load(as: Float.self))
            return text.allSatisfy { $0.isNumber || $0 == "-" } ? text + ".0" : text
        }
    }
}

extension NumberFormat {
    /// A finite number with this many significant digits.
    static func general(_ x: Double, _ digits: Int) -> String {
        let text = printedGeneral(x.magnitude, digits)
        return x.sign == .minus ? "-" + text : text
    }
}
