import Builtins
import Syntax
import Testing

@testable import Interpreter

/// Hints at names must not send people to what does not exist.
struct ForeignNamesTests {
    @Test func everyNameThatIsHintedAtExists() throws {
        let words: Set = ["true", "false", "none", "else if"]
        let interpreter = try Builtins.interpreter(Interpreter.Options(output: { _ in }))
        let known = Set(interpreter.builtins.names)
        for (foreign, here) in ForeignNames.sameThing where here.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
            #expect(known.contains(here) || words.contains(here), "\(foreign): \(here)")
        }
        for foreign in ForeignNames.sameThing.keys { #expect(!known.contains(foreign), "\(foreign) is a name here") }
    }

    @Test func codeInHintsIsOfTheLanguage() {
        let texts = [ForeignNames.advice, ForeignNames.members, ForeignNames.keywordAdvice].flatMap(\.values)
        for text in texts {
            let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
            for (index, code) in pieces.enumerated() where index % 2 == 1 && !code.contains("…") {
                guard let first = code.first, first != ":", first != "?" else { continue }
                let tree = SyntaxTree.parse(SourceFile(name: "hint", text: String(code)))
                #expect(!tree.hasErrors, "\(code): \(tree.diagnostics.first?.message ?? "")")
            }
        }
    }
}
