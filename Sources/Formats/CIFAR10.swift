import Tensors

/// The binary version of CIFAR-10: a record an image, one byte for its class, then 3 × 32 × 32 bytes: red, green and blue
/// planes, row by row.
///
/// Source: A. Krizhevsky, "Learning multiple layers of features from tiny images" (2009).
public enum CIFAR10 {
    private static let imageSize = 3 * 32 * 32
    private static let classes = 10

    /// Images (n, 3, 32, 32), 0 to 255, and labels (n,), int64; `dtype`, if given, is that of the images.
    public static func decode(_ bytes: [UInt8], dtype: DType? = nil) throws -> (images: Tensor, labels: Tensor) {
        let record = 1 + imageSize
        guard bytes.count % record == 0 else {
            throw FormatError(
                "CIFAR-10 has records of \(record) bytes; the file's \(bytes.count) bytes are not a multiple: the last one is cut short"
            )
        }
        let count = bytes.count / record
        let labels = try Tensor(uninitialized: .int64, shape: [count])
        try labels.fill { index in
            let label = bytes[index * record]
            guard label < classes else {
                throw FormatError(
                    "record \(index) at byte \(index * record) has label \(label); labels go from 0 to \(classes - 1)")
            }
            return Int64(label)
        }
        let images = try Tensor(uninitialized: dtype ?? .int64, shape: [count, 3, 32, 32])
        try images.fill { Int64(bytes[$0 / imageSize * record + 1 + $0 % imageSize]) }
        return (images, labels)
    }
}
