import OrderedCollections
import Tensors
import Testing

@testable import Formats

@Suite struct NPZTests {
    static func sample() throws -> OrderedDictionary<String, Tensor> {
        OrderedDictionary(uniqueKeysWithValues: try sampleTensors().sorted { $0.key > $1.key }.map { ($0.key, $0.value) })
    }

    @Test(arguments: [false, true])
    func archivesComeBackToTheBitInOrder(isCompressed: Bool) throws {
        let arrays = try NPZTests.sample()
        let read = try NPZ.decode(NPZ.encode(arrays, isCompressed: isCompressed))
        #expect(read.keys == arrays.keys)
        for (name, array) in arrays { #expect(read[name].map { isIdentical($0, array) } == true, "\(name)") }
    }

    @Test func emptyArchive() throws { #expect(try NPZ.decode(NPZ.encode([:])).isEmpty) }

    @Test func compressionCompresses() throws {
        let zeros: OrderedDictionary = ["x": try Tensor(zeros: .float64, shape: [100_000])]
        let small = try NPZ.encode(zeros, isCompressed: true)
        #expect(small.count < 2000)
        #expect(try NPZ.decode(small)["x"]?.doubles().allSatisfy { $0 == 0 } == true)
    }

    @Test func equalContentsGiveEqualBytes() throws {
        #expect(try NPZ.encode(NPZTests.sample()) == NPZ.encode(NPZTests.sample()))
    }

    @Test(arguments: [false, true])
    func everyTruncationIsAnError(isCompressed: Bool) throws {
        let file = try NPZ.encode(["a": Tensor([1.0, 2]), "b": Tensor([true])], isCompressed: isCompressed)
        for count in 0..<file.count { #expect(message { try NPZ.decode(Array(file.prefix(count))) } != nil, "\(count) bytes") }
    }

    @Test(arguments: [false, true])
    func everyDamagedByteOfTheContentsIsNoticed(isCompressed: Bool) throws {
        let whole = try NPZ.encode(["a": Tensor([1.0, 2, 3])], isCompressed: isCompressed)
        let archive = try ZipReader(whole[...])
        let contents = 30 + "a.npy".utf8.count..<30 + "a.npy".utf8.count + archive.entries[0].compressedSize
        for place in contents {
            var file = whole
            file[place] ^= 0x10
            #expect(message { try NPZ.decode(file) }?.contains("entry 'a.npy'") == true, "byte \(place)")
        }
    }

    @Test func zip64IsRead() throws {
        // A local entry and directory as Python's zipfile writes them with force_zip64: sizes in extra fields throughout.
        let contents = NPY.encode(try Tensor([4.0]))
        let size = UInt64(contents.count)
        func common(_ file: inout [UInt8]) {
            file += bytes(hex: "2d00 0000 0000 0000 2100")
            file.append(littleEndian: Deflate.checksum(contents[...]))
            file += bytes(hex: "ffffffff ffffffff 0500")
        }
        var file = bytes(hex: "504b0304")
        common(&file)
        file += bytes(hex: "1400") + Array("x.npy".utf8) + bytes(hex: "0100 1000")
        file.append(littleEndian: size)
        file.append(littleEndian: size)
        file += contents
        let start = UInt64(file.count)
        file += bytes(hex: "504b0102 2d00")
        common(&file)
        file += bytes(hex: "1c00 0000 0000 0000 00000000 ffffffff") + Array("x.npy".utf8) + bytes(hex: "0100 1800")
        for value in [size, size, 0] { file.append(littleEndian: value) }
        let length = UInt64(file.count) - start
        let end = UInt64(file.count)
        file += bytes(hex: "504b0606 2c00000000000000 2d00 2d00 00000000 00000000")
        for value in [1, 1, length, start] { file.append(littleEndian: value) }
        file += bytes(hex: "504b0607 00000000")
        file.append(littleEndian: end)
        file += bytes(hex: "01000000 504b0506 0000 0000 ffff ffff ffffffff ffffffff 0000")
        #expect(try NPZ.decode(file)["x"]?.doubles() == [4])
    }

    @Test func manyEntriesUseZip64() throws {
        var arrays = OrderedDictionary<String, Tensor>()
        let one = try Tensor([true])
        for i in 0..<70_000 { arrays["a\(i)"] = one }
        #expect(try NPZ.decode(NPZ.encode(arrays)).count == 70_000)
    }

    @Test func entriesThatShareBytesAreRefused() throws {
        // Both entries of the directory point to the first one's bytes.
        var file = try NPZ.encode(["a": Tensor([1.0]), "b": Tensor([1.0])])
        let directory = file.count - 22 - 2 * (46 + 5)
        for i in 0..<4 { file[directory + 51 + 42 + i] = file[directory + 42 + i] }
        #expect(message { try NPZ.decode(file) }?.contains("overlap") == true)
    }

    @Test func bombsAreRefusedBeforeTheyAreUnpacked() throws {
        var file = try NPZ.encode(["a": Tensor(zeros: .float64, shape: [1000])], isCompressed: true)
        let directory = file.count - 22 - 51
        file.replaceSubrange(directory + 24..<directory + 28, with: bytes(hex: "ffffff7f"))
        #expect(message { try NPZ.decode(file) }?.contains("cannot stand for 2147483647") == true)
    }

    @Test func errorsNameTheEntry() throws {
        var archive = ZipWriter()
        try archive.add("notes.txt", Array("hello".utf8), isDeflated: false)
        let file = archive.finish()
        #expect(message { try NPZ.decode(file) } == "entry 'notes.txt': not an .npy file: it does not begin with \\x93NUMPY")
        #expect(message { try NPZ.decode(Array("PK, but no archive at all".utf8)) }?.contains("not a zip archive") == true)
    }

    @Test func twoArraysOfOneNameAreRefused() throws {
        var archive = ZipWriter()
        for name in ["x.npy", "x"] { try archive.add(name, NPY.encode(try Tensor([1.0])), isDeflated: false) }
        let file = archive.finish()
        #expect(message { try NPZ.decode(file) }?.contains("two arrays named 'x'") == true)
    }
}
