import OrderedCollections
import Tensors
import Testing

@testable import Formats

@Suite struct SafetensorsTests {
    /// A file by hand with what other readers trip over: BF16, F16, a scalar, an empty tensor, a dotted name.
    @Test func readsEveryType() throws {
        let header = #"""
            {"__metadata__":{"format":"pt"},"layer.0.weight":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]},
            "half":{"dtype":"F16","shape":[3],"data_offsets":[8,14]},"scalar":{"dtype":"F32","shape":[],"data_offsets":[14,18]},
            "empty":{"dtype":"F32","shape":[0,3],"data_offsets":[18,18]},"i":{"dtype":"I64","shape":[1],"data_offsets":[18,26]},
            "u":{"dtype":"U8","shape":[2],"data_offsets":[26,28]},"d":{"dtype":"F64","shape":[1],"data_offsets":[28,36]},
            "b":{"dtype":"BOOL","shape":[2],"data_offsets":[36,38]}}
            """#
        let contents = bytes(
            hex: """
                803f 00c0 c07f 0100  003c 00c0 0100  00002040  feffffffffffffff  00ff  333333333333d33f  01 00
                """)
        let tensors = try Safetensors.decode(safetensors(header, contents))
        #expect(Array(tensors.keys) == ["layer.0.weight", "half", "scalar", "empty", "i", "u", "d", "b"])
        let weight = try #require(tensors["layer.0.weight"])
        #expect(weight.dtype == .float32 && weight.shape == [2, 2])
        #expect(weight.elements(as: Float.self).map(\.bitPattern) == [0x3F80_0000, 0xC000_0000, 0x7FC0_0000, 0x0001_0000])
        #expect(tensors["half"]?.elements(as: Float.self) == [1, -2, 5.9604645e-08])
        #expect(tensors["scalar"]?.shape == [] && tensors["scalar"]?.doubles() == [2.5])
        #expect(tensors["empty"]?.shape == [0, 3])
        #expect(tensors["i"]?.elements(as: Int64.self) == [-2])
        #expect(tensors["u"]?.elements(as: Int64.self) == [0, 255])
        #expect(tensors["d"]?.elements(as: Double.self) == [0.3])
        #expect(tensors["b"]?.elements(as: Bool.self) == [true, false])
        #expect(try Safetensors.decode(safetensors(header, contents), dtype: .float64)["u"]?.dtype == .float64)
    }

    @Test func everyTensorComesBackToTheBit() throws {
        let tensors = OrderedDictionary(uniqueKeysWithValues: try sampleTensors().map { ($0.key, $0.value) })
        let file = try Safetensors.encode(tensors)
        let read = try Safetensors.decode(file)
        #expect(read.count == tensors.count)
        for (name, tensor) in tensors { #expect(read[name].map { isIdentical($0, tensor) } == true, "\(name)") }
        #expect(file[0] % 8 == 0)  // the header's length: tensors are aligned
        #expect(read.keys == tensors.keys)
        // The widest elements come first in the data, so that each tensor lies at a multiple of its element size.
        let small = try Safetensors.encode(["flag": Tensor([true]), "number": Tensor([1.5])])
        #expect(Array(small.suffix(9)) == [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 1])
    }

    @Test func everyTruncationIsAnError() throws {
        let file = try Safetensors.encode(["a": Tensor([1.0, 2]), "b": Tensor([true])])
        for count in 0..<file.count {
            #expect(message { try Safetensors.decode(Array(file.prefix(count))) } != nil, "\(count) bytes")
        }
        #expect(message { try Safetensors.decode(file + [0]) }?.contains("1 byte after tensor 'b'") == true)
    }

    @Test(arguments: [
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
            "overlap"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
            "4 bytes before"
        ),
        (#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, "cut short"),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}"#, "smaller one first"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#, "needs 8 bytes"),
        (#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,12]}}"#, "too many elements"),
        (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, "too many elements"),
        (#"{"a":{"dtype":"F32","shape":[-3],"data_offsets":[0,12]}}"#, "from 0 on"),
        (#"{"a":{"dtype":"F32","shape":[3.0],"data_offsets":[0,12]}}"#, "from 0 on"),
        (#"{"a":{"dtype":"F32","shape":3,"data_offsets":[0,12]}}"#, "must be an array"),
        (#"{"a":{"dtype":"F8_E4M3","shape":[12],"data_offsets":[0,12]}}"#, "F8_E4M3"),
        (#"{"a":{"shape":[3],"data_offsets":[0,12]}}"#, "no dtype"), (#"{"a":{"dtype":"F32","shape":[3]}}"#, "data_offsets"),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12],"x":1}}"#, "'x'"), (#"{"a":3}"#, "not an object"),
        (#"{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#, "__metadata__"),
        (
            #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#,
            "twice"
        ),
        (#"[1]"#, "no object"), (#"{"a":"#, "cut short"), ("", "not a .safetensors file"),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,18446744073709551615]}}"#, "64 bits"),
    ])
    func malformedHeadersSayWhatIsWrong(header: String, part: String) {
        let found = message { try Safetensors.decode(safetensors(header, [UInt8](repeating: 0, count: 12))) }
        #expect(found?.contains(part) == true, "\(found ?? "no error")")
    }

    @Test func absurdHeaderLengths() {
        for length in [UInt64.max, UInt64(Int64.max), 1 << 40, 100] {
            var file = [UInt8]()
            file.append(littleEndian: length)
            #expect(message { try Safetensors.decode(file + Array("{}".utf8)) }?.contains("header") == true)
        }
    }

    @Test func theReservedNameIsRefused() throws {
        #expect(message { try Safetensors.encode(["__metadata__": Tensor([1.0])]) }?.contains("__metadata__") == true)
    }
}
