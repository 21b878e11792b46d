import Syntax

extension Keyword {
    /// What the word means, with an example.
    var help: String { "`\(rawValue)`: \(meaning)\n\n    \(example)" }

    private var meaning: String {
        switch self {
        case .and: "whether both hold; the right side is evaluated only if the left one holds. On tensors: `&`."
        case .or: "whether one holds; the right side is evaluated only if the left one does not. On tensors: `|`."
        case .not: "the opposite of a boolean; `not in` asks for what is missing. On tensors: `~`."
        case .as: "what an imported module or name is called here."
        case .break: "ends the loop around it."
        case .continue: "goes on with the next turn of the loop around it."
        case .if, .else: "runs the block whose condition holds; an expression, none where nothing holds."
        case .for: "a loop over a range, a list, a record's names or a tensor's first axis."
        case .in: "whether something is an element, a name of a record or a part of a string; also what a loop goes over."
        case .while: "a loop as long as a condition holds."
        case .try, .catch: "goes on behind an error: `e.message`, `e.line` and `e.hint` say which. An interrupt is not caught."
        case .return: "leaves the function with a value; without it, the last expression of the block is the value."
        case .import, .from:
            "makes the names of another file known: beside the script, in HESSE_PATH, or of the standard library."
        case .true, .false: "a boolean; in arithmetic 1 or 0."
        case .none: "the value of what has no other; as an index, a new axis."
        }
    }

    private var example: String {
        switch self {
        case .and, .or: "if x > 0 \(rawValue) y > 0 { print(x, y) }"
        case .not: "if not isnan(loss) { print(loss) }"
        case .as, .import: "import nets.mlp as mlp"
        case .from: "from nets.mlp import forward"
        case .break: "while true { x = x / 2; if x < 1e-3 { break } }"
        case .continue: "for x in xs { if x < 0 { continue }; print(sqrt(x)) }"
        case .if, .else: "s = if x > 0 { 1 } else if x < 0 { -1 } else { 0 }"
        case .for: "for i, x in enumerate(xs) { print(i, x) }"
        case .in: "print(2 in [1, 2], \"W\" in {W: 1})   # → true true"
        case .while: "while norm(g) > 1e-6 { θ -= 0.1 * g; g = grad(f, θ) }"
        case .try, .catch: "try { inverse = 1 // n } catch e { print(e.message) }"
        case .return: "f(x) = { if x < 0 { return 0 }; sqrt(x) }"
        case .true, .false: "hist(x, gaussian=\(rawValue))"
        case .none: "x[none, :]   # a row of x"
        }
    }
}
