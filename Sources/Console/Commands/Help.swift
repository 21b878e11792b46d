import Interpreter
import Syntax

/// What `?name` and `hesse doc name` say.
struct Help {
    let session: Session

    /// The help on a topic: a name, a path such as `module.name`, a word of the language, or a subject; without one, the list of
    /// what there is. Throws if there is no such name.
    func text(on topic: String) throws -> String {
        let topic = topic.trimmingBlanks
        guard !topic.isEmpty else { return overview }
        if let keyword = Keyword(rawValue: topic) { return keyword.help }
        if let subject = subject(topic) { return subject }
        let path = topic.split(separator: ".").map { Names.canonical(String($0)) }
        guard let first = path.first, path.allSatisfy(Names.isName) else {
            throw HesseError("`\(topic)` is no name", hint: "as in `?eigsh`; `?` alone lists all names")
        }
        if let value = try session.interpreter.value(of: first, in: session.module) {
            return try describe(value, path)
        }
        // A module that has not been imported is read, and not run.
        for count in stride(from: path.count, through: 1, by: -1) {
            guard let module = session.interpreter.outline(of: Array(path.prefix(count))) else { continue }
            return try describe(module, path.dropFirst(count))
        }
        throw session.interpreter.unknownName(first, in: session.module)
    }

    // MARK: - Values

    private func describe(_ value: Value, _ path: [String]) throws -> String {
        var value = value
        for name in path.dropFirst() {
            let (field, names) = try field(name, of: value)
            guard let field else {
                throw HesseError(
                    "\(value.messageName) has no field `\(name)`", hint: Suggestions.hint(name, among: names))
            }
            value = field
        }
        let topic = path.joined(separator: ".")
        switch value {
        case .builtin(let builtin): return describe(builtin)
        case .function(let function):
            let code = function.code
            return describe(code.signatureText, code.documentation, code.source, code.span)
        case .module(let module):
            let outline = session.interpreter.outline(of: module.name.split(separator: ".").map(String.init))
            return describe(module.name, outline?.documentation, module.globals.map(\.name))
        default:
            if let constant = session.interpreter.builtins.constants.first(where: { $0.name == topic }),
                session.module[topic] == nil
            {
                return "\(constant.name): \(constant.summary)"
            }
            return "\(topic) is \(value.messageName)"
        }
    }

    private func field(_ name: String, of value: Value) throws -> (Value?, names: [String]) {
        switch value {
        case .record(let box): (box[name], box.layout.keys)
        case .module(let module): (module[name], module.globals.map(\.name))
        case .object(let object): (try object.field(name), object.fieldNames)
        default: (nil, [])
        }
    }

    private func describe(_ builtin: Builtin) -> String {
        paragraphs([
            builtin.signatureText + "\n" + builtin.summary, indented(builtin.equation), filled(builtin.details.trimmingNewlines),
            builtin.shapes.isEmpty ? "" : "Shapes: " + builtin.shapes, indented(builtin.example.trimmingNewlines),
            builtin.seeAlso.isEmpty ? "" : "See also " + builtin.seeAlso.joined(separator: ", ") + ".",
        ])
    }

    private func describe(_ signature: String, _ documentation: String?, _ source: SourceFile, _ span: Range<Int>) -> String {
        paragraphs([
            signature, documentation ?? "no documentation; `##` lines above a definition are",
            "defined in \(source.name), line \(source.line(at: span.lowerBound))",
        ])
    }

    private func describe(_ module: String, _ documentation: String?, _ names: [String]) -> String {
        paragraphs(["module \(module)", documentation ?? "", names.joined(separator: ", ")])
    }

    private func describe(_ module: ModuleOutline, _ rest: ArraySlice<String>) throws -> String {
        guard let name = rest.first else { return describe(module.name, module.documentation, module.names) }
        guard module.names.contains(name), rest.count == 1 else {
            throw HesseError(
                "the module `\(module.name)` has no `\(rest.joined(separator: "."))`",
                hint: Suggestions.hint(name, among: module.names))
        }
        guard let function = module.function(name) else { return "\(name) is a value of the module \(module.name)" }
        return describe(function.signatureText, function.documentation, function.source, function.span)
    }

    // MARK: - Lists

    /// The subjects with their functions, in the order of the table.
    private var subjects: [(name: String, members: [Builtin])] {
        var subjects: [(name: String, members: [Builtin])] = []
        for builtin in session.interpreter.builtins.builtins {
            if let index = subjects.firstIndex(where: { $0.name == builtin.group }) {
                subjects[index].members.append(builtin)
            } else {
                subjects.append((builtin.group, [builtin]))
            }
        }
        return subjects
    }

    /// The functions of a subject, a line each; nil if there is no such subject.
    private func subject(_ name: String) -> String? {
        guard let subject = subjects.first(where: { $0.name == name }), session.interpreter.builtins[name] == nil,
            session.module[name] == nil
        else { return nil }
        let width = subject.members.map { DisplayWidth.of($0.name) }.max() ?? 0
        return subject.members.map { $0.name.padded(to: width) + "  " + $0.summary }.joined(separator: "\n")
    }

    private var overview: String {
        var groups = subjects.map { subject in
            let line = session.interpreter.builtins.subjects[subject.name].map { ": \($0)" } ?? ""
            return (subject.name + line, Array(Set(subject.members.map(\.name))).sorted())
        }
        groups.append(("constants", session.interpreter.builtins.constants.map(\.name)))
        if let prelude = session.interpreter.preludeOutline {
            // What it imports has its documentation elsewhere.
            let names = prelude.names.filter { prelude.function($0).map { $0.documentation != nil } ?? true }
            groups.append(("standard library, without an import", names))
            groups.append(("modules of the standard library, to be imported", StandardLibrary.modules))
        }
        groups.append(("words of the language", Keyword.allCases.map(\.rawValue)))
        let lists = groups.filter { !$0.1.isEmpty }.map { $0.0 + "\n" + wrap($0.1) }
        let commands = Command.allCases.map { "    " + $0.usage.padded(to: 14) + "  " + $0.summary }.joined(separator: "\n")
        return paragraphs(
            lists + [
                "commands of the prompt\n" + commands,
                "`?name` explains a name, with an example; `?curvature` lists a subject, a line each.",
            ])
    }

    private func wrap(_ names: [String]) -> String {
        indented(filled(names.joined(separator: " "), indent: 4))
    }

    /// The text in lines that fit on the terminal.
    private func filled(_ text: String, indent: Int = 0) -> String {
        let width = min(Terminal.output.width, 100) - indent
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var lines = [""]
            for word in line.split(separator: " ", omittingEmptySubsequences: false) {
                let last = lines[lines.count - 1]
                if !last.isEmpty, DisplayWidth.of(last) + 1 + DisplayWidth.of(word) > width {
                    lines.append(String(word))
                } else {
                    lines[lines.count - 1] = last.isEmpty ? String(word) : last + " " + word
                }
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private func indented(_ text: String) -> String {
        guard !text.isEmpty else { return "" }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n")
    }

    private func paragraphs(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "\n\n") }
}

extension String {
    /// With spaces behind it up to so many columns.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - DisplayWidth.of(self)))
    }
}
