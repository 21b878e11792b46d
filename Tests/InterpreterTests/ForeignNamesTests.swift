import Builtins
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
}
