import Tensors
import Testing

@testable import Formats

@Suite struct ImageFormatsTests {
    @Test func idxIsRead() throws {
        let file = bytes(hex: "0000 08 02 00000002 00000003 000102 fdfeff")
        let tensor = try IDX.decode(file)
        #expect(tensor.shape == [2, 3])
        #expect(tensor.elements(as: Int64.self) == [0, 1, 2, 253, 254, 255])
        #expect(try IDX.decode(file, dtype: .float32).elements(as: Float.self) == [0, 1, 2, 253, 254, 255])
        #expect(try IDX.decode(bytes(hex: "0000 0d 01 00000001 3fc00000")).elements(as: Float.self) == [1.5])
        #expect(try IDX.decode(bytes(hex: "0000 0b 01 00000001 fffe")).elements(as: Int64.self) == [-2])
        for count in 0..<file.count { #expect(message { try IDX.decode(Array(file.prefix(count))) } != nil, "\(count) bytes") }
        #expect(message { try IDX.decode(file + [0]) }?.contains("needs 6 bytes") == true)
        #expect(message { try IDX.decode(bytes(hex: "0000 08 02 ffffffff ffffffff")) }?.contains("too many elements") == true)
        #expect(message { try IDX.decode(bytes(hex: "0000 07 01 00000000")) }?.contains("element type 0x7") == true)
    }

    /// `gzip.compress` (Python 3.11) of the file with one axis and the elements 7, 8.
    @Test func gzipIsUnpacked() throws {
        let file = bytes(hex: "1f8b0800000000000203 6360e0606460606062e70000 ecb206d4 0a000000")
        #expect(try IDX.decode(file).elements(as: Int64.self) == [7, 8])
        for count in 2..<file.count { #expect(message { try IDX.decode(Array(file.prefix(count))) } != nil, "\(count) bytes") }
    }

    @Test func cifarIsRead() throws {
        var file = [UInt8]()
        for label in [UInt8(3), 9] { file += [label] + (0..<3072).map { UInt8(truncatingIfNeeded: $0 / 1024 + Int(label)) } }
        let (images, labels) = try CIFAR10.decode(file, dtype: .float32)
        #expect(images.shape == [2, 3, 32, 32] && images.dtype == .float32)
        #expect(labels.elements(as: Int64.self) == [3, 9])
        #expect([0, 1023, 1024, 3071, 3072, 6143].map { images.double(at: $0) } == [3, 3, 4, 5, 9, 11])
        #expect(message { try CIFAR10.decode(Array(file.dropLast())) }?.contains("3073") == true)
        file[3073] = 10
        #expect(message { try CIFAR10.decode(file) }?.contains("record 1 at byte 3073 has label 10") == true)
    }
}
