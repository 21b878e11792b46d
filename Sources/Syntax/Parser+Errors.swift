/// The errors of particular constructs, each named for what it is about.
///
/// They stand apart, and are not inlined, to keep the frames of the recursive descent small: texts need room on the stack even
/// where they are not made.
extension Parser {
    /// `h = x, y -> x + y`, which would be a list of two.
    @inline(never)
    mutating func bareParameters(from start: Int) -> GivenUp {
        fail(
            "the parameters of `->` lack parentheses", at: start..<current.end,
            hints: ["write `(\(source.excerpt(start..<current.end))) -> …`, or `[…]` around a list that holds a function"])
    }

    /// `x = ...xs`.
    @inline(never)
    mutating func loneSpread(_ spread: Range<Int>, in span: Range<Int>) -> GivenUp {
        fail("`...` spreads into a list", at: span, hints: ["write `[\(source.excerpt(spread))]`"])
    }

    /// `a == not b`.
    @inline(never)
    mutating func looseNot() -> GivenUp {
        fail("`not` binds less tightly than the operator before it", at: current.span, hints: ["write parentheses: `(not b)`"])
    }

    /// `x.` and `f.(x)`.
    @inline(never)
    mutating func missingFieldName() -> GivenUp {
        fail(
            "`.` is not followed by a name", at: placeOfMissing, label: "expected the name of a field",
            hints: current.is(.leftParenthesis) ? ["functions work element by element without a point: `f(x)`"] : [])
    }

    /// `f(a=1, a=2)`, `{a: 1, a: 2}`.
    @inline(never)
    mutating func repeated(_ what: String, _ name: Name) -> GivenUp {
        fail("the \(what) `\(name.text)` is given twice", at: name.span)
    }

    /// `f(*args)`.
    @inline(never)
    mutating func starSpread() -> GivenUp {
        fail("`*` does not spread", at: current.span, hints: ["write `...`, as in `f(...args)`"])
    }

    /// `f(a[0] = 1)`.
    @inline(never)
    mutating func assignedArgument(_ span: Range<Int>) -> GivenUp {
        fail(
            "only a name can be given a value in a call", at: span, hints: ["write `name=value` for an argument, `==` to compare"]
        )
    }

    /// `f(a=1, b)`, or `f(a=1, b) = …`.
    @inline(never)
    mutating func latePositional(_ span: Range<Int>) -> GivenUp {
        let close = (position..<lexemes.count).first { brackets.partner[$0] >= 0 && brackets.partner[$0] < position }
        if let close, lexemes[min(close + 1, lexemes.count - 1)].is(.equal) {
            return fail(
                "a parameter without a default follows one with a default", at: span, hints: ["put parameters with defaults last"]
            )
        }
        return fail("a positional argument follows a keyword argument", at: span, hints: ["put `name=value` last"])
    }

    /// `x[]`.
    @inline(never)
    mutating func emptyIndex(_ span: Range<Int>) -> GivenUp {
        fail("the index is empty", at: span, hints: ["write `[:]` for all elements"])
    }

    /// `x[...indices]`.
    @inline(never)
    mutating func spreadIndex() -> GivenUp {
        fail(
            "`...` in an index stands for the axes left over and takes no operand", at: current.span,
            hints: ["an index can be a list: `x[indices]`"])
    }

    /// `x[1:2:3:4]`.
    @inline(never)
    mutating func longRange() -> GivenUp {
        fail("a range has at most three parts", at: current.span, hints: ["write `start:stop:step`"])
    }

    /// `{"W{i}": 1}`.
    @inline(never)
    mutating func computedKey(_ span: Range<Int>) -> GivenUp {
        fail("the key of a record is a fixed text", at: span, hints: ["assign a computed one: `p[\"W{i}\"] = x`"])
    }

    /// `{a = 1}`, `{...p, a}`.
    @inline(never)
    mutating func missingColon(_ key: Name) -> GivenUp {
        if current.is(.equal) {
            return fail("an entry of a record is written with `:`", at: current.span, hints: ["write `\(key.text): value`"])
        }
        return unexpected("expected `:`", hint: "an entry is `name: value`")
    }

    /// `{a = 1, b = 2}`, read as a block.
    @inline(never)
    mutating func recordWithEquals(_ name: Lexeme) -> GivenUp {
        fail(
            "an entry of a record is written with `:`", at: name.span,
            hints: ["write `{\(text(name)): …, \(previous.map(text) ?? "name"): …}`"])
    }

    /// `r = {a = 1}`. What it would do is clear, and of no use.
    @inline(never)
    mutating func complainOfBlock(_ span: Range<Int>, endingIn statement: NodeID) {
        let way: String
        if case .assignment(let target, let value) = kind(statement), case .nameTarget(let name) = kind(target) {
            way = "a record is written `{\(name): \(source.excerpt(self.span(value)))}`"
        } else {
            way = "a record is written `{name: value}`"
        }
        complain(
            "this block has no value: it ends in an assignment", at: span,
            hints: [way + "; for the value of a block, end it with an expression"])
    }

    /// `"a" "b"`.
    @inline(never)
    mutating func adjacentStrings(_ span: Range<Int>) -> GivenUp {
        let isDoubled = source.text(span).contains("''")
        return fail(
            "two strings follow each other", at: span,
            hints: [isDoubled ? "a quote inside is written `\\'`" : "join them with `+`, or put a comma between"])
    }

    /// `"{}"`.
    @inline(never)
    mutating func emptyInterpolation(_ span: Range<Int>) -> GivenUp {
        fail(
            "the interpolation is empty", at: span,
            hints: ["put the value into the braces, as in `{x:.3f}`; braces in the text are `{{` and `}}`"])
    }

    /// `"{a, b}"`.
    @inline(never)
    mutating func severalInterpolated() -> GivenUp {
        fail("an interpolation holds one value", at: current.span, hints: ["write braces for each: `{a}, {b}`"])
    }

    /// `"{x=}"`, `"{x y}"`.
    @inline(never)
    mutating func openInterpolation() -> GivenUp {
        if current.is(.equal) {
            return fail("`=` in an interpolation has no meaning", at: current.span, hints: ["write the name as text: `x = {x}`"])
        }
        return unexpected("expected `}` or `:` and a format")
    }

    /// `9223372036854775808`. The statement around it may be right, so parsing goes on.
    @inline(never)
    mutating func complainOfSize(of integer: Lexeme) {
        let digits = text(integer).filter { $0 != "_" }
        let isDecimal = digits.utf8.allSatisfy(\.isDigit)
        complain(
            "the integer does not fit into 64 bits", at: integer.span, label: "the largest is \(Int.max)",
            hints: isDecimal ? ["write a float: `\(digits).0`"] : [])
    }

    /// `1e999`.
    @inline(never)
    mutating func complainOfSize(ofFloat float: Lexeme) {
        complain(
            "the number is larger than any float64", at: float.span, label: "the largest is 1.797…e308", hints: ["write `inf`"])
    }

    /// `for i = 1`.
    @inline(never)
    mutating func missingIn() -> GivenUp {
        if current.is(.equal) {
            return fail("`for` takes its values from `in`", at: current.span, hints: ["write `for i in range(10) { … }`"])
        }
        return unexpected("expected `in`", hint: "a loop is `for x in xs { … }`")
    }

    /// `for (i in xs)`.
    @inline(never)
    mutating func loopParentheses() -> GivenUp {
        fail("`for` takes no parentheses", at: current.span, hints: ["write `for x in xs { … }`"])
    }

    /// `for a[0] in xs`.
    @inline(never)
    mutating func loopPath(_ id: NodeID) -> GivenUp {
        fail("`for` gives its values to names", at: span(id), hints: ["assign in the block: `for x in xs { a[0] = x }`"])
    }

    /// `try { … }` alone.
    @inline(never)
    mutating func missingCatch(_ span: Range<Int>) -> GivenUp {
        fail("`try` lacks its `catch`", at: span, hints: ["write `try { … } catch e { … }`"])
    }

    /// `catch { … }`.
    @inline(never)
    mutating func missingErrorName() -> GivenUp {
        fail(
            "`catch` lacks the name of the error", at: placeOfMissing,
            hints: ["write `catch e { … }`; `e.message` says what it was"])
    }

    /// `if { … }`.
    @inline(never)
    mutating func missingCondition(_ word: String) -> GivenUp {
        fail("`\(word)` lacks its condition", at: placeOfMissing, hints: ["write `\(word) x > 0 { … }`"])
    }

    /// `if x = 1 { … }`.
    @inline(never)
    mutating func assignedCondition() -> GivenUp {
        fail("`=` assigns and cannot be a condition", at: current.span, hints: ["write `==` to compare"])
    }

    /// A header without its `{`.
    @inline(never)
    mutating func missingBlock(_ header: String) -> GivenUp {
        let form = "write `\(header) { … }`"
        if isAtBreak { return fail("`\(header)` lacks its block", at: placeOfMissing, hints: [form]) }
        switch current.kind {
        case .sign(.colon):
            if header.hasPrefix("for"), isOperandStart(ahead(1)), !ahead(1).startsLine { return rangeInLoop() }
            return fail("a block does not begin with `:`", at: current.span, hints: [form])
        case .name where ["then", "do", "begin"].contains(text(current)):
            return fail("a block does not begin with `\(text(current))`", at: current.span, hints: [form])
        default:
            return unexpected("expected `{`", hint: form)
        }
    }

    /// A `{` that begins a line. What it means is clear, so parsing goes on.
    @inline(never)
    mutating func complainOfLine(of header: String) {
        complain("the `{` of `\(header)` begins a line", at: current.span, hints: ["put it on the line above: `\(header) {`"])
    }

    /// `p.f(x) = …`, `f(x)(y) = …`.
    @inline(never)
    mutating func wrongDefinition(_ span: Range<Int>) -> GivenUp {
        fail(
            "only a plain name can be defined as a function", at: span,
            hints: ["write `name(x) = …`; a field is assigned a function by `p.f = x -> …`"])
    }

    /// `f(2) = …`.
    @inline(never)
    mutating func wrongParameter(_ id: NodeID, of name: Name) -> GivenUp {
        fail(
            "the parameters of `\(name.text)` have to be names", at: span(id), label: "not a name",
            hints: ["a function is defined by `\(name.text)(x) = …`, an element assigned by `\(name.text)[i] = …`"])
    }

    /// `f(...args) = …`.
    @inline(never)
    mutating func spreadParameter(_ id: NodeID) -> GivenUp {
        fail(
            "`...` cannot stand before a parameter", at: span(id),
            hints: ["a function takes a fixed number of arguments; hand it a list"])
    }

    /// `x -> return x`.
    @inline(never)
    mutating func statementInLambda() -> GivenUp {
        fail(
            "the body of `->` is an expression, not \(describe(current))", at: current.span,
            hints: current.is(.return) ? ["leave `return` out: the expression is the value"] : [])
    }

    /// `(x, 2) -> x`.
    @inline(never)
    mutating func wrongParameters() -> GivenUp {
        fail(
            "unexpected \(describe(current)) among parameters", at: current.span,
            hints: ["parameters are names, with a default if you like: `(x, k=1) -> k * x`"])
    }

    /// `[] = x`.
    @inline(never)
    mutating func emptyTarget(_ id: NodeID) -> GivenUp {
        fail("there is nothing to assign to", at: span(id))
    }

    /// `a, ...rest = xs`.
    @inline(never)
    mutating func spreadTarget(_ id: NodeID) -> GivenUp {
        fail(
            "`...` cannot stand left of `=`", at: span(id),
            hints: ["take apart exactly, or slice: `first = xs[0]; rest = xs[1:]`"])
    }

    /// `x + 1 = 2`.
    @inline(never)
    mutating func wrongTarget(_ id: NodeID) -> GivenUp {
        fail("cannot assign to \(description(of: id))", at: span(id), hints: assignmentHints(id))
    }

    /// `f(x).a = 1`.
    @inline(never)
    mutating func wrongRoot(_ id: NodeID) -> GivenUp {
        fail(
            "cannot assign into \(description(of: id))", at: span(id),
            hints: ["values do not change; a path begins with the name that is to have the new value: `p.deep[0] = x`"])
    }

    private func description(of id: NodeID) -> String {
        switch kind(id) {
        case .integer, .float: "a number"
        case .boolean, .none: "`\(source.text(span(id)))`"
        case .string, .interpolatedString: "a string"
        case .record: "a record"
        case .call: "a call"
        case .comparison: "a comparison"
        case .lambda: "a function"
        case .block: "a block"
        case .unary, .binary, .not, .and, .or: "an operation"
        default: "an expression"
        }
    }

    private func assignmentHints(_ id: NodeID) -> [String] {
        switch kind(id) {
        case .boolean, .none: ["it is a word of the language; take another name"]
        case .comparison: ["`=` assigns, `==` compares"]
        case .lambda: ["name the function: `f = x -> x^2` or `f(x) = x^2`"]
        case .call: ["a function is defined by `f(x) = …`, an element assigned by `a[i] = …`"]
        default: ["left of `=` stand names, elements `a[i]` and fields `p.b`"]
        }
    }

    /// `a, b += 1`.
    @inline(never)
    mutating func compoundList(_ id: NodeID) -> GivenUp {
        fail(
            "\(describe(current)) changes one name", at: span(id), hints: ["write a statement for each, or `a, b = a + 1, b + 1`"]
        )
    }
}
