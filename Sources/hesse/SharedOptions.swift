import ArgumentParser
import Console

/// The options of everything that runs programs.
struct SharedOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("Where random numbers begin.", valueName: "n"))
    var seed: Int?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("How many threads to use; by default, one a processor.", valueName: "n"))
    var threads: Int?

    @Flag(help: "No progress.")
    var quiet = false

    @Flag(help: "No colour; NO_COLOR in the environment does the same.")
    var noColor = false

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads is at least 1, not \(threads)") }
    }

    /// An invocation under these options, and under those that stood before the name of a command.
    func invocation(
        _ program: Invocation.Program, arguments: [String] = [], before outer: SharedOptions? = nil
    ) -> Invocation {
        Invocation(
            program, arguments: arguments, seed: seed ?? outer?.seed, threads: threads ?? outer?.threads,
            isQuiet: quiet || outer?.quiet == true, isColorless: noColor || outer?.noColor == true)
    }
}
