import Tensors
import Testing

@testable import Formats

@Suite struct CSVTests {
    private func decode(_ text: String, dtype: DType? = nil, skip: Int = 0) throws -> Tensor {
        try CSV.decode(Array(text.utf8), dtype: dtype, skip: skip)
    }

    @Test(arguments: [
        ("1,2,3", [1, 3]), ("1\n2\n3\n", [3, 1]), ("7", [1, 1]), ("1,2\r\n3,4\r\n", [2, 2]), ("1 2\n 3  4 \n", [2, 2]),
        ("1\t2\n3\t4", [2, 2]), ("1;2", [1, 2]), ("\u{FEFF}1,2\n\n# comment\n3,4 # more\n", [2, 2]), ("", [0, 0]),
        ("# only\n", [0, 0]),
        ("1\r2\r3", [3, 1]),
    ])
    func tablesAreAlwaysRowsByColumns(text: String, shape: [Int]) throws {
        #expect(try decode(text).shape == shape)
    }

    @Test func numbersAreReadAsTheyAreWritten() throws {
        let table = try decode("0.1, -1e-300 ,+3,.5,5.,inf,-inf,NaN,1.000000000000000000e+00\n")
        #expect(table.doubles().dropLast(2).elementsEqual([0.1, -1e-300, 3, 0.5, 5, .infinity, -.infinity]))
        #expect(table.double(at: 7).isNaN && table.double(at: 8) == 1)
        #expect(try decode("9223372036854775807,-9223372036854775808", dtype: .int64).elements(as: Int64.self) == [.max, .min])
        #expect(try decode("x,y\n1,2\n", skip: 1).doubles() == [1, 2])
        #expect(try decode("0,1", dtype: .bool).elements(as: Bool.self) == [false, true])
    }

    @Test func everyDigitIsWritten() throws {
        var generator = SplitMix(seed: 3)
        let doubles = (0..<3000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
        let table = try Tensor(doubles, shape: [doubles.count, 1])
        #expect(isIdentical(try CSV.decode(CSV.encode(table)), table))
        let floats = doubles.map { Float($0) }
        let single = try Tensor(floats, shape: [1, floats.count])
        #expect(isIdentical(try CSV.decode(CSV.encode(single), dtype: .float32), single))
        #expect(String(decoding: try CSV.encode(Tensor([0.1, 3, .nan], shape: [1, 3])), as: UTF8.self) == "0.1,3.0,nan\n")
        #expect(String(decoding: try CSV.encode(Tensor([Int64.max, 0])), as: UTF8.self) == "9223372036854775807\n0\n")
        #expect(String(decoding: try CSV.encode(Tensor([true, false], shape: [1, 2])), as: UTF8.self) == "1,0\n")
        #expect(try CSV.encode(Tensor(zeros: .float64, shape: [0, 3])).isEmpty)
        #expect(try CSV.encode(Tensor(zeros: .float64, shape: [3, 0])).isEmpty)
        #expect(message { try CSV.encode(Tensor(zeros: .float64, shape: [1, 1, 1])) }?.contains("(1, 1, 1)") == true)
    }

    @Test(arguments: [
        ("1,2\n3\n", "line 2 has 1 field, the rows before it have 2"), ("x,y\n1,2", "skip=1"),
        ("1,2\n3,\n", "line 2, field 2 is empty"),
        ("1,,2", "field 2 is empty"), ("\"1\",2", "quoted"), ("1,two", "'two' is not a number"), ("1,2;3,4", "point"),
        ("1\n0x10", "not a number"), ("1\n1_000", "not a number"), ("1\n1e", "not a number"), ("1\n--1", "not a number"),
        ("1,2,\n", "field 3 is empty"), ("1\n\u{0}", "not a number"),
    ])
    func malformedTablesSayWhatIsWrongAndWhere(text: String, part: String) {
        let found = message { try decode(text) }
        #expect(found?.contains(part) == true, "\(found ?? "no error")")
        #expect(found?.contains("line") == true)
    }

    @Test func integersAreNotCut() {
        #expect(
            message { try decode("1.5", dtype: .int64) } == "line 1, field 1: '1.5' is not an int64 (hint: load it as float64)")
    }
}
