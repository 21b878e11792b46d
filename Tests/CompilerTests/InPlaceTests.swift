import Graph
import Tensors
import Testing
import Transforms

#if canImport(Glibc)
    import Glibc
#endif

@testable import Compiler

/// Results that lie where operands lay.
struct InPlaceTests {
    /// A loop that stores sin(u) and sums u itself must not overwrite u before it has summed it.
    @Test func aSumOfAnOperandIsNotOverwritten() throws {
        let g = Graph()
        let x = g.input(TensorType(.float64, [12]))
        let region = Region(starts: [0], steps: [1], extents: [9])
        let u = try g.reshape(g.emit(Slice(region), [x]), [3, 3])
        let sines = try g.emit(Sin(), [u])
        let sums = try g.sum(u, axes: [1])
        let product = try g.emit(MatMul(), [sines, g.reshape(g.emit(Tanh(), [sums]), [3, 1])])
        let numbers = (0..<12).map { 0.1 * Double($0) - 0.4 }
        let found = try Plan.evaluate(g, [product], inputs: [Tensor(numbers)])[0]
        for row in 0..<3 {
            let expected = (0..<3).reduce(0.0) { total, column in
                total + sin(numbers[3 * row + column]) * tanh(numbers[(3 * column)..<(3 * column + 3)].reduce(0, +))
            }
            #expect(abs(found.double(at: row) - expected) < 1e-14)
        }
    }
}
