import Interpreter
import Tensors

/// The built-in functions of the language: one table, a file a subject.
///
/// Each entry says how it is called, what it does in a line, its shapes and equation, and has an example that the tests run.
public enum Builtins {
    /// All of them, with the constants.
    public static func table() -> BuiltinTable {
        var table = BuiltinTable()
        table.add(GeneralBuiltins.all)
        table.add(ElementwiseBuiltins.all)
        table.add(ReductionBuiltins.all)
        table.add(StatisticsBuiltins.all)
        table.add(ProductBuiltins.all)
        table.add(LinearAlgebraBuiltins.all)
        table.add(ShapeBuiltins.all)
        table.add(CreationBuiltins.all)
        table.add(NetworkBuiltins.all)
        table.add(CurvatureBuiltins.all)
        table.add(RefinementBuiltins.all)
        table.add(FileBuiltins.all)
        table.add(PictureBuiltins.all)
        table.add(PictureBuiltins.films)
        table.add(SessionBuiltins.all)
        for (subject, line) in subjects { table.describe(subject: subject, line) }
        table.add(constant: "pi", .float(.pi), summary: "π")
        table.add(constant: "inf", .float(.infinity), summary: "infinity")
        table.add(constant: "nan", .float(.nan), summary: "not a number")
        return table
    }

    private static let subjects = [
        GeneralBuiltins.group: "printing, lists, records, strings, types",
        ElementwiseBuiltins.group: "functions of numbers, applied element by element",
        ReductionBuiltins.group: "fewer numbers of many, along axes or in all; orders and running sums",
        ProductBuiltins.group: "products of vectors and matrices",
        "linear algebra": "systems, factorizations, eigenvalues, determinants",
        StatisticsBuiltins.group: "quantiles, histograms, distinct values",
        ShapeBuiltins.group: "what shape a tensor has, and another; joining, splitting, diagonals",
        CreationBuiltins.group: "new tensors, and their element types",
        "random": "random numbers, the same in each run",
        NetworkBuiltins.group: "the words of networks, with PyTorch's meaning",
        CurvatureBuiltins.group: "derivatives, Hessians, eigenvalues, traces, projections, fits",
        FileBuiltins.group: "reading and writing, the format by the file's ending",
        PictureBuiltins.group: "figures, shown at the terminal or saved",
        SessionBuiltins.group: "time, counts, progress",
    ]

    /// An interpreter with all of it.
    public static func interpreter(_ options: Interpreter.Options = Interpreter.Options()) throws -> Interpreter {
        try Interpreter(options: options, builtins: table(), tensorOperations: TensorEngine())
    }
}
