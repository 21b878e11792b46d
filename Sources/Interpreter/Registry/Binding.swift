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
        for i in 0..<builtin.signature.requiredCount where i >= positional && base[i].isUnset { throw missing(i, builtin) }
    }

    /// Binds arguments of a function of the language in place: afterwards `base` has one value for each parameter.
    static func bind(
        _ function: Function, base: UnsafeMutablePointer<Value>, positional: Int, keywords: [String]
    ) throws {
        let code = function.code
        let count = code.parameterNames.count
        guard positional <= count else { throw tooMany(FunctionOutline(code), given: positional) }
        let values = keywords.isEmpty ? [] : takeKeywords(base, positional: positional, count: keywords.count)
        try fill(base, from: positional, to: count)
        for (keyword, value) in zip(keywords, values) {
            guard let index = code.parameterNames.firstIndex(of: keyword) else {
                throw unknownKeyword(keyword, FunctionOutline(code))
            }
            guard base[index].isUnset else { throw givenTwice(keyword, FunctionOutline(code)) }
            base[index] = value
        }
        for i in positional..<max(positional, count) where base[i].isUnset {
            let position = i - code.requiredCount
            guard position >= 0 else {
                let missing = (i..<code.requiredCount).filter { base[$0].isUnset }
                throw Binding.missing(missing, FunctionOutline(code), given: positional + keywords.count)
            }
            base[i] = function.defaults[position]
        }
    }
}
