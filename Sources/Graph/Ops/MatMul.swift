import Tensors

/// The matrix product op(A)·op(B), each operand optionally transposed.
///
/// Matrices are of rank 2, or of rank 3 with a leading batch axis: (batch, m, k)·(batch, k, n), where either side may be
/// one matrix for all.
public struct MatMul: Op {
    public static let name = "matmul"
    public let transposeA: Bool
    public let transposeB: Bool

    public init(_ transposeA: Bool = false, _ transposeB: Bool = false) {
        self.transposeA = transposeA
        self.transposeB = transposeB
    }

    public var attributes: [Int] { [transposeA ? 1 : 0, transposeB ? 1 : 0] }

    public func resultType(_ operands: [TensorType]) throws -> TensorType {
        let (a, b) = (operands[0], operands[1])
        guard (2...3).contains(a.rank), (2...3).contains(b.rank), a.dtype == b.dtype else {
            throw TensorError("shapes do not match in `@`: \(Shape.describe(a.shape)) @ \(Shape.describe(b.shape))")
        }
        let (rowsA, columnsA) = (a.shape[a.rank - 2], a.shape[a.rank - 1])
        let (rowsB, columnsB) = (b.shape[b.rank - 2], b.shape[b.rank - 1])
        let (m, k) = transposeA ? (columnsA, rowsA) : (rowsA, columnsA)
        let (l, n) = transposeB ? (columnsB, rowsB) : (rowsB, columnsB)
        guard k == l, a.rank == 2 || b.rank == 2 || a.shape[0] == b.shape[0] else {
            throw TensorError(
                "shapes do not match in `@`: \(Shape.describe(a.shape)) @ \(Shape.describe(b.shape))",
                hint: "the inner dimensions are \(k) and \(l)")
        }
        let batch = a.rank == 3 ? [a.shape[0]] : b.rank == 3 ? [b.shape[0]] : []
        return TensorType(a.dtype, batch + [m, n])
    }

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        let a = try dx[0].map { try g.emit(self, [$0, x[1]]) }
        let b = try dx[1].map { try g.emit(self, [x[0], $0]) }
        guard let a, let b else { return a ?? b }
        return try g.add(a, b)
    }

    /// With Y = op(A)·op(B): Ā = Ȳ·op(B)ᵀ (or its transpose, where A was transposed), and likewise B̄ = op(A)ᵀ·Ȳ.
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        let other = x[1 - operand]
        var result: ValueID =
            switch (operand, operand == 0 ? transposeA : transposeB) {
            case (0, false): try g.emit(MatMul(false, !transposeB), [ct, other])
            case (0, true): try g.emit(MatMul(transposeB, true), [other, ct])
            case (_, false): try g.emit(MatMul(!transposeA, false), [other, ct])
            case (_, true): try g.emit(MatMul(true, transposeA), [ct, other])
            }
        if g.type(x[operand]).rank == 2, g.type(result).rank == 3 { result = try g.sum(result, axes: [0]) }
        return try g.accumulate(result, accumulator)
    }

    /// One tall product where the batch can be a part of the rows; else a product with a batch axis.
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        let types = x.map { g.type($0.id) }
        // Operands that had a batch axis of their own are multiplied over both axes as one.
        if types.enumerated().contains(where: { $1.rank - (x[$0].isBatched ? 1 : 0) == 3 }) {
            return try batchOfBatches(g, x, types, count)
        }
        if x[0].isBatched, !x[1].isBatched, !transposeA {
            let rows = types[0].shape[1]
            let tall = try g.reshape(x[0].id, [count * rows, types[0].shape[2]])
            let product = try g.emit(self, [tall, x[1].id])
            return try g.reshape(product, [count, rows, g.type(product).shape[1]])
        }
        return try g.emit(self, [x[0].id, x[1].id])
    }

    private func batchOfBatches(_ g: Graph, _ x: [BatchedValue], _ types: [TensorType], _ count: Int) throws -> ValueID {
        let own = types.enumerated().compactMap { $1.rank - (x[$0].isBatched ? 1 : 0) == 3 ? $1.shape[$1.rank - 3] : nil }[0]
        let flat = try x.indices.map { i in
            let matrix = Array(types[i].shape.suffix(2))
            var value = x[i].id
            let rank = types[i].rank - (x[i].isBatched ? 1 : 0)
            if rank == 2, !x[i].isBatched { return value }
            if x[i].isBatched, rank == 2 { value = try g.reshape(value, [count, 1] + matrix) }
            return try g.reshape(g.broadcast(value, to: [count, own] + matrix), [count * own] + matrix)
        }
        let product = try g.emit(self, flat)
        return try g.reshape(product, [count, own] + g.type(product).shape.suffix(2))
    }

    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering {
        .product(transposeA: transposeA, transposeB: transposeB)
    }
}
