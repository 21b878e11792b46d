/// What can stand left of `=`.
extension Parser {
    /// Makes a target of an expression.
    @inline(never)
    mutating func target(from id: NodeID) throws(GivenUp) -> NodeID {
        switch kind(id) {
        case .name(let name): replace(id, by: .nameTarget(name))
        case .field, .index: replace(id, by: try path(id))
        case .list(let elements), .bracket(let elements):
            if elements.isEmpty { throw emptyTarget(id) }
            var targets: [NodeID] = []
            for element in elements {
                guard case .item(let item) = element else { throw spreadTarget(id) }
                targets.append(try target(from: item))
            }
            replace(id, by: .unpackTarget(targets))
        case .invalid: break
        default: throw wrongTarget(id)
        }
        return id
    }

    @inline(never)
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
                throw wrongRoot(base)
            }
        }
    }
}
