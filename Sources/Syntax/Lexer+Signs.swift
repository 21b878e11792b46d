/// Operators, punctuation, the spellings other languages have for them, and characters that have no meaning.
extension Lexer {
    mutating func lexSign() {
        if lexInterpolationSign() { return }
        if let sign = Self.single[bytes[position]], !byte(1).isOperator || bytes[position].isBracket {
            return finish(sign, length: 1)
        }
        if lexBackslash() || lexKeywordSpread() || lexIncrement() { return }
        for length in stride(from: min(3, bytes.count - position), to: 0, by: -1) {
            let text = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
            if let foreign = Self.foreign[text] {
                report("`\(text)` is not an operator", position..<(position + length), hints: [foreign.hint])
                return finish(foreign.kind, length: length)
            }
            if text == "/*" { return lexBlockComment() }
            if let sign = Sign(rawValue: text) { return finish(sign, length: length) }
        }
        lexStray(Unicode.Scalar(bytes[position]), length: 1)
    }

    private mutating func finish(_ sign: Sign, length: Int) {
        let start = position
        finish(.sign(sign), length: length)
        if sign == .rightParenthesis || sign == .rightBracket { lexSuperscripts(after: start) }
    }

    /// The signs of one byte.
    private static let single: [UInt8: Sign] = Dictionary(
        Sign.allCases.compactMap { sign in
            guard sign.rawValue.utf8.count == 1, let byte = sign.rawValue.utf8.first else { return nil }
            return (byte, sign)
        }, uniquingKeysWith: { first, _ in first })

    /// `\` at the end of a line, which other languages need to go on with the next one; elsewhere MATLAB's division from the left.
    private mutating func lexBackslash() -> Bool {
        guard bytes[position] == UInt8(ascii: "\\") else { return false }
        var end = position + 1
        while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
        guard end == bytes.count || bytes[end] == 0x0A || bytes[end] == 0x0D else {
            // A letter right behind it, and no operand before: the name of a sign.
            let before = bytes[..<position].last { $0 != 0x20 && $0 != 0x09 }
            let isFirst = before.map { [0x0A, UInt8(ascii: "("), UInt8(ascii: "="), UInt8(ascii: ",")].contains($0) } ?? true
            let isName = isFirst && end == position + 1 && (bytes[end] | 0x20 >= 0x61) && (bytes[end] | 0x20 <= 0x7A)
            let hint =
                isName ? "at the prompt, `\\kappa` and Tab give κ" : "a linear system is solved by `solve(A, b)`"
            report("`\\` is not an operator", position..<(position + 1), hints: [hint])
            finish(.sign(.slash), length: 1)
            return true
        }
        report(
            "`\\` does not continue a line", position..<(position + 1),
            hints: ["a line goes on when it ends in an operator, `,`, `=` or `->`, and within `( )` and `[ ]`"])
        // The newline is taken along: what was meant is one statement.
        let isCRLF = end + 1 < bytes.count && bytes[end] == UInt8(ascii: "\r") && bytes[end + 1] == UInt8(ascii: "\n")
        finish(.whitespace, length: contexts.isEmpty ? end - position + (isCRLF ? 2 : 1) : end - position)
        return true
    }

    /// `f(**options)`.
    private mutating func lexKeywordSpread() -> Bool {
        guard bytes[position] == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "*") else { return false }
        switch tokens.last(where: { !$0.kind.isTrivia })?.kind {
        case .sign(.leftParenthesis), .sign(.comma), .sign(.leftBrace):
            report(
                "`**` does not spread", position..<(position + 2), hints: ["write `...`, as in `f(...args)` and `{...p, b: x}`"])
            finish(.sign(.ellipsis), length: 2)
            return true
        default: return false
        }
    }

    /// `x++`; `a ++b` is a sum.
    private mutating func lexIncrement() -> Bool {
        guard bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-"), byte(1) == byte() else {
            return false
        }
        var next = position + 2
        while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
        guard next == bytes.count || "\r\n;)]}#".utf8.contains(bytes[next]) else { return false }
        let sign = Character(Unicode.Scalar(byte()))
        report("`\(sign)\(sign)` is not an operator", position..<(position + 2), hints: ["write `x \(sign)= 1`"])
        finish(.invalid, length: 2)
        return true
    }

    private mutating func lexBlockComment() {
        var end = endOfLine(from: position)
        var index = position + 2
        while !lacksCommentEnd, index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
                end = index + 2
                break
            }
            index += 1
        }
        lacksCommentEnd = lacksCommentEnd || index + 1 >= bytes.count
        report(
            "`/*` does not begin a comment", position..<(position + 2),
            hints: ["a comment begins with `#` and ends with its line"])
        // Within a string on one line the comment may not reach over the line's end, which the string has to see.
        finish(.comment, to: contexts.isEmpty ? end : min(end, endOfLine(from: position)))
    }

    private typealias Foreign = (kind: Token.Kind, hint: String)

    /// Operators of other languages with what they mean here.
    private static let foreign: [String: Foreign] = {
        let assignment = "there are `+= -= *= /=`; write the others out: `x = x ^ 2`"
        let elementwise = "operators work element by element without a point"
        return [
            "**": (.sign(.caret), "a power is `x^2`"),
            "&&": (.keyword(.and), "write `and` between booleans, `&` between tensors"),
            "||": (.keyword(.or), "write `or` between booleans, `|` between tensors"),
            "!": (.keyword(.not), "write `not x` for a boolean, `~x` for a tensor"),
            "===": (.sign(.equalEqual), "equality is `==`"),
            "!==": (.sign(.notEqual), "inequality is `!=`"),
            "~=": (.sign(.notEqual), "inequality is `!=`"),
            "<>": (.sign(.notEqual), "inequality is `!=`"),
            "=<": (.sign(.lessEqual), "write `<=`"),
            "=>": (.sign(.arrow), "a function is `x -> x^2`; the comparison is `>=`"),
            ":=": (.sign(.equal), "assignment is `=`"),
            "|>": (.sign(.bar), "write a call: `f(x)`"),
            "<<": (.sign(.star), "a shift by n is a product with `2^n`"),
            ">>": (.sign(.doubleSlash), "a shift by n is a division by `2^n`: `x // 2^n`"),
            "..": (.sign(.colon), "a range is `0:10` in an index, `range(0, 10)` elsewhere"),
            ".*": (.sign(.star), elementwise), "./": (.sign(.slash), elementwise), ".^": (.sign(.caret), elementwise),
            ".+": (.sign(.plus), elementwise), ".-": (.sign(.minus), elementwise),
            "**=": (.sign(.starEqual), assignment), "//=": (.sign(.slashEqual), assignment),
            "%=": (.sign(.slashEqual), assignment), "^=": (.sign(.starEqual), assignment), "@=": (.sign(.starEqual), assignment),
            "&=": (.sign(.starEqual), assignment), "|=": (.sign(.starEqual), assignment),
        ]
    }()

    // MARK: Characters without a meaning

    /// Takes a character that begins no token, and says what to write for it.
    mutating func lexStray(_ scalar: Unicode.Scalar, length: Int) {
        let start = position
        if let digit = Names.superscriptDigit(scalar) {
            report("superscript digits are not a power", start..<(start + length), hints: ["write `^\(digit)` behind the base"])
            return finish(.invalid, length: length)
        }
        if scalar == "\u{201C}" || scalar == "\u{2018}" { return lexCurlyQuote(scalar, length: length) }
        let (kind, hint) = Self.meaning(of: scalar)
        let line = source.line(at: start)
        if line != lineOfStray {
            lineOfStray = line
            let message = kind == .invalid ? "has no meaning here" : "is not a sign of the language"
            report("\(Self.describe(scalar)) \(message)", start..<(start + length), hints: hint.map { [$0] } ?? [])
        }
        finish(kind, length: length)
    }

    /// `“text”` is taken as one operand.
    private mutating func lexCurlyQuote(_ scalar: Unicode.Scalar, length: Int) {
        let close: Unicode.Scalar = scalar == "\u{201C}" ? "\u{201D}" : "\u{2019}"
        var end = position + length
        while let (next, width) = self.scalar(at: end), next != "\n", next != "\r" {
            end += width
            if next == close { break }
        }
        report(
            "\(scalar) does not begin a string", position..<(position + length), hints: ["use straight quotes: `\"…\"` or `'…'`"])
        finish(.invalid, to: end)
    }

    /// How to name a character in a message: itself where that can be seen, its number where not.
    static func describe(_ scalar: Unicode.Scalar) -> String {
        let number = "U+\(hexadecimal(scalar.value, digits: 4))"
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
            return scalar.properties.name.map { "\(number) (\($0))" } ?? number
        case .nonspacingMark, .enclosingMark, .spacingMark: return "the combining mark \(number)"
        default: return scalar.value < 0x80 ? "`\(scalar)`" : "`\(scalar)` (\(number))"
        }
    }

    private static func meaning(of scalar: Unicode.Scalar) -> (Token.Kind, String?) {
        switch scalar {
        case "?": (.invalid, "`?name` shows help at the prompt; a choice is `if c { a } else { b }`")
        case "$": (.invalid, "names have no sign before them, and strings interpolate `{x}`")
        case "`": (.invalid, "strings are `\"…\"` or `'…'`")
        case "×", "·", "⋅", "∗", "⊙", "∘": (.sign(.star), "write `*` for the product of elements, `@` for the matrix product")
        case "÷", "∕", "⁄": (.sign(.slash), "write `/`")
        case "−", "–", "—": (.sign(.minus), "this is not the minus sign of the keyboard; write `-`")
        case "≤", "⩽": (.sign(.lessEqual), "write `<=`")
        case "≥", "⩾": (.sign(.greaterEqual), "write `>=`")
        case "≠": (.sign(.notEqual), "write `!=`")
        case "≈": (.sign(.equalEqual), "write `abs(a - b) < 1e-9`")
        case "∈": (.keyword(.in), "write `in`")
        case "∧": (.keyword(.and), "write `and`")
        case "∨": (.keyword(.or), "write `or`")
        case "¬": (.keyword(.not), "write `not`")
        case "→", "↦": (.sign(.arrow), "write `->`")
        case "←", "≔": (.sign(.equal), "write `=`")
        case "…": (.sign(.ellipsis), "write three points: `...`")
        case "，", "、": (.sign(.comma), "write `,`")
        case "（": (.sign(.leftParenthesis), "write `(`")
        case "）": (.sign(.rightParenthesis), "write `)`")
        case "∞": (.invalid, "write `inf`")
        case "√": (.invalid, "write `sqrt(x)`")
        case "∑": (.invalid, "write `sum(x)`")
        case "∏": (.invalid, "write `prod(x)`")
        case "∂": (.invalid, "names may hold `∇`; derivatives are `grad(f, x)`")
        case "\u{2032}": (.invalid, "the transpose is `A.T`; a name can end in `_1`")
        default:
            switch scalar.properties.generalCategory {
            case .spaceSeparator: (.whitespace, "replace it by a plain space")
            case .lineSeparator, .paragraphSeparator: (.invalid, "replace it by a newline")
            case .format: (.whitespace, "it cannot be seen; delete it")
            default: (.invalid, nil)
            }
        }
    }
}

extension UInt8 {
    /// A byte that can be a part of an operator of more than one.
    fileprivate var isOperator: Bool {
        switch Unicode.Scalar(self) {
        case "*", "/", "%", "@", "^", "&", "|", "<", ">", "=", "!", "+", "-", ".", ":", "~": true
        default: false
        }
    }

    /// A byte that is no part of a longer sign.
    fileprivate var isBracket: Bool {
        switch Unicode.Scalar(self) {
        case "(", ")", "[", "]", "{", "}", ",", ";": true
        default: false
        }
    }
}
