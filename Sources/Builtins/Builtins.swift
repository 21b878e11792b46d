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
        table.add(ProductBuiltins.all)
        table.add(ShapeBuiltins.all)
        table.add(CreationBuiltins.all)
        table.add(NetworkBuiltins.all)
        table.add(CurvatureBuiltins.all)
        table.add(FileBuiltins.all)
        table.add(PictureBuiltins.all)
        table.add(SessionBuiltins.all)
        table.add(constant: "pi", .float(.pi), summary: "π")
        table.add(constant: "inf", .float(.infinity), summary: "infinity")
        table.add(constant: "nan", .float(.nan), summary: "not a number")
        return table
    }

    /// An interpreter with all of it.
    public static func interpreter(_ options: Interpreter.Options = Interpreter.Options()) throws -> Interpreter {
        try Interpreter(options: options, builtins: table(), tensorOperations: TensorEngine())
    }
}
