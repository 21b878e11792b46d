/// What can stand left of `=`.
extension Parser {
    /// Makes a target of an expression.
    mutating func target(from id: NodeID) throws(GivenUp) -> NodeID {
        switch kind(id) {
        case .name(let name): replace(id, by: .nameTarget(name))
        case .field, .index: replace(id, by: try path(id))
        case .list(let elements), .bracket(let elements):
            if elements.isEmpty { throw fail("there is nothing to assign to", at: span(id)) }
            var targets: [NodeID] = []
            for element in elements {
                guard case .item(let item) = element else {
                    throw fail(
                        "`...` cannot stand left of `=`", at: span(id),
                        hints: ["take apart exactly, or slice: `first = xs[0]; rest = xs[1:]`"])
                }
                targets.append(try target(from: item))
            }
            replace(id, by: .unpackTarget(targets))
        case .invalid: break
        default: throw fail("cannot assign to \(description(of: id))", at: span(id), hints: assignmentHints(id))
        }
        return id
    }

    private mutating func path(_ id: NodeID) throws(GivenUp) -> Node.Kind {
        var steps: [PathStep] = []
        var base = id
        while true {
            switch kind(base) {
            case .field(let inner, let name):
                steps.append(.field(name))
                base = inner
            case .index(let inner, let subscripts):
                steps.append(.index(subscripts))
                base = inner
            case .name(let root):
                return .pathTarget(root: Name(root, span(base)), steps: steps.reversed())
            default:
                throw fail(
                    "cannot assign into \(description(of: base))", at: span(base),
                    hints: ["values do not change; a path begins with the name that is to have the new value: `p.deep[0] = x`"])
            }
        }
    }

    private func description(of id: NodeID) -> String {
        switch kind(id) {
        case .integer, .float: "a number"
        case .boolean, .none: "`\(source.text(span(id)))`"
        case .string, .interpolatedString: "a string"
        case .record: "a record"
        case .call: "a call"
        case .comparison: "a comparison"
        case .lambda: "a function"
        case .block: "a block"
        case .unary, .binary, .not, .and, .or: "an operation"
        default: "an expression"
        }
    }

    private func assignmentHints(_ id: NodeID) -> [String] {
        switch kind(id) {
        case .boolean, .none: ["it is a word of the language; take another name"]
        case .comparison: ["`=` assigns, `==` compares"]
        case .lambda: ["name the function: `f = x -> x^2` or `f(x) = x^2`"]
        case .call: ["a function is defined by `f(x) = …`, an element assigned by `a[i] = …`"]
        default: ["left of `=` stand names, elements `a[i]` and fields `p.b`"]
        }
    }
}
