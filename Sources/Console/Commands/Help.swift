import Interpreter
import Syntax

/// What `?name` says.
struct Help {
    let session: Session

    /// The help on a topic: a name, or a path such as `module.name`; without one, the list of what there is.
    /// Throws if there is no such name.
    func text(on topic: String) throws -> String {
        let topic = topic.trimmingBlanks
        guard !topic.isEmpty else { return overview }
        if Keyword(rawValue: topic) != nil { return "`\(topic)` is a word of the language." }
        var path = topic.split(separator: ".").map { Names.canonical(String($0)) }
        guard !path.isEmpty, path.allSatisfy(Names.isName) else {
            throw HesseError("`?` is followed by a name, not by `\(topic)`", hint: "as in `?eigsh`; `?` alone lists all names")
        }
        let first = path.removeFirst()
        guard var value = try session.interpreter.value(of: first, in: session.module) else {
            throw HesseError("unknown name `\(first)`", hint: Suggestions.hint(first, among: session.names))
        }
        for name in path {
            guard let field = try field(name, of: value) else {
                throw HesseError("\(value.messageName) has no field `\(name)`")
            }
            value = field
        }
        return describe(value, topic)
    }

    private func field(_ name: String, of value: Value) throws -> Value? {
        switch value {
        case .record(let box): box[name]
        case .module(let module): module[name]
        case .object(let object): try object.field(name)
        default: nil
        }
    }

    private func describe(_ value: Value, _ topic: String) -> String {
        switch value {
        case .builtin(let builtin): return describe(builtin)
        case .function(let function):
            let code = function.code
            return paragraphs([
                code.signatureText, code.documentation ?? "no documentation; `##` lines above a definition are",
                "defined in \(code.source.name), line \(code.source.line(at: code.span.lowerBound))",
            ])
        case .module(let module):
            let names = module.globals.map(\.name).joined(separator: ", ")
            return paragraphs(["module \(module.name)", module.documentation ?? "", names])
        default:
            if let constant = session.interpreter.builtins.constants.first(where: { $0.name == topic }),
                session.module[topic] == nil
            {
                return "\(constant.name): \(constant.summary)"
            }
            return "\(topic) is \(value.messageName)"
        }
    }

    private func describe(_ builtin: Builtin) -> String {
        let example = builtin.example.trimmingNewlines.split(separator: "\n", omittingEmptySubsequences: false)
        return paragraphs([
            builtin.signatureText + "\n" + builtin.summary, builtin.details.trimmingNewlines,
            example.map { "    " + $0 }.joined(separator: "\n"),
            builtin.seeAlso.isEmpty ? "" : "See also " + builtin.seeAlso.joined(separator: ", ") + ".",
        ])
    }

    private var overview: String {
        var groups: [(name: String, members: [String])] = []
        for builtin in session.interpreter.builtins.builtins {
            if let index = groups.firstIndex(where: { $0.name == builtin.group }) {
                groups[index].members.append(builtin.name)
            } else {
                groups.append((builtin.group, [builtin.name]))
            }
        }
        let constants = session.interpreter.builtins.constants.map(\.name)
        if !constants.isEmpty { groups.append(("constants", constants)) }
        let lists = groups.map { group in
            group.name + "\n" + wrap(Array(Set(group.members)).sorted())
        }
        let commands = Command.allCases.map { "    " + $0.usage.padded(to: 14) + "  " + $0.summary }.joined(separator: "\n")
        return paragraphs(lists + ["commands\n" + commands, "`?name` explains a name, with an example."])
    }

    private func wrap(_ names: [String]) -> String {
        let width = min(Terminal.output.width, 100) - 4
        var lines = [""]
        for name in names {
            let last = lines[lines.count - 1]
            if !last.isEmpty, last.count + 1 + name.count > width {
                lines.append(name)
            } else {
                lines[lines.count - 1] = last.isEmpty ? name : last + " " + name
            }
        }
        return lines.map { "    " + $0 }.joined(separator: "\n")
    }

    private func paragraphs(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "\n\n") }
}

extension String {
    /// With spaces behind it up to so many columns.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - DisplayWidth.of(self)))
    }
}
