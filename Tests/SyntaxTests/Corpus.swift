import Syntax

/// Programs that hold every form of the language, to be checked as they are and mutated.
let corpus: [String] = [
    """
    # the saddle of Eq. (31)
    n = 500; ñ = 800
    L(θ) = 0.5 * θ[2*n] * (sum(θ[:ñ]^2) - sum(θ[ñ:2*n]^2))
    θs = concat([zeros(2*n), ones(1)])

    H = hessian(L, θs)
    eigsh(H, k=2, which="BE").values          # [-1, 1]
    η, δ = randn(2, 2*n + 1)
    plot(project(L, θs, η, δ, alpha=linspace(-1, 1, 51)))
    """,
    """
    #!/usr/bin/env hesse
    ## A network.
    ## Two layers.
    net(θ, x, act=tanh, scale=1.0) = {
        h = act(x @ θ.W1 + θ["b1"])
        if h.ndim > 2 and not any(isnan(h)) { return h, none } else if scale == 0x1F { error("bad {scale:>8.3e}") }
        else { h = h * scale }
        h @ θ.W2
            .T
            .sum(axis=0)
    }
    θ = {W1: randn(1, 100), "b 1": zeros(100), ...rest,
         deep: [{c: 1_000}, {c: .5}]}
    θ.deep[0].c += 2e-3; θ.W1[..., none, ::2, 1:-1] = 3
    """,
    """
    from nets.resnet import resnet56, other as o
    import nets.resnet as rn
    for i, (a, b) in enumerate(zip(xs, ys)) {
        try { f(...args, k=i) } catch e { print(e.message, e.line); continue }
        while 0 < a <= 1 & b != 2 | c not in d { a -= 1; break }
    }
    g = (x, k=1) -> y -> { z = x; [...z, y, -k^-2] }
    r = {}; empty = []; one, = [1]; () ; (1, 2)
    t = \"\"\"a \\u{3B8} {{x}}
      {g(1)(2):+,.2f} {p["k"]} "quoted" 'single'
    \"\"\" + 'it\\'s {plain}' + "\\n\\t\\\\\\"{ {a: 1}.a }{"{1}"}"
    x = 7 // 2 % 3 @ A - ~b + +c / -9223372036854775808 ;
    """,
    "κ₊ = ∇f(x₀)^2\r\nn\u{303} = \u{F1}\r\n变量 = µ + ɛ\r",
]

/// Pieces that mutations put in: the beginnings and ends of everything.
let fragments: [String] = [
    "(", ")", "[", "]", "{", "}", "\"", "'", "\"\"\"", "{{", "\\", "\\u{", "#", "##", "\n", "\r\n", "\r", ";", ",", ":", ".",
    "...", "=", "==", "->", "+", "-",
    "*", "**", "//", "/*", "*/", "^", "~", "!", "&&", "||", "|>", "..", "1.", ".5", "1e", "0x", "9223372036854775808", "if ",
    "else ", "for ", " in ",
    "while ", "try ", "catch ", "return ", "break", "import ", "from ", " as ", "not ", " and ", " or ", "none", "x", "θ̂", "²",
    "⁻¹", "“", "”", "≤",
    "\u{FEFF}", "\u{200B}", "\u{302}", "\u{0}", "\t", "  ", "elif ", "def ", "lambda ", "end", "f(x) = ", "x -> ", "{a: ",
    "a, b = ", "print ", ":.3f", "{x:",
]

/// A small generator of random numbers (xorshift), so that a failure can be repeated from its seed.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed == 0 ? 1 : seed }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// A source with a few random changes: bytes cut, doubled, overwritten, fragments put in.
func mutated(_ source: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = source
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 0...12, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
        case 2:
            bytes.insert(
                UInt8.random(in: 0...(Int.random(in: 0..<8, using: &generator) == 0 ? 255 : 127), using: &generator), at: start)
        case 3: bytes = Array(bytes[..<start])
        default: bytes.insert(contentsOf: Array((fragments.randomElement(using: &generator) ?? "").utf8), at: start)
        }
    }
    return bytes
}
