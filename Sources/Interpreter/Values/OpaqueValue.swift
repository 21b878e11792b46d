import Syntax
import Tensors

/// A value of a higher layer: an operator, a figure, a result that prints in its own way. Immutable.
///
/// A class to derive from rather than a protocol, so that a value holding one takes a single word.
open class OpaqueValue: @unchecked Sendable {
    public init() {}

    /// The type's name as `type(x)` gives it.
    open var typeName: String { "object" }

    /// How a message names it.
    open var messageName: String { "\("aeiou".contains(typeName.first ?? "x") ? "an" : "a") \(typeName)" }

    /// What `print` writes.
    open var description: String { "<\(typeName)>" }

    /// The names after the dot, for messages and completion.
    open var fieldNames: [String] { [] }

    /// The value after the dot; nil if there is none of that name.
    open func field(_ name: String) throws -> Value? { nil }

    /// `x[…]`; nil if it cannot be indexed.
    open func index(_ subscripts: [SubscriptValue]) throws -> Value? { nil }

    /// The way out for who indexes it all the same; nil if there is none.
    open var indexHint: String? { nil }

    /// Arithmetic with this value on the left (`isLeft`) or right; nil if the operator means nothing here.
    open func binary(_ op: BinaryOperator, _ other: Value, isLeft: Bool) throws -> Value? { nil }

    /// `-x` and `~x`; nil if the operator means nothing here.
    open func unary(_ op: UnaryOperator) throws -> Value? { nil }

    /// `x(…)`; nil if it cannot be called.
    open func call(_ arguments: [Value]) throws -> Value? { nil }

    /// What a loop over it goes through; nil if it cannot.
    open func iteration(_ interpreter: Interpreter) throws -> Iteration? { nil }

    /// Structural equality. Identity unless said otherwise.
    open func isEqual(to other: OpaqueValue) -> Bool { self === other }
}

/// The state of a loop over an opaque value.
open class Iteration: OpaqueValue, @unchecked Sendable {
    /// The next element; nil at the end.
    open func next() throws -> Value? { nil }
}
