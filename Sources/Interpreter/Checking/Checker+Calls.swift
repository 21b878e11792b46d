import Syntax

// Calls of functions whose parameters are known.
extension Checker {
    /// What a call certainly runs.
    private enum Callee {
        case builtin(Builtin)
        case function(FunctionOutline)
    }

    func check(call place: WrittenPlace) {
        guard case .call(let callee, let arguments) = tree[place.id].kind, let known = self.callee(callee, place.scope) else {
            return
        }
        var call = Binding.WrittenCall()
        var spans: [Range<Int>] = []
        for argument in arguments {
            switch argument {
            case .positional: call.positional += 1
            case .spread: call.hasSpread = true
            case .keyword(let name, _):
                call.keywords.append(name.text)
                spans.append(name.span)
            }
        }
        let problems =
            switch known {
            case .builtin(let builtin): Binding.problems(call, builtin)
            case .function(let function): Binding.problems(call, function)
            }
        for (error, keyword) in problems { report(error, at: keyword.map { spans[$0] } ?? tree[place.id].span) }
    }

    private func callee(_ id: NodeID, _ scope: FunctionScope) -> Callee? {
        switch tree[id].kind {
        case .lambda: return FunctionOutline(tree, id).map { .function($0) }
        case .field(let base, let name):
            return module(base, scope)?.outline?.function(name.text).map { .function($0) }
        case .name(let name):
            guard !isUnclear(name) else { return nil }
            guard let owner = owner(of: name, scope) else {
                if case .builtin(let builtin)? = interpreter.builtins[name] { return .builtin(builtin) }
                return modules.prelude?.function(name).map { .function($0) }
            }
            // While the program has not assigned it, the name is the built-in's.
            guard let variable = owner.variables[name], variable.assignments == 1, !variable.isParameter,
                !(owner.isMain && isGiven(name))
            else { return nil }
            if let definition = variable.definition { return FunctionOutline(tree, definition).map { .function($0) } }
            if let lambda = lambdas[ObjectIdentifier(owner)]?[name] {
                return FunctionOutline(tree, lambda).map { .function($0) }
            }
            guard case .member(let module, let member)? = imports[ObjectIdentifier(owner)]?[name]?.first else { return nil }
            return module.function(member).map { .function($0) }
        default: return nil
        }
    }

    /// The function, or the module, whose variable a name is; nil for what the program does not assign.
    func owner(of name: String, _ scope: FunctionScope) -> FunctionScope? {
        var current: FunctionScope? = scope
        while let scope = current {
            if scope.variables[name] != nil { return scope }
            current = scope.parent
        }
        return nil
    }
}
