import Builtins
import Glibc
import Kernels
import Tensors
import Synchronization
import Syntax
import Testing

@testable import Interpreter

/// No program crashes the interpreter, none hangs it, and every error says something about a place in the source.
///
/// Programs are made up by a grammar, and by changing tokens of the code that is in the repository: the standard library, the scripts,
/// the examples of the built-ins, the cases of `Language/`, and the bugs of the past in `Corpus/`. `HESSE_FUZZ_SECONDS` says for how
/// long, `HESSE_FUZZ_SEED` repeats a run. The program that runs is in the file that is named at the beginning, where it is found after
/// a crash.
@Suite struct EvaluatorFuzzTests {
    private static let seconds = 60.0
    /// Seconds after which a program is interrupted, and after which it is said to hang.
    private static let patience = 0.3
    private static let limit = 30.0
    /// Programs that one interpreter runs.
    private static let programsPerInterpreter = 50

    @Test("programs of the corpus end as they should, whole")
    func corpusAsItIs() throws {
        let sources = TestFiles.paths(in: TestInterpreter.folder + "/Corpus", ending: ".hesse").map { ($0, TestFiles.read($0)) }
        try TestFiles.inTemporaryFolder { _ in
            let bench = FuzzBench(file: nil, patience: Self.patience, limit: Self.limit)
            EvaluationThread.run { for (path, text) in sources { bench.run(text, name: path) } }
            report(bench)
        }
    }

    @Test func madeUpPrograms() throws {
        let seconds = FuzzBench.environment("HESSE_FUZZ_SECONDS").flatMap(Double.init) ?? Self.seconds
        let seed = FuzzBench.environment("HESSE_FUZZ_SEED").flatMap(UInt64.init) ?? UInt64.random(in: 1...UInt64.max)
        let file = "/tmp/hesse-fuzz-\(getpid()).hesse"
        print("fuzz: HESSE_FUZZ_SEED=\(seed), the program that runs is in \(file)")
        fflush(nil)
        let corpus = Self.corpus()
        let mutator = TokenMutator(corpus: corpus)
        let tokens = corpus.map(TokenMutator.tokens)
        try TestFiles.inTemporaryFolder { folder in
            TestFiles.write(folder + "/m.hesse", "v = 3\nw(x) = x + v\n")
            let bench = FuzzBench(file: file, patience: Self.patience, limit: Self.limit)
            EvaluationThread.run {
                let end = MonotonicClock.seconds + seconds
                var count: UInt64 = 0
                while MonotonicClock.seconds < end {
                    // Each program has dice of its own: what it takes from them does not depend on how fast others ran.
                    var dice = Dice(seed: seed &+ count &* 0x9E37_79B9)
                    if count % UInt64(Self.programsPerInterpreter) == 0 { bench.renew() }
                    let text: String
                    if dice.once(in: 3) {
                        text = mutator.mutated(dice.pick(tokens), &dice)
                    } else {
                        var generator = ProgramGenerator(dice: dice, builtins: bench.builtins)
                        text = generator.program()
                    }
                    bench.run(text, name: "seed \(seed), program \(count)")
                    count += 1
                }
                print("fuzz: \(count) programs, \(bench.summary)")
                if FuzzBench.environment("HESSE_FUZZ_VERBOSE") != nil { print(bench.commonest) }
            }
            report(bench)
        }
        remove(file)
    }

    /// Failures belong to the test's own thread.
    private func report(_ bench: FuzzBench) {
        for failure in bench.failures.prefix(20) { Issue.record("\(failure)") }
    }

    /// All code there is.
    private static func corpus() -> [String] {
        let root = TestInterpreter.root
        let folders = ["stdlib", "scripts/paper", "scripts/bench", "Tests/InterpreterTests/Corpus"]
        let files = folders.flatMap { TestFiles.paths(in: "\(root)/\($0)", ending: ".hesse") }.map(TestFiles.read)
        let cases = LanguageTests.files.flatMap { LanguageTests.parse(TestFiles.read($0)) }.map(\.program)
        return files + cases + Builtins.table().builtins.map(\.example)
    }
}

/// Runs programs and looks at what they leave behind.
final class FuzzBench {
    let builtins: [Builtin]
    private let file: String?
    private let table: BuiltinTable
    private let watchdog: Watchdog
    private var interpreter: Interpreter?
    private var values = 0
    private var errors = 0
    private var syntaxErrors = 0
    private var interrupts = 0
    private var printed = 0
    /// The errors that programs ended in: how often, and one of the places.
    private var endings: [String: (count: Int, place: String)] = [:]
    /// What was wrong, with the programs.
    private(set) var failures: [String] = []

    init(file: String?, patience: Double, limit: Double) {
        self.file = file
        watchdog = Watchdog(patience: patience, limit: limit)
        var table = Builtins.table()
        builtins = table.builtins
        table.add(table.builtins.filter { $0.name == "save" || $0.name == "load" }.map(FuzzBench.confined))
        self.table = table
    }

    deinit { watchdog.stop() }

    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    var summary: String {
        "\(values) gave values, \(errors) errors, \(syntaxErrors) did not parse, \(interrupts) were interrupted, \(printed) bytes printed"
    }

    /// The errors that programs ended in most often.
    var commonest: String {
        endings.values.sorted { ($1.count, $0.place) < ($0.count, $1.place) }.prefix(60).map { "\($0.count) \($0.place)\n" }
            .joined()
    }

    /// The same function for files of the folder only.
    private static func confined(_ builtin: Builtin) -> Builtin {
        Builtin(
            builtin.signature.text, group: builtin.group, summary: builtin.summary, example: builtin.example,
            isMethod: builtin.isMethod, callsBack: builtin.callsBack
        ) { arguments in
            if case .string(let path) = arguments[0], path.string.contains("/") {
                throw arguments.error("not outside of the folder")
            }
            return try builtin.implementation(&arguments)
        }
    }

    /// A new interpreter for the programs to come.
    func renew() {
        interpreter = nil
        let options = Interpreter.Options(
            searchPaths: ["."], standardLibrary: TestInterpreter.root + "/stdlib", arguments: ["a"], recursionLimit: 500,
            output: { [unowned self] in printed += $0.utf8.count })
        interpreter = try? Interpreter(options: options, builtins: table, tensorOperations: TensorEngine())
    }

    func run(_ text: String, name: String) {
        if interpreter == nil { renew() }
        guard let interpreter else { return }
        if let file { TestFiles.write(file, text) }
        watchdog.begin(name)
        let source = SourceFile(name: name, text: text)
        do {
            let outcome = try interpreter.run(source, in: try interpreter.makeModule(name: "main"))
            printed += ValueFormatter.text(outcome.value).utf8.count
            values += 1
        } catch { look(at: HesseError(error), of: source) }
        watchdog.end()
        // The interpreter works afterwards.
        do {
            let module = try interpreter.makeModule(name: "after")
            let sum = try interpreter.run(text: "f(x) = sum(x^2)\nstr(grad(f, [1.0, 2])) + str(1 + 1)", in: module).value
            if ValueFormatter.text(sum) != "[2, 4]2" { fail("the interpreter computes wrongly afterwards", source) }
        } catch { fail("the interpreter does not work afterwards: \(error)", source) }
    }

    private func look(at error: HesseError, of source: SourceFile) {
        if error.kind == .interrupt {
            interrupts += 1
            return
        }
        let isSyntax = !SyntaxTree.parse(source).diagnostics.filter { $0.severity == .error }.isEmpty
        if isSyntax { syntaxErrors += 1 } else { errors += 1 }
        if error.message.hasPrefix("unknown name"), error.diagnostic.source === source { lookForName(error, in: source) }
        endings[String(error.message.prefix(60)), default: (0, error.rendered(width: 80))].count += 1
        for diagnostic in [error.diagnostic] + error.others {
            if diagnostic.message.isEmpty { fail("an error without a message", source) }
            guard let place = diagnostic.source, let span = diagnostic.span else {
                fail("an error without a place: \(diagnostic.message)", source)
                continue
            }
            if span.lowerBound < 0 || span.upperBound > place.bytes.count || span.lowerBound > span.upperBound {
                fail("an error outside of the source: \(diagnostic.message)", source)
            }
            if diagnostic.rendered(width: 80).isEmpty { fail("an error that shows nothing", source) }
            // What a message must not let out: values of the implementation.
            for leak in ["Optional(", "Swift.", "Error(", "_Failure", "KernelFailure", "TensorError", "<traced"]
            where diagnostic.message.contains(leak) {
                fail("an error that speaks of the implementation: \(diagnostic.message)", source)
            }
        }
    }

    /// A name that nothing assigns is found without running the program.
    private func lookForName(_ error: HesseError, in source: SourceFile) {
        let name = String(error.message.split(separator: "`").dropFirst().first ?? "")
        let analysis = ScopeAnalysis(SyntaxTree.parse(source))
        guard analysis.main.variables[name] == nil, let found = interpreter?.check(source) else { return }
        if !found.contains(where: { $0.message == error.message }) { fail("not found by the check: \(error.message)", source) }
    }

    private func fail(_ what: String, _ source: SourceFile) {
        failures.append("\(what)\n\(source.name):\n\(source.text)")
    }
}

/// A thread that interrupts what runs too long, and ends the process if that does not help.
final class Watchdog: Sendable {
    private let patience: Double
    private let limit: Double
    private struct State {
        var started = Double.infinity
        var name = ""
        var isStopped = false
    }
    private let state = Mutex(State())

    init(patience: Double, limit: Double) {
        self.patience = patience
        self.limit = limit
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Watchdog>.fromOpaque(argument).takeRetainedValue().watch() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    func begin(_ name: String) {
        state.withLock {
            $0.started = MonotonicClock.seconds
            $0.name = name
            Interrupt.clear()
        }
    }

    func end() {
        state.withLock {
            $0.started = .infinity
            Interrupt.clear()
        }
    }

    func stop() { state.withLock { $0.isStopped = true } }

    private func watch() {
        while !state.withLock({ $0.isStopped }) {
            usleep(20_000)
            let hung: String? = state.withLock { state in
                let time = MonotonicClock.seconds - state.started
                // Again and again: a method that gives what it has takes the first request for itself.
                if time > patience { Interrupt.request() }
                return time > limit ? state.name : nil
            }
            guard let hung else { continue }
            print("fuzz: \(hung) does not end")
            fflush(nil)
            abort()
        }
    }
}
