import Tensors

/// a/b, and 0 where b is 0: the slope of a norm, which is 0 by definition where the norm has its kink.
///
/// Its own derivative is that of a plain quotient, NaN at b = 0: the norm has no second derivative there.
public struct SlopeOfNorm: Op {
    public static let name = "slope_of_norm"
    public init() {}

    public func resultType(_ operands: [TensorType]) throws -> TensorType { try Divide().resultType(operands) }

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        guard let b = dx[1] else { return try dx[0].map { try g.emit(self, [$0, x[1]]) } }
        let fall = try g.multiply(g.divide(x[0], x[1]), b)
        return try g.divide(dx[0].map { try g.subtract($0, fall) } ?? g.negate(fall), x[1])
    }
    public func transpose(_ g: Graph, _ x: [ValueID], to operand: Int, _ ct: ValueID, accumulator: ValueID?) throws -> ValueID {
        guard operand == 0 else { throw GraphError.notLinear(op: Self.name) }
        return try g.accumulate(g.emit(self, [ct, x[1]]), accumulator)
    }
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID {
        try g.emit(self, x.map { try g.batched($0, count) })
    }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .elementwise(.quotientOrZero) }
}
