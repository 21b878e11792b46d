import Syntax
import Tensors

// Expressions: literals, collections, operators.
extension FunctionGenerator {
    /// Computes an expression into a register. Until its last instruction the register keeps what it had.
    func expression(_ id: NodeID, into target: Int) throws {
        let outer = span
        span = tree[id].span
        defer { span = outer }
        switch tree[id].kind {
        case .integer(let x): emit(.constant, target, try constant(.int(x)))
        case .float(let x): emit(.constant, target, try constant(.float(x)))
        case .boolean(let x): emit(.constant, target, try constant(.bool(x)))
        case .none: emit(.constant, target, try constant(Value.none))
        case .string(let text): emit(.constant, target, try constant(Value(text)))
        case .interpolatedString(let pieces): try interpolation(pieces, into: target)
        case .bracket(let elements): try bracket(id, elements, into: target)
        case .list(let elements): try collection(.makeList, elements, into: target)
        case .record(let entries): try record(entries, into: target)
        case .name(let name):
            try read(name, into: target, isLast: name == replaced)
        case .field(let base, let name):
            try releasing {
                let register = try operand(base)
                emit(.getField, target, register, try fieldCache(name.text))
            }
        case .index(let base, let subscripts): try index(base, subscripts, into: target)
        case .call(let callee, let arguments): try call(callee, arguments, into: target)
        case .unary(let op, let operand): try unary(op, operand, into: target)
        case .binary(let op, let a, let b): try binary(op, a, b, into: target)
        case .comparison(let operands, let operators): try comparison(operands, operators, into: target)
        case .not(let operand):
            try releasing { emit(.not, target, try self.operand(operand)) }
        case .and(let a, let b): try shortCircuit(a, b, stopsAt: 0, into: target)
        case .or(let a, let b): try shortCircuit(a, b, stopsAt: 1, into: target)
        case .lambda(let parameters, let body):
            try function(id, parameters: parameters, body: body, into: target)
        case .block, .ifElse, .tryCatch, .forIn, .whileLoop, .assignment, .compoundAssignment, .returns, .breaks, .continues,
            .importModule, .importNames, .definition:
            try statement(id, into: target)
        case .nameTarget, .pathTarget, .unpackTarget, .invalid: throw failure("this is no expression")
        }
    }

    /// The register that holds an expression's value: a variable's own, where nothing can change it, or a temporary.
    func operand(_ id: NodeID) throws -> Int {
        if case .name(let name) = tree[id].kind, case .register(let register) = try place(of: name) {
            let outer = span
            span = tree[id].span
            defer { span = outer }
            try checkAssigned(register, name)
            return register
        }
        let register = try temporary()
        try expression(id, into: register)
        return register
    }

    /// The same for an operand after which `others` are computed: they must not change it.
    func operand(_ id: NodeID, before others: [NodeID]) throws -> Int {
        guard others.contains(where: unit.analysis.containsBlock.contains) else { return try operand(id) }
        let register = try temporary()
        try expression(id, into: register)
        return register
    }

    /// A temporary that holds the value.
    func temporary(_ id: NodeID) throws -> Int {
        let register = try temporary()
        try expression(id, into: register)
        return register
    }

    /// A register for a construct that needs the place above it free: `target` itself if it is the topmost, or a new one.
    func window(_ target: Int) throws -> Int {
        target == nextTemporary - 1 && isTemporary(target) ? target : try temporary()
    }

    // MARK: - Literals

    private func interpolation(_ pieces: [StringPart], into target: Int) throws {
        try releasing {
            let base = try window(target)
            var shape: [StringShape.Piece] = []
            var next = base
            for piece in pieces {
                switch piece {
                case .text(let text): shape.append(.text(text))
                case .value(let value, let format):
                    if next == nextTemporary { _ = try temporary() }
                    try expression(value, into: next)
                    next += 1
                    shape.append(format.map { .formatted($0) } ?? .value)
                }
            }
            parts.stringShapes.append(StringShape(pieces: shape))
            emit(.makeString, base, try checked(parts.stringShapes.count - 1, "strings"))
            if base != target { emit(.take, target, base) }
        }
    }

    /// Values into consecutive registers from `base` on, the first of which exists.
    func values(_ ids: [NodeID], from base: Int) throws {
        for (i, id) in ids.enumerated() {
            if base + i == nextTemporary { _ = try temporary() }
            try expression(id, into: base + i)
        }
    }

    private func collection(_ code: Instruction.Code, _ elements: [Element], into target: Int) throws {
        try releasing {
            let base = try window(target)
            try values(elements.map(\.node), from: base)
            let isLiteral = elements.map { if case .bracket = tree[$0.node].kind { !$0.isSpread } else { false } }
            parts.listShapes.append(ListShape(spreads: elements.map(\.isSpread), isLiteral: isLiteral))
            emit(code, base, try checked(parts.listShapes.count - 1, "lists"))
            if base != target { emit(.take, target, base) }
        }
    }

    private func bracket(_ id: NodeID, _ elements: [Element], into target: Int) throws {
        if !elements.isEmpty, let tensor = try literalTensor(id) {
            emit(.constant, target, try constant(tensor))
        } else {
            try collection(.makeBracket, elements, into: target)
        }
    }

    /// The tensor of a literal that consists of numbers only; nil for others.
    private func literalTensor(_ id: NodeID) throws -> Value? {
        var numbers: [Value] = []
        var shape: [Int] = []
        func collect(_ id: NodeID, _ depth: Int) -> Bool {
            if case .bracket(let elements) = tree[id].kind {
                if depth == shape.count, numbers.isEmpty { shape.append(elements.count) }
                guard depth < shape.count, shape[depth] == elements.count, !elements.isEmpty else { return false }
                return elements.allSatisfy { !$0.isSpread && collect($0.node, depth + 1) }
            }
            guard depth == shape.count, let number = literalNumber(id) else { return false }
            numbers.append(number)
            return true
        }
        guard collect(id, 0), !numbers.isEmpty else { return nil }
        return try Brackets.plainValue(numbers, shape: shape)
    }

    /// The value of `3`, `2.5`, `-1e-3`; nil for anything else.
    func literalNumber(_ id: NodeID) -> Value? {
        switch tree[id].kind {
        case .integer(let x): return .int(x)
        case .float(let x): return .float(x)
        case .unary(.negate, let operand):
            switch tree[operand].kind {
            case .integer(let x) where x != .min: return .int(-x)
            case .float(let x): return .float(-x)
            default: return nil
            }
        default: return nil
        }
    }

    private func record(_ entries: [RecordEntry], into target: Int) throws {
        try releasing {
            let base = try window(target)
            try values(entries.map(\.node), from: base)
            let names = entries.map { entry -> String? in if case .field(let name, _) = entry { name.text } else { nil } }
            let layout = names.contains(nil) ? nil : RecordLayout.of(names.compactMap { $0 })
            parts.recordShapes.append(RecordShape(layout: layout, entries: names))
            emit(.makeRecord, base, try checked(parts.recordShapes.count - 1, "records"))
            if base != target { emit(.take, target, base) }
        }
    }

    func fieldCache(_ name: String) throws -> Int {
        parts.fieldNames.append(name)
        return try checked(parts.fieldNames.count - 1, "fields")
    }

    // MARK: - Operators

    private func unary(_ op: UnaryOperator, _ operand: NodeID, into target: Int) throws {
        if op == .negate, case .integer(let x) = tree[operand].kind, x != .min {
            return emit(.constant, target, try constant(.int(-x)))
        }
        if op == .negate, case .float(let x) = tree[operand].kind {
            return emit(.constant, target, try constant(.float(-x)))
        }
        try releasing { emit(.unary, n: op.number, target, try self.operand(operand)) }
    }

    private func binary(_ op: BinaryOperator, _ a: NodeID, _ b: NodeID, into target: Int) throws {
        try releasing {
            if let code = op.constantCode {
                if let number = literalNumber(b) {
                    let left = try operand(a)
                    return emit(code, target, left, try constant(number))
                }
                if op != .power, let number = literalNumber(a) {
                    let right = try operand(b)
                    return emit(code, n: 1, target, right, try constant(number))
                }
            }
            let left = try operand(a, before: [b])
            let right = try operand(b)
            if let code = op.code { emit(code, target, left, right) } else { emit(.binary, n: op.number, target, left, right) }
        }
    }

    /// `a < b <= c`: every operand once; a plain false ends it, tensors are combined element by element.
    private func comparison(_ operands: [NodeID], _ operators: [ComparisonOperator], into target: Int) throws {
        try releasing {
            if operators.count == 1 {
                let left = try operand(operands[0], before: [operands[1]])
                let right = try operand(operands[1])
                return emit(.compare, n: operators[0].number, target, left, right)
            }
            let result = try temporary()
            var left = try temporary(operands[0])
            var ends: [Jump] = []
            for (i, op) in operators.enumerated() {
                let right = try temporary(operands[i + 1])
                // The middle operand is used twice.
                var kept = right
                if i + 1 < operators.count {
                    kept = try temporary()
                    emit(.move, kept, right)
                }
                if i == 0 {
                    emit(.compare, n: op.number, result, left, right)
                } else {
                    let link = try temporary()
                    emit(.compare, n: op.number, link, left, right)
                    emit(.binary, n: BinaryOperator.and.number, result, result, link)
                }
                if i + 1 < operators.count { ends.append(jump(.jumpChain, result)) }
                left = kept
            }
            try land(ends)
            emit(.take, target, result)
        }
    }

    private func shortCircuit(_ a: NodeID, _ b: NodeID, stopsAt: Int, into target: Int) throws {
        try releasing {
            let result = try temporary()
            try expression(a, into: result)
            let end = jump(.jumpKeeping, n: stopsAt, result)
            let before = assigned
            try expression(b, into: result)
            // The right operand, too, has to be a boolean.
            let check = jump(.jumpKeeping, n: stopsAt, result)
            emit(.constant, result, try constant(.bool(stopsAt == 0)))
            assigned = before
            try land([end, check])
            emit(.take, target, result)
        }
    }

    // MARK: - Reaching into values

    private func index(_ base: NodeID, _ subscripts: [Subscript], into target: Int) throws {
        try releasing {
            if subscripts.count == 1, case .index(let only) = subscripts[0] {
                let container = try operand(base, before: [only])
                return emit(.index, target, container, try operand(only))
            }
            let container = try temporary(base)
            let shape = try self.subscripts(subscripts)
            parts.indexShapes.append(shape)
            emit(.indexMany, target, container, try checked(parts.indexShapes.count - 1, "subscripts"))
        }
    }

    /// The values of subscripts into consecutive new temporaries.
    func subscripts(_ subscripts: [Subscript]) throws -> [SubscriptShape] {
        try subscripts.map { item in
            switch item {
            case .index(let id):
                _ = try temporary(id)
                return .index
            case .slice(let start, let stop, let step):
                for case let id? in [start, stop, step] { _ = try temporary(id) }
                return .slice(start: start != nil, stop: stop != nil, step: step != nil)
            case .ellipsis: return .ellipsis
            }
        }
    }
}

extension UnaryOperator {
    static let all: [UnaryOperator] = [.negate, .plus, .invert]
    var number: Int { UnaryOperator.all.firstIndex(of: self) ?? 0 }
}

extension BinaryOperator {
    static let all: [BinaryOperator] = [
        .add, .subtract, .multiply, .divide, .floorDivide, .remainder, .matrixProduct, .power, .and, .or,
    ]
    var number: Int { BinaryOperator.all.firstIndex(of: self) ?? 0 }

    /// The instruction of its own, if it has one.
    var code: Instruction.Code? {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        default: nil
        }
    }

    /// The instruction whose other operand is a constant, if it has one.
    var constantCode: Instruction.Code? {
        switch self {
        case .add: .addConstant
        case .subtract: .subtractConstant
        case .multiply: .multiplyConstant
        case .divide: .divideConstant
        case .power: .powerConstant
        default: nil
        }
    }
}

extension ComparisonOperator {
    static let all: [ComparisonOperator] = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in, .notIn,
    ]
    var number: Int { ComparisonOperator.all.firstIndex(of: self) ?? 0 }
}
