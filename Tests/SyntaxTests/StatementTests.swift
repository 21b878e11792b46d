import Syntax
import Testing

@Suite struct StatementTests {
    @Test(arguments: [
        ("x = 1", "(= x 1)"),
        ("x += 1; x -= 2; x *= 3; x /= 4", "(+= x 1)\n(-= x 2)\n(*= x 3)\n(/= x 4)"),
        ("a[0] = 1", "(= (path a [0]) 1)"),
        ("p.b1 = x", "(= (path p .b1) x)"),
        ("p.deep[0].c += 2", "(+= (path p .deep [0] .c) 2)"),
        ("a[i, 1:3] = b", "(= (path a [i 1:3:_]) b)"),
        ("a, b = b, a", "(= (unpack a b) (list b a))"),
        ("(a, b[0]), c.d = xs", "(= (unpack (unpack a (path b [0])) (path c .d)) xs)"),
        ("[a, b] = xs", "(= (unpack a b) xs)"),
        ("a, = xs", "(= (unpack a) xs)"),
        ("η, δ = randn(2, 2*n + 1)", "(= (unpack η δ) (call randn 2 (+ (* 2 n) 1)))"),
    ])
    func assignments(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test(arguments: [
        ("f(x) = x^2", "(define f (x) (^ x 2))"),
        ("f(x, scale=1.0) = scale * x^2", "(define f (x scale=1.0) (* scale (^ x 2)))"),
        ("f() = 3", "(define f () 3)"),
        ("f(x) = a, b", "(define f (x) (list a b))"),
        ("g(x) = {\n  y = x + 1\n  y * 2\n}", "(define g (x) (block (= y (+ x 1)) (* y 2)))"),
        ("g(x) =\n  x", "(define g (x) x)"),
        ("g(xs) = for x in xs { print(x) }", "(define g (xs) (for x xs (block (call print x))))"),
        ("f(x) = { return a, b }", "(define f (x) (block (return (list a b))))"),
        ("f(x) = { return\n a }", "(define f (x) (block return a))"),
        ("f(x) = { if x { return; }; 1 }", "(define f (x) (block (if x (block return)) 1))"),
        ("f(x) = x -> { return x }", "(define f (x) (-> (x) (block (return x))))"),
    ])
    func definitions(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test(arguments: [
        ("## one\n##  two \nf(x) = x", "(define f (x) x \"one\\n two\")"),
        ("  ## one\n  f(x) = x", "(define f (x) x \"one\")"),
        ("##\nf(x) = x", "(define f (x) x \"\")"),
        ("\u{FEFF}## one\r\nf(x) = x", "(define f (x) x \"one\")"),
        ("## apart\n\nf(x) = x", "(define f (x) x)"),
        ("# no documentation\nf(x) = x", "(define f (x) x)"),
        ("### a heading\nf(x) = x", "(define f (x) x)"),
        ("y = 1 ## of y\nf(x) = x", "(= y 1)\n(define f (x) x)"),
        ("g() = {\n  ## inner\n  f(x) = x\n}", "(define g () (block (define f (x) x \"inner\")))"),
    ])
    func documentation(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test(arguments: [
        ("if c { 1 } else if d { 2 } else { 3 }", "(if c (block 1) d (block 2) else (block 3))"),
        ("if c { 1 }", "(if c (block 1))"),
        ("y = if c { 1 } else { 2 } + 3", "(= y (+ (if c (block 1) else (block 2)) 3))"),
        ("for i, x in enumerate(xs) { i }", "(for (unpack i x) (call enumerate xs) (block i))"),
        ("for i, (a, b) in xs { i }", "(for (unpack i (unpack a b)) xs (block i))"),
        ("for (a, b) in xs { a }", "(for (unpack a b) xs (block a))"),
        ("for x in 1, 2 { x }", "(for x (list 1 2) (block x))"),
        ("while a and b { break; continue }", "(while (and a b) (block break continue))"),
        ("try { f() } catch e { e.message }", "(try (block (call f)) e (block (. e message)))"),
        ("if a { b }\nelse { c }", "(if a (block b) else (block c))"),
        ("if a { b }\n\n# why\nelse if d { c }", "(if a (block b) d (block c))"),
        ("try { a }\ncatch e { b }", "(try (block a) e (block b))"),
    ])
    func control(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test(arguments: [
        ("import nets.resnet", "(import nets.resnet)"),
        ("import nets.resnet as rn", "(import nets.resnet as rn)"),
        ("from nets.resnet import resnet56", "(from nets.resnet import resnet56)"),
        ("from a import b, c as d,\n  e", "(from a import b c as d e)"),
        ("f() = { import a; a.g() }", "(define f () (block (import a) (call (. a g))))"),
    ])
    func imports(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test func aWholeProgram() {
        let source = """
            # the saddle of Eq. (31)
            n = 500; ñ = 800
            L(θ) = 0.5 * θ[2*n] * (sum(θ[:ñ]^2) - sum(θ[ñ:2*n]^2))
            θs = concat([zeros(2*n), ones(1)])

            H = hessian(L, θs)
            eigsh(H, k=2, which="BE").values          # [-1, 1]
            plot(project(L, θs, η, δ, alpha=linspace(-1, 1, 51)))
            """
        #expect(
            dump(source) == """
                (= n 500)
                (= ñ 800)
                (define L (θ) (* (* 0.5 (index θ (* 2 n))) (- (call sum (^ (index θ _:ñ:_) 2)) (call sum (^ (index θ ñ:(* 2 n):_) 2)))))
                (= θs (call concat [(call zeros (* 2 n)) (call ones 1)]))
                (= H (call hessian L θs))
                (. (call eigsh H k=2 which="BE") values)
                (call plot (call project L θs η δ alpha=(call linspace (- 1) 1 51)))
                """)
    }
}

/// The paragraph "Lines" of the language's page.
@Suite struct LineTests {
    @Test(arguments: [
        // within ( ), [ ] and a record, newlines mean nothing
        ("f(a\n, b\n)", "(call f a b)"),
        ("x = (a\n  - b)", "(= x (- a b))"),
        ("[1,\n2\n]", "[1 2]"),
        ("{a:\n1\n, b: 2}", "{a: 1 b: 2}"),
        // the innermost bracket decides
        ("f({\n a\n -b\n})", "(call f (block a (- b)))"),
        ("f(x -> {\n y = x\n y\n}, 2)", "(call f (-> (x) (block (= y x) y)) 2)"),
        ("{\n (a\n -b)\n}", "(block (- a b))"),
        // a line goes on when it ends in an operator, `,`, `=` or `->`
        ("x = 3 +\n\n  4", "(= x (+ 3 4))"),
        ("x = a and # why\n  not\n b", "(= x (and a (not b)))"),
        ("x =\n 1", "(= x 1)"),
        ("a,\nb", "(list a b)"),
        ("x +=\n 1", "(+= x 1)"),
        ("x in\n y", "(x in y)"),
        // and when the next begins with `.name`
        ("x = f(a)\n  .T\n  # why\n\n  .sum()", "(= x (call (. (. (call f a) T) sum)))"),
        ("x\n.5", "x\n0.5"),
        // a newline ends a statement otherwise
        ("a\n-b", "a\n(- b)"),
        ("a\n(b)", "a\nb"),
        ("a\n[b]", "a\n[b]"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("{\n    -x\n}", "(block (- x))"),
        ("  a\n  -b", "a\n(- b)"),
        // `;` separates
        ("a; b;; c;", "a\nb\nc"),
        ("#! /usr/bin/env hesse\nx", "x"),
        ("", ""),
        ("# nothing", ""),
    ])
    func lines(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test(arguments: ["-", "+", "(", "[", "~"])
    func aLineThatLooksLikeAContinuationIsAnError(sign: String) {
        let rest = sign == "(" ? "3)" : sign == "[" ? "3]" : "3"
        let message = "error: a line that begins with `\(sign)` does not go on from the line above"
        #expect(dump("y = 2\n  \(sign)\(rest)") == message)
        #expect(dump("f(x) = {\n  y = 2\n\t\(sign)\(rest)\n}") == message)
        #expect(dump("a; y = 2\n\n # why\n \(sign)\(rest)") == message)
        #expect(!dump("y = 2\n\(sign)\(rest)").contains("error"))
        #expect(!dump("  y = 2\n \(sign)\(rest)").contains("error"))
    }

    @Test func aSemicolonAtTheEndSilencesThePrompt() {
        func isSilent(_ text: String) -> Bool { SyntaxTree.parse(SourceFile(name: "test", text: text)).isSilent }
        #expect(isSilent("x;"))
        #expect(isSilent("a; b; # why\n"))
        #expect(!isSilent("a; b"))
        #expect(!isSilent("a;\nb"))
        #expect(!isSilent("f(x) = { x; }"))
    }
}

@Suite struct SpanTests {
    /// The texts of all nodes below the root.
    private func texts(_ source: String) -> [String] {
        let tree = SyntaxTree.parse(SourceFile(name: "test", text: source))
        var result: [String] = []
        func walk(_ id: NodeID) {
            result.append(tree.text(id))
            tree[id].forEachChild(walk)
        }
        tree[tree.root].forEachChild(walk)
        return result
    }

    @Test func spansAreExact() {
        #expect(texts("  y = (a + b) * c  # why") == ["y = (a + b) * c", "y", "(a + b) * c", "a + b", "a", "b", "c"])
        #expect(texts("f(x,\n k=2).T ") == ["f(x,\n k=2).T", "f(x,\n k=2)", "f", "x", "2"])
        #expect(texts("a, b = b, a") == ["a, b = b, a", "a, b", "a", "b", "b, a", "b", "a"])
        #expect(texts("-x^2; {a: 1}") == ["-x^2", "x^2", "x", "2", "{a: 1}", "1"])
    }
}
