import Syntax
import Testing

@Suite struct FormatSpecTests {
    @Test func partsAreFound() throws {
        let spec = try FormatSpec(parsing: "*^+012,.3e")
        #expect(spec.fill == "*" && spec.alignment == .center && spec.sign == .always && spec.zeroPadded)
        #expect(spec.width == 12 && spec.grouped && spec.digits == 3 && spec.presentation == .exponent)
        #expect(try FormatSpec(parsing: "") == FormatSpec())
    }

    @Test(arguments: [
        ("d", FormatSpec.Presentation.integer), ("e", .exponent), ("f", .fixed), ("g", .general), ("%", .percent), ("s", .string),
    ])
    func presentations(text: String, expected: FormatSpec.Presentation) throws {
        #expect(try FormatSpec(parsing: text).presentation == expected)
    }

    @Test func aFillMayBeAnySign() throws {
        #expect(try FormatSpec(parsing: "<<5").fill == "<")
        #expect(try FormatSpec(parsing: "θ>5").fill == "θ")
        #expect(try FormatSpec(parsing: ">5").fill == " ")
        #expect(try FormatSpec(parsing: "05").zeroPadded)
        #expect(try FormatSpec(parsing: " .2f").sign == .space)
        #expect(try FormatSpec(parsing: "0=8d").alignment == .afterSign)
    }

    @Test(arguments: [
        ("q", "the format `q` is not understood from `q` on"), ("5.f", "the format `5.f` lacks a number behind `.`"),
        (".3ff", "the format `.3ff` is not understood from `f` on"), ("99999", "the format `99999` asks for too many columns"),
        ("99999999999999999999999", "the format `99999999999999999999999` asks for too many columns"),
        (".99999f", "the format `.99999f` asks for too many digits"), ("5 d", "the format `5 d` is not understood from ` d` on"),
        ("{w}", "the format `{w}` is not understood from `{w}` on"),
    ])
    func malformed(text: String, message: String) {
        let error = #expect(throws: Diagnostic.self) { try FormatSpec(parsing: text) }
        #expect(error?.message == message)
        #expect(error?.hints.isEmpty == false)
    }
}
