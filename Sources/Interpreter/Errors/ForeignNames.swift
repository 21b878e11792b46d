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
        return advice[member] ?? "built-in functions have no prefix: `zeros(3)`, `sqrt(x)`"
    }

    /// The hint for `import module`, where the module's functions are built in; nil for others.
    static func hint(importing module: String) -> String? {
        guard modules.contains(module) || submodules.contains(module) else { return nil }
        return "leave it out: its functions are built in and have no prefix, as in `zeros(3)`, `grad(f, x)`"
    }

    /// The name behind `name.`, and behind the folders of such modules, in the source, where the name stands at `span`: `norm` in
    /// `np.linalg.norm`.
    static func member(behind span: Range<Int>, name: String, in source: SourceFile) -> String? {
        var rest = source.text(span.lowerBound..<min(source.bytes.count, span.upperBound + 64))[...]
        guard rest.hasPrefix(name + ".") else { return nil }
        rest = rest.dropFirst(name.count)
        var member: String?
        while rest.first == ".", member.map(submodules.contains) ?? true {
            let name = Names.leading(in: String(rest.dropFirst()))
            guard !name.isEmpty else { break }
            member = name
            rest = rest.dropFirst(1 + name.count)
        }
        return member
    }

    /// The hint for `.name` behind a number, a tensor or a list; nil for a name that is not known elsewhere.
    static func hint(member name: String) -> String? { members[name] ?? hint(name) }

    /// The hint for a keyword that a function has elsewhere, where it takes those of `known` here; nil for other keywords.
    static func hint(keyword: String, known: [String]) -> String? {
        if let names = keywords[keyword], let here = names.first(where: known.contains) { return "it is called `\(here)` here" }
        return keywordAdvice[keyword]
    }

    private static let modules: Set<String> = [
        "np", "numpy", "jnp", "jax", "scipy", "sp", "torch", "tf", "math", "Math", "random", "cmath", "nn", "F", "linalg", "plt",
        "builtins", "statistics", "sklearn", "pandas", "matplotlib", "tensorflow", "LinearAlgebra", "Statistics", "Plots",
        "Zygote",
        "ForwardDiff",
    ]

    /// What stands between such a module and its functions.
    private static let submodules: Set<String> = [
        "linalg", "random", "sparse", "nn", "functional", "autograd", "numpy", "scipy", "special", "optim", "pyplot", "func",
        "testing",
    ]
}
