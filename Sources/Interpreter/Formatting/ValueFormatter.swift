import Syntax
import Tensors

/// Values as `print` and `{x}` write them: numbers read back exactly, containers nest, strings inside them are quoted.
///
/// An interrupt cuts a text short; whoever runs the program throws it away.
public struct ValueFormatter {
    /// A record that does not fit into this many columns is written a field a line.
    static let lineWidth = 100

    /// How numbers are written.
    public var style: TensorFormatter.Style

    public init(style: TensorFormatter.Style = .exact) { self.style = style }

    /// What `print(value)` writes.
    public static func text(_ value: Value) -> String { ValueFormatter().text(value) }

    /// What `print(value)` writes, in this formatter's style.
    public func text(_ value: Value) -> String {
        if case .string(let box) = value { return box.string }
        return nested(value, indent: 0)
    }

    /// A value inside a container: strings in quotes. `indent` is the column its first character stands in.
    func nested(_ value: Value, indent: Int) -> String {
        switch value {
        case .bool(let x): return x ? "true" : "false"
        case .int(let x): return String(x)
        case .tracedInt(let x): return String(x.value)
        case .float(let x), .scalar(let x): return style.number(x)
        case .tensor(let box): return TensorFormatter(style: style).text(box.tensor, indent: indent)
        case .traced(let x): return "<traced \(x.dtype.name)\(Shape.describe(x.shape))>"
        case .string(let box): return ValueFormatter.quoted(box.string)
        case .range(let box):
            return box.step == 1 ? "range(\(box.start), \(box.stop))" : "range(\(box.start), \(box.stop), \(box.step))"
        case .list(let box): return list(box, indent: indent)
        case .record(let box): return record(box, indent: indent)
        case .function(let function): return "<function \(function.code.signatureText)>"
        case .builtin(let builtin): return "<function \(builtin.signatureText)>"
        case .module(let module): return "<module \(module.name)>"
        case .object(let object): return indented(object.description, by: indent)
        case .none, .unset: return "none"
        }
    }

    private func list(_ box: ListBox, indent: Int) -> String {
        let parts = box.elements.prefix { _ in !Interrupt.requested }.map { nested($0, indent: indent + 1) }
        let hasLines = parts.contains { $0.utf8.contains(UInt8(ascii: "\n")) }
        let separator = hasLines ? ",\n" + String(repeating: " ", count: indent + 1) : ", "
        var text = "["
        for (i, part) in parts.enumerated() where !Interrupt.requested {
            if i > 0 { text += separator }
            text += part
        }
        return text + "]"
    }

    private func record(_ box: RecordBox, indent: Int) -> String {
        let names = box.keys.map { Names.isName($0) ? $0 : ValueFormatter.quoted($0) }
        var length = indent + 2
        var parts: [String] = []
        for (name, value) in zip(names, box.values) {
            let part = name + ": " + nested(value, indent: indent + 1 + name.unicodeScalars.count + 2)
            parts.append(part)
            length += part.unicodeScalars.count + 2
        }
        let isShort = length <= ValueFormatter.lineWidth && !parts.contains { $0.utf8.contains(UInt8(ascii: "\n")) }
        let separator = isShort ? ", " : ",\n" + String(repeating: " ", count: indent + 1)
        return "{" + parts.joined(separator: separator) + "}"
    }

    private func indented(_ text: String, by indent: Int) -> String {
        guard indent > 0, text.contains("\n") else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).joined(
            separator: "\n" + String(repeating: " ", count: indent))
    }

    /// A string as a literal that reads back; cut with `…` behind `limit` characters.
    public static func quoted(_ text: String, limit: Int = .max) -> String {
        var result = "\""
        for (i, scalar) in text.unicodeScalars.enumerated() {
            if i >= limit || Interrupt.requested {
                result += "…"
                break
            }
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case "\0": result += "\\0"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "{": result += "{{"
            case "}": result += "}}"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// A value under a format, `{value:spec}`: numbers and strings as they are, containers and tensors element by element.
    public static func format(_ value: Value, _ spec: FormatSpec) throws -> String {
        switch value {
        case .bool(let x):
            return spec.presentation == nil || spec.presentation == .string
                ? try NumberFormat.format(x ? "true" : "false", spec) : try NumberFormat.format(x ? 1 : 0, spec)
        case .int(let x): return try NumberFormat.format(x, spec)
        case .tracedInt(let x): return try NumberFormat.format(x.value, spec)
        case .float(let x), .scalar(let x): return try NumberFormat.format(x, spec)
        case .tensor(let box):
            return try TensorFormatter(style: .exact).text(box.tensor, indent: 0) { i in
                switch box.tensor.dtype {
                case .bool: try format(.bool(box.tensor.double(at: i) != 0), spec)
                case .int64: try NumberFormat.format(box.tensor.int(at: i), spec)
                case .float32, .float64: try NumberFormat.format(box.tensor.double(at: i), spec)
                }
            }
        case .list(let box):
            let parts = try box.elements.map { element in
                try Interrupt.check()
                return try format(element, spec)
            }
            return "[" + parts.joined(separator: ", ") + "]"
        case .string(let box): return try NumberFormat.format(box.string, spec)
        default: return try NumberFormat.format(text(value), spec)
        }
    }
}

extension Tensor {
    /// An element of an int64 tensor.
    func int(at index: Int) -> Int {
        dtype == .int64 ? Int(pointer.load(fromByteOffset: index * 8, as: Int64.self)) : Int(double(at: index))
    }
}
