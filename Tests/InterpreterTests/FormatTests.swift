import Builtins
import Testing

@testable import Syntax

/// `hesse fmt` over the code that is in the repository, and over made-up programs.
@Suite struct FormatTests {
    private static let files = ["stdlib", "scripts/paper", "scripts/bench"].flatMap {
        TestFiles.paths(in: "\(TestInterpreter.root)/\($0)", ending: ".hesse")
    }

    @Test("the code that is in the repository is formatted", arguments: files)
    func isFormatted(_ path: String) {
        let text = TestFiles.read(path)
        #expect(Formatter.format(SyntaxTree.parse(SourceFile(name: path, text: text))) == text)
    }

    @Test("formatted twice is formatted once, and means the same")
    func laws() {
        let builtins = Builtins.table().builtins
        var programs = LanguageTests.files.flatMap { LanguageTests.parse(TestFiles.read($0)) }.map(\.program)
        programs += builtins.map(\.example)
        programs += TestFiles.paths(in: TestInterpreter.folder + "/Corpus", ending: ".hesse").map(TestFiles.read)
        for seed in 0..<2_000 {
            var generator = ProgramGenerator(dice: Dice(seed: UInt64(seed)), builtins: builtins)
            programs.append(generator.program())
        }
        for program in programs {
            let tree = SyntaxTree.parse(SourceFile(name: "test", text: program))
            guard !tree.hasErrors else { continue }
            let formatted = Formatter.unchecked(tree)
            let again = SyntaxTree.parse(SourceFile(name: "test", text: formatted))
            #expect(Formatter.hasSameMeaning(tree, again), "\(program)")
            #expect(!again.hasErrors && Formatter.unchecked(again) == formatted, "\(program)")
        }
    }
}
