import Syntax

/// What the word before the cursor can be, by what stands around it.
enum CompletionContext: Equatable {
    /// `:command`.
    case command(prefix: String)
    /// A path: inside a string, or as the argument of a command; `closing` stands behind a complete one.
    case file(prefix: String, closing: String)
    /// `\theta`, or behind letters, `x\hat`: `before` is what stands in the word before the backslash.
    case latex(before: String, name: String)
    /// `path.prefix`: a field of a record, a property, a module's name.
    case field(path: [String], prefix: String)
    /// The module behind `import` and `from`: its folders, and how its name begins.
    case module(folders: [String], prefix: String)
    /// The topic of `?name` and `:doc name`.
    case topic(prefix: String)
    /// A name; inside the brackets of a call also a keyword of the function at `call`, other than those `given` there and its first
    /// `positional` parameters.
    case name(prefix: String, call: [String]?, positional: Int = 0, given: [String] = [])
    /// Inside a comment or a number, where nothing completes.
    case nothing

    /// - Parameters:
    ///   - line: the input up to the cursor.
    ///   - word: what readline takes for the word before the cursor, the end of `line`.
    init(line: String, word: String) {
        if let backslash = word.lastIndex(of: "\\") {
            self = .latex(before: String(word[..<backslash]), name: String(word[word.index(after: backslash)...]))
            return
        }
        let text = line.trimmingBlanks
        if text.hasPrefix(":") {
            self.init(command: text, line: line, word: word)
            return
        }
        if text.hasPrefix("?") {
            self = .topic(prefix: word)
            return
        }
        self.init(code: line)
    }

    /// The argument of a command decides by the command's name.
    private init(command text: String, line: String, word: String) {
        let body = text.dropFirst()
        guard let blank = line.drop(while: { $0 == " " }).firstIndex(of: " ") else {
            self = .command(prefix: String(body))
            return
        }
        switch body.prefix(while: { $0 != " " }) {
        case "load", "save":
            self = .file(prefix: String(line[line.index(after: blank)...].drop { $0 == " " }), closing: "")
        case "doc": self = .topic(prefix: word)
        case "time": self.init(code: String(line[blank...]))
        default: self = .nothing
        }
    }

    private init(code: String) {
        let source = SourceFile(name: "", text: code)
        // What is not closed gets closing tokens without text.
        let tokens = SyntaxTree.parse(source).tokens.filter { !$0.span.isEmpty }
        guard let last = tokens.last else {
            self = .name(prefix: "", call: nil)
            return
        }
        switch last.kind {
        case .stringStart:
            self = .file(prefix: "", closing: source.text(last.span))
            return
        case .stringText:
            let quote = tokens.last { $0.kind == .stringStart }.map { source.text($0.span) } ?? ""
            self = .file(prefix: source.text(last.span), closing: quote)
            return
        case .comment, .documentation, .integer, .float, .format:
            self = .nothing
            return
        default: break
        }
        // A word that is a keyword may become a longer name.
        var words = tokens[...]
        var prefix = ""
        if last.kind.isWord {
            prefix = source.text(last.span)
            words.removeLast()
        }
        words.removeAll { $0.kind.isTrivia }

        if let path = CompletionContext.path(endingIn: &words, source) {
            self = path.isEmpty ? .nothing : .field(path: path, prefix: prefix)
            if let head = words.last?.kind, head == .keyword(.import) || head == .keyword(.from) {
                self = .module(folders: path, prefix: prefix)
            }
            return
        }
        switch words.last?.kind {
        case .keyword(.import)?, .keyword(.from)?: self = .module(folders: [], prefix: prefix)
        default:
            guard let call = CompletionContext.call(around: words, source) else {
                self = .name(prefix: prefix, call: nil)
                return
            }
            self = .name(prefix: prefix, call: call.path, positional: call.positional, given: call.given)
        }
    }

    /// The names before a dot at the end, `a.b` in `a.b.`; empty if what stands there is no path; nil if there is no dot.
    private static func path(endingIn words: inout ArraySlice<Token>, _ source: SourceFile) -> [String]? {
        guard words.last?.kind == .sign(.dot) else { return nil }
        words.removeLast()
        return dottedName(endingIn: &words, source) ?? []
    }

    /// `a.b.c` at the end.
    private static func dottedName(endingIn words: inout ArraySlice<Token>, _ source: SourceFile) -> [String]? {
        var names: [String] = []
        while let last = words.last, last.kind.isWord {
            names.append(Names.canonical(source.text(last.span)))
            words.removeLast()
            guard words.last?.kind == .sign(.dot) else { return names.reversed() }
            words.removeLast()
        }
        return nil
    }

    /// The function whose brackets are open at the end, how many arguments it is given by position so far, and which by keyword.
    private static func call(
        around words: ArraySlice<Token>, _ source: SourceFile
    ) -> (path: [String], positional: Int, given: [String])? {
        var depth = 0
        var given: [String] = []
        var arguments = 0
        for index in words.indices.reversed() {
            switch words[index].kind {
            case .sign(.rightParenthesis), .sign(.rightBracket), .sign(.rightBrace): depth += 1
            case .sign(.leftParenthesis), .sign(.leftBracket), .sign(.leftBrace):
                depth -= 1
                guard depth < 0 else { continue }
                guard words[index].kind == .sign(.leftParenthesis) else { return nil }
                var before = words[words.startIndex..<index]
                guard let path = dottedName(endingIn: &before, source) else { return nil }
                return (path, max(arguments - given.count, 0), given.reversed())
            case .sign(.comma) where depth == 0: arguments += 1
            case .sign(.equal) where depth == 0 && index > words.startIndex && words[index - 1].kind.isWord:
                given.append(Names.canonical(source.text(words[index - 1].span)))
            default: break
            }
        }
        return nil
    }
}

extension Token.Kind {
    /// Whether it looks like a name.
    fileprivate var isWord: Bool {
        switch self {
        case .name, .keyword: true
        default: false
        }
    }
}
