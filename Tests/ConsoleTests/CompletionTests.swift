import Syntax
import Testing

@testable import Console

/// What is completed, by what stands before the cursor.
@Suite struct CompletionTests {
    private func context(_ line: String, word: String) -> CompletionContext { CompletionContext(line: line, word: word) }

    @Test func namesAndKeywordsOfCalls() {
        #expect(context("x = ei", word: "ei") == .name(prefix: "ei", call: nil))
        #expect(context("eigsh(wh", word: "wh") == .name(prefix: "wh", call: ["eigsh"]))
        #expect(context("eigsh(H, wh", word: "wh") == .name(prefix: "wh", call: ["eigsh"], positional: 1))
        #expect(
            context("eigsh(H, k=f(1, a=2), tol=1, wh", word: "wh")
                == .name(prefix: "wh", call: ["eigsh"], positional: 1, given: ["k", "tol"]))
        #expect(
            context("nets.resnet(f(x), [1, 2], de", word: "de") == .name(prefix: "de", call: ["nets", "resnet"], positional: 2))
        // The innermost bracket decides.
        #expect(context("eigsh(H, [a", word: "a") == .name(prefix: "a", call: nil))
        #expect(context("(1 + a", word: "a") == .name(prefix: "a", call: nil))
        // A word of the language may become a name.
        #expect(context("y = in", word: "in") == .name(prefix: "in", call: nil))
        #expect(context("", word: "") == .name(prefix: "", call: nil))
    }

    @Test func fields() {
        #expect(context("p.", word: "") == .field(path: ["p"], prefix: ""))
        #expect(context("2 * a.b.c", word: "c") == .field(path: ["a", "b"], prefix: "c"))
        // µ and μ are one letter.
        #expect(context("\u{B5}.x", word: "x") == .field(path: ["\u{3BC}"], prefix: "x"))
        // What a call gives is not known before it is made.
        #expect(context("f(x).v", word: "v") == .nothing)
        #expect(context("1.5", word: "5") == .nothing)
    }

    @Test func filesInsideStrings() {
        #expect(context("load(\"da", word: "da") == .file(prefix: "da", closing: "\""))
        #expect(context("load('a/b.n", word: "n") == .file(prefix: "a/b.n", closing: "'"))
        #expect(context("load(\"", word: "") == .file(prefix: "", closing: "\""))
        // But not in the braces of a string, nor behind it.
        #expect(context("\"t = {va", word: "t = {va") == .name(prefix: "va", call: nil))
        #expect(context("\"a\" + b", word: "b") == .name(prefix: "b", call: nil))
        #expect(context("x # comm", word: "comm") == .nothing)
    }

    @Test func commandsAndTopics() {
        #expect(context(":ti", word: "ti") == .command(prefix: "ti"))
        #expect(context(":time ei", word: "ei") == .name(prefix: "ei", call: nil))
        #expect(context(":load my-da", word: "da") == .file(prefix: "my-da", closing: ""))
        #expect(context(":doc ei", word: "ei") == .topic(prefix: "ei"))
        #expect(context("?ei", word: "ei") == .topic(prefix: "ei"))
        #expect(context("import nets.re", word: "re") == .module(folders: ["nets"], prefix: "re"))
        #expect(context("from ne", word: "ne") == .module(folders: [], prefix: "ne"))
    }

    @Test func latexNames() {
        #expect(context("x + \\kap", word: "\\kap") == .latex(before: "", name: "kap"))
        #expect(context("x\\hat", word: "x\\hat") == .latex(before: "x", name: "hat"))
        #expect(LatexNames.text(of: "kappa") == "κ")
        #expect(LatexNames.text(of: "_10") == "₁₀")
        #expect(LatexNames.text(of: "_") == nil && LatexNames.text(of: "kap") == nil)
        // Whatever there is can be part of a name.
        for name in LatexNames.names(beginning: "") {
            #expect(LatexNames.text(of: name[...]).map { Names.isName("x" + $0) } == true, "\(name)")
        }
    }
}
