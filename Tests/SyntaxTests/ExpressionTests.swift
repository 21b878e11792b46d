import Syntax
import Testing

@Suite struct PrecedenceTests {
    @Test(arguments: [
        // call, index, field · ^
        ("a.b[c](d)^e", "(^ (call (index (. a b) c) d) e)"),
        ("x.T.y[0](1).z", "(. (call (index (. (. x T) y) 0) 1) z)"),
        ("2^3^2", "(^ 2 (^ 3 2))"),
        ("-x^2", "(- (^ x 2))"),
        ("2^-1", "(^ 2 (- 1))"),
        ("2^-x^2", "(^ 2 (- (^ x 2)))"),
        ("~x^2", "(~ (^ x 2))"),
        ("-x.T", "(- (. x T))"),
        // unary · multiplicative
        ("-a * b", "(* (- a) b)"),
        ("a * -b", "(* a (- b))"),
        ("- -a", "(- (- a))"),
        ("+a - ~b", "(- (+ a) (~ b))"),
        ("a / b * c // d % e @ f", "(@ (% (// (* (/ a b) c) d) e) f)"),
        // additive
        ("a - b - c", "(- (- a b) c)"),
        ("a - b * c + d", "(+ (- a (* b c)) d)"),
        ("x @ W + b", "(+ (@ x W) b)"),
        // comparisons chain and take in `in`
        ("0 < x < 1", "(0 < x < 1)"),
        ("a == b != c <= d >= e > f", "(a == b != c <= d >= e > f)"),
        ("a in b not in c", "(a in b not in c)"),
        ("a + 1 < b * 2", "((+ a 1) < (* b 2))"),
        ("(a < b) < c", "((a < b) < c)"),
        ("a < (b < c)", "(a < (b < c))"),
        // & above |, both below comparisons
        ("A > 0 & A < 2", "(& (A > 0) (A < 2))"),
        ("a | b & c | d", "(| (| a (& b c)) d)"),
        ("~A > 0", "((~ A) > 0)"),
        // not · and · or
        ("not a == b", "(not (a == b))"),
        ("not a & b", "(not (& a b))"),
        ("not not a", "(not (not a))"),
        ("not a and b or not c", "(or (and (not a) b) (not c))"),
        ("a or b and c or d", "(or (or a (and b c)) d)"),
        // -> lowest, and as far right as possible
        ("x -> x + 1 or y", "(-> (x) (or (+ x 1) y))"),
        ("x -> y -> x + y", "(-> (x) (-> (y) (+ x y)))"),
        ("f(x -> x, 1)", "(call f (-> (x) x) 1)"),
    ])
    func groups(source: String, expected: String) {
        #expect(dump(source) == expected)
    }
}

@Suite struct LiteralTests {
    @Test(arguments: [
        ("3", "3"), ("1_000", "1000"), ("0", "0"), ("00", "0"), ("0x1F", "31"), ("0b101", "5"), ("0o17", "15"), ("0x_ff", "255"),
        ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        ("2.5", "2.5"), (".5", "0.5"), ("1e-3", "0.001"), ("1E3", "1000.0"), ("1.5e+2", "150.0"), ("1_0.2_5", "10.25"),
        ("01.5", "1.5"), ("2.5.T", "(. 2.5 T)"), ("(0.5).dtype", "(. 0.5 dtype)"), ("1e-400", "0.0"), ("5e-324", "5e-324"),
        ("true", "true"), ("false", "false"), ("none", "none"), ("inf", "inf"), ("nan", "nan"),
    ])
    func scalars(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test func smallestIntegerHasAPowerOfItsOwn() {
        // -(2^63)^2 is the negative of a power whose base does not fit.
        #expect(dump("-9223372036854775808^2") == "error: the integer does not fit into 64 bits")
        #expect(dump("x - 9223372036854775808") == "error: the integer does not fit into 64 bits")
    }

    @Test(arguments: [
        (#"'plain {x}'"#, #""plain {x}""#),
        (#"''"#, #""""#),
        (#""""#, #""""#),
        (#""a\tb\\\"\'\u{3B8}\r""#, "\"a\tb\\\"'θ\r\""),
        (#"'it\'s'"#, #""it's""#),
        (#"'\0'"#, "\"\0\""),
        (#""trace = {t:.3f}""#, #"(string "trace = " t :.3f)"#),
        (#""{a}{b}""#, "(string a b)"),
        (#""{{}} {{x}} {y}""#, #"(string "{} {x} " y)"#),
        (#""{{{x}}}""#, #"(string "{" x "}")"#),
        (#""{p["k"]} {f("{x:d}")}""#, #"(string (index p "k") " " (call f (string x :d)))"#),
        (#""{x[1:2]:.2f}""#, "(string (index x 1:2:_) :.2f)"),
        (#""{ {a: 1}.a :>5}""#, "(string (. {a: 1} a) : >5)"),
        (#""{x -> x}""#, "(string (-> (x) x))"),
        (#""{x:}""#, "(string x :)"),
        (#""{x:*^+012,.3e}""#, "(string x :*^+012,.3e)"),
        ("\"\"\"a\nb {x +\n1} \"c\" 'd'\"\"\"", #"(string "a\nb " (+ x 1) " "c" 'd'")"#),
        ("\"\"\"a\r\nb\"\"\"", #""a\nb""#),
        (#""""""""#, #""""#),
        (#"'"""'"#, #"""""""#),
    ])
    func strings(source: String, expected: String) {
        #expect(dump(source) == expected)
    }
}

@Suite struct OperandTests {
    @Test(arguments: [
        ("[1, 2, 3]", "[1 2 3]"), ("[]", "[]"), ("[[1, 2], [3, 4],]", "[[1 2] [3 4]]"), ("[...xs, 1]", "[...xs 1]"),
        ("a, b", "(list a b)"), ("a, ...b", "(list a ...b)"), ("(a, b)", "(list a b)"), ("(a,)", "(list a)"), ("()", "(list)"),
        ("(a)", "a"), ("[1, 2][0]", "(index [1 2] 0)"),
    ])
    func listsAndBrackets(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test(arguments: [
        ("r = {}", "(= r {})"),
        ("r = {\n# nothing\n}", "(= r {})"),
        ("{W1: randn(1, 100), b1: zeros(100)}", "{W1: (call randn 1 100) b1: (call zeros 100)}"),
        ("{\"a b\": 1, 'c': 2,\n d\n: 3}", "{a b: 1 c: 2 d: 3}"),
        ("{...p, b1: x}", "{...p b1: x}"),
        ("{...p}", "{...p}"),
        ("{\n\n...p}", "{...p}"),
        ("{in: 1, from: 2}", "{in: 1 from: 2}"),
        ("{a: {b: {}}}", "{a: {b: {}}}"),
        // everything else is a block
        ("{a}", "(block a)"),
        ("{a, b}", "(block (list a b))"),
        ("{\"a\"}", "(block \"a\")"),
        ("y = { x = 1; x + 1 }", "(= y (block (= x 1) (+ x 1)))"),
        ("f(x) = { a: x }", "(define f (x) {a: x})"),
        // and after a header it is always a block
        ("for x in xs { }", "(for x xs (block))"),
        ("if c {} else {}", "(if c (block) else (block))"),
        ("while c {}", "(while c (block))"),
        ("try {} catch e {}", "(try (block) e (block))"),
        ("if {a: 1} == r { 2 }", "(if ({a: 1} == r) (block 2))"),
        ("for x in {a: 1} { x }", "(for x {a: 1} (block x))"),
    ])
    func recordOrBlock(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test(arguments: [
        ("f()", "(call f)"), ("f(a, b, k=1)", "(call f a b k=1)"), ("f(...args, k=1)", "(call f ...args k=1)"),
        ("f(a == b)", "(call f (a == b))"), ("f(x)(y)", "(call (call f x) y)"), ("f(\n a,\n b,\n)", "(call f a b)"),
        ("x[0]", "(index x 0)"), ("x[1:3]", "(index x 1:3:_)"), ("x[:n]", "(index x _:n:_)"), ("x[n:]", "(index x n:_:_)"),
        ("x[:]", "(index x _:_:_)"), ("x[::2]", "(index x _:_:2)"), ("x[a:b:c]", "(index x a:b:c)"), ("x[::]", "(index x _:_:_)"),
        ("x[..., none, 0]", "(index x ... none 0)"), ("x[...]", "(index x ...)"), ("x[i, :, -1,]", "(index x i _:_:_ (- 1))"),
        ("p.W1", "(. p W1)"), (#"p["W1"]"#, #"(index p "W1")"#), ("e.line", "(. e line)"), ("p.in", "(. p in)"),
    ])
    func suffixes(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test(arguments: [
        ("x -> x^2", "(-> (x) (^ x 2))"),
        ("(x, y) -> x + y", "(-> (x y) (+ x y))"),
        ("() -> 3", "(-> () 3)"),
        ("(x) -> x", "(-> (x) x)"),
        ("(x, k=i + 1) -> x", "(-> (x k=(+ i 1)) x)"),
        ("x -> {\n y = x\n y\n}", "(-> (x) (block (= y x) y))"),
        ("x -> {a: x}", "(-> (x) {a: x})"),
        ("x ->\n  x", "(-> (x) x)"),
    ])
    func lambdas(source: String, expected: String) {
        #expect(dump(source) == expected)
    }

    @Test func anArrowDoesNotBeginALine() {
        #expect(dump("(\nx\n)\n-> x") == "error: `->` lacks its parameters")
    }
}
