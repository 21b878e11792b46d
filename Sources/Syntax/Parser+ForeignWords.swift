/// Words that mean something in other languages. They are names here, so they are noticed only where a name does not fit.
extension Parser {
    /// The error for a word of another language just before the current lexeme, or at it.
    @inline(never)
    mutating func foreignWord() -> GivenUp? {
        if let previous, previous.kind == .name, previous.end <= current.start, isFollowedByItsOperand(previous) {
            let word = text(previous)
            if word == "print" || word == "assert" {
                let form = word == "print" ? "print(x)" : "assert(c, \"…\")"
                return fail("`\(word)` is a function", at: previous.span, hints: ["a call needs parentheses: `\(form)`"])
            }
            // Its beginning, in the same foreign words, was reported.
            if hasGivenUp, Self.branchWords.contains(word) { lastFailure = current.start }
            if let hint = Self.openingWords[word] {
                return fail("`\(word)` has no meaning in Hesse", at: previous.span, hints: [hint])
            }
        }
        guard current.kind == .name else { return nil }
        let word = text(current)
        if let hint = Self.middleWords[word] {
            return fail("`\(word)` is not an operator", at: current.span, hints: [hint])
        }
        if Self.branchWords.contains(word), let hint = Self.openingWords[word] {
            return fail("`\(word)` has no meaning in Hesse", at: current.span, hints: [hint])
        }
        return nil
    }

    private func isFollowedByItsOperand(_ word: Lexeme) -> Bool {
        switch current.kind {
        case .name, .integer, .float, .stringStart, .keyword, .sign(.leftBrace), .sign(.colon): true
        default: false
        }
    }

    private static let functionHint = "a function is `f(x) = x^2`; with several lines, `f(x) = { … }`"
    private static let nameHint = "a name needs no declaration: `x = 1`"
    private static let elseHint = "write `else if c { … }`"
    private static let recordHint = "there are no classes; a record holds values by name: `{a: 1, b: 2}`"

    /// Words with which a statement or an expression begins elsewhere.
    private static let openingWords: [String: String] = [
        "def": functionHint, "function": functionHint, "fn": functionHint, "func": functionHint, "fun": functionHint,
        "lambda": "a function without a name is `x -> x^2`",
        "elif": elseHint, "elseif": elseHint, "elsif": elseHint,
        "let": nameHint, "var": nameHint, "const": nameHint, "local": nameHint,
        "global": "a function cannot assign an outer name; return the value instead",
        "nonlocal": "a function cannot assign an outer name; return the value instead",
        "class": recordHint, "struct": recordHint, "type": recordHint, "enum": recordHint,
        "del": "a name need not be deleted; assign `none` to free a large value",
        "raise": "write `error(\"…\")`", "throw": "write `error(\"…\")`",
        "except": "write `try { … } catch e { … }`", "finally": "there is no `finally`: write it behind the `catch` block",
        "with": "there is no `with`: files are read whole, `load(path)`",
        "switch": "write `if … { } else if … { }`", "match": "write `if … { } else if … { }`", "case": "write `else if c { … }`",
        "unless": "write `if not c { … }`", "until": "write `while not c { … }`", "repeat": "write `while true { … }`",
        "do": "write `while true { … if c { break } }`", "foreach": "write `for x in xs { … }`",
        "loop": "write `while true { … }`",
        "using": "write `import name`", "include": "write `import name`", "require": "write `import name`",
        "use": "write `import name`",
        "await": "there are no asynchronous calls", "async": "there are no asynchronous calls",
        "yield": "there are no generators; collect with `xs = append(xs, x)`",
        "begin": "a block is `{ … }`", "then": "a block is `{ … }`",
    ]

    /// Words that go on with a statement elsewhere.
    private static let branchWords: Set<String> = ["elif", "elseif", "elsif", "except", "finally", "case"]

    /// Words that stand between operands elsewhere.
    private static let middleWords: [String: String] = [
        "is": "write `==`, as in `x == none`", "isnt": "write `!=`",
        "mod": "the remainder is `a % b`", "div": "whole division is `a // b`", "xor": "write `a != b` between booleans",
        "then": "a block is `{ … }`", "do": "a block is `{ … }`", "end": "a block is `{ … }`",
        "where": "define the name on a line before",
    ]
}
