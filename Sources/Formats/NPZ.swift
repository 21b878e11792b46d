import OrderedCollections
import Tensors

/// NumPy's `.npz`: a zip archive of `.npy` files, one for each named array.
public enum NPZ {
    /// The arrays by name, in the archive's order. `dtype`, if given, is what the elements become.
    public static func decode(_ bytes: [UInt8], dtype: DType? = nil) throws -> OrderedDictionary<String, Tensor> {
        let archive = try ZipReader(bytes[...])
        var arrays = OrderedDictionary<String, Tensor>()
        for entry in archive.entries {
            try FormatError.naming("entry '\(entry.name)'") {
                let name = entry.name.hasSuffix(".npy") ? String(entry.name.dropLast(4)) : entry.name
                guard arrays[name] == nil else { throw FormatError("the archive holds two arrays named '\(name)'") }
                arrays[name] = try NPY.decode(archive.contents(of: entry), dtype: dtype)
            }
        }
        return arrays
    }

    /// An archive of arrays, stored as `numpy.savez` does or deflated as `numpy.savez_compressed` does.
    public static func encode(_ arrays: OrderedDictionary<String, Tensor>, isCompressed: Bool = false) throws -> [UInt8] {
        var archive = ZipWriter()
        for (name, array) in arrays { try archive.add(name + ".npy", NPY.encode(array), isDeflated: isCompressed) }
        return archive.finish()
    }
}
