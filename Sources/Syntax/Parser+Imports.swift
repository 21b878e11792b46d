/// The three forms of `import`.
extension Parser {
    @inline(never)
    mutating func importModule() throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        let path = try modulePath()
        let alias = try importAlias()
        if current.is(.comma) {
            throw fail("`import` takes one module", at: current.span, hints: ["write an `import` for each"])
        }
        return try add(.importModule(path: path, alias: alias), from: start)
    }

    @inline(never)
    mutating func importNames() throws(GivenUp) -> NodeID {
        let start = current.start
        advance()
        let path = try modulePath()
        guard !isAtBreak, skip(.import) else { throw unexpected("expected `import`", hint: "write `from module import name`") }
        if current.is(.star) {
            throw fail(
                "`import *` is not possible", at: current.span,
                hints: ["name what you need: `from \(path.map(\.text).joined(separator: ".")) import f, g`"])
        }
        if current.is(.leftParenthesis) {
            throw fail("the names of an `import` take no parentheses", at: current.span, hints: ["a line goes on behind a comma"])
        }
        var names: [ImportedName] = []
        repeat {
            guard case .name = current.kind else {
                throw unexpected("expected a name", hint: "write `from module import name`")
            }
            let name = takeName()
            names.append(ImportedName(name: name, alias: try importAlias()))
        } while !isAtBreak && skip(.comma)
        return try add(.importNames(path: path, names: names), from: start)
    }

    private mutating func modulePath() throws(GivenUp) -> [Name] {
        if !isAtBreak {
            switch current.kind {
            case .stringStart:
                throw fail("a module is named without quotes", at: current.span, hints: ["write `import nets.mlp`"])
            case .sign(.dot), .sign(.ellipsis):
                throw fail(
                    "modules have no relative names", at: current.span,
                    hints: ["they are searched beside the script: `import helpers` finds `helpers.hesse`"])
            default: break
            }
        }
        var path: [Name] = []
        repeat {
            guard case .name = current.kind, !isAtBreak else {
                throw unexpected("expected the name of a module", hint: "write `import nets.mlp`")
            }
            path.append(takeName())
        } while !isAtBreak && skip(.dot)
        return path
    }

    private mutating func importAlias() throws(GivenUp) -> Name? {
        guard !isAtBreak, skip(.as) else { return nil }
        guard case .name = current.kind, !isAtBreak else {
            throw unexpected("expected a name", hint: "write `import nets.mlp as mlp`")
        }
        return takeName()
    }
}
