/// A script, a module or a line of the prompt: its name, its bytes, and where its lines begin.
///
/// Places in a source are ranges of UTF-8 offsets. A source need not be valid UTF-8; the lexer reports where it is not.
public final class SourceFile: Sendable {
    /// What diagnostics call it: a path, or a name such as `<prompt 3>`.
    public let name: String
    /// The text, byte for byte as it was read.
    public let bytes: [UInt8]
    /// The offset at which each line begins; the first is 0.
    public let lineStarts: [Int]

    /// A source from bytes that need not be valid UTF-8.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() {
            let endsLine = byte == 0x0A || (byte == 0x0D && !(offset + 1 < bytes.count && bytes[offset + 1] == 0x0A))
            if endsLine { starts.append(offset + 1) }
        }
        lineStarts = starts
    }

    /// A source from text.
    public convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The text of a range of offsets, which is cut to the source; bytes that are not UTF-8 become `U+FFFD`.
    public func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    /// The whole text.
    public var text: String { text(0..<bytes.count) }

    /// The text of a range for use in a message: cut where it is long or goes on in another line.
    func excerpt(_ range: Range<Int>) -> String {
        let limit = 200
        let start = max(range.lowerBound, 0)
        let text = text(start..<max(start, min(range.upperBound, start + limit + 1)))
        let line = text.prefix { !$0.isNewline }.prefix(limit / 4)
        return line.endIndex == text.endIndex ? text : line + "…"
    }

    /// The line, counted from 1, that an offset lies on.
    public func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The column, counted from 1 in Unicode scalars, of an offset on its line.
    public func column(at offset: Int) -> Int {
        let start = lineStarts[line(at: offset) - 1]
        let end = min(max(offset, start), bytes.count)
        var scalars = 0
        for byte in bytes[start..<end] where byte & 0xC0 != 0x80 { scalars += 1 }
        // A byte-order mark has no width and is no part of the text.
        if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]), end >= 3 { scalars -= 1 }
        return scalars + 1
    }

    /// The offsets of a line counted from 1, its line ending left out; empty where there is no such line.
    public func lineRange(_ line: Int) -> Range<Int> {
        guard line >= 1, line <= lineStarts.count else { return bytes.count..<bytes.count }
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }
}
