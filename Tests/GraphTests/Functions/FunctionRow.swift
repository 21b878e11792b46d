import Tensors

@testable import Graph

/// A function of tensors, and what JAX 0.10.2 in float64 has for it.
///
/// Operand k of the expression (x, y, z) is `numbers(shape, low...high, salt: k)`, its direction `numbers(shape, salt: 20 + k)`.
/// With the weights w = `numbers(result's shape, salt: 50)`, the three numbers are L = Σ w·f(x + t·v) at t = 0, and its first and
/// second derivative by t (`jax.jvp`, once and nested): printed by a loop over the expressions.
struct FunctionRow: Sendable, CustomStringConvertible {
    typealias Operand = (shape: [Int], low: Double, high: Double)
    var expression: String
    var operands: [Operand]
    var shape: [Int]
    var values: [Double]
    var function: @Sendable (Graph, [ValueID]) throws -> ValueID

    var description: String { "\(expression) of \(operands.map { Shape.describe($0.shape) }.joined(separator: ", "))" }
}

/// A table in the making.
final class FunctionRows {
    private(set) var all: [FunctionRow] = []

    func add(
        _ expression: String, _ operands: [FunctionRow.Operand], _ shape: [Int], _ values: [Double],
        _ function: @escaping @Sendable (Graph, [ValueID]) throws -> ValueID
    ) {
        all.append(
            FunctionRow(expression: expression, operands: operands, shape: shape, values: values, function: function))
    }
}
