import Glibc
import Syntax
import Testing

@Suite struct LimitTests {
    private static func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    /// Everything that recurses, far beyond the limit.
    private static let deep: [String] = [
        times("(", 5_000), times("[", 5_000), times("a[", 5_000), times("f(", 5_000), times("{a: ", 5_000),
        times("{\n", 5_000),
        times("-", 5_000) + "1", times("not ", 5_000) + "1", times("2^", 5_000) + "1", times("x -> ", 5_000) + "1",
        times("if c {\n", 2_000), times("for x in xs {\n", 2_000), times("while c {\n", 2_000), times("try {\n", 2_000),
        times("f(x) = {\n", 2_000), times("f(x) = (a, {\n", 2_000), times("\"{", 2_000), times("\"\"\"{", 2_000),
        times("(a or b and not c | d & e < f + g * -h ^ (", 2_000), times("f(x -> { if c { [ {a: ", 5_000),
        times("for ((", 2_000), times("(", 2_000) + "a" + times(",)", 2_000) + " = 1",
    ]

    /// Long without being deep in the source: left-associative chains.
    private static let long: [String] = [
        "a" + times(" + a", 5_000), "a" + times(".a", 5_000), "a" + times("()", 5_000), "a" + times("[0]", 5_000),
        "a" + times(" and a", 5_000),
    ]

    @Test(arguments: [512 << 10, 192 << 10])
    func noStackIsTooSmall(bytes: Int) {
        onThread(stack: bytes) {
            for source in Self.deep + Self.long {
                #expect(SyntaxTree.parse(SourceFile(name: "test", text: source)).hasErrors)
                _ = SyntaxTree.isIncomplete(source)
            }
        }
    }

    @Test func theNestingAllowedIsAllowed() {
        // Each bracket is a level, the operand in it another one at most.
        let nested = Self.times("(", 150) + "1" + Self.times(")", 150)
        #expect(dump(nested) == "1")
        #expect(dump(Self.times("[", 201) + Self.times("]", 201)) == "error: the nesting is too deep: more than 200 levels")
        let blocks = Self.times("if c {\n", 60) + Self.times("}\n", 60)
        #expect(dump(blocks).hasPrefix("(if c (block (if c"))
    }

    @Test func longChainsAreLimitedInHeight() {
        #expect(dump("a" + Self.times(" + a", 900)).hasPrefix("(+ (+"))
        #expect(dump(Self.long[0]) == "error: the expression is too long: more than 1000 operations in one")
        // What is flat has no limit.
        #expect(!dump("a" + Self.times(" < a", 2_000)).contains("error"))
        #expect(!dump("if c { 1 }" + Self.times(" else if c { 1 }", 2_000)).contains("error"))
        #expect(!dump("[" + Self.times("1, ", 20_000) + "]").contains("error"))
    }

    @Test func noPathInATreeIsLongerThanItSays() {
        let source = Self.times("f([", 60) + "a" + Self.times(" + a", 700) + Self.times("])", 60)
        let tree = SyntaxTree.parse(SourceFile(name: "test", text: source))
        #expect(!tree.hasErrors)
        var level = [tree.root]
        var height = 0
        while !level.isEmpty {
            height += 1
            var next: [NodeID] = []
            for id in level { tree[id].forEachChild { next.append($0) } }
            level = next
        }
        #expect(height > 700 && height <= SyntaxTree.maximumHeight)
    }

    @Test func hugeSourcesAreRefused() {
        let tree = SyntaxTree.parse(SourceFile(name: "test", bytes: [UInt8](repeating: 0x20, count: (16 << 20) + 1)))
        #expect(messages(tree) == ["error: the source is larger than 16 MiB"])
        #expect(tree.tokens.map(\.span) == [0..<((16 << 20) + 1), ((16 << 20) + 1)..<((16 << 20) + 1)])
    }

    /// Runs something on a thread of its own and waits for it.
    private func onThread(stack bytes: Int, _ body: @escaping @Sendable () -> Void) {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        #expect(pthread_attr_setstacksize(&attributes, bytes) == 0)
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                argument.map { Unmanaged<Box>.fromOpaque($0).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        pthread_attr_destroy(&attributes)
        #expect(status == 0)
        if status == 0 { pthread_join(thread, nil) } else { box.release() }
    }
}
