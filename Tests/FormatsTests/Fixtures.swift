import Tensors

@testable import Formats

/// Bytes from hexadecimal digits; white space does not count.
func bytes(hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

/// An .npy file by hand: version 1 with this dictionary, then these bytes.
func npy(_ dictionary: String, _ elements: [UInt8], version: UInt8 = 1) -> [UInt8] {
    var file = [0x93] + Array("NUMPY".utf8) + [version, 0]
    if version == 1 {
        file.append(littleEndian: UInt16(dictionary.utf8.count))
    } else {
        file.append(littleEndian: UInt32(dictionary.utf8.count))
    }
    return file + Array(dictionary.utf8) + elements
}

/// A .safetensors file by hand.
func safetensors(_ header: String, _ contents: [UInt8]) -> [UInt8] {
    var file = [UInt8]()
    file.append(littleEndian: UInt64(header.utf8.count))
    return file + Array(header.utf8) + contents
}

/// Tensors of every type, with the values that are hardest to keep, and shapes that are hardest to write.
func sampleTensors() throws -> [String: Tensor] {
    [
        "float64": try Tensor([0.1, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, 1e300], shape: [2, 3]),
        "float32": try Tensor([Float(0.1), .greatestFiniteMagnitude, -1, 0]),
        "int64": try Tensor([Int64.min, .max, 0, -1, 7, 8], shape: [3, 1, 2]),
        "bool": try Tensor([true, false, true]),
        "scalar": try Tensor(scalar: 2.5),
        "empty": try Tensor([Double](), shape: [0, 3]),
        "θ̂.b1": try Tensor([Double.nan, 1]),
    ]
}

/// Whether type, shape and every bit agree.
func isIdentical(_ a: Tensor, _ b: Tensor) -> Bool {
    var left = [UInt8]()
    var right = [UInt8]()
    a.appendBytes(to: &left)
    b.appendBytes(to: &right)
    return a.dtype == b.dtype && a.shape == b.shape && left == right
}

/// What `body` throws, as a person reads it; nil if it throws nothing.
func message<Result>(_ body: () throws -> Result) -> String? {
    do {
        _ = try body()
        return nil
    } catch { return "\(error)" }
}
