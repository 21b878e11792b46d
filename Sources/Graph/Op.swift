import Tensors

/// One operation of the graph: the unit that differentiation, batching and lowering are stated for.
///
/// A new op is one type in one file, listed in `OpCatalogue`. It states its result's type, its tangent (the JVP rule), its
/// transpose where it is linear, how it acts on batches, and how it is lowered. No op states a vector-Jacobian product:
/// reverse mode is the transpose of the linearisation.
public protocol Op: Sendable {
    /// The name under which plans print it; unique.
    static var name: String { get }
    /// Everything that tells two ops of this type apart.
    var attributes: [Int] { get }

    /// The type of the result. Throws where the operands do not fit.
    func resultType(_ operands: [TensorType]) throws -> TensorType

    /// The derivative of the result along the operands' tangents: `ẏ = Σᵢ ∂y/∂xᵢ · ẋᵢ`. Nodes that have sources are
    /// differentiated by these instead.
    ///
    /// A tangent is nil where it is zero; at least one is not. A nil result is a symbolic zero.
    func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID?

    /// What flows back to one operand, in which the op is linear: `accumulator + (∂y/∂xᵢ)ᵀ · cotangent`.
    ///
    /// The accumulator holds what other uses of the operand have sent, nil where nothing has. Ops that read a part of
    /// their operand add to that part of it, so that many of them share one buffer.
    func transpose(
        _ g: Graph, _ x: [ValueID], to operand: Int, _ cotangent: ValueID, accumulator: ValueID?
    ) throws -> ValueID

    /// The op applied to `count` inputs at once: a batched operand, and the result, have a leading axis of that extent.
    func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID

    /// How the compiler runs it.
    func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering
}

extension Op {
    public var attributes: [Int] { [] }

    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? { nil }

    public func transpose(
        _ g: Graph, _ x: [ValueID], to operand: Int, _ cotangent: ValueID, accumulator: ValueID?
    ) throws -> ValueID {
        throw GraphError.notLinear(op: Self.name)
    }
}

/// An operand of a batched op: with a leading batch axis, or one for all.
public struct BatchedValue: Sendable {
    public var id: ValueID
    public var isBatched: Bool

    public init(_ id: ValueID, isBatched: Bool) {
        self.id = id
        self.isBatched = isBatched
    }
}

/// How an op is run: as data, which the compiler resolves to kernels.
public enum Lowering: Sendable {
    /// The index-th input of the graph.
    case input(Int)
    /// One number, in the result's type.
    case scalar(Double)
    /// Numbers known when the graph was made.
    case literal(Tensor)
    /// One instruction of an elementwise program.
    case elementwise(Opcode)
    /// A change of element type.
    case convert
    /// The operand's own memory under another shape.
    case alias
    /// A strided view of the operand: `offset` and one stride for each axis of the result, in elements.
    case strided(offset: Int, strides: [Int])
    /// A reduction over axes of the operand, ascending.
    case reduce(ReductionKind, axes: [Int])
    /// A matrix product of the operands, each optionally transposed; rank 3 adds a leading batch axis.
    case product(transposeA: Bool, transposeB: Bool)
    /// The first operand, with the second written (or added) to the strided part of it.
    case update(accumulate: Bool, offset: Int, strides: [Int])
    /// Rows of the first operand, seen as (outer, extent, inner), picked by the second's indices.
    case gather(outer: Int, extent: Int, inner: Int)
    /// The first operand, seen as (outer, extent, inner), with rows of the third added (or written) at the second's indices.
    case scatter(accumulate: Bool, outer: Int, extent: Int, inner: Int)
    /// The operands one after the other along an axis.
    case concatenate(axis: Int)
    /// Running sums along the middle axis.
    case cumulativeSum(outer: Int, extent: Int, inner: Int, reverse: Bool)
    /// The position of the first largest (or smallest) entry along the middle axis.
    case argReduce(largest: Bool, outer: Int, extent: Int, inner: Int)
    /// The permutation that sorts the last axis, stable, NaN last.
    case argsort(outer: Int, extent: Int)
    /// A routine of dense linear algebra on matrices in the last axes of the operands at `reads`; the others are there to be
    /// differentiated by.
    case matrix(MatrixRoutine, reads: [Int])
    /// 0, 1, 2, …
    case iota
}

/// What can be wrong with a graph, as opposed to the shapes in it.
public enum GraphError: Error, Sendable, CustomStringConvertible {
    case notLinear(op: String)

    public var description: String {
        switch self {
        case .notLinear(let op): "`\(op)` is not linear in this operand"
        }
    }
}
