extension StringProtocol {
    /// Without spaces, tabs and newlines at both ends.
    var trimmingBlanks: String { trimming { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" } }

    /// Without newlines at both ends.
    var trimmingNewlines: String { trimming { $0 == "\n" || $0 == "\r" } }

    private func trimming(_ isBlank: (Unicode.Scalar) -> Bool) -> String {
        guard let first = unicodeScalars.firstIndex(where: { !isBlank($0) }),
            let last = unicodeScalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(String.UnicodeScalarView(unicodeScalars[first...last]))
    }
}
