import Syntax
import Tensors

/// One subscript of `x[…]` with its values.
public enum SubscriptValue {
    /// An integer (also inside a trace), a whole float, a tensor or list of integers, a boolean mask, or `none` for a new axis.
    case index(Value)
    /// `start:stop:step`; `none` for what is missing. Integers (also inside a trace) or whole floats.
    case slice(start: Value, stop: Value, step: Value)
    /// `...`
    case ellipsis
}

/// Tensor arithmetic as the language sees it: what the interpreter leaves to the layer that knows the ops.
///
/// Operands are numbers, tensors, or either of them inside a trace; the interpreter has dealt with strings, lists, records
/// and opaque objects, and with two plain numbers where it can. Results follow "Numbers" of the language: promotion,
/// weak floats, checked int64. Errors are `TensorError` or `HesseError` without a place.
public protocol TensorOperations: AnyObject {
    /// `a op b`; at least one operand is a tensor or traced.
    ///
    /// The operands are the caller's to give away: where one is a tensor held only here (its box and its buffer are each
    /// referenced once), the result may take its memory, leaving `none`. On error both are unchanged. To look at the count,
    /// take the box out: `guard case .tensor(var box) = a`, `a = .none`, then `isKnownUniquelyReferenced(&box)`.
    func binary(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value

    /// `a op b` elementwise, for `== != < <= > >=`; at least one operand is a tensor or traced. Gives booleans.
    func compare(_ op: ComparisonOperator, _ a: Value, _ b: Value) throws -> Value

    /// `-a`, `+a` and `~a` of a tensor or traced value.
    func unary(_ op: UnaryOperator, _ a: inout Value) throws -> Value

    /// `base[subscripts]` of a tensor (rank ≥ 0) or traced value; at least one subscript.
    func index(_ base: Value, _ subscripts: [SubscriptValue]) throws -> Value

    /// `base[subscripts] = value`: `base` becomes the changed tensor, written in place if it is held only here. `value` is
    /// numeric. On error `base` is unchanged.
    func assignIndex(_ base: inout Value, _ subscripts: [SubscriptValue], _ value: Value) throws

    /// A tensor of this shape from its elements in row-major order: numbers, 0-d tensors and traced scalars, at least one of
    /// them neither plain boolean, integer nor float (those the interpreter makes itself).
    func makeTensor(_ elements: [Value], shape: [Int]) throws -> Value

    /// The list's elements (numbers, tensors, traced values, of one shape) stacked along a new first axis, as `np.asarray`
    /// does; throws if their shapes differ.
    func stack(_ elements: [Value]) throws -> Value

    /// `x.T`: axes reversed.
    func transpose(_ a: Value) throws -> Value

    /// `+ - * /` between structures of equal form, or a structure and a scalar, where there is a quicker way than leaf by
    /// leaf (packed structures are one pass); nil to leave it to the interpreter.
    /// Operands may be taken as in `binary`.
    func structureBinary(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value?

    /// `x + c * y` or `x - c * y` of structures of equal form and a number, to the same bits as in two steps; nil to leave it to
    /// those.
    func structureScaledSum(_ op: BinaryOperator, _ x: Value, _ c: Value, _ y: Value) throws -> Value?
}

extension TensorOperations {
    public func structureBinary(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value? { nil }
    public func structureScaledSum(_ op: BinaryOperator, _ x: Value, _ c: Value, _ y: Value) throws -> Value? { nil }
}
