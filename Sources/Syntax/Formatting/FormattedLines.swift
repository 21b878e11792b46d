/// Pieces in lines: where they break, how far they are indented, and where comments behind them stand.
struct FormattedLines {
    private struct Line {
        var blanks: Int
        var indent: Int
        var code: String
        /// A comment behind the code, with the column at which it stood.
        var comment: (text: String, column: Int)?

        /// The column behind the code.
        var end: Int {
            let last = code.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
            return DisplayWidth.of(last) + (code.contains("\n") ? 0 : indent)
        }
    }

    /// A bracket that is open where a line begins.
    private struct OpenBracket {
        let kind: FormattedPiece.Bracket
        /// The indentation of the line that it stands on.
        let indent: Int
    }

    private var pieces: [FormattedPiece]
    private var breaksBefore: [Bool]
    /// Pieces that are left out: `;` at the end of a line, a comma behind a last element.
    private var isDropped: [Bool]
    /// The blocks of each `if` or `try` with others behind it, by any of them: all are on lines of their own, or none.
    private var chains: [Int: [Int]] = [:]
    /// The first piece from each one on that is no comment.
    private var codeFrom: [Int]
    private var lines: [Line] = []

    init(_ input: FormattedPieces) {
        pieces = input.pieces
        breaksBefore = pieces.map { $0.newlines > 0 }
        isDropped = pieces.map { _ in false }
        codeFrom = Array(pieces.indices)
        for i in pieces.indices.dropLast().reversed() where pieces[i].isComment { codeFrom[i] = codeFrom[i + 1] }
        if !pieces.isEmpty { breaksBefore[0] = false }
        findChains()
        settleBreaks()
        makeLines()
    }

    /// The whole text.
    var text: String {
        var result = ""
        for (index, line) in lines.enumerated() {
            if index > 0 { result += String(repeating: "\n", count: line.blanks) }
            result += String(repeating: " ", count: line.indent) + line.code
            if let (text, column) = line.comment { result += String(repeating: " ", count: max(0, column - line.end)) + text }
            result += "\n"
        }
        return result
    }

    // MARK: - Breaks

    private mutating func findChains() {
        // By depth, the block that is to be followed by another.
        var pending: [Int: Int] = [:]
        var depth = 0
        var previous: FormattedPiece?
        for i in pieces.indices where !pieces[i].isComment {
            if pieces[i].isClose { depth -= 1 }
            if case .word(goesOn: true) = pieces[i].role, let previous, previous.isClose { pending[depth] = previous.partner }
            if pieces[i].isOpen {
                if pieces[i].bracket == .block, let first = pending.removeValue(forKey: depth) {
                    let chain = (chains[first] ?? [first]) + [i]
                    for block in chain { chains[block] = chain }
                }
                depth += 1
            }
            previous = pieces[i]
        }
    }

    private mutating func settleBreaks() {
        for i in pieces.indices.dropFirst() {
            let (left, right) = (pieces[i - 1], pieces[i])
            if left.isComment {
                breaksBefore[i] = true
            } else if right.isComma || right.isSemicolon {
                breaksBefore[i] = false
            } else if case .word(goesOn: true) = right.role, left.bracket == .block {
                breaksBefore[i] = false
            }
        }
        for i in pieces.indices { if pieces[i].isOpen, pieces[i].bracket == .block, isMultiline(i) { breakAround(i) } }
        dropSeparators()
    }

    /// Whether a line breaks within a block.
    private func isMultiline(_ open: Int) -> Bool {
        open < pieces[open].partner && breaksBefore[(open + 1)...pieces[open].partner].contains(true)
    }

    private mutating func breakAround(_ open: Int) {
        for open in chains[open] ?? [open] where pieces[open].partner > open + 1 {
            // A comment on the line of the bracket stays there.
            if !pieces[open + 1].isComment { breaksBefore[open + 1] = true }
            breaksBefore[pieces[open].partner] = true
        }
    }

    private mutating func dropSeparators() {
        var previous: Int?
        for i in pieces.indices where !pieces[i].isComment {
            defer { if !isDropped[i] { previous = i } }
            let next = pieces[(i + 1)...].firstIndex { !$0.isComment }
            if pieces[i].isSemicolon {
                let isFirst = previous.map { pieces[$0].isSemicolon || pieces[$0].isOpen } ?? true
                // At the end of the program it says that nothing is shown.
                guard let next else {
                    isDropped[i] = isFirst && previous.map { pieces[$0].isSemicolon } ?? false
                    continue
                }
                isDropped[i] = isFirst || pieces[next].isSemicolon && !isLast(next) || pieces[next].isClose || breaksBefore[next]
            } else if pieces[i].isComma, let next, next == i + 1, pieces[next].isClose, !breaksBefore[next] {
                isDropped[i] = pieces[next].bracket != .group && pieces[next].bracket != .call
            }
        }
    }

    private func isLast(_ index: Int) -> Bool { pieces[(index + 1)...].allSatisfy { $0.isComment || $0.isSemicolon } }

    // MARK: - Lines

    private mutating func makeLines() {
        var open: [OpenBracket] = []
        var start = 0
        while start < pieces.count {
            let indent = indentation(start, open)
            var end = self.end(of: start)
            if indent + width(start..<end) > Formatter.lineLength, breakStatements(in: start..<end) { end = self.end(of: start) }
            while indent + width(start..<end) > Formatter.lineLength, let group = group(in: start..<end) {
                breakElements(of: group)
                end = self.end(of: start)
            }
            append(start..<end, indent, isNested: !open.isEmpty)
            for i in start..<end {
                if pieces[i].isOpen, let kind = pieces[i].bracket { open.append(OpenBracket(kind: kind, indent: indent)) }
                if pieces[i].isClose { _ = open.popLast() }
            }
            start = end
        }
        alignComments()
    }

    private func end(of start: Int) -> Int {
        pieces.indices[(start + 1)...].first { breaksBefore[$0] } ?? pieces.count
    }

    private func indentation(_ start: Int, _ open: [OpenBracket]) -> Int {
        guard !pieces[start].isClose else { return open.last?.indent ?? 0 }
        let inner = open.last.map { $0.indent + Formatter.indentation } ?? 0
        guard open.last == nil || open.last?.kind == .block else { return inner }
        // Within a statement that goes on, lines stand deeper. A comment stands with what follows it.
        var next = codeFrom[start]
        while isDropped[next], next + 1 < pieces.count { next = codeFrom[next + 1] }
        let first = pieces[next]
        guard !first.isComment, !isDropped[next], !first.startsStatement, !first.isClose else { return inner }
        if case .word(goesOn: true) = first.role { return inner }
        return inner + Formatter.indentation
    }

    /// The columns that the code of a line takes, up to where a string breaks it.
    private func width(_ range: Range<Int>) -> Int {
        DisplayWidth.of(code(range).prefix { $0 != "\n" })
    }

    private func code(_ range: Range<Int>) -> String {
        var result = ""
        var previous: FormattedPiece?
        for i in range where !isDropped[i] && !pieces[i].isComment {
            if let previous, FormattedPiece.isSpaced(previous, pieces[i]) { result += " " }
            result += pieces[i].text
            previous = pieces[i]
        }
        return result
    }

    private mutating func append(_ range: Range<Int>, _ indent: Int, isNested: Bool) {
        let first = pieces[range.lowerBound]
        let isAfterOpener = range.lowerBound > 0 && pieces[range.lowerBound - 1].isOpen
        let most = first.isClose || isAfterOpener ? 0 : isNested ? 1 : 2
        var line = Line(
            blanks: min(max(first.newlines - 1, 0), most), indent: indent, code: code(range), comment: nil)
        if let comment = range.first(where: { pieces[$0].isComment }) {
            let text = pieces[comment].text
            if line.code.isEmpty { line.code = text } else { line.comment = (text, pieces[comment].column) }
        }
        if !line.code.isEmpty { lines.append(line) }
    }

    /// Puts the statements of a line on lines of their own; false if there is but one.
    private mutating func breakStatements(in range: Range<Int>) -> Bool {
        var hasBroken = false
        var i = range.lowerBound
        while i < range.upperBound {
            if pieces[i].isSemicolon, !isDropped[i], i + 1 < range.upperBound, !pieces[i + 1].isComment {
                isDropped[i] = true
                breaksBefore[i + 1] = true
                hasBroken = true
            }
            i = pieces[i].isOpen ? max(i, min(pieces[i].partner, range.upperBound)) + 1 : i + 1
        }
        return hasBroken
    }

    /// The bracket whose elements are put on lines of their own when a line is too long: the widest of the outermost that have several,
    /// or, if most of that is its last element, the one that ends it.
    private func group(in range: Range<Int>) -> Int? {
        var best: (open: Int, width: Int)?
        var i = range.lowerBound
        while i < range.upperBound {
            let close = pieces[i].partner
            guard pieces[i].isOpen, close < range.upperBound, canBreak(i) else {
                i += 1
                continue
            }
            let width = width(i..<close)
            if width > best?.width ?? 0 { best = (i, width) }
            i = close + 1
        }
        guard var open = best?.open else { return nil }
        while true {
            let close = pieces[open].partner
            let inner = pieces[close - 1].partner
            // What stands in a block on one line is on one line.
            guard pieces[open].bracket != .block, pieces[close - 1].isClose, inner > open, canBreak(inner),
                2 * width(inner..<close) > width(open..<close)
            else { return open }
            open = inner
        }
    }

    private func canBreak(_ open: Int) -> Bool {
        let close = pieces[open].partner
        return close > open + 1 && (pieces[open].bracket == .block || separators(of: open).contains { $0 + 1 < close })
    }

    /// The commas, or the `;`, between the elements of a bracket.
    private func separators(of open: Int) -> [Int] {
        var result: [Int] = []
        var i = open + 1
        while i < pieces[open].partner {
            if pieces[i].isComma || pieces[i].isSemicolon { result.append(i) }
            i = pieces[i].isOpen ? max(i, pieces[i].partner) + 1 : i + 1
        }
        return result
    }

    private mutating func breakElements(of open: Int) {
        for separator in separators(of: open) {
            if pieces[separator].isSemicolon { isDropped[separator] = true }
            breaksBefore[separator + 1] = true
        }
        breakAround(open)
    }

    // MARK: - Comments

    /// Comments behind code that stood in one column on lines next to each other stay so; others stand two spaces behind it.
    private mutating func alignComments() {
        var start = 0
        while start < lines.count {
            guard let column = lines[start].comment?.column else {
                start += 1
                continue
            }
            var end = start + 1
            while end < lines.count, lines[end].comment?.column == column, lines[end].blanks == 0 { end += 1 }
            let least = lines[start..<end].map { $0.end + 2 }.max() ?? 0
            for i in start..<end { lines[i].comment?.column = end - start > 1 ? max(column, least) : least }
            start = end
        }
    }
}
