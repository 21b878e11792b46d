import Syntax

// Blocks, branches, loops, try.
extension FunctionGenerator {
    /// The value of a function's body, and the way out: branches leave from where they are.
    func tail(_ id: NodeID) throws {
        let outer = span
        span = tree[id].span
        defer { span = outer }
        switch tree[id].kind {
        case .block(let statements):
            guard let last = statements.last else { return emit(.returnNone) }
            for statement in statements.dropLast() { try discard(statement) }
            try tail(last)
        case .ifElse(let branches, let otherwise):
            for branch in branches {
                let next = try condition(branch.condition, jumpIf: false)
                let before = assigned
                isReachable = true
                try tail(branch.body)
                assigned = before
                try land(next)
            }
            isReachable = true
            if let otherwise { try tail(otherwise) } else { emit(.returnNone) }
        case .returns, .forIn, .whileLoop, .assignment, .compoundAssignment, .definition, .importModule, .importNames, .breaks,
            .continues:
            try discard(id)
            emit(.returnNone)
        default:
            // A module keeps its variables.
            try releasing { emit(.returnTaken, try scope.isMain ? temporary(id) : operand(id)) }
        }
        isReachable = false
    }

    /// Runs a statement for what it does.
    func discard(_ id: NodeID) throws {
        try releasing {
            let target = try temporary()
            let outer = span
            span = tree[id].span
            defer { span = outer }
            if try !effect(id) {
                try expression(id, into: target)
                emit(.unset, target)
            }
        }
    }

    /// Runs a statement and puts its value into a register: none, unless it is an expression.
    func statement(_ id: NodeID, into target: Int) throws {
        switch tree[id].kind {
        case .block(let statements): try block(statements, into: target)
        case .ifElse(let branches, let otherwise): try ifElse(branches, otherwise, into: target)
        case .tryCatch(let body, let name, let handler): try tryCatch(body, name, handler, into: target)
        default:
            if try !effect(id) { return try expression(id, into: target) }
            emit(.constant, target, try constant(Value.none))
        }
    }

    /// Runs what has no value; false if it has one, in which case nothing was done.
    private func effect(_ id: NodeID) throws -> Bool {
        switch tree[id].kind {
        case .block(let statements):
            for statement in statements { try discard(statement) }
        case .ifElse(let branches, let otherwise): try ifElse(branches, otherwise, into: nil)
        case .tryCatch(let body, let name, let handler): try tryCatch(body, name, handler, into: nil)
        case .forIn(let target, let iterable, let body): try forIn(target, iterable, body)
        case .whileLoop(let condition, let body): try whileLoop(condition, body)
        case .assignment(let target, let value): try assignment(target, value)
        case .compoundAssignment(let target, let op, let value): try compoundAssignment(target, op, value)
        case .definition(let definition): try self.definition(id, definition)
        case .returns(let value): try returns(value)
        case .breaks: try leaveLoop(isBreak: true)
        case .continues: try leaveLoop(isBreak: false)
        case .importModule(let path, let alias): try importModule(path, alias)
        case .importNames(let path, let names): try importNames(path, names)
        default: return false
        }
        return true
    }

    func block(_ statements: [NodeID], into target: Int?) throws {
        guard let target else {
            for statement in statements { try discard(statement) }
            return
        }
        for statement in statements.dropLast() { try discard(statement) }
        if let last = statements.last {
            try expression(last, into: target)
        } else {
            emit(.constant, target, try constant(Value.none))
        }
    }

    private func body(_ id: NodeID, into target: Int?) throws {
        if let target { try expression(id, into: target) } else { try discard(id) }
    }

    private func ifElse(_ branches: [Branch], _ otherwise: NodeID?, into target: Int?) throws {
        var ends: [Jump] = []
        var merged: Set<Int>?
        func merge() {
            if isReachable { merged = merged.map { $0.intersection(assigned) } ?? assigned }
        }
        for (i, branch) in branches.enumerated() {
            let next = try condition(branch.condition, jumpIf: false)
            let before = assigned
            try body(branch.body, into: target)
            merge()
            assigned = before
            isReachable = true
            if otherwise != nil || target != nil || i + 1 < branches.count { ends.append(jump(.jump)) }
            try land(next)
        }
        if let otherwise {
            try body(otherwise, into: target)
        } else if let target {
            emit(.constant, target, try constant(Value.none))
        }
        merge()
        try land(ends)
        isReachable = merged != nil
        if let merged { assigned = merged }
    }

    // MARK: - Conditions

    /// Jumps, with the goal still open, if a condition is `jumpIf`; goes on if it is not.
    func condition(_ id: NodeID, jumpIf: Bool) throws -> [Jump] {
        let outer = span
        span = tree[id].span
        defer { span = outer }
        switch tree[id].kind {
        case .not(let operand): return try condition(operand, jumpIf: !jumpIf)
        case .and(let a, let b): return try both(a, b, stopsAt: false, jumpIf: jumpIf)
        case .or(let a, let b): return try both(a, b, stopsAt: true, jumpIf: jumpIf)
        case .comparison(let operands, let operators) where operators.count == 1:
            if let jump = try comparisonJump(operands[0], operators[0], operands[1], jumpIf: jumpIf) { return [jump] }
        default: break
        }
        return try releasing { [jump(.jumpIf, n: jumpIf ? 1 : 0, try temporary(id))] }
    }

    /// `a and b` (which stops at false) or `a or b` (at true).
    private func both(_ a: NodeID, _ b: NodeID, stopsAt: Bool, jumpIf: Bool) throws -> [Jump] {
        if jumpIf == stopsAt {
            let first = try condition(a, jumpIf: jumpIf)
            let before = assigned
            let second = try condition(b, jumpIf: jumpIf)
            assigned = before
            return first + second
        }
        let past = try condition(a, jumpIf: stopsAt)
        let before = assigned
        let second = try condition(b, jumpIf: jumpIf)
        assigned = before
        try land(past)
        return second
    }

    /// A comparison and the jump in one instruction; nil for `in`.
    private func comparisonJump(_ a: NodeID, _ op: ComparisonOperator, _ b: NodeID, jumpIf: Bool) throws -> Jump? {
        let (code, constantCode, mirrored, negated): (Instruction.Code, Instruction.Code, Bool, Bool)
        switch op {
        case .less: (code, constantCode, mirrored, negated) = (.jumpLess, .jumpLessConstant, false, false)
        case .lessOrEqual: (code, constantCode, mirrored, negated) = (.jumpLessOrEqual, .jumpLessOrEqualConstant, false, false)
        case .greater: (code, constantCode, mirrored, negated) = (.jumpLess, .jumpGreaterConstant, true, false)
        case .greaterOrEqual:
            (code, constantCode, mirrored, negated) = (.jumpLessOrEqual, .jumpGreaterOrEqualConstant, true, false)
        case .equal: (code, constantCode, mirrored, negated) = (.jumpEqual, .jumpEqualConstant, false, false)
        case .notEqual: (code, constantCode, mirrored, negated) = (.jumpEqual, .jumpEqualConstant, false, true)
        case .in, .notIn: return nil
        }
        return try releasing {
            let n = (jumpIf != negated ? 1 : 0) | (mirrored ? 2 : 0) | (negated ? 4 : 0)
            if let number = literalNumber(b) {
                let left = try operand(a)
                return jump(constantCode, n: n & 5, left, try constant(number))
            }
            let left = try operand(a, before: [b])
            let right = try operand(b)
            return mirrored ? jump(code, n: n, right, left) : jump(code, n: n, left, right)
        }
    }

    // MARK: - Loops

    private func forIn(_ target: NodeID, _ iterable: NodeID, _ body: NodeID) throws {
        try releasing {
            let state = try temporary()
            _ = try temporary()
            _ = try temporary()
            try expression(iterable, into: state)
            span = tree[iterable].span
            emit(.prepareLoop, state)
            let start = jump(.jump)
            let before = assigned
            loops.append(LoopContext(state: state))

            let top = position
            var element = -1
            if case .nameTarget(let name) = tree[target].kind, let register = try directRegister(name) {
                element = register
                assigned.insert(register)
            } else {
                try releasing {
                    element = try temporary()
                    try assign(target, from: element)
                }
            }
            try discard(body)

            guard let loop = loops.popLast() else { return }
            try land(loop.continues + [start])
            span = tree[iterable].span
            let next = jump(.nextElement, state, element)
            try land(next, at: top)
            try land(loop.breaks)
            emit(.unset, state)
            assigned = before
            isReachable = true
        }
    }

    private func whileLoop(_ condition: NodeID, _ body: NodeID) throws {
        let top = position
        let exits = try self.condition(condition, jumpIf: false)
        let before = assigned
        loops.append(LoopContext(state: nil))
        try discard(body)
        guard let loop = loops.popLast() else { return }
        try land(loop.continues)
        try land(jump(.loop), at: top)
        try land(exits + loop.breaks)
        // A loop on `true` is left by `break` only.
        if case .boolean(true) = tree[condition].kind { assigned = loop.assignedAtBreak ?? before } else { assigned = before }
        isReachable = true
    }

    private func leaveLoop(isBreak: Bool) throws {
        guard let last = loops.indices.last else {
            throw failure("`\(isBreak ? "break" : "continue")` stands outside a loop")
        }
        let jump = jump(.jump)
        if isBreak {
            loops[last].breaks.append(jump)
            loops[last].assignedAtBreak = loops[last].assignedAtBreak.map { $0.intersection(assigned) } ?? assigned
        } else {
            loops[last].continues.append(jump)
        }
        isReachable = false
    }

    private func returns(_ value: NodeID?) throws {
        guard !scope.isMain else { throw failure("`return` stands outside a function") }
        try releasing {
            let result = try value.map { try operand($0) }
            for loop in loops { if let state = loop.state { emit(.unset, state) } }
            if let result { emit(.returnTaken, result) } else { emit(.returnNone) }
        }
        isReachable = false
    }

    // MARK: - Errors

    private func tryCatch(_ body: NodeID, _ name: Name, _ handler: NodeID, into target: Int?) throws {
        let before = assigned
        let start = position
        // The variable keeps its old value if the block fails.
        let result = try target.map { _ in try temporary() }
        tryDepth += 1
        try self.body(body, into: result)
        tryDepth -= 1
        let end = position
        if let target, let result { emit(.take, target, result) }
        let afterBody = isReachable ? assigned : nil
        let done = jump(.jump)

        let place = position
        assigned = before
        isReachable = true
        try releasing {
            let error = try temporary()
            emit(.caught, error)
            try store(name.text, from: error)
        }
        try self.body(handler, into: target)
        parts.handlers.append(Handler(start: start, end: end, target: place, temporaryBase: nextTemporary))
        try land([done])
        switch (afterBody, isReachable) {
        case (let body?, true): assigned = body.intersection(assigned)
        case (let body?, false): (assigned, isReachable) = (body, true)
        case (nil, _): break
        }
    }
}
