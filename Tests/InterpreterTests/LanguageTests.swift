import Testing

/// The language as it is described, sentence by sentence: files of small programs and what they show, a file a subject.
///
/// In `Language/*.cases` a program ends where lines with `→ ` say what `hesse -e` shows for it, errors and their hints included; a
/// case that is silent about an error's hint takes any. `→ ∅` stands for nothing. Lines that begin with `# ` between cases are headings.
@Suite struct LanguageTests {
    struct Case {
        var line: Int
        var program = ""
        var expected: [String] = []
    }

    static let files = TestFiles.paths(in: TestInterpreter.folder + "/Language", ending: ".cases")

    @Test func thereAreCases() { #expect(Self.files.count >= 10) }

    @Test("programs show what the language says", arguments: files)
    func cases(_ path: String) throws {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        try TestFiles.inTemporaryFolder { _ in
            for item in Self.parse(TestFiles.read(path)) {
                var shown = TestInterpreter.lines(item.program)
                if !item.expected.contains(where: { $0.hasPrefix("hint: ") }) { shown.removeAll { $0.hasPrefix("hint: ") } }
                if shown.isEmpty { shown = ["∅"] }
                if shown != item.expected {
                    Issue.record(
                        "\(name):\(item.line)\n\(item.program)\nexpected:\n\(text(item.expected))\nshown:\n\(text(shown))")
                }
            }
        }
    }

    private func text(_ lines: [String]) -> String { lines.map { "→ " + $0 }.joined(separator: "\n") }

    static func parse(_ text: String) -> [Case] {
        var cases: [Case] = []
        var current: Case?
        for (i, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("→") {
                current?.expected.append(String(line.dropFirst(2)))
                continue
            }
            if let done = current, !done.expected.isEmpty {
                cases.append(done)
                current = nil
            }
            let isBetween = current == nil && (line.isEmpty || line.hasPrefix("# "))
            if isBetween { continue }
            if current == nil { current = Case(line: i + 1) }
            current?.program += line + "\n"
        }
        if let done = current { cases.append(done) }
        return cases
    }
}
