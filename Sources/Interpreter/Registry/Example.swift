/// What an example says that it prints: behind `# → `, at the end of a line that prints or on lines of its own.
public struct Example {
    /// What the example prints, in all; nil where it does not say.
    public let expected: String?

    /// - Parameter text: lines of the language.
    public init(_ text: String) {
        let parts = text.split(separator: "\n").compactMap { line in
            line.firstRange(of: "# → ").map { String(line[$0.upperBound...]) }
        }
        expected = parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// Whether this is what the example says. Lines and spaces between words do not count: matrices are printed over several lines.
    public func agrees(with printed: String) -> Bool {
        expected.map { Example.words($0) == Example.words(printed) } ?? true
    }

    /// The text with every run of white space as one space, and none behind an opening bracket.
    private static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("[ ", with: "[")
    }
}
