/// The element types of a tensor.
///
/// Promotion follows `bool → int64 → float32 → float64` (language.md, "Numbers"): the later of two types holds both.
public enum DType: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    case bool, int64, float32, float64

    /// Bytes an element takes. A boolean takes one byte, 0 or 1.
    @inlinable public var byteSize: Int {
        switch self {
        case .bool: 1
        case .float32: 4
        case .int64, .float64: 8
        }
    }

    /// The name the language uses, as in `x.dtype`.
    public var name: String {
        switch self {
        case .bool: "bool"
        case .int64: "int64"
        case .float32: "float32"
        case .float64: "float64"
        }
    }

    /// The type of a name such as `"float32"`; nil if there is none of that name.
    public init?(name: String) {
        guard let match = DType.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    @inlinable public var isFloat: Bool { self == .float32 || self == .float64 }

    @inlinable public static func < (a: DType, b: DType) -> Bool { a.rawValue < b.rawValue }

    /// The type in which values of both types meet.
    @inlinable public static func promote(_ a: DType, _ b: DType) -> DType { max(a, b) }
}

/// A Swift type that is the element of a tensor.
public protocol TensorElement: Sendable, BitwiseCopyable {
    static var dtype: DType { get }
}
extension Bool: TensorElement { public static var dtype: DType { .bool } }
extension Int64: TensorElement { public static var dtype: DType { .int64 } }
extension Float: TensorElement { public static var dtype: DType { .float32 } }
extension Double: TensorElement { public static var dtype: DType { .float64 } }
