import Syntax
import Testing

@Suite struct NameTests {
    @Test(arguments: [
        "x", "_", "_x1", "κ₊", "ñ", "n\u{303}", "θ̂", "Δθ", "x₀", "x₍₁₎", "κ⁺", "x⁻", "∇f", "∇", "ℓ", "ℓ₂", "变量", "अर्थ", "é", "xⁿ",
        "Ⅳ", "x٣",
    ])
    func isOneToken(name: String) {
        let tree = SyntaxTree.parse(SourceFile(name: "test", text: name))
        #expect(tree.diagnostics.isEmpty)
        #expect(tree.tokens.map(\.kind) == [.name, .endOfFile])
        #expect(Names.isName(name))
    }

    @Test(arguments: [
        "x²", "x⁻¹", "2x", "₀x", "x'", "x y", "", "é y", "∂x", "x\u{200B}", "\u{302}x", "½", "🙂", "if", "none", "x.y",
    ])
    func isNone(text: String) {
        #expect(!Names.isName(text))
        #expect(SyntaxTree.parse(SourceFile(name: "test", text: text)).tokens.map(\.kind) != [.name, .endOfFile])
    }

    @Test func twoEncodingsAreOneName() {
        // Composed and decomposed; the Ångström sign and the letter; Hangul; marks in either order.
        let pairs = [
            ("ñ", "n\u{303}"), ("\u{212B}", "\u{C5}"), ("\u{AC00}", "\u{1100}\u{1161}"), ("q\u{307}\u{323}", "q\u{323}\u{307}"),
        ]
        for (a, b) in pairs {
            #expect(Array(Names.canonical(a).unicodeScalars) == Array(Names.canonical(b).unicodeScalars))
        }
        #expect(Array(Names.canonical("n\u{303}").utf8) == Array("\u{F1}".utf8))
    }

    @Test func lookAlikesAreOneName() {
        #expect(dump("\u{B5} + \u{3BC}") == "(+ \u{3BC} \u{3BC})")
        #expect(dump("\u{25B} + \u{3B5}") == "(+ \u{3B5} \u{3B5})")
        #expect(dump("p.\u{B5} = {\u{25B}: 1, \"\u{B5}\": 2}") == "(= (path p .\u{3BC}) {\u{3B5}: 1 \u{3BC}: 2})")
        #expect(dump("f(\u{B5}, \u{3BC}) = 1") == "error: two parameters are named `\u{3BC}`")
        #expect(dump("f(\u{B5}=1, \u{3BC}=2)") == "error: the argument `\u{3BC}` is given twice")
        // Text is kept as it is written.
        #expect(Array(dump("'\u{B5}'").utf8) == Array("\"\u{B5}\"".utf8))
    }

    @Test func scalarsAreLexedNotCharacters() {
        // A combining mark behind a sign makes one `Character` of both.
        let tree = SyntaxTree.parse(SourceFile(name: "test", text: "(\u{302}x)"))
        #expect(messages(tree) == ["error: the combining mark U+0302 has no meaning here"])
        #expect(dump("\"\u{301}\"") == "\"\u{301}\"")
        #expect(dump("a\r\nb") == "a\nb")
    }
}
