import Tensors

/// NumPy's `.npy`: a magic string, a version, a header that is a Python dictionary, then the elements.
///
/// Source: NumPy, `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
public enum NPY {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// The array, in row-major order whatever the file's order is.
    ///
    /// Integers become int64, f2 float32; `dtype`, if given, is what the elements become. Throws `FormatError` for what is not
    /// one whole array of booleans, integers or floats.
    public static func decode(_ bytes: [UInt8], dtype: DType? = nil) throws -> Tensor { try decode(bytes[...], dtype: dtype) }

    static func decode(_ bytes: ArraySlice<UInt8>, dtype: DType?) throws -> Tensor {
        var reader = ByteReader(bytes)
        let header = try NPYHeader(reading: &reader)
        let byteCount = try header.type.byteCount(header.shape)
        guard byteCount <= reader.remaining else {
            throw FormatError(
                "the array of shape \(Shape.describe(header.shape)) needs \(byteCount) bytes after the header, "
                    + "\(reader.remaining) are there: the file is cut short")
        }
        guard byteCount == reader.remaining else {
            throw FormatError(
                "\(counted(reader.remaining - byteCount, "byte")) follow the array, which ends at byte \(reader.offset + byteCount)",
                hint: "a file with several arrays is an .npz")
        }
        let elements = try reader.take(byteCount, "the array")
        let isColumnMajor = header.isFortranOrder && header.shape.count > 1
        let tensor = try header.type.tensor(
            from: elements, shape: isColumnMajor ? header.shape.reversed() : header.shape, bigEndian: header.isBigEndian,
            as: dtype)
        return isColumnMajor ? try tensor.transposed() : tensor
    }

    /// The file that `numpy.save` writes for the same array, to the byte.
    public static func encode(_ tensor: Tensor) -> [UInt8] {
        let header = NPYHeader.encode(tensor.dtype, shape: tensor.shape)
        var bytes = [UInt8]()
        bytes.reserveCapacity(header.count + tensor.byteCount)
        bytes += header
        tensor.appendBytes(to: &bytes)
        return bytes
    }
}

extension Tensor {
    /// A copy with the axes in reverse order.
    func transposed() throws -> Tensor {
        guard shape.count > 1 else { return self }
        let result = try Tensor(uninitialized: dtype, shape: shape.reversed())
        guard count > 0 else { return result }
        let size = dtype.byteSize
        // The step in this tensor for one step along each axis of the result.
        let steps = Array(Shape.strides(shape).reversed())
        var index = [Int](repeating: 0, count: shape.count)
        var source = 0
        let last = result.shape[shape.count - 1]
        let lastStep = steps[shape.count - 1]
        for row in 0..<count / last {
            for i in 0..<last {
                (result.pointer + (row * last + i) * size).copyMemory(
                    from: pointer + (source + i * lastStep) * size, byteCount: size)
            }
            var axis = shape.count - 2
            while axis >= 0 {
                index[axis] += 1
                source += steps[axis]
                if index[axis] < result.shape[axis] { break }
                source -= steps[axis] * index[axis]
                index[axis] = 0
                axis -= 1
            }
        }
        return result
    }
}
