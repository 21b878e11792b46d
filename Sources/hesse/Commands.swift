import ArgumentParser
import Console

/// A command that the first word names, such as `hesse check file`.
protocol NamedCommand: ParsableCommand {
    var shared: SharedOptions { get }
    var program: Invocation.Program { get }
}

/// `hesse check`.
struct CheckCommand: NamedCommand {
    static let configuration = CommandConfiguration(
        commandName: "hesse check", abstract: "Says all that is wrong with files, without running them.",
        discussion: """
            Found are errors of syntax, unknown names, variables read before they are assigned, calls with wrong arguments of \
            functions whose definition is known, imports that lead nowhere or in a circle, and names that a module lacks. The \
            exit code is 0 without an error, 1 with one, 2 if a file cannot be read.

            --json writes an array of objects {file, line, column, endLine, endColumn, severity, message, hint} to standard \
            output. Lines and columns count from 1, columns in Unicode code points; the end is behind the last one. severity is \
            error, warning or note; hint is null where there is none.
            """)

    @OptionGroup var shared: SharedOptions
    @Flag(help: "Write JSON to standard output.") var json = false
    @Argument(help: "Files to check.") var files: [String]

    var program: Invocation.Program { .check(files, asJSON: json) }
}

/// `hesse doc`.
struct DocCommand: NamedCommand {
    static let configuration = CommandConfiguration(
        commandName: "hesse doc", abstract: "Explains a name, as ?name does at the prompt.",
        discussion: """
            A name is that of a built-in function, a word of the language, a module, or a module's function \
            (`hesse doc models.loss`); a subject such as `curvature` is listed, a line a function. Without a name: all there is.
            """)

    @OptionGroup var shared: SharedOptions
    @Argument(help: "A name.") var name: String?

    var program: Invocation.Program { .documentation(name ?? "") }
}
