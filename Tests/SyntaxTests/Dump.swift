import Syntax

/// A tree in prefix form, one statement a line: `x = a + 2 * b` is `(= x (+ a (* 2 b)))`.
func dump(_ text: String) -> String {
    let tree = SyntaxTree.parse(SourceFile(name: "test", text: text))
    guard !tree.hasErrors else { return messages(tree).joined(separator: "\n") }
    guard case .block(let statements) = tree[tree.root].kind else { return "no program" }
    return statements.map { Dump(tree: tree).text($0) }.joined(separator: "\n")
}

/// What is wrong, as `error: message`.
func messages(_ tree: SyntaxTree) -> [String] {
    tree.diagnostics.map { "\($0.severity.rawValue): \($0.message)" }
}

private struct Dump {
    let tree: SyntaxTree

    func text(_ id: NodeID) -> String {
        switch tree[id].kind {
        case .integer(let value): "\(value)"
        case .float(let value): "\(value)"
        case .boolean(let value): "\(value)"
        case .none: "none"
        case .string(let value): quoted(value)
        case .interpolatedString(let parts): "(string\(parts.map { " " + text($0) }.joined()))"
        case .bracket(let elements): "[" + elements.map(text).joined(separator: " ") + "]"
        case .list(let elements): "(list\(elements.map { " " + text($0) }.joined()))"
        case .record(let entries): "{" + entries.map(text).joined(separator: " ") + "}"
        case .name(let name): name
        case .field(let base, let name): "(. \(text(base)) \(name.text))"
        case .index(let base, let subscripts): "(index \(text(base)) \(text(subscripts)))"
        case .call(let callee, let arguments): "(call \(text(callee))\(arguments.map { " " + text($0) }.joined()))"
        case .unary(let operation, let operand): "(\(operation.rawValue) \(text(operand)))"
        case .binary(let operation, let left, let right): "(\(operation.rawValue) \(text(left)) \(text(right)))"
        case .comparison(let operands, let operators):
            "(" + text(operands[0]) + zip(operators, operands.dropFirst()).map { " \($0.rawValue) \(text($1))" }.joined() + ")"
        case .not(let operand): "(not \(text(operand)))"
        case .and(let left, let right): "(and \(text(left)) \(text(right)))"
        case .or(let left, let right): "(or \(text(left)) \(text(right)))"
        case .lambda(let parameters, let body): "(-> (\(text(parameters))) \(text(body)))"
        case .definition(let it):
            "(define \(it.name.text) (\(text(it.parameters))) \(text(it.body))"
                + (it.documentation.map { " " + quoted($0) } ?? "") + ")"
        case .block(let statements): "(block\(statements.map { " " + text($0) }.joined()))"
        case .ifElse(let branches, let otherwise):
            "(if" + branches.map { " \(text($0.condition)) \(text($0.body))" }.joined()
                + (otherwise.map { " else \(text($0))" } ?? "") + ")"
        case .forIn(let target, let iterable, let body): "(for \(text(target)) \(text(iterable)) \(text(body)))"
        case .whileLoop(let condition, let body): "(while \(text(condition)) \(text(body)))"
        case .tryCatch(let body, let name, let handler): "(try \(text(body)) \(name.text) \(text(handler)))"
        case .assignment(let target, let value): "(= \(text(target)) \(text(value)))"
        case .compoundAssignment(let target, let operation, let value): "(\(operation.rawValue)= \(text(target)) \(text(value)))"
        case .returns(let value): value.map { "(return \(text($0)))" } ?? "return"
        case .breaks: "break"
        case .continues: "continue"
        case .importModule(let path, let alias): "(import \(text(path))\(alias.map { " as " + $0.text } ?? ""))"
        case .importNames(let path, let names):
            "(from \(text(path)) import\(names.map { " " + $0.name.text + ($0.alias.map { " as " + $0.text } ?? "") }.joined()))"
        case .nameTarget(let name): name
        case .pathTarget(let root, let steps): "(path \(root.text)\(steps.map { " " + text($0) }.joined()))"
        case .unpackTarget(let targets): "(unpack\(targets.map { " " + text($0) }.joined()))"
        case .invalid: "invalid"
        }
    }

    private func text(_ part: StringPart) -> String {
        switch part {
        case .text(let text): quoted(text)
        case .value(let id, let format): text(id) + (format.map { " :\(describe($0))" } ?? "")
        }
    }

    private func describe(_ format: FormatSpec) -> String {
        var result = ""
        if let alignment = format.alignment { result += "\(format.fill)\(alignment.rawValue)" }
        if format.sign != .negative { result += format.sign.rawValue }
        if format.zeroPadded { result += "0" }
        if let width = format.width { result += "\(width)" }
        if format.grouped { result += "," }
        if let digits = format.digits { result += ".\(digits)" }
        return result + (format.presentation?.rawValue ?? "")
    }

    private func text(_ element: Element) -> String {
        switch element {
        case .item(let id): text(id)
        case .spread(let id): "...\(text(id))"
        }
    }

    private func text(_ entry: RecordEntry) -> String {
        switch entry {
        case .field(let name, let id): "\(name.text): \(text(id))"
        case .spread(let id): "...\(text(id))"
        }
    }

    private func text(_ argument: Argument) -> String {
        switch argument {
        case .positional(let id): text(id)
        case .keyword(let name, let id): "\(name.text)=\(text(id))"
        case .spread(let id): "...\(text(id))"
        }
    }

    private func text(_ subscripts: [Subscript]) -> String {
        subscripts.map { part in
            switch part {
            case .index(let id): text(id)
            case .slice(let start, let stop, let step): [start, stop, step].map { $0.map(text) ?? "_" }.joined(separator: ":")
            case .ellipsis: "..."
            }
        }.joined(separator: " ")
    }

    private func text(_ step: PathStep) -> String {
        switch step {
        case .field(let name): ".\(name.text)"
        case .index(let subscripts): "[\(text(subscripts))]"
        }
    }

    private func text(_ parameters: [Parameter]) -> String {
        parameters.map { $0.name.text + ($0.defaultValue.map { "=" + text($0) } ?? "") }.joined(separator: " ")
    }

    private func text(_ path: [Name]) -> String { path.map(\.text).joined(separator: ".") }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\n", with: "\\n") + "\""
    }
}
