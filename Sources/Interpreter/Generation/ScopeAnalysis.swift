import Syntax

/// The variables of one function, or of a module: which it owns, and which functions inside it read.
///
/// A name that a function assigns anywhere is its own in all of it. Any other name belongs to the nearest function around
/// that owns it, or else to the module.
final class FunctionScope {
    /// What is known of a variable.
    struct Variable {
        /// How often its own function assigns it; assignments in a loop count twice. Parameters start at 1.
        var assignments = 0
        var isParameter = false
        /// Whether a function inside reads it.
        var isCaptured = false
        /// The function whose definition assigns it, if it is assigned by one.
        var definition: NodeID?

        /// A captured variable that may change while closures hold it lives in a cell; a parameter that is never assigned
        /// can be captured by value.
        var needsCell: Bool { isCaptured && !(isParameter && assignments == 1) }
    }

    let parent: FunctionScope?
    /// The definition or lambda; nil for a module.
    let node: NodeID?
    /// The name its definition gives it; nil for lambdas and modules.
    let definedName: String?
    private(set) var variables: [String: Variable] = [:]
    /// The variables in the order of their first assignment, parameters first.
    private(set) var order: [String] = []
    var uses: [String] = []
    private var usedNames: Set<String> = []

    init(parent: FunctionScope?, node: NodeID?, definedName: String?) {
        self.parent = parent
        self.node = node
        self.definedName = definedName
    }

    var isMain: Bool { node == nil }

    func assign(_ name: String, inLoop: Bool, isParameter: Bool = false, definition: NodeID? = nil) {
        if variables[name] == nil { order.append(name) }
        var variable = variables[name] ?? Variable()
        variable.assignments += inLoop ? 2 : 1
        if isParameter { variable.isParameter = true }
        variable.definition = definition
        variables[name] = variable
    }

    func use(_ name: String) {
        if usedNames.insert(name).inserted { uses.append(name) }
    }

    /// What a name means in this scope.
    enum Meaning {
        /// A variable of this function.
        case local
        /// This function itself, by the name its definition gives it.
        case itself
        /// Belongs to a function around.
        case outer
        case global
    }

    func meaning(of name: String) -> Meaning {
        if variables[name] != nil { return isMain ? .global : .local }
        if isItself(name) { return .itself }
        var scope = parent
        while let current = scope, !current.isMain {
            if current.variables[name] != nil || current.isItself(name) { return .outer }
            scope = current.parent
        }
        return .global
    }

    /// Whether a name is this function's own, defined once in the function around: then no cell has to be kept for it,
    /// which would hold the function for ever.
    private func isItself(_ name: String) -> Bool {
        guard let parent, !parent.isMain, name == definedName, let variable = parent.variables[name] else { return false }
        return variable.assignments == 1 && variable.definition == node
    }

    /// Marks what this function reads of the functions around it as captured.
    func markCaptures() {
        for name in uses where variables[name] == nil && !isItself(name) {
            var scope = parent
            while let current = scope, !current.isMain {
                if current.variables[name] != nil {
                    current.variables[name]?.isCaptured = true
                    break
                }
                if current.isItself(name) { break }
                scope = current.parent
            }
        }
    }
}

/// Finds the scopes of a tree, before any code is made.
struct ScopeAnalysis {
    private let tree: SyntaxTree
    private(set) var scopes: [NodeID: FunctionScope] = [:]
    let main = FunctionScope(parent: nil, node: nil, definedName: nil)
    /// Expressions that contain a block, in which a variable may change while the expression runs.
    private(set) var containsBlock: Set<NodeID> = []
    private var current: FunctionScope
    private var loopDepth = 0

    init(_ tree: SyntaxTree) {
        self.tree = tree
        current = main
        _ = visit(tree.root)
        for scope in scopes.values { scope.markCaptures() }
    }

    /// Visits a node; says whether it contains a block of the same function.
    private mutating func visit(_ id: NodeID) -> Bool {
        let found = visitParts(id)
        if found { containsBlock.insert(id) }
        return found
    }

    private mutating func visitAll(_ ids: some Sequence<NodeID>) -> Bool {
        var found = false
        for id in ids where visit(id) { found = true }
        return found
    }

    private mutating func visitParts(_ id: NodeID) -> Bool {
        switch tree[id].kind {
        case .integer, .float, .boolean, .none, .string, .breaks, .continues, .invalid: return false
        case .interpolatedString(let parts):
            return visitAll(parts.compactMap { if case .value(let value, _) = $0 { value } else { nil } })
        case .bracket(let elements), .list(let elements): return visitAll(elements.map(\.node))
        case .record(let entries): return visitAll(entries.map(\.node))
        case .name(let name):
            current.use(name)
            return false
        case .field(let base, _): return visit(base)
        case .index(let base, let subscripts):
            let found = visit(base)
            return visitAll(subscripts.flatMap(\.nodes)) || found
        case .call(let callee, let arguments):
            let found = visit(callee)
            return visitAll(arguments.map(\.node)) || found
        case .unary(_, let operand), .not(let operand): return visit(operand)
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b):
            let found = visit(a)
            return visit(b) || found
        case .comparison(let operands, _): return visitAll(operands)
        case .lambda(let parameters, let body):
            function(id, name: nil, parameters: parameters, body: body)
            return false
        case .definition(let definition):
            function(id, name: definition.name.text, parameters: definition.parameters, body: definition.body)
            current.assign(definition.name.text, inLoop: loopDepth > 0, definition: id)
            return true
        case .block(let statements):
            _ = visitAll(statements)
            return true
        case .ifElse(let branches, let otherwise):
            for branch in branches { _ = visitAll([branch.condition, branch.body]) }
            if let otherwise { _ = visit(otherwise) }
            return true
        case .forIn(let target, let iterable, let body):
            _ = visit(iterable)
            loopDepth += 1
            _ = visitAll([target, body])
            loopDepth -= 1
            return true
        case .whileLoop(let condition, let body):
            loopDepth += 1
            _ = visitAll([condition, body])
            loopDepth -= 1
            return true
        case .tryCatch(let body, let name, let handler):
            _ = visit(body)
            current.assign(name.text, inLoop: loopDepth > 0)
            _ = visit(handler)
            return true
        case .assignment(let target, let value):
            _ = visitAll([value, target])
            return true
        case .compoundAssignment(let target, _, let value):
            _ = visitAll([value, target])
            if case .nameTarget(let name) = tree[target].kind { current.use(name) }
            return true
        case .returns(let value): return value.map { visit($0) } ?? false
        case .importModule(let path, let alias):
            if let name = alias ?? path.first { current.assign(name.text, inLoop: loopDepth > 0) }
            return true
        case .importNames(_, let names):
            for name in names { current.assign((name.alias ?? name.name).text, inLoop: loopDepth > 0) }
            return true
        case .nameTarget(let name):
            current.assign(name, inLoop: loopDepth > 0)
            return true
        case .pathTarget(let root, let steps):
            // The root is rebound: it is this function's own.
            current.assign(root.text, inLoop: loopDepth > 0)
            for case .index(let subscripts) in steps { _ = visitAll(subscripts.flatMap(\.nodes)) }
            return true
        case .unpackTarget(let targets):
            _ = visitAll(targets)
            return true
        }
    }

    private mutating func function(_ id: NodeID, name: String?, parameters: [Parameter], body: NodeID) {
        // Defaults are evaluated where the function is made.
        for case let value? in parameters.map(\.defaultValue) { _ = visit(value) }
        let scope = FunctionScope(parent: current, node: id, definedName: name)
        scopes[id] = scope
        for parameter in parameters { scope.assign(parameter.name.text, inLoop: false, isParameter: true) }
        let (outer, outerDepth) = (current, loopDepth)
        current = scope
        loopDepth = 0
        _ = visit(body)
        current = outer
        loopDepth = outerDepth
    }
}

extension Element {
    var node: NodeID {
        switch self {
        case .item(let id), .spread(let id): id
        }
    }
    var isSpread: Bool { if case .spread = self { true } else { false } }
}

extension RecordEntry {
    var node: NodeID {
        switch self {
        case .field(_, let id), .spread(let id): id
        }
    }
}

extension Argument {
    var node: NodeID {
        switch self {
        case .positional(let id), .keyword(_, let id), .spread(let id): id
        }
    }
}

extension Subscript {
    var nodes: [NodeID] {
        switch self {
        case .index(let id): [id]
        case .slice(let start, let stop, let step): [start, stop, step].compactMap { $0 }
        case .ellipsis: []
        }
    }
}
