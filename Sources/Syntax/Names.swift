@_spi(_Unicode) import Swift

/// What names are made of, and when two of them are the same.
public enum Names {
    /// The form in which names are compared: NFC, with the look-alikes U+00B5 as μ and U+025B as ε.
    ///
    /// Whoever looks a name or a record's key up by a string that did not come from a tree has to ask for this form.
    public static func canonical(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name }
        var scalars = String.UnicodeScalarView()
        for scalar in name._nfc {
            switch scalar.value {
            case 0xB5: scalars.append("\u{3BC}")
            case 0x25B: scalars.append("\u{3B5}")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// Whether a text can be written as a name, so that a record's key needs no quotes.
    public static func isName(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, isStart(first) else { return false }
        return scalars.allSatisfy(isContinuation) && Keyword(rawValue: text) == nil
    }

    /// The name that a text begins with, as it is written; empty if it begins with none.
    public static func leading(in text: String) -> String {
        guard let first = text.unicodeScalars.first, isStart(first) else { return "" }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(while: isContinuation)))
    }

    /// Whether a name may begin with it: letters of any script, `_`, `∇`.
    static func isStart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 {
            return (scalar.value | 0x20) >= 0x61 && (scalar.value | 0x20) <= 0x7A || scalar == "_"
        }
        if scalar == "∇" { return true }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber: return true
        default: return false
        }
    }

    /// Whether a name may go on with it: also combining marks, digits, sub- and superscript signs, but no superscript digits.
    static func isContinuation(_ scalar: Unicode.Scalar) -> Bool {
        if isStart(scalar) || scalar.asciiDigit != nil { return true }
        if scalar.value < 0x80 { return false }
        // Superscript + - = ( ) and subscript digits and signs.
        if (0x207A...0x207E).contains(scalar.value) || (0x2080...0x208E).contains(scalar.value) { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber: return true
        default: return false
        }
    }

    /// The digit a superscript digit stands for.
    static func superscriptDigit(_ scalar: Unicode.Scalar) -> Character? {
        switch scalar.value {
        case 0xB9: "1"
        case 0xB2: "2"
        case 0xB3: "3"
        case 0x2070: "0"
        case 0x2074...0x2079: Character(Unicode.Scalar(UInt8(48 + scalar.value - 0x2070)))
        default: nil
        }
    }
}
