import Tensors

// How a choice keeps what it did not take out of derivatives.
//
// The reverse derivative of `where(x > 0, log(x), 0)` is a zero, for the branch not taken, times log's slope, which is infinite
// at 0. That zero is no number but means that nothing flows; so a product with it is nothing again, whatever the other factor
// is. Hence `select(c, u, 0)·s` is emitted as `select(c, u·s, 0)` where the select comes from a derivative. A number of the
// program that happens to be 0 is treated as a number.

/// What is known of where a value is 0 because nothing flows there.
enum Support {
    case unknown
    /// The constant 0.
    case nowhere
    /// Behind a mask, perhaps with views, sums and updates between: `supportMask` says where.
    case masked
}

extension Graph {
    /// A product, quotient or negative of masked operands as a masked result; nil if there is none. The op is linear in
    /// each of the operands at `positions`.
    func maskResult(_ op: some Op, _ x: [ValueID], by positions: [Int]) throws -> ValueID? {
        for position in positions {
            guard let mask = maskParts(x[position]) else { continue }
            var operands = x
            operands[position] = mask.value
            let result = try emit(op, operands)
            let zero = try zeros(like: result)
            let branches = mask.takesFirst ? [result, zero] : [zero, result]
            return try emit(mask.select, [mask.condition] + branches)
        }
        for position in positions where supports[x[position].index] == .masked {
            let isHarmless = x.count == 1 || isConstant(x[1 - position])
            guard !isHarmless, let mask = try supportMask(x[position]) else { continue }
            let result = try emitUnchanged(op, x)
            return try emit(Select(.mask), [mask, result, zeros(like: result)])
        }
        return nil
    }

    private struct MaskParts {
        var select: Select
        var condition: ValueID
        var value: ValueID
        var takesFirst: Bool
    }

    /// The parts of a derivative's select between a value and 0.
    private func maskParts(_ id: ValueID) -> MaskParts? {
        guard let select = op(id, as: Select.self), select.role != .choice else { return nil }
        let x = node(id).operands
        if isScalar(x[2], 0) { return MaskParts(select: select, condition: x[0], value: x[1], takesFirst: true) }
        if isScalar(x[1], 0) { return MaskParts(select: select, condition: x[0], value: x[2], takesFirst: false) }
        return nil
    }

    private func isConstant(_ id: ValueID) -> Bool {
        var id = id
        while op(id, as: Broadcast.self) != nil || op(id, as: Reshape.self) != nil { id = node(id).operands[0] }
        return op(id, as: Scalar.self)?.value.isFinite == true
    }

    /// What is known of a new node: it is masked if all that it is a sum or a view of is.
    func support(_ op: any Op, _ x: [ValueID]) -> Support {
        switch op {
        case let scalar as Scalar: return scalar.value == 0 ? .nowhere : .unknown
        case let select as Select:
            guard select.role == .mask else { return .unknown }
            return isScalar(x[1], 0) || isScalar(x[2], 0) ? .masked : .unknown
        default:
            let kinds = summands(op, x).map { supports[$0.index] }
            if kinds.isEmpty || kinds.contains(.unknown) { return .unknown }
            return kinds.contains(.masked) ? .masked : .nowhere
        }
    }

    /// The operands that a linear op adds up, moves or repeats; none for others.
    private func summands(_ op: any Op, _ x: [ValueID]) -> [ValueID] {
        switch op {
        case is Reshape, is Permute, is Broadcast, is Slice, is Sum, is CumulativeSum, is Negate, is Gather: [x[0]]
        case let convert as Convert: convert.dtype.isFloat && type(x[0]).dtype.isFloat ? x : []
        case is Add, is Subtract, is Concatenate, is UpdateRegion: x
        case is Scatter: [x[0], x[2]]
        case is Divide where isConstant(x[1]): [x[0]]
        case is Multiply where isConstant(x[1]): [x[0]]
        case is Multiply where isConstant(x[0]): [x[1]]
        default: []
        }
    }

    /// A boolean tensor: false where the value is 0 because nothing flows there. Nil if that is nowhere.
    private func supportMask(_ id: ValueID) throws -> ValueID? {
        // What it is made of, down to the masks; a loop, for programs are longer than stacks are deep.
        var needed: Set<ValueID> = []
        var open = [id]
        while let next = open.popLast() {
            guard needed.insert(next).inserted, op(next, as: Select.self) == nil else { continue }
            open += summands(node(next).op, node(next).operands)
        }
        var masks: [ValueID: ValueID] = [:]
        for part in needed.sorted() {
            let node = node(part)
            if let mask = maskParts(part) {
                masks[part] = mask.takesFirst ? mask.condition : try emit(Not(), [mask.condition])
            } else if supports[part.index] == .nowhere {
                masks[part] = try broadcast(emit(Scalar(0, .bool), []), to: node.type.shape)
            } else {
                guard let mask = try spread(node, masks) else { return nil }
                masks[part] = mask
            }
        }
        return masks[id]
    }

    /// Where the result of an op may differ from 0, from where its summands may.
    private func spread(_ node: Node, _ masks: [ValueID: ValueID]) throws -> ValueID? {
        let x = node.operands.map { masks[$0] ?? $0 }
        func counting(_ op: some Op) throws -> ValueID {
            let counts = try x.map { type($0).dtype == .bool ? try convert($0, .float32) : $0 }
            let sum = try emit(op, counts)
            return try emit(NotEqual(), [sum, zeros(like: sum)])
        }
        switch node.op {
        case let op as Reshape: return try emit(op, x)
        case let op as Permute: return try emit(op, x)
        case let op as Broadcast: return try emit(op, x)
        case let op as Slice: return try emit(op, x)
        case let op as Gather: return try emit(op, x)
        case let op as Concatenate: return try emit(op, x)
        case let op as Sum: return try counting(op)
        case let op as CumulativeSum: return try counting(op)
        case let op as UpdateRegion: return op.accumulate ? try counting(op) : try emit(op, x)
        case let op as Scatter: return op.accumulate ? try counting(op) : try emit(op, x)
        case is Add, is Subtract:
            if isComplement(x[0], x[1]) { return nil }
            return x[0] == x[1] ? x[0] : try emit(Or(), x)
        case is Multiply where masks[node.operands[0]] == nil: return x[1]
        default: return x[0]
        }
    }

    private func isComplement(_ a: ValueID, _ b: ValueID) -> Bool {
        (op(a, as: Not.self) != nil && node(a).operands[0] == b) || (op(b, as: Not.self) != nil && node(b).operands[0] == a)
    }
}
