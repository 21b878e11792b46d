import Compiler
import Tensors
import Testing
import Transforms

@testable import Graph

/// Every function of tensors against JAX: value, first and second derivative.
struct FunctionTests {
    static let rows =
        elementwiseRows() + reductionsRows() + shapesRows() + productsRows() + statisticsRows() + linearAlgebraRows()
        + einsumRows()

    private func operands(_ row: FunctionRow, salt: Int = 0) throws -> [Tensor] {
        try row.operands.enumerated().map { k, operand in
            try salt == 0
                ? numbers(operand.shape, operand.low...operand.high, salt: k) : numbers(operand.shape, salt: salt + k)
        }
    }

    /// Σ w·f of the row in a graph.
    private func loss(_ row: FunctionRow, _ g: Graph, _ x: [ValueID]) throws -> ValueID {
        let y = try g.floating(row.function(g, x))
        let shape = g.type(y).shape
        let w = try g.convert(g.emit(Literal(numbers(shape, salt: 50)), []), g.type(y).dtype)
        return try g.sum(g.multiply(w, y), axes: Array(shape.indices))
    }

    @Test(arguments: rows) func valueAndDerivatives(_ row: FunctionRow) throws {
        let x = try operands(row)
        #expect(try result(x) { g, x in try row.function(g, x) }.shape == row.shape)
        let v = try operands(row, salt: 20)
        let g = Graph()
        let inputs = x.map { g.input(TensorType($0.dtype, $0.shape)) }
        let tangents = try v.map { try g.emit(Literal($0), []) }
        let loss = try loss(row, g, inputs)
        let gradient = try Derivative.gradient(g, of: loss, variables: inputs)
        let product = try Derivative.hessianProduct(g, of: loss, variables: inputs, tangents: tangents)
        func along(_ a: [ValueID]) throws -> ValueID {
            try zip(a, tangents).map { try g.sum(g.multiply($0, $1), axes: Array(g.type($0).shape.indices)) }
                .reduce(nil) { try g.accumulate($1, $0) } ?? loss
        }
        let outputs = try [loss, along(gradient), along(product)]
        let found = try Plan.evaluate(g, outputs, inputs: x).map { $0.doubles()[0] }
        expectClose(found, row.values, 1e-12, "\(row)")
    }

    @Test(arguments: rows) func singlePrecision(_ row: FunctionRow) throws {
        let x = try operands(row).map { try Tensor($0.doubles().map(Float.init), shape: $0.shape) }
        let found = try result(x) { g, x in try loss(row, g, x) }
        expectClose(found.doubles(), [row.values[0]], 2e-5, "\(row)")
    }
}
