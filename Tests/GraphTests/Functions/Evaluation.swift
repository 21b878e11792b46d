import Compiler
import Tensors
import Testing
import Transforms

@testable import Graph

/// A function of tensors as it is tried: adds itself to a graph.
typealias Function = (Graph, [ValueID]) throws -> ValueID

/// The function's result.
func result(_ inputs: [Tensor], _ function: Function) throws -> Tensor {
    let g = Graph()
    let x = inputs.map { g.input(TensorType($0.dtype, $0.shape)) }
    let y = try function(g, x)
    return try Plan.evaluate(g, [y], inputs: inputs)[0]
}

/// The gradient of the sum of the function's results, by the first input.
func gradient(_ inputs: [Tensor], _ function: Function) throws -> Tensor {
    try result(inputs) { g, x in
        let y = try function(g, x)
        return try Derivative.gradient(g, of: g.sum(y, axes: Array(g.type(y).shape.indices)), variables: [x[0]])[0]
    }
}

/// H·v of the sum of the function's results, by the first input.
func hessianProduct(_ inputs: [Tensor], _ v: Tensor, _ function: Function) throws -> Tensor {
    try result(inputs) { g, x in
        let y = try function(g, x)
        let loss = try g.sum(y, axes: Array(g.type(y).shape.indices))
        return try Derivative.hessianProduct(g, of: loss, variables: [x[0]], tangents: [g.emit(Literal(v), [])])[0]
    }
}

/// A tensor of float64 numbers: a row of them, or of a shape.
func floats(_ elements: [Double], _ shape: [Int]? = nil) throws -> Tensor { try Tensor(elements, shape: shape) }
func integers(_ elements: [Int64], _ shape: [Int]? = nil) throws -> Tensor { try Tensor(elements, shape: shape) }

/// Expects shape and elements, relative above 1; NaN equals NaN and infinities themselves.
func expect(_ found: Tensor, _ shape: [Int], _ elements: [Double], within tolerance: Double = 0, _ what: String) {
    #expect(found.shape == shape, "\(what)")
    let values = found.doubles()
    guard values.count == elements.count else {
        Issue.record("\(what): \(values.count) elements, expected \(elements.count)")
        return
    }
    for (i, (a, b)) in zip(values, elements).enumerated()
    where !(a == b || abs(a - b) <= tolerance * max(1, abs(b)) || (a.isNaN && b.isNaN)) {
        Issue.record("\(what): element \(i) is \(a), expected \(b)")
        return
    }
}

/// Expects a `TensorError` whose message has all of the parts.
func expectError(_ parts: String..., from body: () throws -> Void) {
    do {
        try body()
        Issue.record("no error with \(parts)")
    } catch let error as TensorError {
        for part in parts { #expect(error.description.contains(part), "\(error.description)") }
    } catch {
        Issue.record("not a TensorError: \(error)")
    }
}
