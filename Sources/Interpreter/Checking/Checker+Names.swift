import Syntax

// The walk: which variables may have a value where they are read.
extension Checker {
    func visit(_ id: NodeID) {
        let node = tree[id]
        switch node.kind {
        case .name(let name): read(name, at: node.span)
        case .field:
            members.append(WrittenPlace(id: id, scope: scope))
            node.forEachChild(visit)
        case .call:
            calls.append(WrittenPlace(id: id, scope: scope))
            node.forEachChild(visit)
        case .lambda(let parameters, let body): visitFunction(id, parameters, body)
        case .definition(let definition):
            // It may call itself, and is called later than it is made.
            possible.insert(definition.name.text)
            visitFunction(id, definition.parameters, definition.body)
        case .and(let a, let b), .or(let a, let b):
            visit(a)
            visitBranches([[b]])
        case .ifElse(let branches, let otherwise):
            var bodies: [[NodeID]] = []
            for (index, branch) in branches.enumerated() {
                // A later condition is computed only where the earlier ones did not hold.
                if index == 0 { visit(branch.condition) }
                bodies.append(index == 0 ? [branch.body] : [branch.condition, branch.body])
            }
            if let otherwise { bodies.append([otherwise]) }
            visitBranches(bodies)
        case .forIn(let target, let iterable, let body):
            visit(iterable)
            visitLoop([target, body])
        case .whileLoop(let condition, let body): visitLoop([condition, body])
        case .tryCatch(let body, let name, let handler):
            tryDepth += 1
            visit(body)
            tryDepth -= 1
            possible.insert(name.text)
            visit(handler)
        case .assignment(let target, let value):
            visit(value)
            if case .nameTarget(let name) = tree[target].kind, case .lambda = tree[value].kind {
                lambdas[ObjectIdentifier(scope), default: [:]][name] = value
            }
            visit(target)
        case .compoundAssignment(let target, _, let value):
            if case .nameTarget(let name) = tree[target].kind { read(name, at: tree[target].span) }
            visit(value)
            visit(target)
        case .nameTarget(let name): possible.insert(name)
        case .pathTarget(let root, _):
            read(root.text, at: root.span)
            node.forEachChild(visit)
        case .importModule, .importNames: visitImport(id)
        default: node.forEachChild(visit)
        }
    }

    private func read(_ name: String, at span: Range<Int>) {
        switch scope.meaning(of: name) {
        case .local: if !possible.contains(name) { reportEarly(name, at: span) }
        case .itself, .outer: break
        case .global:
            guard analysis.main.variables[name] != nil else {
                if !isGiven(name) { reportUnknown(name, at: span) }
                return
            }
            // A built-in stands in for a name that the program has not assigned yet.
            if scope.isMain, !possible.contains(name), !isGiven(name) { reportEarly(name, at: span) }
        }
    }

    /// Ways of which one is taken, or none.
    private func visitBranches(_ branches: [[NodeID]]) {
        let before = possible
        var after = possible
        for branch in branches {
            possible = before
            for id in branch { visit(id) }
            after.formUnion(possible)
        }
        possible = after
    }

    /// What is assigned anywhere in a loop may have a value from the turn before.
    private func visitLoop(_ ids: [NodeID]) {
        for id in ids { collectAssigned(id) }
        for id in ids { visit(id) }
    }

    private func collectAssigned(_ id: NodeID) {
        let node = tree[id]
        switch node.kind {
        case .nameTarget(let name): possible.insert(name)
        case .definition(let definition): possible.insert(definition.name.text)
        case .lambda: break
        case .importModule(let path, let alias): if let name = alias ?? path.first { possible.insert(name.text) }
        case .importNames(_, let names): for name in names { possible.insert((name.alias ?? name.name).text) }
        case .tryCatch(_, let name, _):
            possible.insert(name.text)
            node.forEachChild(collectAssigned)
        default: node.forEachChild(collectAssigned)
        }
    }

    private func visitFunction(_ id: NodeID, _ parameters: [Parameter], _ body: NodeID) {
        for case let value? in parameters.map(\.defaultValue) { visit(value) }
        guard let inner = analysis.scopes[id] else { return }
        let outer = (scope, possible, tryDepth)
        (scope, possible, tryDepth) = (inner, Set(parameters.map(\.name.text)), 0)
        visit(body)
        (scope, possible, tryDepth) = outer
    }
}
