extension Node {
    /// Calls a function with each child, in the order of the source.
    public func forEachChild(_ body: (NodeID) -> Void) {
        switch kind {
        case .integer, .float, .boolean, .none, .string, .name, .breaks, .continues, .importModule, .importNames, .nameTarget,
            .invalid:
            break
        case .interpolatedString(let parts):
            for case .value(let id, _) in parts { body(id) }
        case .bracket(let elements), .list(let elements):
            for element in elements { element.visit(body) }
        case .record(let entries):
            for entry in entries {
                switch entry {
                case .field(_, let id), .spread(let id): body(id)
                }
            }
        case .field(let base, _): body(base)
        case .index(let base, let subscripts):
            body(base)
            for part in subscripts { part.visit(body) }
        case .call(let callee, let arguments):
            body(callee)
            for argument in arguments {
                switch argument {
                case .positional(let id), .keyword(_, let id), .spread(let id): body(id)
                }
            }
        case .unary(_, let operand), .not(let operand): body(operand)
        case .binary(_, let left, let right), .and(let left, let right), .or(let left, let right):
            body(left)
            body(right)
        case .comparison(let operands, _): operands.forEach(body)
        case .lambda(let parameters, let value):
            for parameter in parameters { parameter.defaultValue.map(body) }
            body(value)
        case .definition(let definition):
            for parameter in definition.parameters { parameter.defaultValue.map(body) }
            body(definition.body)
        case .block(let statements): statements.forEach(body)
        case .ifElse(let branches, let otherwise):
            for branch in branches {
                body(branch.condition)
                body(branch.body)
            }
            otherwise.map(body)
        case .forIn(let target, let iterable, let block):
            body(target)
            body(iterable)
            body(block)
        case .whileLoop(let condition, let block):
            body(condition)
            body(block)
        case .tryCatch(let block, _, let handler):
            body(block)
            body(handler)
        case .assignment(let target, let value), .compoundAssignment(let target, _, let value):
            body(target)
            body(value)
        case .returns(let value): value.map(body)
        case .pathTarget(_, let steps):
            for case .index(let subscripts) in steps {
                for part in subscripts { part.visit(body) }
            }
        case .unpackTarget(let targets): targets.forEach(body)
        }
    }
}

extension Element {
    func visit(_ body: (NodeID) -> Void) {
        switch self {
        case .item(let id), .spread(let id): body(id)
        }
    }
}

extension Subscript {
    func visit(_ body: (NodeID) -> Void) {
        switch self {
        case .index(let id): body(id)
        case .slice(let start, let stop, let step):
            start.map(body)
            stop.map(body)
            step.map(body)
        case .ellipsis: break
        }
    }
}
