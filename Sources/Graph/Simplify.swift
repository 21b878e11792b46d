import Tensors

// What `emit` folds on the way in: rewrites that are exact for every number, NaN and infinities included.
extension Graph {
    func simplify(_ op: some Op, _ x: [ValueID]) throws -> ValueID? {
        switch op {
        case let op as Reshape:
            if type(x[0]).shape == op.shape { return x[0] }
            if self.op(x[0], as: Reshape.self) != nil { return try emit(op, [node(x[0]).operands[0]]) }
        case let op as Broadcast:
            if type(x[0]).shape == op.shape { return x[0] }
            if self.op(x[0], as: Broadcast.self) != nil { return try emit(op, [node(x[0]).operands[0]]) }
        case let op as Permute:
            if op.axes == Array(op.axes.indices) { return x[0] }
            if let inner = self.op(x[0], as: Permute.self) {
                return try emit(Permute(axes: op.axes.map { inner.axes[$0] }), [node(x[0]).operands[0]])
            }
        case let op as Convert:
            if type(x[0]).dtype == op.dtype { return x[0] }
            if let scalar = self.op(x[0], as: Scalar.self) { return try emit(Scalar(scalar.value, op.dtype), []) }
        case is Negate:
            if self.op(x[0], as: Negate.self) != nil { return node(x[0]).operands[0] }
            return try maskResult(op, x, by: [0])
        case is Multiply:
            return try simplifyProduct(x) ?? maskResult(op, x, by: [0, 1])
        case is Divide:
            if isScalar(x[1], 1) { return x[0] }
            return try maskResult(op, x, by: [0])
        case is SlopeOfNorm:
            return try maskResult(op, x, by: [0])
        case is Select:
            if x[1] == x[2] { return x[1] }
        case let op as MatMul:
            return try foldTransposes(op, x)
        case let op as Sum:
            if op.axes.isEmpty { return op.isWide ? try convert(x[0], max(type(x[0]).dtype, .float64)) : x[0] }
        default: break
        }
        return nil
    }

    /// Whether a value is one number, repeated or not.
    func isScalar(_ id: ValueID, _ value: Double) -> Bool {
        var id = id
        while op(id, as: Broadcast.self) != nil || op(id, as: Reshape.self) != nil { id = node(id).operands[0] }
        return op(id, as: Scalar.self)?.value == value
    }

    /// `1·x`, and the squares of functions with a kink that have none themselves: |x|², ‖x‖².
    private func simplifyProduct(_ x: [ValueID]) throws -> ValueID? {
        if isScalar(x[0], 1) { return x[1] }
        if isScalar(x[1], 1) { return x[0] }
        guard x[0] == x[1] else { return nil }
        let inner = node(x[0])
        switch inner.op {
        case is Absolute: return try emit(Multiply(), [inner.operands[0], inner.operands[0]])
        case let norm as Norm where !inner.sources.isEmpty: return try norm.square(self, inner.sources, inner.type)
        default: return nil
        }
    }

    /// A product of a transpose reads the untransposed matrix.
    private func foldTransposes(_ op: MatMul, _ x: [ValueID]) throws -> ValueID? {
        func isTranspose(_ id: ValueID) -> Bool {
            guard let axes = self.op(id, as: Permute.self)?.axes else { return false }
            return axes == [1, 0] || axes == [0, 2, 1]
        }
        if isTranspose(x[0]) {
            return try emit(MatMul(!op.transposeA, op.transposeB), [node(x[0]).operands[0], x[1]])
        }
        if isTranspose(x[1]) {
            return try emit(MatMul(op.transposeA, !op.transposeB), [x[0], node(x[1]).operands[0]])
        }
        return nil
    }
}
