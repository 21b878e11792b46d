import Tensors

/// The element types that files hold, more than tensors have: integers become int64, half precision float32.
enum StoredType: Hashable, Sendable {
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float16, bfloat16, float32, float64

    var byteSize: Int {
        switch self {
        case .bool, .int8, .uint8: 1
        case .int16, .uint16, .float16, .bfloat16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        }
    }

    /// The tensor type that holds the elements.
    var dtype: DType {
        switch self {
        case .bool: .bool
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: .int64
        case .float16, .bfloat16, .float32: .float32
        case .float64: .float64
        }
    }

    /// The type as which a tensor's elements are written.
    init(_ dtype: DType) {
        switch dtype {
        case .bool: self = .bool
        case .int64: self = .int64
        case .float32: self = .float32
        case .float64: self = .float64
        }
    }

    /// Bytes that a shape takes on disk; throws where that is no number.
    func byteCount(_ shape: [Int]) throws -> Int {
        do {
            return try Shape.count(shape) * byteSize  // at most 2⁴⁸ elements
        } catch let error as TensorError {
            throw FormatError(error.message, hint: error.hint)
        }
    }

    /// A tensor of elements stored row by row in `bytes`, which hold exactly `shape` of them.
    ///
    /// `dtype`, if given, is what the elements become. Throws where they do not fit: an integer beyond int64, a fraction that
    /// is to be an integer.
    func tensor(
        from bytes: ArraySlice<UInt8>, shape: [Int], bigEndian: Bool = false, as wanted: DType? = nil
    ) throws -> Tensor {
        guard try byteCount(shape) == bytes.count else {
            throw FormatError("shape \(Shape.describe(shape)) needs \(try byteCount(shape)) bytes, \(bytes.count) are there")
        }
        let result = try Tensor(uninitialized: wanted ?? dtype, shape: shape)
        try bytes.withUnsafeBytes { source in
            let isStoredAsNeeded = self != .bool && !bigEndian && self == StoredType(result.dtype)
            if isStoredAsNeeded, let base = source.baseAddress {
                result.pointer.copyMemory(from: base, byteCount: source.count)
            } else {
                try convert(source, bigEndian: bigEndian, into: result)
            }
        }
        return result
    }

    private func convert(_ source: UnsafeRawBufferPointer, bigEndian: Bool, into result: Tensor) throws {
        func fill<Raw: FixedWidthInteger, Value: StoredNumber>(_: Raw.Type, _ value: (Raw) -> Value) throws {
            func load(_ index: Int) -> Value {
                let raw = source.loadUnaligned(fromByteOffset: index * MemoryLayout<Raw>.size, as: Raw.self)
                return value(bigEndian ? Raw(bigEndian: raw) : Raw(littleEndian: raw))
            }
            try result.fill(load)
        }
        switch self {
        case .bool: try fill(UInt8.self) { Int64($0 == 0 ? 0 : 1) }
        case .int8: try fill(Int8.self) { Int64($0) }
        case .int16: try fill(Int16.self) { Int64($0) }
        case .int32: try fill(Int32.self) { Int64($0) }
        case .int64: try fill(Int64.self) { $0 }
        case .uint8: try fill(UInt8.self) { Int64($0) }
        case .uint16: try fill(UInt16.self) { Int64($0) }
        case .uint32: try fill(UInt32.self) { Int64($0) }
        case .uint64: try fill(UInt64.self) { $0 }
        case .float16: try fill(UInt16.self) { Float(Float16(bitPattern: $0)) }
        case .bfloat16: try fill(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .float32: try fill(UInt32.self) { Float(bitPattern: $0) }
        case .float64: try fill(UInt64.self) { Double(bitPattern: $0) }
        }
    }
}

/// A number as a file holds it, on its way to an element type.
protocol StoredNumber {
    /// The same number as an int64; nil if there is none.
    var exactInt64: Int64? { get }
    var float: Float { get }
    var double: Double { get }
}
extension Int64: StoredNumber {
    var exactInt64: Int64? { self }
    var float: Float { Float(self) }
    var double: Double { Double(self) }
}
extension UInt64: StoredNumber {
    var exactInt64: Int64? { Int64(exactly: self) }
    var float: Float { Float(self) }
    var double: Double { Double(self) }
}
extension Float: StoredNumber {
    var exactInt64: Int64? { Int64(exactly: self) }
    var float: Float { self }
    var double: Double { Double(self) }
}
extension Double: StoredNumber {
    var exactInt64: Int64? { Int64(exactly: self) }
    var float: Float { Float(self) }
    var double: Double { self }
}

extension Tensor {
    /// Writes every element of a tensor that no one else sees yet. `number(i)` is the i-th in row-major order.
    func fill<Number: StoredNumber>(_ number: (Int) throws -> Number) throws {
        switch dtype {
        case .float64:
            let out = pointer.bindMemory(to: Double.self, capacity: count)
            for i in 0..<count { out[i] = try number(i).double }
        case .float32:
            let out = pointer.bindMemory(to: Float.self, capacity: count)
            for i in 0..<count { out[i] = try number(i).float }
        case .int64:
            let out = pointer.bindMemory(to: Int64.self, capacity: count)
            for i in 0..<count {
                let value = try number(i)
                guard let integer = value.exactInt64 else {
                    throw FormatError("element \(i) is \(value), which is no int64", hint: "load it with dtype=float64")
                }
                out[i] = integer
            }
        case .bool:
            let out = pointer.bindMemory(to: UInt8.self, capacity: count)
            for i in 0..<count {
                let value = try number(i)
                guard let integer = value.exactInt64, integer == 0 || integer == 1 else {
                    throw FormatError("element \(i) is \(value), which is no boolean: only 0 and 1 are")
                }
                out[i] = UInt8(truncatingIfNeeded: integer)
            }
        }
    }

    /// The elements' bytes, row by row, little-endian.
    func appendBytes(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: pointer, count: byteCount))
    }
}
