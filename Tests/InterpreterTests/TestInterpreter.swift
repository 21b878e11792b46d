import Builtins
import Interpreter
import Syntax
import Tensors

/// What a program printed, and how it ended.
struct Run {
    var output: String
    var error: HesseError?
    var value: Value = .none
    var warnings: [Diagnostic] = []
}

/// Runs programs with the general built-ins and a few simple functions of tensors.
enum TestInterpreter {
    static let table: BuiltinTable = {
        var table = BuiltinTable()
        table.add(GeneralBuiltins.all)
        table.add(tensorFunctions)
        table.add(constant: "pi", .float(.pi), summary: "π")
        table.add(constant: "nan", .float(.nan), summary: "not a number")
        table.add(constant: "inf", .float(.infinity), summary: "infinity")
        return table
    }()

    private static let tensorFunctions: [Builtin] = [
        Builtin("zeros(*shape)", group: "test", summary: "", example: "") { arguments in
            Value(try Tensor(zeros: .float64, shape: try arguments.variadicShape()))
        },
        Builtin("int64(x)", group: "test", summary: "", example: "") { arguments in
            let tensor = try arguments.tensor(0)
            return Value(try Tensor(tensor.doubles().map { Int64($0) }, shape: tensor.shape))
        },
        Builtin("arange(n)", group: "test", summary: "", example: "") { arguments in
            Value(try Tensor((0..<(try arguments.count(0))).map(Double.init)))
        },
        Builtin("sum(x, *, axis=none)", group: "test", summary: "", example: "", isMethod: true) { arguments in
            .scalar(try arguments.tensor(0).doubles().reduce(0, +))
        },
        Builtin("shape(x)", group: "test", summary: "", example: "", isMethod: true) { arguments in
            Value(shape: try arguments.tensor(0).shape)
        },
    ]

    /// An interpreter that collects what it prints.
    static func make(
        output: @escaping (String) -> Void = { _ in }, searchPaths: [String] = [], standardLibrary: String? = nil,
        arguments: [String] = []
    ) throws -> Interpreter {
        try Interpreter(
            options: .init(
                searchPaths: searchPaths, standardLibrary: standardLibrary, arguments: arguments, recursionLimit: 2000,
                output: output),
            builtins: table, tensorOperations: SimpleTensors())
    }

    /// Runs a program on a thread with a large stack.
    static func run(_ text: String, name: String = "test.hesse", searchPaths: [String] = [], standardLibrary: String? = nil)
        -> Run
    {
        EvaluationThread.run {
            var run = Run(output: "")
            do {
                var output = ""
                let interpreter = try make(output: { output += $0 }, searchPaths: searchPaths, standardLibrary: standardLibrary)
                do { run.value = try interpreter.run(text: text, name: name, in: try interpreter.makeModule()).value } catch {
                    run.error = HesseError(error)
                }
                run.output = output
            } catch { run.error = HesseError(error) }
            return run
        }
    }

    /// What a program prints; its error, if it ends in one, as the last line.
    static func output(_ text: String) -> String {
        let run = run(text)
        return run.output + (run.error.map { "error: \($0.message)\n" } ?? "")
    }
}
