import Testing

@testable import Formats

@Suite struct JSONTests {
    private func decode(_ text: String) throws -> JSONValue { try JSON.decode(Array(text.utf8)) }
    private func encode(_ value: JSONValue, indent: Int? = nil) throws -> String {
        String(decoding: try JSON.encode(value, indent: indent), as: UTF8.self)
    }

    @Test func readsEveryKindOfValue() throws {
        let text = #" {"b": [1, -2.5e3, true, false, null], "a": {"ü": "\u00e9\n\ud83d\ude00\/"}, "": 9223372036854775807} "#
        let value = try decode(text)
        #expect(
            value
                == .object([
                    "b": .array([.integer(1), .number(-2500), .bool(true), .bool(false), .null]),
                    "a": .object(["ü": .string("é\n😀/")]),
                    "": .integer(.max),
                ]))
        if case .object(let members) = value { #expect(Array(members.keys) == ["b", "a", ""]) }
    }

    @Test func writesTextThatReadsBack() throws {
        let value = JSONValue.object([
            "z": .array([
                .integer(.min), .number(0.1), .number(3), .number(-0.0), .number(1e300), .number(.leastNonzeroMagnitude),
            ]),
            "quotes \" \\ \u{1}\n": .string("κ₊ 😀"), "empty": .array([]), "none": .object([:]),
        ])
        #expect(try decode(encode(value)) == value)
        #expect(try decode(encode(value, indent: 2)) == value)
        #expect(try encode(.array([.number(3), .integer(3)])) == "[3.0,3]")
        #expect(try encode(.object(["a": .array([.integer(1), .null])]), indent: 2) == "{\n  \"a\": [\n    1,\n    null\n  ]\n}")
        #expect(try encode(.object(["a": .array([.integer(1), .integer(2)])]), indent: 2) == "{\n  \"a\": [1, 2]\n}")
    }

    @Test func doublesComeBackToTheBit() throws {
        var generator = SplitMix(seed: 1)
        for _ in 0..<20_000 {
            let double = Double(bitPattern: generator.next())
            guard double.isFinite else { continue }
            var read: Double?
            if case .number(let number) = try decode(encode(.number(double))) { read = number }
            #expect(read?.bitPattern == double.bitPattern)
        }
    }

    @Test func wordsForWhatIsNoNumberAreThoseOfPython() throws {
        #expect(try encode(.array([.number(.nan), .number(.infinity), .number(-.infinity)])) == "[NaN,Infinity,-Infinity]")
        #expect(try decode("[Infinity, -Infinity]") == .array([.number(.infinity), .number(-.infinity)]))
        var read: Double?
        if case .number(let number) = try decode("NaN") { read = number }
        #expect(read?.isNaN == true)
    }

    @Test func depthIsBounded() throws {
        let deepest = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(try encode(decode(deepest)) == deepest)
        #expect(message { try decode("[" + deepest + "]") } == "values are nested deeper than 1000 (line 1, column 1001)")
        #expect(message { try decode(String(repeating: "{\"a\":", count: 1_000_000)) }?.contains("nested deeper") == true)
        var value = JSONValue.null
        for _ in 0..<1001 { value = .array([value]) }
        #expect(message { try encode(value) }?.contains("nested deeper") == true)
    }

    @Test(arguments: [
        ("", "cut short (line 1, column 1)"), ("[1,\n 2", "(line 2, column 3)"), ("[1 2]", "`,` or `]`"), ("[1,]", "`]`"),
        ("{\"a\" 1}", "`:`"), ("{\"a\":1,}", "key"), ("{a:1}", "double quotes"), ("{\"a\":1,\"a\":2}", "\"a\" is there twice"),
        ("'a'", "no value"), ("\"a", "does not end"), ("\"\n\"", "byte 0xa"), ("\"\\x\"", "escape"), ("\"\\u12\"", "four"),
        ("\"\\ud800\"", "surrogate"), ("\"\\udc00\"", "surrogate"), ("\"\\ud800\\u0041\"", "surrogate"), ("01", "begin with 0"),
        ("-", "digit"), ("1.", "after the point"), (".5", "no value"), ("1e", "exponent"), ("+1", "no value"),
        ("1e999", "too large"),
        ("9223372036854775808", "64 bits"), ("tru", "`tru`"), ("nan", "`nan`"), ("-Inf", "`Inf`"), ("-Infinit", "`Infinit`"),
        ("1 1", "goes on"), ("// no\n1", "no value"), ("[", "cut short"), ("{", "key"), ("{\"a\":", "cut short"),
    ])
    func malformedTextSaysWhatIsWrongAndWhere(text: String, part: String) {
        let found = message { try decode(text) }
        #expect(found?.contains(part) == true, "\(text): \(found ?? "no error")")
        #expect(found?.contains("(line") == true)
    }

    @Test func invalidUTF8IsRefused() {
        #expect(message { try JSON.decode([0x22, 0xFF, 0x22]) }?.contains("not UTF-8") == true)
        #expect(message { try JSON.decode([0x22, 0xC0, 0x80, 0x22]) }?.contains("not UTF-8") == true)
    }
}
