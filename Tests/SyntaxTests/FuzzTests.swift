import Glibc
import Syntax
import Testing

/// What holds for every input, valid or not.
@Suite struct FuzzTests {
    @Test func theCorpusIsValid() {
        for source in corpus {
            let tree = SyntaxTree.parse(SourceFile(name: "corpus", text: source))
            #expect(messages(tree) == [])
            #expect(violations(of: tree) == [])
            #expect(!SyntaxTree.isIncomplete(source))
        }
    }

    @Test func everyPrefixOfTheCorpus() {
        for source in corpus {
            let bytes = Array(source.utf8)
            for count in 0...bytes.count {
                #expect(violations(of: SyntaxTree.parse(SourceFile(name: "prefix", bytes: Array(bytes[..<count])))) == [])
            }
        }
    }

    @Test func everyPairOfFragments() {
        for a in fragments {
            for b in fragments {
                let tree = SyntaxTree.parse(SourceFile(name: "pair", text: a + b))
                #expect(violations(of: tree) == [], "\(a.debugDescription) + \(b.debugDescription)")
            }
        }
    }

    /// Mutations of the corpus for `HESSE_FUZZ_SECONDS` (60 if unset) from a fresh seed, or from `HESSE_FUZZ_SEED`. The files of the
    /// folder `HESSE_FUZZ_CORPUS`, if there is one, are mutated too, and inputs that fail are written there. The source at hand is in a
    /// file that is named at the beginning, where it is found after a crash.
    @Test func randomMutations() {
        let seconds = environment("HESSE_FUZZ_SECONDS").flatMap(Double.init) ?? 60
        let seed = environment("HESSE_FUZZ_SEED").flatMap(UInt64.init) ?? UInt64.random(in: 1...UInt64.max)
        let folder = environment("HESSE_FUZZ_CORPUS")
        let sources = corpus.map { Array($0.utf8) } + (folder.map(files) ?? [])
        var generator = Generator(seed: seed)
        let path = "/tmp/hesse-parser-fuzz-\(getpid())"
        print("parser fuzz: HESSE_FUZZ_SEED=\(seed), the source at hand is in \(path)")
        fflush(nil)
        defer { remove(path) }
        var count = 0
        var longest = Duration.zero
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while clock.now < end {
            var input = sources.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &generator) { input = mutated(input, &generator) }
            write(input, to: path)
            let source = SourceFile(name: "seed \(seed), input \(count)", bytes: input)
            longest = max(longest, clock.measure { check(source, folder) })
            count += 1
        }
        print("parser fuzz: \(count) sources, longest \(longest)")
    }

    private func check(_ source: SourceFile, _ folder: String?) {
        let tree = SyntaxTree.parse(source)
        var found = violations(of: tree)
        let isIncomplete = SyntaxTree.isIncomplete(source.text)
        // What waits for more is an error as it stands, but for documentation without a definition.
        if isIncomplete, !tree.hasErrors, !tree.tokens.contains(where: { $0.kind == .documentation }) {
            found.append("incomplete but valid")
        }
        for diagnostic in tree.diagnostics { _ = diagnostic.rendered(width: 60) }
        guard !found.isEmpty else { return }
        Issue.record("\(source.name): \(found.joined(separator: ", "))\n\(source.text.debugDescription)")
        if let folder { write(source.bytes, to: "\(folder)/failed-\(source.name.filter { $0 != " " }).hesse") }
    }

    private func write(_ bytes: [UInt8], to path: String) {
        guard let file = fopen(path, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private func files(_ folder: String) -> [[UInt8]] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                })
        }
        return names.sorted().filter { $0.hasSuffix(".hesse") }.compactMap { name in
            guard let file = fopen("\(folder)/\(name)", "r") else { return nil }
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            bytes.removeSubrange(fread(&bytes, 1, bytes.count, file)...)
            return bytes
        }
    }
}

/// The laws a tree breaks: tokens cover the source; spans lie in the source, and those of children in their parents'; diagnostics
/// are in order and say something; only a wrong source has invalid nodes.
func violations(of tree: SyntaxTree) -> [String] {
    var result: [String] = []
    if !isLossless(tree) { result.append("tokens leave a gap") }
    var pending = [(tree.root, 0..<tree.source.bytes.count)]
    while let (id, parent) = pending.popLast() {
        let node = tree[id]
        if node.span.lowerBound < parent.lowerBound || node.span.upperBound > parent.upperBound {
            result.append("the span \(node.span) is not in \(parent)")
        }
        if case .invalid = node.kind, !tree.hasErrors { result.append("an invalid node without an error") }
        node.forEachChild { pending.append(($0, node.span)) }
    }
    var last = 0
    for diagnostic in tree.diagnostics {
        guard let span = diagnostic.span, diagnostic.source === tree.source else {
            result.append("a diagnostic without a place")
            continue
        }
        if span.lowerBound < last || span.upperBound > tree.source.bytes.count { result.append("a diagnostic at \(span)") }
        if diagnostic.message.isEmpty { result.append("an empty message") }
        last = span.lowerBound
    }
    return result
}
