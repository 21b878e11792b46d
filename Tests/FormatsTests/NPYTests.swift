import Tensors
import Testing

@testable import Formats

@Suite struct NPYTests {
    /// `numpy.save` of `np.array([[1.5, -2.0]])`, NumPy 2.4, as it lies on disk.
    static let saved =
        bytes(hex: "934e554d5059 0100 7600")
        + Array("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }".utf8) + [UInt8](repeating: 0x20, count: 58) + [0x0A]
        + bytes(hex: "000000000000f83f 00000000000000c0")

    @Test func readsWhatNumPyWrites() throws {
        let tensor = try NPY.decode(NPYTests.saved)
        #expect(tensor.shape == [1, 2])
        #expect(tensor.elements(as: Double.self) == [1.5, -2])
    }

    @Test func writesWhatNumPyWrites() throws {
        #expect(NPY.encode(try Tensor([1.5, -2.0], shape: [1, 2])) == NPYTests.saved)
    }

    @Test func everyTensorComesBackToTheBit() throws {
        for (name, tensor) in try sampleTensors() {
            #expect(isIdentical(try NPY.decode(NPY.encode(tensor)), tensor), "\(name)")
        }
    }

    @Test func elementsAreAlignedTo64Bytes() throws {
        for rank in 0..<64 {
            let file = NPY.encode(try Tensor([1.0], shape: [Int](repeating: 1, count: rank)))
            #expect((file.count - 8) % 64 == 0)
            #expect(file[file.count - 9] == 0x0A)
        }
    }

    @Test(arguments: [
        ("|b1", "00 01 02", [0.0, 1, 1]), ("|i1", "80 ff 7f", [-128, -1, 127]), ("|u1", "00 80 ff", [0, 128, 255]),
        ("<i2", "0080 ffff 0100", [-32768, -1, 1]), (">i2", "8000 ffff 0001", [-32768, -1, 1]),
        ("<u2", "0080 ffff 0100", [32768, 65535, 1]), ("<i4", "00000080 ffffffff 01000000", [-2_147_483_648, -1, 1]),
        (">u4", "80000000 ffffffff 00000001", [2_147_483_648, 4_294_967_295, 1]),
        (">i8", "ffffffffffffffff 0000000000000001 0000000000000002", [-1, 1, 2]),
        ("<u8", "ff00000000000000 0100000000000000 0200000000000000", [255, 1, 2]),
        ("<f2", "003c 0080 ff7b", [1, -0.0, 65504]), (">f2", "3c01 0001 7c00", [1.0009765625, 5.960464477539063e-08, .infinity]),
        ("<f4", "0000803f 000000c0 00000080", [1, -2, -0.0]), (">f4", "3f800000 c0000000 80000000", [1, -2, -0.0]),
        (">f8", "3ff0000000000000 c000000000000000 7ff0000000000000", [1, -2, .infinity]),
        ("=f4", "0000803f 000000c0 00000080", [1, -2, -0.0]), ("f4", "0000803f 000000c0 00000080", [1, -2, -0.0]),
    ])
    func readsEveryElementType(code: String, hex: String, values: [Double]) throws {
        let file = npy("{'descr': '\(code)', 'fortran_order': False, 'shape': (3,)}\n", bytes(hex: hex))
        let tensor = try NPY.decode(file)
        #expect(tensor.doubles().map(\.bitPattern) == values.map(\.bitPattern))
        #expect(try NPY.decode(file, dtype: .float64).doubles().map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test func columnOrderIsTurned() throws {
        // Element (i, j, k) of shape (2, 3, 4) is 100 i + 10 j + k; stored with i moving fastest.
        var elements = [UInt8]()
        for k in 0..<4 { for j in 0..<3 { for i in 0..<2 { elements.append(littleEndian: Int16(100 * i + 10 * j + k)) } } }
        var expected = [Int64]()
        for i in 0..<2 { for j in 0..<3 { for k in 0..<4 { expected.append(Int64(100 * i + 10 * j + k)) } } }
        let tensor = try NPY.decode(npy("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3, 4), }", elements))
        #expect(tensor.shape == [2, 3, 4])
        #expect(tensor.elements(as: Int64.self) == expected)
    }

    @Test func laterVersionsAndPython2AreRead() throws {
        for version in [UInt8(2), 3] {
            let file = npy("{'shape': (1L,), \"fortran_order\": True, 'descr': '<i4'} \n", [5, 0, 0, 0], version: version)
            #expect(try NPY.decode(file).elements(as: Int64.self) == [5])
        }
    }

    @Test func conversionKeepsValuesOrRefuses() throws {
        let big = npy("{'descr': '<u8', 'fortran_order': False, 'shape': (2,)}", bytes(hex: "0100000000000000 ffffffffffffffff"))
        #expect(
            message { try NPY.decode(big) }
                == "element 1 is 18446744073709551615, which is no int64 (hint: load it with dtype=float64)")
        #expect(try NPY.decode(big, dtype: .float64).doubles() == [1, 0x1p64])
        let half = NPY.encode(try Tensor([1, 2.5]))
        #expect(message { try NPY.decode(half, dtype: .int64) }?.contains("element 1 is 2.5") == true)
        #expect(message { try NPY.decode(half, dtype: .bool) }?.contains("no boolean") == true)
        #expect(try NPY.decode(half, dtype: .float32).elements(as: Float.self) == [1, 2.5])
        #expect(try NPY.decode(NPY.encode(try Tensor([1.0, 0])), dtype: .bool).elements(as: Bool.self) == [true, false])
    }

    @Test(arguments: [
        ("{'descr': '<c16', 'fortran_order': False, 'shape': (1,)}", "complex"),
        ("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "Python objects"),
        ("{'descr': '<U3', 'fortran_order': False, 'shape': (1,)}", "text"),
        ("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,)}", "dates"),
        ("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", "structured"),
        ("{'descr': '<V2', 'fortran_order': False, 'shape': (1,)}", "bfloat16"),
        ("{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}", "more than 64 bits"),
        ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "True or False"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "extent"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1.0,)}", "needs `)`"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': 1}", "needs `(`"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "extent"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "too many elements"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}", "cut short"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", "12 bytes follow"),
        ("{'descr': '<f4', 'fortran_order': False}", "must have"),
        ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (4,)}", "twice"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'more': 1}", "'more'"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} 1", "goes on"),
        ("{'descr': '<f4, 'fortran_order': False, 'shape': (4,)}", "(byte"),
        ("", "needs `{`"),
    ])
    func malformedHeadersSayWhatIsWrong(dictionary: String, part: String) {
        let file = npy(dictionary, [UInt8](repeating: 0, count: 16))
        #expect(message { try NPY.decode(file) }?.contains(part) == true, "\(message { try NPY.decode(file) } ?? "no error")")
    }

    @Test func everyTruncationIsAnError() {
        for count in 0..<NPYTests.saved.count {
            #expect(message { try NPY.decode(Array(NPYTests.saved.prefix(count))) } != nil, "\(count) bytes")
        }
        #expect(message { try NPY.decode(NPYTests.saved + [0]) }?.contains("1 byte follow") == true)
    }
}
