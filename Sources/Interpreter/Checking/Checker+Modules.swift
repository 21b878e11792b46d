import Syntax

/// What an import gives a variable.
enum ImportedValue {
    /// `import a.b as c`, `import a`.
    case module(ModuleOutline)
    /// The part of `import a.b` behind the variable `a`.
    case namespace([String], ModuleOutline)
    /// `from a import b`.
    case member(ModuleOutline, String)
}

/// What an expression that names a module gives: a module, modules below it, or both.
struct ModuleView {
    let name: String
    var outline: ModuleOutline?
    var below: [(path: ArraySlice<String>, outline: ModuleOutline)] = []

    /// The module behind one more name; nil if there is none below.
    func member(_ name: String) -> ModuleView? {
        let inner = below.filter { $0.path.first == name }
        guard !inner.isEmpty else { return nil }
        var view = ModuleView(name: "\(self.name).\(name)")
        for (path, outline) in inner {
            if path.count == 1 { view.outline = outline } else { view.below.append((path.dropFirst(), outline)) }
        }
        return view
    }
}

// Imports, and what is read from modules.
extension Checker {
    func visitImport(_ id: NodeID) {
        let path: [Name]
        switch tree[id].kind {
        case .importModule(let own, let alias):
            path = own
            guard let first = path.first else { return }
            possible.insert((alias ?? first).text)
        case .importNames(let own, let names):
            path = own
            for name in names { possible.insert((name.alias ?? name.name).text) }
        default: return
        }
        guard let start = path.first?.span.lowerBound, let end = path.last?.span.upperBound else { return }
        let outline: ModuleOutline
        do { outline = try modules.imported(path.map(\.text), by: tree.source.name) } catch {
            if tryDepth == 0 { report(HesseError(error), at: start..<end) }
            return
        }
        if scope.isMain, tryDepth == 0, let cycle = modules.cycle(from: outline) { report(cycle, at: start..<end) }
        remember(id, outline)
    }

    private func remember(_ id: NodeID, _ outline: ModuleOutline) {
        func keep(_ name: String, _ value: ImportedValue) {
            imports[ObjectIdentifier(scope), default: [:]][name, default: []].append(value)
        }
        switch tree[id].kind {
        case .importModule(let path, let alias):
            if let alias {
                keep(alias.text, .module(outline))
            } else if let first = path.first {
                keep(first.text, path.count == 1 ? .module(outline) : .namespace(path.dropFirst().map(\.text), outline))
            }
        case .importNames(_, let names):
            for name in names {
                keep((name.alias ?? name.name).text, .member(outline, name.name.text))
                if tryDepth == 0 { check(name.name.text, of: outline, at: name.name.span) }
            }
        default: break
        }
    }

    private func check(_ name: String, of outline: ModuleOutline, at span: Range<Int>) {
        guard !outline.tree.hasErrors, !outline.names.contains(name) else { return }
        report(ModuleLoader.missing(name, in: outline.name, names: outline.names), at: span)
    }

    func check(member place: WrittenPlace) {
        guard case .field(let base, let name) = tree[place.id].kind, let view = module(base, place.scope),
            view.member(name.text) == nil
        else { return }
        if let outline = view.outline {
            check(name.text, of: outline, at: name.span)
        } else {
            report(
                ModuleLoader.missing(name.text, in: view.name, names: view.below.compactMap(\.path.first)), at: name.span)
        }
    }

    /// The module that an expression certainly gives.
    func module(_ id: NodeID, _ scope: FunctionScope) -> ModuleView? {
        switch tree[id].kind {
        case .field(let base, let name): return module(base, scope)?.member(name.text)
        case .name(let name):
            guard !isUnclear(name), let owner = owner(of: name, scope), let values = imports[ObjectIdentifier(owner)]?[name],
                owner.variables[name]?.assignments == values.count
            else { return nil }
            var view = ModuleView(name: name)
            for value in values {
                switch value {
                case .module(let outline) where view.outline == nil: view.outline = outline
                case .namespace(let path, let outline): view.below.append((path[...], outline))
                default: return nil
                }
            }
            return view
        default: return nil
        }
    }
}
