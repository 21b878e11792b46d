import ArgumentParser
import Console

/// The command line.
struct Hesse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hesse",
        abstract: "A language for the curvature of loss functions.",
        usage: """
            hesse                          the prompt
            hesse script.hesse [args …]    run a script
            hesse -e 'code' [args …]       run text, print its value
            hesse - [args …]               run standard input
            hesse check file …             say what is wrong with files, run nothing
            hesse fmt file …               format files in place
            hesse test folder …            run tests and the examples in documentation
            hesse doc [name]               explain a name
            hesse explain 'code'           the plan that runs
            """,
        discussion: """
            Options stand before the script; what stands behind it is the script's. `hesse doc --help` and so on say more.
            """)

    /// What the first word may be, other than a script.
    private static let commands: [String: any NamedCommand.Type] = [
        "check": CheckCommand.self, "fmt": FormatCommand.self, "test": TestCommand.self, "doc": DocCommand.self,
        "explain": ExplainCommand.self,
    ]

    @Option(
        name: .customShort("e"), parsing: .unconditional,
        help: ArgumentHelp("Run this text and print the last expression's value.", valueName: "code"))
    var code: String?

    @OptionGroup var shared: SharedOptions

    @Flag(help: "The version; with --verbose, also libraries and CPU.")
    var version = false

    @Flag(help: .hidden)
    var verbose = false

    @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("A script and its arguments.", valueName: "script"))
    var words: [String] = []

    /// Does what the arguments say; gives the exit code.
    static func run(_ arguments: [String]) -> Int32 {
        var parser: any ParsableCommand.Type = Hesse.self
        do {
            let command = try parse(arguments)
            if command.version {
                Terminal.output.write(Version.text(isVerbose: command.verbose) + "\n")
                return ExitStatus.success
            }
            guard command.code == nil, let first = command.words.first, let named = commands[first] else {
                return Runner(try command.invocation()).run()
            }
            parser = named
            let parsed = try named.parse(Array(command.words.dropFirst()))
            return Runner(parsed.shared.invocation(parsed.program, before: command.shared)).run()
        } catch {
            guard parser.exitCode(for: error).isSuccess else {
                let name = parser.configuration.commandName ?? "hesse"
                return Runner.refuse(parser.message(for: error), hint: "`\(name) --help` shows how it is called")
            }
            Terminal.output.write(parser.fullMessage(for: error) + "\n")
            return ExitStatus.success
        }
    }

    private func invocation() throws -> Invocation {
        var words = words
        var program = Invocation.Program.prompt
        if let code {
            program = .code(code)
            if words.first == "--" { words.removeFirst() }
        } else if let first = words.first {
            words.removeFirst()
            if first == "-" {
                program = .standardInput
            } else if first == "--help" || first == "-h" {
                throw CleanExit.helpRequest()
            } else if first.hasPrefix("-"), first != "--" {
                throw ValidationError("there is no option \(first)")
            } else if first == "--" {
                if !words.isEmpty { program = .script(words.removeFirst()) }
            } else {
                program = .script(first)
            }
        }
        return shared.invocation(program, arguments: words)
    }
}
