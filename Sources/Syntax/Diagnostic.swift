/// An error, a warning or a note as a value: what is wrong, where, and the way out.
///
/// `rendered` gives the text a person reads; see there.
public struct Diagnostic: Error, Sendable {
    /// How grave it is; the word before the message.
    public enum Severity: String, Sendable {
        case error, warning, note
    }

    /// Whether it stops the program or not.
    public var severity: Severity
    /// One line, without a full stop: names the values, shapes or signs involved.
    public var message: String
    /// The file `span` refers to; nil for an error without a place, such as a missing file.
    public var source: SourceFile?
    /// UTF-8 offsets in `source`; what the carets underline.
    public var span: Range<Int>?
    /// What stands behind the carets.
    public var label: String?
    /// Further facts, each shown as `= note`.
    public var notes: [String]
    /// Ways out, each shown as `= hint: …`.
    public var hints: [String]
    /// Lines that say which function was running and from where it was called, innermost first; shown as `= in f(x), called from …`.
    public var trail: [String]

    /// A diagnostic from its parts; what is left out is not shown.
    public init(
        _ message: String, severity: Severity = .error, source: SourceFile? = nil, span: Range<Int>? = nil, label: String? = nil,
        notes: [String] = [], hints: [String] = [], trail: [String] = []
    ) {
        self.severity = severity
        self.message = message
        self.source = source
        self.span = span
        self.label = label
        self.notes = notes
        self.hints = hints
        self.trail = trail
    }

    /// The line, counted from 1, where it is; nil without a place.
    public var line: Int? {
        guard let source, let span else { return nil }
        return source.line(at: span.lowerBound)
    }
}
