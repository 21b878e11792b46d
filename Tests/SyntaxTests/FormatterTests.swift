import Testing

@testable import Syntax

/// One form of a program, whatever its author's white space.
@Suite struct FormatterTests {
    private func format(_ text: String) -> String? {
        Formatter.format(SyntaxTree.parse(SourceFile(name: "test", text: text)))
    }

    @Test(
        "spaces",
        arguments: [
            ("x=1+2 *y", "x = 1 + 2 * y\n"), ("x = 2*n+1", "x = 2*n + 1\n"), ("y = x ^ 2", "y = x^2\n"),
            ("y=x^-1", "y = x^-1\n"),
            ("f( x,k = 1 )=x", "f(x, k=1) = x\n"), ("g = ( x,k = 1 )->x", "g = (x, k=1) -> x\n"),
            ("a [ 0 ]", "a[0]\n"), ("a[ i+1 : n - 1 , ... ,:: 2 ]", "a[i+1:n - 1, ..., ::2]\n"),
            ("p={ W :[1,2],...q , \"b\":- 1 }", "p = {W: [1, 2], ...q, \"b\": -1}\n"),
            ("{}", "{}\n"), ("if a{ }", "if a { }\n"), ("if (a){b}else{c}", "if (a) { b } else { c }\n"),
            ("x = not  a and-b in c", "x = not a and -b in c\n"), ("a . b . c( )", "a.b.c()\n"), ("3 .shape", "3 .shape\n"),
            ("- - x", "- -x\n"), ("f(...xs , k=...y)", nil), ("a,b=b,a", "a, b = b, a\n"), ("x+=1", "x += 1\n"),
            ("print( \"{ x :.3f}\" )", "print(\"{ x :.3f}\")\n"), ("(a) [0]", "(a)[0]\n"), ("p.in.if", "p.in.if\n"),
            ("[1, 2,]; (a,)", "[1, 2]; (a,)\n"), ("x = a@b .T", "x = a@b.T\n"), ("0<x<=1", "0 < x <= 1\n"),
            ("if c {1} else {2} [0]", nil),
        ])
    func spaces(_ text: String, _ expected: String?) { #expect(format(text) == expected) }

    @Test(
        "lines",
        arguments: [
            ("\n\n\nx = 1;\n\n\n\ny = 2 ; z = 3;\n", "x = 1\n\n\ny = 2; z = 3;\n"),
            ("f(x)={y=x\ny*2}", "f(x) = {\n    y = x\n    y*2\n}\n"), ("f(x) = { y = x; y }", "f(x) = { y = x; y }\n"),
            ("if a {\n  b\n}\nelse\n{\n c\n}", nil), ("if a {\n  b\n}\nelse {\n c }", "if a {\n    b\n} else {\n    c\n}\n"),
            ("if a { b } else if c {\nd } else { e }", "if a {\n    b\n} else if c {\n    d\n} else {\n    e\n}\n"),
            ("if a { f(\nb) } else { c }", "if a {\n    f(\n        b)\n} else {\n    c\n}\n"),
            ("try {\na\n} catch e { }", "try {\n    a\n} catch e { }\n"),
            ("x = a +\nb\ny\n  .z", "x = a +\n    b\ny\n    .z\n"), ("f(a,\n      b)", "f(a,\n    b)\n"),
            ("f([\n  1,\n\n\n\n  2\n  ])", "f([\n    1,\n\n    2\n])\n"), ("x = [1\n, 2]", "x = [1, 2]\n"),
            ("\tx = 1  \r\n", "x = 1\n"), ("\u{FEFF}#!/usr/bin/env hesse\nx", "#!/usr/bin/env hesse\nx\n"), ("", ""),
            ("try { a }\ncatch e { b }", "try { a } catch e { b }\n"), ("x;", "x;\n"), ("x ; # no", "x;  # no\n"),
        ])
    func lines(_ text: String, _ expected: String?) { #expect(format(text) == expected) }

    @Test(
        "comments",
        arguments: [
            ("x = 1 # a", "x = 1  # a\n"), ("#a\n  #  b  \nx", "#a\n#  b\nx\n"),
            ("x = 1    # a\nyy = 2   # b", "x = 1    # a\nyy = 2   # b\n"),
            ("x = 1 # a\nyyyyy=2 # b", "x = 1  # a\nyyyyy = 2  # b\n"),
            ("xx=1 # a\nyyy=2# b\nzz=3 # c\n", "xx = 1   # a\nyyy = 2  # b\nzz = 3   # c\n"),
            ("f(x) = { # why\n# what\nx # x\n# end\n}", "f(x) = {  # why\n    # what\n    x  # x\n    # end\n}\n"),
            ("f(a, # first\nb)", "f(a,  # first\n    b)\n"), ("## says\nf(x) = x", "## says\nf(x) = x\n"),
        ])
    func comments(_ text: String, _ expected: String?) { #expect(format(text) == expected) }

    @Test("what is longer than a line has one element a line")
    func longLines() {
        let name = String(repeating: "n", count: 40)
        #expect(format("f(\(name), \(name))\n") == "f(\(name), \(name))\n")
        #expect(
            format("x = f(\(name), {a: \(name), b: \(name)}, 1)")
                == "x = f(\n    \(name),\n    {a: \(name), b: \(name)},\n    1\n)\n")
        // What is last is opened where it stands, if it is most of the line.
        #expect(
            format("x = f(1, [\(name), \(name), \(name)])")
                == "x = f(1, [\n    \(name),\n    \(name),\n    \(name)\n])\n")
        #expect(
            format("f(x) = { a = \(name); b = \(name); g(a, b, \(name)) }")
                == "f(x) = {\n    a = \(name)\n    b = \(name)\n    g(a, b, \(name))\n}\n")
        // Statements are parted first.
        #expect(format("a = \(name); b = \(name); c = [\(name), 1];") == "a = \(name)\nb = \(name)\nc = [\(name), 1];\n")
        // Nothing to break: it stays.
        let long = "x = \"\(name)\(name)\(name)\(name)\"\n"
        #expect(format(long) == long)
    }

    /// The laws of formatting that a text breaks; nil for a text with errors.
    private func violations(_ text: String) -> [String]? {
        let tree = SyntaxTree.parse(SourceFile(name: "test", text: text))
        guard !tree.hasErrors else { return nil }
        let formatted = Formatter.unchecked(tree)
        let result = SyntaxTree.parse(SourceFile(name: "test", text: formatted))
        var found: [String] = []
        if dump(text) != dump(formatted) || !Formatter.hasSameMeaning(tree, result) { found.append("another program") }
        if comments(tree) != comments(result) { found.append("other comments") }
        if result.hasErrors || Formatter.unchecked(result) != formatted { found.append("not stable") }
        if !formatted.isEmpty, !formatted.hasSuffix("\n") || formatted.hasPrefix("\n") { found.append("loose ends") }
        return found
    }

    private func comments(_ tree: SyntaxTree) -> [String] {
        tree.tokens.filter { $0.kind == .comment || $0.kind == .documentation }.map { token in
            var text = tree.source.text(token.span)
            while let last = text.last, last == " " || last == "\t" { text.removeLast() }
            return text
        }
    }

    @Test("the same program and comments, and formatted once is formatted: over changed white space and changed programs")
    func laws() {
        var valid = 0
        for seed in 0..<4_000 {
            var generator = Generator(seed: UInt64(seed))
            var bytes = Array(corpus[seed % corpus.count].utf8)
            if seed % 4 == 0 { bytes = mutated(bytes, &generator) }
            let source = SourceFile(name: "test", bytes: bytes)
            let text = seed < corpus.count ? source.text : respaced(SyntaxTree.parse(source), &generator)
            guard let found = violations(text) else { continue }
            valid += 1
            #expect(found == [], "seed \(seed):\n\(text)")
        }
        #expect(valid > 1_000)
    }

    /// The text of a tree with other white space; it may then mean something else, or nothing.
    private func respaced(_ tree: SyntaxTree, _ generator: inout Generator) -> String {
        var result = ""
        var strings = 0
        for token in tree.tokens {
            let text = tree.source.text(token.span)
            if token.kind == .stringStart { strings += 1 }
            if token.kind == .stringEnd { strings -= 1 }
            guard strings == 0 else {
                result += text
                continue
            }
            let blank = ["", " ", "   ", "\t"].randomElement(using: &generator) ?? ""
            switch token.kind {
            case .whitespace: result += Int.random(in: 0..<4, using: &generator) == 0 ? text : " " + blank
            case .newline:
                result += ["\n", "\n", "\n", "\n\n", "\n\n\n\n", " ; \n", " # c\n"].randomElement(using: &generator) ?? "\n"
            case .sign where Int.random(in: 0..<4, using: &generator) == 0:
                let side = ["", "", "\n", "# d\n"].randomElement(using: &generator) ?? ""
                result += blank + text + blank + (Int.random(in: 0..<6, using: &generator) == 0 ? side : "")
            default: result += text
            }
        }
        return result
    }
}
