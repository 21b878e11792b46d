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

/// `hesse fmt`.
struct FormatCommand: NamedCommand {
    static let configuration = CommandConfiguration(
        commandName: "hesse fmt", abstract: "Formats files in place.",
        discussion: """
            Four spaces a level, spaces around operators except ^, none inside of brackets, at most two blank lines, one element \
            a line where a line would be longer than 120 columns. The author decides where else lines break, and whether * and / \
            stand close (2*n + 1). Comments stay, and a program means what it meant.

            A file with syntax errors is left as it is, and its errors are shown. The exit code is 0, 1 with such a file or, \
            with --check, one that would change, 2 if a file cannot be read or written.
            """)

    @OptionGroup var shared: SharedOptions
    @Flag(help: "Change nothing: list the files that would change.") var check = false
    @Argument(help: "Files to format; - is standard input, formatted to standard output.") var files: [String]

    var program: Invocation.Program { .format(files, isDry: check) }
}

/// `hesse test`.
struct TestCommand: NamedCommand {
    static let configuration = CommandConfiguration(
        commandName: "hesse test", abstract: "Runs the tests below folders, and the examples in documentation.",
        discussion: """
            A file test_….hesse is run in an interpreter of its own: its statements are one test, and then each function \
            test_…() that it defines is another. What fails an assert, or ends in any other error, has failed.

            An example is a run of lines in a ## comment that are indented by four spaces or more, one of which says behind \
            `# → ` what is printed. It runs after the file it stands in, and has to print that; white space does not count.

            The exit code is 0, 1 if a test failed or there is none, 2 if a folder cannot be read, 130 after Ctrl-C.
            """)

    @OptionGroup var shared: SharedOptions
    @Argument(help: "Folders, or files.") var folders: [String]

    var program: Invocation.Program { .test(folders) }
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

/// `hesse explain`.
struct ExplainCommand: NamedCommand {
    static let configuration = CommandConfiguration(
        commandName: "hesse explain", abstract: "Shows the plan of what is computed last, step by step.",
        discussion: """
            The code is evaluated as by -e, and the plan that ran last is shown: its stages (what is computed once, and at each \
            product), the steps of each in order, what each loop fuses, its operations, and the bytes that it reads and writes. \
            Plans that ran before are listed below. As in

                hesse explain 'H = hessian(x -> sum(tanh(x)^2), ones(1000)); H @ ones(1000)'
            """)

    @OptionGroup var shared: SharedOptions
    @Argument(help: "A program.") var code: String

    var program: Invocation.Program { .explain(code) }
}
