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
            """,
        discussion: "Options stand before the script; what stands behind it is the script's.")

    @Option(
        name: .customShort("e"), parsing: .unconditional,
        help: ArgumentHelp("Run this text and print the last expression's value.", valueName: "code"))
    var code: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Where random numbers begin.", valueName: "n"))
    var seed: Int?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("How many threads to use; by default, one a processor.", valueName: "n"))
    var threads: Int?

    @Flag(help: "No progress.")
    var quiet = false

    @Flag(help: "No colour; NO_COLOR in the environment does the same.")
    var noColor = false

    @Flag(help: "The version; with --verbose, also libraries and CPU.")
    var version = false

    @Flag(help: .hidden)
    var verbose = false

    @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("A script and its arguments.", valueName: "script"))
    var words: [String] = []

    /// Does what the arguments say; gives the exit code.
    static func run(_ arguments: [String]) -> Int32 {
        do {
            let command = try parse(arguments)
            if command.version {
                Terminal.output.write(Version.text(isVerbose: command.verbose) + "\n")
                return ExitStatus.success
            }
            return Runner(try command.invocation()).run()
        } catch {
            guard exitCode(for: error).isSuccess else {
                return Runner.refuse(message(for: error), hint: "`hesse --help` shows how it is called")
            }
            Terminal.output.write(fullMessage(for: error) + "\n")
            return ExitStatus.success
        }
    }

    private func invocation() throws -> Invocation {
        if let threads, threads < 1 { throw ValidationError("--threads is at least 1, not \(threads)") }
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
        return Invocation(
            program, arguments: words, seed: seed, threads: threads, isQuiet: quiet, isColorless: noColor)
    }
}
