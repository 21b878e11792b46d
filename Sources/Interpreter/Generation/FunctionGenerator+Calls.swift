import Syntax

// Calls and functions.
extension FunctionGenerator {
    func call(_ callee: NodeID, _ arguments: [Argument], into target: Int) throws {
        try releasing {
            let window = try window(target)
            let isPlain = arguments.count < 255 && arguments.allSatisfy { if case .positional = $0 { true } else { false } }
            if case .field(let base, let name) = tree[callee].kind {
                try methodCall(base, name, arguments, isPlain: isPlain, window: window)
            } else if isPlain, case .name(let name) = tree[callee].kind,
                case .global(let slot, let builtin) = try place(of: name)
            {
                let ids = arguments.map(\.node)
                let fallback = try builtin.map(constant) ?? 0xFFFF
                let replacing = try self.arguments(ids, behind: window)
                if let (variable, argument) = replacing {
                    emit(.callGlobalReplacing, n: ids.count, window, slot, fallback)
                    emit(.halt, variable, argument)
                } else {
                    emit(.callGlobal, n: ids.count, window, slot, fallback)
                }
            } else {
                try expression(callee, into: window)
                let ids = arguments.map(\.node)
                if isPlain {
                    _ = try self.arguments(ids, behind: window, mayReplace: false)
                    emit(.call, n: ids.count, window)
                } else {
                    try values(ids, behind: window)
                    emit(.callShaped, window, try argumentShape(arguments, receiver: false))
                }
            }
            if window != target { emit(.take, target, window) }
        }
    }

    /// Positional arguments into the registers behind the window. Answers the variable that the result will replace and the
    /// register of the argument that has its value, where there is one and the variable has to keep its value until then.
    private func arguments(_ ids: [NodeID], behind window: Int, mayReplace: Bool = true) throws -> (variable: Int, argument: Int)?
    {
        var replacing: (Int, Int)?
        for id in ids {
            let register = try temporary()
            if mayReplace, scope.isMain || tryDepth > 0, case .name(let name) = tree[id].kind, name == replaced,
                case .register(let variable) = try place(of: name)
            {
                replacing = (variable, register)
            }
            try expression(id, into: register)
        }
        return replacing
    }

    private func values(_ ids: [NodeID], behind window: Int) throws {
        for id in ids { _ = try temporary(id) }
    }

    private func methodCall(_ base: NodeID, _ name: Name, _ arguments: [Argument], isPlain: Bool, window: Int) throws {
        _ = try temporary(base)
        try values(arguments.map(\.node), behind: window)
        let constant = try nameConstant(name.text)
        if isPlain {
            emit(.callMethod, n: arguments.count + 1, window, constant)
        } else {
            emit(.callMethodShaped, window, constant, try argumentShape(arguments, receiver: true))
        }
    }

    private func argumentShape(_ arguments: [Argument], receiver: Bool) throws -> Int {
        var positional: [Bool] = receiver ? [false] : []
        var keywords: [String] = []
        for argument in arguments {
            switch argument {
            case .positional: positional.append(false)
            case .spread: positional.append(true)
            case .keyword(let name, _): keywords.append(name.text)
            }
        }
        parts.argumentShapes.append(ArgumentShape(positional: positional, keywords: keywords))
        return try checked(parts.argumentShapes.count - 1, "calls with keywords")
    }

    // MARK: - Functions

    func function(
        _ id: NodeID, parameters: [Parameter], body: NodeID, into target: Int
    ) throws {
        guard let scope = unit.analysis.scopes[id], let outline = FunctionOutline(tree, id) else {
            throw failure("this function has no scope")
        }
        _ = try checked(parameters.count, "parameters", limit: 250)
        let inner = try FunctionGenerator(unit: unit, scope: scope, parent: self, span: tree[id].span)
        inner.parts.name = outline.name
        inner.parts.documentation = outline.documentation
        inner.parts.parameterNames = outline.parameterNames
        inner.parts.requiredCount = outline.requiredCount
        inner.parts.signatureText = outline.signatureText
        inner.assigned = Set(0..<parameters.count)
        try inner.tail(body)
        let code = try inner.finish()

        try releasing {
            let defaults = parameters.compactMap(\.defaultValue)
            let window = try window(target)
            try values(defaults, from: window)
            parts.templates.append(
                FunctionTemplate(code: code, captures: inner.captureSources, defaultCount: defaults.count))
            emit(.makeFunction, window, try checked(parts.templates.count - 1, "functions"))
            if window != target { emit(.take, target, window) }
        }
    }
}
