/// Arguments of a call find their parameters: what is wrong with them is said with the function's signature.
enum Binding {
    /// Binds arguments of a built-in in place. The `positional` arguments lie from `base` on, the keywords' values behind them.
    /// Afterwards every parameter's slot is set (`unset` where it was not given). Returns how many slots are in use.
    static func bind(
        _ builtin: Builtin, base: UnsafeMutablePointer<Value>, positional: Int, keywords: [String]
    ) throws -> Int {
        let signature = builtin.signature
        let parameters = signature.parameters
        if let variadic = signature.variadicIndex {
            let keywordOnly = parameters.count - variadic - 1
            let first = max(positional, variadic)
            if keywords.isEmpty {
                try fill(base, from: positional, to: first + keywordOnly)
            } else {
                let values = takeKeywords(base, positional: positional, count: keywords.count)
                try fill(base, from: positional, to: first + keywordOnly)
                for (keyword, value) in zip(keywords, values) {
                    guard let index = parameters.firstIndex(where: { $0.name == keyword && $0.kind != .variadic }) else {
                        throw unknownKeyword(keyword, builtin)
                    }
                    let slot = index < variadic ? base + index : base + first + (index - variadic - 1)
                    guard slot.pointee.isUnset else { throw givenTwice(keyword, builtin) }
                    slot.pointee = value
                }
            }
            try checkRequired(builtin, base: base, positional: positional, keywords: keywords)
            return first + keywordOnly
        }
        guard positional <= signature.positionalCount else { throw tooMany(builtin, given: positional) }
        if keywords.isEmpty {
            try fill(base, from: positional, to: parameters.count)
        } else {
            let values = takeKeywords(base, positional: positional, count: keywords.count)
            try fill(base, from: positional, to: parameters.count)
            for (keyword, value) in zip(keywords, values) {
                guard let index = parameters.firstIndex(where: { $0.name == keyword }) else {
                    throw unknownKeyword(keyword, builtin)
                }
                guard base[index].isUnset else { throw givenTwice(keyword, builtin) }
                base[index] = value
            }
        }
        if positional < signature.requiredCount {
            try checkRequired(builtin, base: base, positional: positional, keywords: keywords)
        }
        return parameters.count
    }

    private static func takeKeywords(_ base: UnsafeMutablePointer<Value>, positional: Int, count: Int) -> [Value] {
        (positional..<positional + count).map { i in
            let value = (base + i).move()
            (base + i).initialize(to: .unset)
            return value
        }
    }

    /// Slots without an argument become unset.
    private static func fill(_ base: UnsafeMutablePointer<Value>, from: Int, to: Int) throws {
        var i = from
        while i < to {
            base[i] = .unset
            i += 1
        }
    }

    private static func checkRequired(
        _ builtin: Builtin, base: UnsafeMutablePointer<Value>, positional: Int, keywords: [String]
    ) throws {
        let signature = builtin.signature
        for i in 0..<signature.requiredCount where i >= positional && base[i].isUnset {
            throw HesseError(
                "\(builtin.name): `\(signature.parameters[i].name)` is missing", hint: "the call is `\(signature.text)`")
        }
    }

    static func tooMany(_ builtin: Builtin, given: Int) -> HesseError {
        let most = builtin.signature.positionalCount
        let keywordOnly = builtin.signature.parameters.contains { $0.kind == .keywordOnly }
        return HesseError(
            "\(builtin.name) takes at most \(most) \(most == 1 ? "argument" : "arguments")\(keywordOnly ? " by position" : ""), but \(given) were given",
            hint: "the call is `\(builtin.signature.text)`")
    }

    private static func unknownKeyword(_ keyword: String, _ builtin: Builtin) -> HesseError {
        let names = builtin.signature.parameters.filter { $0.kind != .variadic }.map(\.name)
        return unknownKeyword(keyword, of: builtin.name, names: names)
    }

    private static func givenTwice(_ keyword: String, _ builtin: Builtin) -> HesseError {
        HesseError("\(builtin.name): `\(keyword)` is given twice", hint: "the call is `\(builtin.signature.text)`")
    }

    private static func unknownKeyword(_ keyword: String, of function: String, names: [String]) -> HesseError {
        let near = Suggestions.near(keyword, among: names)
        let all = names.map { "`\($0)`" }.joined(separator: ", ")
        let hint =
            names.isEmpty
            ? "it takes no keywords"
            : near.first.map { "did you mean `\($0)`? The keywords are \(all)" } ?? "the keywords are \(all)"
        return HesseError("\(function) has no keyword `\(keyword)`", hint: hint)
    }

    /// Binds arguments of a function of the language in place: afterwards `base` has one value for each parameter.
    static func bind(
        _ function: Function, base: UnsafeMutablePointer<Value>, positional: Int, keywords: [String]
    ) throws {
        let code = function.code
        let count = code.parameterNames.count
        guard positional <= count else {
            throw HesseError(
                "\(code.displayName) takes \(count) \(count == 1 ? "argument" : "arguments"), but \(positional) were given",
                hint: "it is defined as `\(code.signatureText)`")
        }
        let values = keywords.isEmpty ? [] : takeKeywords(base, positional: positional, count: keywords.count)
        try fill(base, from: positional, to: count)
        for (keyword, value) in zip(keywords, values) {
            guard let index = code.parameterNames.firstIndex(of: keyword) else {
                throw unknownKeyword(keyword, of: code.displayName, names: code.parameterNames)
            }
            guard base[index].isUnset else {
                throw HesseError(
                    "\(code.displayName): `\(keyword)` is given twice", hint: "it is defined as `\(code.signatureText)`")
            }
            base[index] = value
        }
        for i in positional..<max(positional, count) where base[i].isUnset {
            let position = i - code.requiredCount
            guard position >= 0 else {
                let missing = (i..<code.requiredCount).filter { base[$0].isUnset }.map { "`\(code.parameterNames[$0])`" }
                throw HesseError(
                    "\(code.displayName) needs \(missing.joined(separator: " and ")), but got \(positional + keywords.count) \(positional + keywords.count == 1 ? "argument" : "arguments")",
                    hint: "it is defined as `\(code.signatureText)`")
            }
            base[i] = function.defaults[position]
        }
    }
}
