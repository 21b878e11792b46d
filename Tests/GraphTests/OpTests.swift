import Compiler
import Tensors
import Testing
import Transforms

@testable import Graph

/// The generated test: every op of the catalogue, against difference quotients to second order, float32 against float64,
/// and the batch rule against a loop.
struct OpTests {
    @Test func everyOpHasACase() throws {
        let cases = try opCases()
        for op in OpCatalogue.all where op != Input.self {
            #expect(cases[op.name] != nil, "no case for `\(op.name)`")
        }
        let names = OpCatalogue.all.map { $0.name }
        #expect(Set(names).count == names.count, "two ops of one name")
        for name in cases.keys { #expect(names.contains(name), "`\(name)` is not in the catalogue") }
    }

    static let all: [OpCase] = (try? opCases())?.sorted { $0.key < $1.key }.flatMap(\.value) ?? []

    /// The result of the case's op on other operands, as float64.
    private func value(_ test: OpCase, _ operands: [Tensor]) throws -> [Double] {
        let g = Graph()
        let x = operands.map { g.input(TensorType($0.dtype, $0.shape)) }
        let y = try test.emit(g, x)
        return try Plan.evaluate(g, [y], inputs: operands)[0].doubles()
    }

    private func directions(_ test: OpCase, salt: Int) throws -> [Tensor?] {
        try test.operands.enumerated().map { try $1.dtype == .float64 ? numbers($1.shape, salt: salt + $0) : nil }
    }

    private func moved(_ x: [Tensor], _ d: [Tensor?], _ step: Double) throws -> [Tensor] {
        try zip(x, d).map { x, d in
            guard let d else { return x }
            return try Tensor(zip(x.doubles(), d.doubles()).map { $0 + step * $1 }, shape: x.shape)
        }
    }

    @Test(arguments: all) func tangentIsTheLimitOfDifferences(_ test: OpCase) throws {
        guard test.isSmooth else { return }
        let d = try directions(test, salt: 10)
        let g = Graph()
        let x = test.operands.map { g.input(TensorType($0.dtype, $0.shape)) }
        let y = try test.emit(g, x)
        guard g.type(y).dtype == .float64 else { return }
        let tangents = try d.map { try $0.map { try g.emit(Literal($0), []) } }
        let dy = try Derivative.pushforward(g, outputs: [y], variables: x, tangents: tangents)[0] ?? g.zeros(like: y)
        let found = try Plan.evaluate(g, [dy], inputs: test.operands)[0].doubles()
        let h = 1e-5
        let difference = try zip(value(test, moved(test.operands, d, h)), value(test, moved(test.operands, d, -h))).map {
            ($0 - $1) / (2 * h)
        }
        expectClose(found, difference, 1e-8, "\(test)")
    }

    @Test(arguments: all) func transposeIsTheAdjointOfTheTangent(_ test: OpCase) throws {
        let d = try directions(test, salt: 20)
        let g = Graph()
        let x = test.operands.map { g.input(TensorType($0.dtype, $0.shape)) }
        let y = try test.emit(g, x)
        guard g.type(y).dtype == .float64 else { return }
        let tangents = try d.map { try $0.map { try g.emit(Literal($0), []) } }
        let u = try numbers(g.type(y).shape, salt: 30)
        let cotangent = try g.emit(Literal(u), [])
        let dy = try Derivative.pushforward(g, outputs: [y], variables: x, tangents: tangents)[0] ?? g.zeros(like: y)
        let dx = try Derivative.pullback(g, outputs: [y], variables: x, cotangents: [cotangent])
        let forward = try zip(Plan.evaluate(g, [dy], inputs: test.operands)[0].doubles(), u.doubles()).reduce(0) {
            $0 + $1.0 * $1.1
        }
        var backward = 0.0
        for (dx, d) in zip(dx, d) {
            guard let dx, let d else { continue }
            let found = try Plan.evaluate(g, [dx], inputs: test.operands)[0].doubles()
            backward += zip(found, d.doubles()).reduce(0) { $0 + $1.0 * $1.1 }
        }
        #expect(abs(forward - backward) <= 1e-12 * max(1, abs(forward)), "\(test): ⟨u, Jv⟩ = \(forward), ⟨Jᵀu, v⟩ = \(backward)")
    }

    /// H·v of Σ w·y² against the difference of gradients.
    @Test(arguments: all) func secondDerivativeIsTheLimitOfDifferences(_ test: OpCase) throws {
        guard test.isSmooth, test.operands.contains(where: { $0.dtype == .float64 }) else { return }
        let d = try directions(test, salt: 40)
        let g = Graph()
        let x = test.operands.map { g.input(TensorType($0.dtype, $0.shape)) }
        let y = try test.emit(g, x)
        guard g.type(y).dtype == .float64 else { return }
        let w = try g.emit(Literal(numbers(g.type(y).shape, salt: 50)), [])
        let loss = try g.sum(g.multiply(w, g.multiply(y, y)), axes: Array(g.type(y).shape.indices))
        let isVariable = test.operands.indices.filter { test.operands[$0].dtype == .float64 }
        let variables = isVariable.map { x[$0] }
        let gradient = try Derivative.gradient(g, of: loss, variables: variables)
        let tangents = try isVariable.map { try d[$0].map { try g.emit(Literal($0), []) } ?? g.zeros(like: x[$0]) }
        let product = try Derivative.hessianProduct(g, of: loss, variables: variables, tangents: tangents)
        func gradientAt(_ x: [Tensor]) throws -> [Double] { try Plan.evaluate(g, gradient, inputs: x).flatMap { $0.doubles() } }
        let h = 1e-5
        let difference = try zip(gradientAt(moved(test.operands, d, h)), gradientAt(moved(test.operands, d, -h))).map {
            ($0 - $1) / (2 * h)
        }
        let found = try Plan.evaluate(g, product, inputs: test.operands).flatMap { $0.doubles() }
        expectClose(found, difference, 2e-8, "\(test)")
    }

    @Test(arguments: all) func singlePrecisionAgrees(_ test: OpCase) throws {
        let single = try test.operands.map { operand in
            operand.dtype == .float64 ? try Tensor(operand.doubles().map(Float.init), shape: operand.shape) : operand
        }
        let rounded = try single.map { $0.dtype == .float32 ? try Tensor($0.doubles(), shape: $0.shape) : $0 }
        guard !(test.op is Literal) else { return }
        expectClose(try value(test, single), try value(test, rounded), 2e-6, "\(test)")
    }

    /// Each subset of the operands batched, against one at a time.
    @Test(arguments: all) func batchIsALoop(_ test: OpCase) throws {
        guard !test.operands.isEmpty else { return }
        let count = 3
        let variants: [[Tensor]] = try (0..<count).map { i in
            try test.operands.enumerated().map { place, x in
                switch x.dtype {
                case .float64: try Tensor(x.doubles().map { $0 + 0.01 * Double(i) }, shape: x.shape)
                case .int64:
                    try Tensor(x.elements(as: Int64.self).map { i == 1 && $0 != 0 ? $0 - $0.signum() : $0 }, shape: x.shape)
                default: x
                }
            }
        }
        for mask in 1..<(1 << test.operands.count) {
            let isBatched = test.operands.indices.map { mask & (1 << $0) != 0 }
            let g = Graph()
            let x = test.operands.map { g.input(TensorType($0.dtype, $0.shape)) }
            let y = try test.emit(g, x)
            let stacks = test.operands.indices.filter { isBatched[$0] }
            let batched = stacks.map { g.input(TensorType(test.operands[$0].dtype, [count] + test.operands[$0].shape)) }
            let result = try Batch.apply(g, outputs: [y], inputs: stacks.map { x[$0] }, batched: batched, count: count)[0]
            let inputs = try test.operands + stacks.map { place in try stack(variants.map { $0[place] }) }
            let found = try Plan.evaluate(g, [result], inputs: inputs)[0].doubles()
            let expected = try (0..<count).flatMap { i in
                try value(test, test.operands.indices.map { isBatched[$0] ? variants[i][$0] : test.operands[$0] })
            }
            expectClose(found, expected, 1e-12, "\(test) batched \(isBatched)")
        }
    }

    private func stack(_ tensors: [Tensor]) throws -> Tensor {
        let result = try Tensor(uninitialized: tensors[0].dtype, shape: [tensors.count] + tensors[0].shape)
        for (i, tensor) in tensors.enumerated() {
            (result.pointer + i * tensor.byteCount).copyMemory(from: tensor.pointer, byteCount: tensor.byteCount)
        }
        return result
    }
}

/// Expects equal lengths and elements equal to `tolerance`, relative above 1.
func expectClose(_ found: [Double], _ expected: [Double], _ tolerance: Double, _ what: String) {
    guard found.count == expected.count else {
        Issue.record("\(what): \(found.count) elements, expected \(expected.count)")
        return
    }
    for (i, (a, b)) in zip(found, expected).enumerated() where !(abs(a - b) <= tolerance * max(1, abs(b)) || (a.isNaN && b.isNaN))
    {
        Issue.record("\(what): element \(i) is \(a), expected \(b)")
        return
    }
}
