import Syntax

/// Names that people bring from elsewhere, and what they are called here.
enum ForeignNames {
    /// The hint for a name that is well known elsewhere; nil for one that is not.
    static func hint(_ name: String) -> String? {
        if let here = sameThing[name] { return "it is called `\(here)` here" }
        return advice[name]
    }

    /// The hint for `module.member` where the module is one of those; nil for others.
    static func hint(module: String, member: String, isBuiltin: (String) -> Bool) -> String? {
        guard modules.contains(module) else { return nil }
        if isBuiltin(member) { return "no prefix is needed: write `\(member)`" }
        if let here = sameThing[member] { return "write `\(here)`, without a prefix" }
        return "built-in functions have no prefix: `zeros(3)`, `sqrt(x)`"
    }

    /// The hint for `import module` where the module is one of those; nil for others.
    static func hint(importing module: String) -> String? {
        modules.contains(module) ? "built-in functions need no import: `zeros(3)`, `sqrt(x)`" : nil
    }

    /// The name behind `name.` in the source, where the name stands at `span`.
    static func member(behind span: Range<Int>, name: String, in source: SourceFile) -> String? {
        let rest = source.text(span.lowerBound..<min(source.bytes.count, span.upperBound + 64))
        guard rest.hasPrefix(name + ".") else { return nil }
        let member = rest.dropFirst(name.count + 1).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return member.isEmpty ? nil : String(member)
    }

    /// Whether a name is one that other languages write behind a value.
    static func isCommonMethod(_ name: String) -> Bool { sameThing[name] != nil }

    private static let modules: Set<String> = [
        "np", "numpy", "jnp", "jax", "scipy", "sp", "torch", "tf", "math", "Math", "random", "cmath", "nn", "F", "linalg", "plt",
        "builtins", "statistics",
    ]

    static let sameThing: [String: String] = [
        "concatenate": "concat", "cat": "concat", "array": "float64", "asarray": "float64", "tensor": "float64",
        "power": "^", "pow": "^", "absolute": "abs", "fabs": "abs", "amax": "max", "amin": "min", "asin": "arcsin",
        "acos": "arccos",
        "atan": "arctan", "atan2": "arctan2", "length": "len", "size_of": "size", "println": "print", "printf": "print",
        "puts": "print", "echo": "print", "nil": "none", "null": "none", "None": "none", "True": "true", "False": "false",
        "NULL": "none", "undefined": "none", "NaN": "nan", "Inf": "inf", "Infinity": "inf", "infinity": "inf",
        "linespace": "linspace",
        "ln": "log", "identity": "eye", "elif": "else if", "elseif": "else if", "transposed": "transpose", "permute": "transpose",
        "swapaxes": "transpose", "view": "reshape", "normal": "randn", "uniform": "rand", "standard_normal": "randn",
        "randperm": "argsort(rand(n))", "mse": "mse_loss", "MSELoss": "mse_loss", "CrossEntropyLoss": "cross_entropy",
        "ReLU": "relu", "Sigmoid": "sigmoid", "softMax": "softmax", "hessian_vector_product": "hvp", "gradient": "grad",
        "str_format": "format", "to_string": "str", "toString": "str", "String": "str", "Int": "int", "Float": "float",
        "double": "float64", "integer": "int", "floor_divide": "//", "mod": "%", "fmod": "%", "matrix_multiply": "matmul",
        "bmm": "matmul", "mm": "matmul", "clamp": "clip", "log_sum_exp": "logsumexp", "imshow": "heatmap",
        "contour": "heatmap", "contourf": "heatmap", "savefig": "save", "disp": "print", "numel": "size", "Hessian": "hessian",
        "hess": "hessian",
        "time": "clock", "perf_counter": "clock", "raise": "error", "throw": "error", "push": "append", "sprintf": "format",
    ]

    private static let advice: [String: String] = [
        "hstack": "write `concat([a, b], axis=1)` (`axis=0` for vectors)",
        "vstack": "write `concat([a, b], axis=0)`, or `stack([a, b])` for vectors",
        "column_stack": "write `stack([a, b], axis=1)`",
        "dstack": "write `stack([a, b], axis=2)`",
        "def": "a function is defined by `f(x) = x^2`, or `f(x) = { … }`",
        "fn": "a function is defined by `f(x) = x^2`, or `f(x) = { … }`",
        "func": "a function is defined by `f(x) = x^2`, or `f(x) = { … }`",
        "function": "a function is defined by `f(x) = x^2`, or `f(x) = { … }`",
        "lambda": "a function without a name is written `x -> x^2`",
        "let": "a variable needs no declaration: `x = 1`",
        "var": "a variable needs no declaration: `x = 1` (the variance is `var(x)`)",
        "const": "a variable needs no declaration: `x = 1`",
        "np": "built-in functions have no prefix: `zeros(3)`",
        "numpy": "built-in functions have no prefix: `zeros(3)`",
        "torch": "built-in functions have no prefix: `zeros(3)`",
        "jnp": "built-in functions have no prefix: `zeros(3)`",
        "jax": "built-in functions have no prefix: `grad(f, x)`, `hvp(f, x, v)`",
        "scipy": "built-in functions have no prefix: `eigsh(H, k=2)`",
        "Math": "built-in functions have no prefix: `exp(x)`",
        "math": "built-in functions have no prefix: `exp(x)`",
        "random": "write `rand(n)`, `randn(n)` or `randint(low, high, n)`",
        "plt": "write `plot(x, y)`; no prefix is needed",
        "isinstance": "compare the name of the type: `type(x) == \"tensor\"`",
        "self": "there are no classes; a record holds values and functions: `{x: 1, f: y -> y + 1}`",
        "this": "there are no classes; a record holds values and functions: `{x: 1, f: y -> y + 1}`",
        "dict": "a record is written `{name: value}`",
        "tuple": "a list is written `a, b` or `[\"a\", \"b\"]`",
        "isinf": "write `~isfinite(x) & ~isnan(x)`",
        "square": "write `x^2`",
        "log10": "write `log(x) / log(10)`",
        "log2": "write `log(x) / log(2)`",
        "allclose": "write `all(abs(a - b) <= 1e-8 + 1e-5 * abs(b))`",
        "jacobian": "`jvp(f, θ, v)` is J·v and `vjp(f, θ, u)` is Jᵀ·u, without forming J",
        "squeeze": "write `reshape(x, shape)` or `x[0]`",
        "unsqueeze": "write `x[none]` or `reshape(x, shape)`",
        "expand_dims": "write `x[none]` or `reshape(x, shape)`",
        "newaxis": "write `none`, as in `x[none]`",
        "end": "write `x[1:]` for the rest and `x[-1]` for the last element",
        "copy": "values never change: no copy is needed",
        "backward": "gradients are `grad(f, x)`",
        "detach": "values never change and carry no gradient: nothing is to be detached",
        "e": "write `exp(1)`",
        "j": "there are no complex numbers",
        "pass": "an empty block is written `{ }`",
        "del": "names cannot be deleted; assign `none`",
        "global": "a function cannot change an outer name: return the new value, `x = f(x)`",
        "nonlocal": "a function cannot change an outer name: return the new value, `x = f(x)`",
        "reduce": "write a loop, or `sum`, `prod`, `max`",
        "input": "there is no input from the keyboard; `args` holds the arguments of the script",
        "open": "write `load(path)` and `save(path, value)`",
        "exit": "a script ends at its end, or by `error(\"…\")`",
        "quit": "leave the prompt with `:quit` or Ctrl-D",
        "help": "write `?name` at the prompt",
        "switch": "write `if c { … } else if d { … } else { … }`",
        "match": "write `if c { … } else if d { … } else { … }`",
        "foreach": "write `for x in xs { … }`",
    ]
}
