// What can be wrong with the arguments of a call: said when the call is made, and by who only reads it.
extension Binding {
    static func tooMany(_ builtin: Builtin, given: Int) -> HesseError {
        let most = builtin.signature.positionalCount
        let named = builtin.signature.parameters.first { $0.kind == .keywordOnly }.map {
            "; what is behind `*` goes by name: `\($0.name)=…`"
        }
        return HesseError(
            "`\(builtin.name)` takes \(most == 0 ? "" : "at most ")\(arguments(most))\(named == nil ? "" : " by position"), but \(count(given))",
            hint: "the call is `\(builtin.signature.text)`\(named ?? "")")
    }

    private static func arguments(_ count: Int) -> String {
        count == 0 ? "no arguments" : count == 1 ? "1 argument" : "\(count) arguments"
    }

    private static func count(_ given: Int) -> String { given == 1 ? "1 was given" : "\(given) were given" }

    static func missing(_ index: Int, _ builtin: Builtin) -> HesseError {
        HesseError(
            "`\(builtin.name)` lacks its argument `\(builtin.signature.parameters[index].name)`",
            hint: "the call is `\(builtin.signature.text)`")
    }

    static func givenTwice(_ keyword: String, _ builtin: Builtin) -> HesseError {
        HesseError("`\(builtin.name)`: `\(keyword)` is given twice", hint: "the call is `\(builtin.signature.text)`")
    }

    static func unknownKeyword(_ keyword: String, _ builtin: Builtin) -> HesseError {
        let names = builtin.signature.parameters.filter { $0.kind != .variadic }.map(\.name)
        return unknownKeyword(keyword, of: "`\(builtin.name)`", names: names)
    }

    static func tooMany(_ function: FunctionOutline, given: Int) -> HesseError {
        HesseError(
            "\(function.displayName) takes \(arguments(function.parameterNames.count)), but \(count(given))",
            hint: "it is defined as `\(function.signatureText)`")
    }

    static func missing(_ indices: [Int], _ function: FunctionOutline, given: Int) -> HesseError {
        let names = indices.map { "`\(function.parameterNames[$0])`" }.joined(separator: " and ")
        return HesseError(
            "\(function.displayName) needs \(names), but got \(arguments(given))",
            hint: "it is defined as `\(function.signatureText)`")
    }

    static func givenTwice(_ keyword: String, _ function: FunctionOutline) -> HesseError {
        HesseError(
            "\(function.displayName): `\(keyword)` is given twice", hint: "it is defined as `\(function.signatureText)`")
    }

    static func unknownKeyword(_ keyword: String, _ function: FunctionOutline) -> HesseError {
        unknownKeyword(keyword, of: function.displayName, names: function.parameterNames)
    }

    private static func unknownKeyword(_ keyword: String, of function: String, names: [String]) -> HesseError {
        let all = names.map { "`\($0)`" }.joined(separator: ", ")
        let known = ForeignNames.hint(keyword: keyword, known: names)
        let near = Suggestions.near(keyword, among: names).first.map { "did you mean `\($0)`?" }
        let hint: String
        if names.isEmpty {
            hint = "it takes no keywords"
        } else if let near {
            hint = "\(near) The keywords are \(all)"
        } else {
            hint = (known.map { "\($0); " } ?? "") + "the keywords are \(all)"
        }
        return HesseError("\(function) has no keyword `\(keyword)`", hint: hint)
    }

    // MARK: - Calls that are only read

    /// The arguments of a call as it is written.
    struct WrittenCall {
        /// How many arguments are given one by one, by position.
        var positional = 0
        /// Whether there are more, from `...xs`.
        var hasSpread = false
        var keywords: [String] = []
    }

    /// What is wrong with a call of a built-in, whatever the values: errors, each with the keyword that it is about.
    static func problems(_ call: WrittenCall, _ builtin: Builtin) -> [(error: HesseError, keyword: Int?)] {
        let signature = builtin.signature
        var problems: [(HesseError, Int?)] = []
        if signature.variadicIndex == nil, call.positional > signature.positionalCount {
            problems.append((tooMany(builtin, given: call.positional), nil))
        }
        for (place, keyword) in call.keywords.enumerated() {
            let index = signature.parameters.firstIndex { $0.name == keyword && $0.kind != .variadic }
            guard let index else {
                problems.append((unknownKeyword(keyword, builtin), place))
                continue
            }
            if index < min(call.positional, signature.positionalCount) { problems.append((givenTwice(keyword, builtin), place)) }
        }
        guard problems.isEmpty, !call.hasSpread, call.positional < signature.requiredCount else { return problems }
        let missing = (call.positional..<signature.requiredCount).first {
            !call.keywords.contains(signature.parameters[$0].name)
        }
        return missing.map { [(Binding.missing($0, builtin), nil)] } ?? []
    }

    /// The same of a function of the language.
    static func problems(_ call: WrittenCall, _ function: FunctionOutline) -> [(error: HesseError, keyword: Int?)] {
        let names = function.parameterNames
        var problems: [(HesseError, Int?)] = []
        if call.positional > names.count { problems.append((tooMany(function, given: call.positional), nil)) }
        for (place, keyword) in call.keywords.enumerated() {
            guard let index = names.firstIndex(of: keyword) else {
                problems.append((unknownKeyword(keyword, function), place))
                continue
            }
            if index < call.positional { problems.append((givenTwice(keyword, function), place)) }
        }
        guard problems.isEmpty, !call.hasSpread, call.positional < function.requiredCount else { return problems }
        let missing = (call.positional..<function.requiredCount).filter { !call.keywords.contains(names[$0]) }
        guard !missing.isEmpty else { return [] }
        return [(Binding.missing(missing, function, given: call.positional + call.keywords.count), nil)]
    }
}
