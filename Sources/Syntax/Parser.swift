/// Builds a tree from tokens, by recursive descent; operators by precedence climbing.
///
/// Newlines are not tokens here: a lexeme knows whether it begins a line, and `isFree` says whether that matters. A statement that
/// cannot be understood is reported once, given up (`GivenUp` is thrown up to the innermost list of statements) and skipped, so
/// that the statements after it are read as if nothing had been.
struct Parser {
    /// Thrown when a statement cannot be understood; the diagnostic is recorded by then.
    struct GivenUp: Error {}

    /// More errors than these in one source say nothing new.
    static let maximumErrors = 100

    /// So much nesting fits on any stack.
    static let harmlessNesting = 4

    let source: SourceFile
    let tokens: [Token]
    let lexemes: [Lexeme]
    let brackets: Brackets
    /// Where the lexer complained, in order.
    let lexicalErrors: [Int]

    var position = 0
    var current: Lexeme
    /// The end of the lexeme before the current one.
    var previousEnd = 0

    var nodes: [Node] = []
    /// For each node the most nodes on a way down from it, itself included.
    var heights: [Int32] = []
    var diagnostics: [Diagnostic]

    /// Whether newlines mean nothing, since the innermost bracket is none of a block.
    var isFree = false
    /// Whether the operand just read ends in the block of an `if` or a loop, which nothing can be called or indexed on.
    var endsInBlock = false
    var nesting = 0
    /// Looked up when the nesting gets deeper than `harmlessNesting`.
    var stack: StackGuard?
    var functionDepth = 0
    var loopDepth = 0
    /// Whether the last statement at the top level ended in `;`.
    var isSilent = false
    /// Where statements begin.
    var statementStarts: [Int] = []
    /// Where the body of the last function that was met begins.
    var bodyStart = -1
    /// Where the innermost statement begins.
    var statementStart = 0
    /// Whether the nesting was too deep somewhere, which is said once.
    var isTooDeep = false
    /// Whether a statement was given up. What depends on its context may then look wrong without being so.
    var hasGivenUp = false
    /// The start of the lexeme at which a statement was last given up.
    var lastFailure = -1

    static func parse(_ source: SourceFile) -> SyntaxTree {
        var parser = Parser(source)
        let statements = parser.statements(inBlock: false)
        let root = parser.addRoot(statements)
        let errors = parser.diagnostics.enumerated()
            .sorted { ($0.element.span?.lowerBound ?? 0, $0.offset) < ($1.element.span?.lowerBound ?? 0, $1.offset) }
            .map(\.element)
        return SyntaxTree(
            source: source, tokens: parser.tokens, nodes: parser.nodes, root: root,
            diagnostics: Array(errors.prefix(maximumErrors)), statementStarts: parser.statementStarts, isSilent: parser.isSilent)
    }

    private init(_ source: SourceFile) {
        let lexer = Lexer(source)
        self.source = source
        tokens = lexer.tokens
        lexemes = Lexeme.lexemes(of: tokens)
        brackets = Brackets(lexemes)
        diagnostics = lexer.diagnostics
        lexicalErrors = diagnostics.compactMap { $0.span?.lowerBound }.sorted()
        current = lexemes[0]
        nodes.reserveCapacity(lexemes.count)
        heights.reserveCapacity(lexemes.count)
    }

    // MARK: Lexemes

    /// A lexeme so far ahead of the current one; the end of the file beyond it.
    @inline(never)
    func ahead(_ distance: Int) -> Lexeme { lexemes[min(position + distance, lexemes.count - 1)] }

    /// The lexeme before the current one.
    var previous: Lexeme? { position > 0 ? lexemes[position - 1] : nil }

    @inline(never)
    mutating func advance() {
        previousEnd = current.end
        if position + 1 < lexemes.count { position += 1 }
        current = lexemes[position]
    }

    mutating func move(to index: Int) {
        position = min(max(index, 0), lexemes.count - 1)
        current = lexemes[position]
        previousEnd = previous?.end ?? 0
    }

    /// Goes on if the current lexeme is a sign.
    @inline(never)
    mutating func skip(_ sign: Sign) -> Bool {
        guard current.is(sign) else { return false }
        advance()
        return true
    }

    @inline(never)
    mutating func skip(_ keyword: Keyword) -> Bool {
        guard current.is(keyword) else { return false }
        advance()
        return true
    }

    /// Whether a statement ends before the current lexeme, if it can.
    var isAtBreak: Bool { (current.startsLine && !isFree) || current.kind == .endOfFile }

    func text(_ lexeme: Lexeme) -> String { source.text(lexeme.span) }

    // MARK: Nodes

    /// Makes a node of what lies between an offset and the current lexeme.
    @inline(never)
    mutating func add(_ kind: Node.Kind, from start: Int) throws(GivenUp) -> NodeID {
        let node = Node(kind, start..<max(start, previousEnd))
        var height: Int32 = 0
        node.forEachChild { height = max(height, heights[Int($0.index)]) }
        guard height < SyntaxTree.maximumHeight else {
            throw fail(
                "the expression is too long: more than \(SyntaxTree.maximumHeight) operations in one", at: start..<previousEnd,
                hints: ["split it into several statements"])
        }
        return append(node, height: height + 1)
    }

    private mutating func append(_ node: Node, height: Int32) -> NodeID {
        nodes.append(node)
        heights.append(height)
        return NodeID(index: Int32(nodes.count - 1))
    }

    mutating func addInvalid(from start: Int) -> NodeID {
        append(Node(.invalid, start..<max(start, previousEnd)), height: 1)
    }

    private mutating func addRoot(_ statements: [NodeID]) -> NodeID {
        append(Node(.block(statements), 0..<source.bytes.count), height: 1)
    }

    /// Gives a node another meaning, that of what it turned out to be.
    @inline(never)
    mutating func replace(_ id: NodeID, by kind: Node.Kind) {
        nodes[Int(id.index)] = Node(kind, nodes[Int(id.index)].span)
    }

    @inline(never)
    func kind(_ id: NodeID) -> Node.Kind { nodes[Int(id.index)].kind }
    @inline(never)
    func span(_ id: NodeID) -> Range<Int> { nodes[Int(id.index)].span }

    // MARK: Nesting

    /// Counts a level of recursion; `leave` when it is done (a statement that is given up restores the count by itself).
    @inline(never)
    mutating func enter() throws(GivenUp) {
        nesting += 1
        if nesting > Self.harmlessNesting, stack == nil { stack = StackGuard() }
        guard nesting <= SyntaxTree.maximumNesting, nesting <= Self.harmlessNesting || stack?.isLow != true else {
            throw tooDeep()
        }
    }

    @inline(never)
    private mutating func tooDeep() -> GivenUp {
        // What is skipped for it may be as deep again.
        if isTooDeep { lastFailure = current.start }
        isTooDeep = true
        return fail(
            "the nesting is too deep: more than \(min(nesting - 1, SyntaxTree.maximumNesting)) levels", at: current.span,
            hints: ["give the inner parts names of their own"])
    }

    mutating func leave() { nesting -= 1 }

    // MARK: Errors

    /// Records an error after which parsing goes on.
    @inline(never)
    mutating func complain(
        _ message: String, at span: Range<Int>, label: String? = nil, notes: [String] = [], hints: [String] = []
    ) {
        // Each statement can fail; the list is cut at the end, in the order of the source.
        guard diagnostics.count < 2 * Self.maximumErrors else { return }
        diagnostics.append(Diagnostic(message, source: source, span: span, label: label, notes: notes, hints: hints))
    }

    /// Records the error for which the statement is given up, unless it follows from one that is known.
    @inline(never)
    mutating func fail(
        _ message: String, at span: Range<Int>, label: String? = nil, notes: [String] = [], hints: [String] = []
    ) -> GivenUp {
        let follows =
            current.start == lastFailure || hasLexicalError(statementStart...max(span.upperBound, current.end, statementStart))
        if !follows { complain(message, at: span, label: label, notes: notes, hints: hints) }
        lastFailure = current.start
        hasGivenUp = true
        return GivenUp()
    }

    private func hasLexicalError(_ range: ClosedRange<Int>) -> Bool {
        var low = 0
        var high = lexicalErrors.count
        while low < high {
            let middle = (low + high) / 2
            if lexicalErrors[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < lexicalErrors.count && lexicalErrors[low] <= range.upperBound
    }
}
