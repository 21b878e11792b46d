import Syntax
import Testing

@Suite struct LexerTests {
    private func kinds(_ text: String) -> [Token.Kind] {
        SyntaxTree.parse(SourceFile(name: "test", text: text)).tokens.map(\.kind).filter { $0 != .whitespace && $0 != .endOfFile }
    }

    @Test func triviaAreTokens() {
        #expect(
            kinds("\u{FEFF}#!/bin/hesse\r\n# a\n## b\nx") == [
                .byteOrderMark, .comment, .newline, .comment, .newline, .documentation, .newline, .name,
            ])
        #expect(kinds("### a") == [.comment])
    }

    @Test func stringsAreTakenApart() {
        #expect(
            kinds("\"a{x:.3f}b\"") == [
                .stringStart, .stringText, .interpolationStart, .name, .format, .interpolationEnd, .stringText, .stringEnd,
            ])
        #expect(kinds("'a{x}'") == [.stringStart, .stringText, .stringEnd])
        #expect(kinds("\"\"") == [.stringStart, .stringEnd])
        #expect(kinds("\"\"\"\"a\"\"\"") == [.stringStart, .stringText, .stringEnd])
        #expect(kinds("\"# {x # y}\"").last == .stringEnd)
    }

    @Test func longestSignsWin() {
        #expect(kinds("a->b") == [.name, .sign(.arrow), .name])
        #expect(kinds("a- >b") == [.name, .sign(.minus), .sign(.greater), .name])
        #expect(kinds("x=-1") == [.name, .sign(.equal), .sign(.minus), .integer])
        #expect(kinds("x<-1") == [.name, .sign(.less), .sign(.minus), .integer])
        #expect(kinds("a//b/c") == [.name, .sign(.doubleSlash), .name, .sign(.slash), .name])
        #expect(kinds("x[::2]") == [.name, .sign(.leftBracket), .sign(.colon), .sign(.colon), .integer, .sign(.rightBracket)])
        #expect(kinds("[...xs]") == [.sign(.leftBracket), .sign(.ellipsis), .name, .sign(.rightBracket)])
        #expect(kinds("a!=b") == [.name, .sign(.notEqual), .name])
        #expect(kinds("x-=-1") == [.name, .sign(.minusEqual), .sign(.minus), .integer])
        #expect(kinds("a--b") == [.name, .sign(.minus), .sign(.minus), .name])
        #expect(kinds("x.5") == [.name, .float])
    }

    @Test func keywordsAreWholeWords() {
        #expect(kinds("if iff _if notin") == [.keyword(.if), .name, .name, .name])
        for word in Keyword.allCases { #expect(kinds(word.rawValue) == [.keyword(word)]) }
        for sign in Sign.allCases { #expect(kinds(sign.rawValue) == [.sign(sign)]) }
    }

    @Test func invalidUTF8IsOneErrorWithItsOffset() {
        let inputs: [([UInt8], String)] = [
            ([0x78, 0x3D, 0xFC, 0x0A, 0x29, 0xFC], "the source is not UTF-8: byte FC at offset 2"),
            ([0x22, 0xC3, 0x22], "the source is not UTF-8: byte C3 at offset 1"),
            ([0x23, 0xED, 0xA0, 0x80], "the source is not UTF-8: byte ED at offset 1"),
            ([0xC0, 0x80], "the source is not UTF-8: byte C0 at offset 0"),
            ([0xF4, 0x90, 0x80, 0x80], "the source is not UTF-8: byte F4 at offset 0"),
            ([0xE2, 0x82], "the source is not UTF-8: byte E2 at offset 0"),
            ([0xFF, 0xFE, 0x78, 0x00], "the source is not UTF-8: byte FF at offset 0"),
        ]
        for (bytes, message) in inputs {
            let tree = SyntaxTree.parse(SourceFile(name: "test", bytes: bytes))
            #expect(tree.diagnostics.map(\.message).first == message)
            #expect(isLossless(tree))
        }
    }

    @Test func validUTF8IsReadToTheLastScalar() {
        for text in ["\u{10FFFF}", "x \u{7FF}\u{800}\u{FFFF}\u{10000}", "'\u{D7FF}\u{E000}'"] {
            let tree = SyntaxTree.parse(SourceFile(name: "test", text: text))
            #expect(!tree.diagnostics.contains { $0.message.contains("UTF-8") })
        }
    }
}

/// Whether the tokens follow each other without a gap from the first byte to the last.
func isLossless(_ tree: SyntaxTree) -> Bool {
    var end = 0
    for token in tree.tokens {
        guard token.span.lowerBound == end else { return false }
        end = token.span.upperBound
    }
    return end == tree.source.bytes.count && tree.tokens.last?.kind == .endOfFile
}
