import Formats
import Interpreter
import Syntax
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

// What begins with `:` and `?`.
extension Prompt {
    /// Whether an input is for the prompt rather than for the interpreter.
    static func isCommand(_ text: String) -> Bool { text.hasPrefix(":") || text.hasPrefix("?") }

    /// Obeys a command; false if it was to leave.
    func obey(_ text: String) -> Bool {
        if text.hasPrefix("?") {
            help(on: String(text.dropFirst()))
            return true
        }
        let body = text.dropFirst().trimmingBlanks
        let word = String(body.prefix { $0 != " " })
        let argument = String(body.dropFirst(word.count)).trimmingBlanks
        let commands = Command.named(word)
        guard let command = commands.first, commands.count == 1 else {
            let names = commands.isEmpty ? Command.allCases : commands
            messages.show(
                error: commands.isEmpty ? "there is no command `:\(word)`" : "`:\(word)` may mean several commands",
                hint: "choose from " + names.map { ":" + $0.name }.joined(separator: " "))
            return true
        }
        guard argument.isEmpty || command.takesArgument else {
            messages.show(error: "`:\(command.name)` takes no argument, and here is `\(argument)`")
            return true
        }
        switch command {
        case .vars: listVariables()
        case .time: time(argument)
        case .explain: explain(argument)
        case .load: withFile(argument, command) { load($0) }
        case .save: withFile(argument, command) { save($0) }
        case .edit: edit(argument)
        case .doc: help(on: argument)
        case .clear:
            session.clear()
            inputsWithoutError.removeAll()
        case .quit: return false
        }
        return true
    }

    private func help(on topic: String) {
        thread.run {
            do { write(try Help(session: session).text(on: topic)) } catch { messages.show(HesseError(error)) }
        }
    }

    private func listVariables() {
        let variables = session.module.globals.filter { $0.name != "ans" }
        let width = variables.map { DisplayWidth.of($0.name) }.max() ?? 0
        for (name, value) in variables { write(name.padded(to: width) + "  " + Echo.summary(value)) }
    }

    private func time(_ code: String) {
        let statistics = (session.interpreter.tensorOperations as? TensorEngine)?.statistics
        func counts() -> [Int] {
            (statistics.map { [$0.built, $0.hit, $0.retraced, $0.matvecs] } ?? [0, 0, 0, 0]) + [Buffer.allocationCount]
        }
        let before = counts()
        let start = MonotonicClock.seconds
        evaluate(code)
        let seconds = MonotonicClock.seconds - start
        let spent = zip(counts(), before).map { $0 - $1 }
        var parts = ["time: " + Echo.duration(seconds)]
        if spent[0] + spent[1] + spent[2] > 0 {
            parts.append("plans: \(spent[0]) built, \(spent[1]) hit, \(spent[2]) retraced")
        }
        if spent[3] > 0 { parts.append("\(spent[3]) \(spent[3] == 1 ? "product" : "products") with H") }
        if spent[4] > 0 { parts.append("\(spent[4]) \(spent[4] == 1 ? "tensor" : "tensors") allocated") }
        write(parts.joined(separator: "; "))
    }

    private func explain(_ code: String) {
        var hasSucceeded = false
        let source = SourceFile(name: "explain", text: code)
        let explanation = session.explaining { hasSucceeded = evaluate(source, isShown: false) != nil }
        if hasSucceeded { write(explanation) }
    }

    private func withFile(_ argument: String, _ command: Command, _ body: (String) -> Void) {
        var path = argument[...]
        if path.count >= 2, let quote = path.first, quote == "\"" || quote == "'", path.last == quote {
            path = path.dropFirst().dropLast()
        }
        guard !path.isEmpty else { return messages.show(error: "`:\(command.name)` needs the name of a file") }
        if path.hasPrefix("~/"), let home = Terminal.environment("HOME") { path = home + path.dropFirst() }
        body(String(path))
    }

    private func load(_ path: String) {
        do {
            let source = SourceFile(name: path, bytes: try ByteReader.read(file: path))
            // What is saved later has to run without the file.
            if evaluate(source, isShown: false) != nil { inputsWithoutError.add(source.text, becameAns: false) }
        } catch { messages.show(HesseError(error)) }
    }

    private func save(_ path: String) {
        do { try FileAccess.writeAtomically(path, Array(inputsWithoutError.script.utf8)) } catch {
            messages.show(HesseError(error))
        }
    }

    /// Opens the text of a function, or the last input, in an editor and runs what was saved.
    private func edit(_ name: String) {
        var text = inputsWithoutError.last ?? ""
        if !name.isEmpty {
            guard case .function(let function)? = session.value(of: Names.canonical(name)), !function.code.name.isEmpty else {
                return messages.show(error: "`\(name)` is no function that was defined in the language")
            }
            let documentation = (function.code.documentation ?? "").split(separator: "\n").map { "## \($0)\n" }.joined()
            text = documentation + function.code.source.text(function.code.span)
        }
        guard let edited = Editor.edit(text + "\n") else { return messages.show(error: "the editor gave nothing back") }
        guard !edited.trimmingBlanks.isEmpty else { return }
        remember(edited)
        evaluate(edited)
    }
}
