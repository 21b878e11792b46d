import Graph
import Tensors
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@testable import Compiler

/// Registers of loops: a value stays in its register until it was read last.
struct RegisterTests {
    /// u·u is the last use of u twice over, and frees one register.
    @Test func squaresFreeOneRegister() throws {
        let g = Graph()
        let x = g.input(TensorType(.float64, [4]))
        let u = try g.emit(Sin(), [x])
        let square = try g.multiply(u, u)
        let a = try g.emit(Cos(), [square])
        let b = try g.emit(Exp(), [square])
        let c = try g.emit(Tanh(), [square])
        let y = try g.add(g.multiply(a, b), c)
        let numbers = [0.5, 1.0, 1.5, 2.0]
        let found = try Plan.evaluate(g, [y], inputs: [Tensor(numbers)])[0]
        for (i, x) in numbers.enumerated() {
            let square = sin(x) * sin(x)
            let expected = cos(square) * exp(square) + tanh(square)
            #expect(abs(found.double(at: i) - expected) < 1e-14)
        }
    }
}
