/// Numbers and strings.
extension Parser {
    // MARK: Numbers

    @inline(never)
    mutating func integer() throws(GivenUp) -> NodeID {
        let lexeme = current
        advance()
        switch magnitude(lexeme) {
        case .some(let value?) where value <= UInt(Int.max): return try add(.integer(Int(value)), from: lexeme.start)
        case .some:
            complainOfSize(of: lexeme)
            return addInvalid(from: lexeme.start)
        case nil: return addInvalid(from: lexeme.start)
        }
    }

    /// The value of an integer literal: nil where it is malformed, a nil within where it does not fit.
    private func magnitude(_ lexeme: Lexeme) -> UInt?? {
        let bytes = source.bytes[lexeme.span].filter { $0 != UInt8(ascii: "_") }
        let isPrefixed = bytes.count > 1 && bytes[0] == UInt8(ascii: "0") && !bytes[1].isDigit
        let radix = isPrefixed ? Lexer.radix(of: bytes[1]) : 10
        var value: UInt? = 0
        for byte in bytes.dropFirst(isPrefixed ? 2 : 0) {
            guard byte.isHexDigit else { return .none }
            let digit = byte.isDigit ? UInt(byte) - 48 : UInt(byte | 0x20) - 87
            guard digit < UInt(radix) else { return .none }
            let (product, overflow) = (value ?? 0).multipliedReportingOverflow(by: UInt(radix))
            let (sum, carry) = product.addingReportingOverflow(digit)
            value = value == nil || overflow || carry ? nil : sum
        }
        return .some(value)
    }

    /// `-9223372036854775808`, whose digits alone do not fit; at the digits.
    @inline(never)
    mutating func smallestInteger(from start: Int) throws(GivenUp) -> NodeID? {
        guard case .integer = current.kind, case .some(let value?) = magnitude(current), value == UInt(Int.max) + 1 else {
            return nil
        }
        switch ahead(1).kind {
        case .sign(.caret), .sign(.dot), .sign(.leftParenthesis), .sign(.leftBracket): return nil
        default: break
        }
        advance()
        return try add(.integer(Int.min), from: start)
    }

    @inline(never)
    mutating func float() throws(GivenUp) -> NodeID {
        let lexeme = current
        advance()
        let digits = text(lexeme).filter { $0 != "_" }
        guard let value = Double(digits) else { return addInvalid(from: lexeme.start) }
        if value.isInfinite {
            complainOfSize(ofFloat: lexeme)
        }
        return try add(.float(value), from: lexeme.start)
    }

    // MARK: Strings

    @inline(never)
    mutating func string() throws(GivenUp) -> NodeID {
        let start = current.start
        let interpolates = text(current) != "'"
        advance()
        var parts: [StringPart] = []
        var hasValues = false
        while current.kind != .stringEnd {
            switch current.kind {
            case .stringText:
                parts.append(.text(content(current.span, interpolates: interpolates)))
                advance()
            case .interpolationStart:
                hasValues = true
                parts.append(try interpolation())
            default: throw unexpected("expected the end of the string")
            }
        }
        advance()
        if case .stringStart = current.kind, !isAtBreak {
            throw adjacentStrings(start..<current.end)
        }
        if hasValues { return try add(.interpolatedString(parts), from: start) }
        guard case .text(let text)? = parts.first else { return try add(.string(""), from: start) }
        return try add(.string(text), from: start)
    }

    @inline(never)
    private mutating func interpolation() throws(GivenUp) -> StringPart {
        let wasFree = isFree
        isFree = true
        let start = current.start
        advance()
        if current.kind == .interpolationEnd || current.kind == .format {
            throw emptyInterpolation(start..<current.end)
        }
        let value = try expression()
        if current.is(.comma) {
            throw severalInterpolated()
        }
        let format = format()
        guard current.kind == .interpolationEnd else {
            throw openInterpolation()
        }
        isFree = wasFree
        advance()
        return .value(value, format)
    }

    /// The format of an interpolation, if there is one.
    @inline(never)
    private mutating func format() -> FormatSpec? {
        guard current.kind == .format else { return nil }
        defer { advance() }
        do {
            return try FormatSpec(parsing: source.text((current.start + 1)..<current.end))
        } catch {
            complain(error.message, at: current.span, hints: error.hints)
            return nil
        }
    }

    /// What the text between quotes stands for. The lexer has reported what is wrong in it.
    private func content(_ span: Range<Int>, interpolates: Bool) -> String {
        let bytes = source.bytes
        var result: [UInt8] = []
        result.reserveCapacity(span.count)
        var index = span.lowerBound
        while index < span.upperBound {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\\"):
                guard case .scalar(let scalar, let end) = Escape.decode(bytes, at: index) else { break }
                result.append(contentsOf: Array(String(scalar).utf8))
                index = end
                continue
            case UInt8(ascii: "{") where interpolates, UInt8(ascii: "}") where interpolates:
                // Doubled, or reported.
                result.append(byte)
                index += index + 1 < span.upperBound && bytes[index + 1] == byte ? 2 : 1
                continue
            case UInt8(ascii: "\r") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n"):
                // A script means the same with either line ending.
                index += 1
                continue
            default: break
            }
            result.append(byte)
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}
