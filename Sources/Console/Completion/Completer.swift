import Interpreter
import Syntax

/// Finds what may stand before the cursor.
struct Completer {
    let session: Session

    /// Texts that may replace the word that begins at a UTF-8 offset of the line and goes to its end, the likeliest first.
    func completions(_ line: String, from start: Int) -> [String] {
        var seen: Set<String> = []
        return candidates(line, from: start).filter { seen.insert($0).inserted }
    }

    private func candidates(_ line: String, from start: Int) -> [String] {
        let word = String(decoding: line.utf8.dropFirst(start), as: UTF8.self)
        switch CompletionContext(line: line, word: word) {
        case .latex(let before, let name): return latex(name[...]).map { before + $0 }
        case .command(let prefix): return extend(word, prefix, with: Command.allCases.map(\.name))
        case .file(let prefix, let closing):
            return extend(word, nil, with: FileNames.beginning(prefix, closing: closing).sorted(), stem: prefix)
        case .field(let path, let prefix): return extend(word, prefix, with: value(path).map(fields) ?? [])
        case .module(let folders, let prefix): return extend(word, prefix, with: modules(below: folders).sorted())
        case .topic(let prefix): return extend(word, prefix, with: session.names.sorted())
        case .name(let prefix, let call, let positional, let given):
            let all = call.flatMap(value).map(keywords) ?? []
            let keywords = all.dropFirst(positional).filter { !given.contains(String($0.dropLast())) }
            return extend(word, prefix, with: keywords + names(from: prefix))
        case .nothing: return []
        }
    }

    /// The session's own names, then those that are built in, then the words of the language; without a first letter, where all of
    /// them would fill the screen, only the first.
    private func names(from prefix: String) -> [String] {
        let own = session.module.globals.map(\.name).sorted()
        return prefix.isEmpty && !own.isEmpty ? own : own + session.names.sorted() + Keyword.allCases.map(\.rawValue).sorted()
    }

    /// The word grown to each candidate that begins with the stem. Names are compared in the form in which they are one.
    private func extend(_ word: String, _ prefix: String?, with candidates: [String], stem: String? = nil) -> [String] {
        let stem = stem ?? Names.canonical(prefix ?? "")
        let length = stem.unicodeScalars.count
        return candidates.compactMap { candidate in
            let scalars = candidate.unicodeScalars
            guard scalars.count > length, scalars.starts(with: stem.unicodeScalars) else { return nil }
            return word + String(String.UnicodeScalarView(scalars.dropFirst(length)))
        }
    }

    /// What `\name` stands for if there is such a name or only one that begins so; else the names that begin so.
    private func latex(_ name: Substring) -> [String] {
        if let text = LatexNames.text(of: name) { return [text] }
        let names = LatexNames.names(beginning: name)
        if names.count == 1, let text = LatexNames.text(of: names[0][...]) { return [text] }
        return names.map { "\\" + $0 }
    }

    private func value(_ path: [String]) -> Value? {
        guard let first = path.first, var value = session.value(of: first) else { return nil }
        for name in path.dropFirst() {
            guard let field = field(name, of: value) else { return nil }
            value = field
        }
        return value
    }

    private func field(_ name: String, of value: Value) -> Value? {
        switch value {
        case .record(let box): box[name]
        case .module(let module): module[name]
        case .object(let object): (try? object.field(name)) ?? nil
        default: nil
        }
    }

    private func fields(of value: Value) -> [String] {
        switch value {
        case .record(let box): return box.keys.filter(Names.isName)
        case .module(let module): return module.globals.map(\.name)
        case .object(let object): return object.fieldNames
        case .function, .builtin, .none, .unset: return []
        default:
            let methods = session.interpreter.builtins.builtins.filter(\.isMethod).map(\.name)
            return (value.isNumeric ? ["T", "shape", "dtype", "size", "ndim"] : []) + methods
        }
    }

    /// The parameters of a function as they are named in a call.
    private func keywords(of function: Value) -> [String] {
        switch function {
        case .builtin(let builtin):
            builtin.signature.parameters.filter { $0.kind != .variadic }.map { $0.name + "=" }
        case .function(let function): function.code.parameterNames.map { $0 + "=" }
        default: []
        }
    }

    /// The modules in a folder of modules, and the folders in it.
    private func modules(below folders: [String]) -> [String] {
        let roots = ["."] + StandardLibrary.searchPaths + [StandardLibrary.folder].compactMap { $0 }
        let names = roots.flatMap { root in
            FileNames.list(([root] + folders).joined(separator: "/")).compactMap { entry -> String? in
                if entry.isFolder { return entry.name }
                return entry.name.hasSuffix(".hesse") ? String(entry.name.dropLast(6)) : nil
            }
        }
        return names.filter(Names.isName)
    }
}
