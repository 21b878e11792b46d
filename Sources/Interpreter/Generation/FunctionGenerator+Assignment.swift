import Syntax

// Statements that give names their values.
extension FunctionGenerator {
    func definition(_ id: NodeID, _ definition: Definition) throws {
        try releasing {
            let target = try temporary()
            try function(id, parameters: definition.parameters, body: definition.body, into: target)
            try store(definition.name.text, from: target)
        }
    }

    func assignment(_ target: NodeID, _ value: NodeID) throws {
        switch tree[target].kind {
        case .nameTarget(let name):
            let outer = replaced
            replaced = mentions(of: name, in: value) == 1 ? name : nil
            defer { replaced = outer }
            if let register = try directRegister(name) {
                try expression(value, into: register)
                assigned.insert(register)
            } else {
                try releasing { try store(name, from: try temporary(value)) }
            }
        case .unpackTarget(let targets):
            if case .list(let elements) = tree[value].kind, elements.count == targets.count, !elements.contains(where: \.isSpread)
            {
                // `a, b = b, a` needs no list.
                try releasing {
                    let sources = try elements.map { try temporary($0.node) }
                    for (target, source) in zip(targets, sources) { try assign(target, from: source) }
                }
            } else {
                try releasing { try assign(target, from: try temporary(value)) }
            }
        default:
            try releasing { try assign(target, from: try temporary(value)) }
        }
    }

    /// Assigns a temporary, which is the topmost or below, to a target.
    func assign(_ target: NodeID, from source: Int) throws {
        let outer = span
        span = tree[target].span
        defer { span = outer }
        switch tree[target].kind {
        case .nameTarget(let name): try store(name, from: source)
        case .pathTarget(let root, let steps): try path(root, steps, from: source, operation: nil)
        case .unpackTarget(let targets):
            try releasing {
                let first = try temporary()
                for _ in targets.dropFirst() { _ = try temporary() }
                emit(.take, first, source)
                emit(.unpack, first, try checked(targets.count, "names"))
                for (i, target) in targets.enumerated() { try assign(target, from: first + i) }
            }
        default: throw failure("this cannot be assigned")
        }
    }

    func compoundAssignment(_ target: NodeID, _ op: BinaryOperator, _ value: NodeID) throws {
        switch tree[target].kind {
        case .nameTarget(let name):
            try releasing {
                if let register = try directRegister(name) {
                    try checkAssigned(register, name)
                    emitBinary(op, register, register, try operand(value))
                    assigned.insert(register)
                } else {
                    let old = try temporary()
                    try read(name, into: old)
                    emitBinary(op, old, old, try operand(value))
                    try store(name, from: old)
                }
            }
        case .pathTarget(let root, let steps):
            try releasing { try path(root, steps, from: try temporary(value), operation: op) }
        default: throw failure("this cannot be assigned")
        }
    }

    private func emitBinary(_ op: BinaryOperator, _ target: Int, _ left: Int, _ right: Int) {
        if let code = op.code { emit(code, target, left, right) } else { emit(.binary, n: op.number, target, left, right) }
    }

    /// `root.steps = R[source]`, or `op=`.
    private func path(_ root: Name, _ steps: [PathStep], from source: Int, operation: BinaryOperator?) throws {
        let whole = span
        try releasing {
            var register: Int
            switch try place(of: root.text) {
            case .register(let own):
                span = root.span
                try checkAssigned(own, root.text)
                register = own
            case .cell(let own): register = own
            default:
                // A global that is not there yet, or a built-in's name: reading it says so.
                register = try unit.slot(root.text)
                span = root.span
                emit(.check, register, try nameConstant(root.text))
            }
            span = whole
            if operation == nil, steps.count == 1 {
                switch steps[0] {
                case .field(let name):
                    return emit(.setField, register, try fieldCache(name.text), source)
                case .index(let subscripts):
                    if subscripts.count == 1, case .index(let only) = subscripts[0] {
                        let index = try operand(only)
                        return emit(.setIndex, register, index, source)
                    }
                }
            }
            // Subscripts lie behind a copy of the value.
            let base = try temporary()
            emit(.take, base, source)
            var shapes: [PathShape.Step] = []
            for step in steps {
                switch step {
                case .field(let name): shapes.append(.field(name.text))
                case .index(let subscripts): shapes.append(.index(try self.subscripts(subscripts)))
                }
            }
            parts.pathShapes.append(PathShape(root: root.text, steps: shapes))
            let number = operation.map { $0.number + 1 } ?? 0
            emit(.setPath, n: number, register, try checked(parts.pathShapes.count - 1, "paths"), base)
        }
    }

    // MARK: - Imports

    func importModule(_ path: [Name], _ alias: Name?) throws {
        parts.imports.append(ImportShape(path: path.map(\.text), names: nil, wantsLast: alias != nil))
        try releasing {
            let target = try temporary()
            emit(.importModule, target, try checked(parts.imports.count - 1, "imports"))
            if let name = alias ?? path.first { try store(name.text, from: target) }
        }
    }

    func importNames(_ path: [Name], _ names: [ImportedName]) throws {
        parts.imports.append(ImportShape(path: path.map(\.text), names: names.map(\.name.text), wantsLast: true))
        try releasing {
            let first = try temporary()
            for _ in names.dropFirst() { _ = try temporary() }
            emit(.importModule, first, try checked(parts.imports.count - 1, "imports"))
            for (i, name) in names.enumerated() { try store((name.alias ?? name.name).text, from: first + i) }
        }
    }

    // MARK: - Last reads

    /// How often a variable is read in an expression; what is conditional, repeated or delayed counts as often, and so does what
    /// reads a part.
    private func mentions(of name: String, in id: NodeID) -> Int {
        var count = 0
        tree[id].forEachChild { count += mentions(of: name, in: $0) }
        switch tree[id].kind {
        case .name(let other), .nameTarget(let other): return other == name ? 1 : 0
        case .call, .unary, .not, .binary, .comparison, .bracket, .list, .record, .interpolatedString: return count
        case .pathTarget(let root, _): return root.text == name ? 2 : 2 * count
        default: return 2 * count
        }
    }
}
