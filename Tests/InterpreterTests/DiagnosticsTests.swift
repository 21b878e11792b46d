import Glibc
import Syntax
import Testing

/// Wrong programs and what a person reads of them: where, what, and what to do.
///
/// In `Diagnostics/*.wrong` a program ends where lines with `→` give the exact text of its warnings and its error, behind what it
/// printed. Programs run beside the files in `Diagnostics/files`. With `HESSE_UPDATE=1` the texts are written anew, to be read in
/// the difference.
@Suite struct DiagnosticsTests {
    static let folder = TestInterpreter.folder + "/Diagnostics"
    static let files = TestFiles.paths(in: folder, ending: ".wrong")

    @Test func thereAreMoreThanAHundred() {
        #expect(Self.files.reduce(0) { $0 + LanguageTests.parse(TestFiles.read($1)).count } > 100)
    }

    @Test("wrong programs print what was read and found good", arguments: files)
    func texts(_ path: String) throws {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let text = TestFiles.read(path)
        let cases = LanguageTests.parse(text)
        let shown = try TestFiles.inTemporaryFolder { folder in
            for file in TestFiles.paths(in: Self.folder + "/files", ending: "")
            where !file.hasSuffix("/.") && !file.hasSuffix("/..") {
                let name = file.split(separator: "/").last.map(String.init) ?? ""
                TestFiles.write(folder + "/" + name, TestFiles.read(file))
            }
            return cases.map { self.shown($0.program) }
        }
        if getenv("HESSE_UPDATE") != nil {
            TestFiles.write(path, updated(text, shown))
            return
        }
        for (item, shown) in zip(cases, shown) {
            #expect(shown.contains { $0.contains("┌─") }, "\(name):\(item.line) names no place")
            if shown != item.expected {
                Issue.record(
                    "\(name):\(item.line)\n\(item.program)\nexpected:\n\(lines(item.expected))\nshown:\n\(lines(shown))")
            }
        }
    }

    @Test("a text is bounded, whatever the value")
    func long() {
        for program in ["error(\"x\" * 10^6)", "int(\"x\" * 10^6)", "p = {}\nfor i in range(10^4) { p[\"k{i}\"] = 0 }\np.a + p"] {
            #expect(TestInterpreter.run(program).error?.rendered().utf8.count ?? .max < 5000)
        }
    }

    @Test("a name too many has its place")
    func tooManyNames() throws {
        let error = try #require(TestInterpreter.run((0...40_000).map { "a\($0) = 1\n" }.joined()).error)
        #expect(error.message == "`a40000` is one global name too many: a module has at most 40000")
        #expect(error.diagnostic.line == 40_001)
    }

    private func shown(_ program: String) -> [String] {
        let run = TestInterpreter.run(program, name: "wrong.hesse")
        var texts = run.output.isEmpty ? [] : [run.output.hasSuffix("\n") ? String(run.output.dropLast()) : run.output]
        texts += run.warnings.map { $0.rendered() }
        if let error = run.error { texts += ([error.diagnostic] + error.others).map { $0.rendered() } }
        return texts.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func lines(_ text: [String]) -> String { text.map { "→ " + $0 }.joined(separator: "\n") }

    /// The file with other texts in place of those in it.
    private func updated(_ text: String, _ shown: [[String]]) -> String {
        var result: [String] = []
        var rest = shown[...]
        var wasText = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isText = line.hasPrefix("→")
            if isText, !wasText { result.append(lines(rest.popFirst() ?? [])) }
            if !isText { result.append(String(line)) }
            wasText = isText
        }
        return result.joined(separator: "\n")
    }
}
