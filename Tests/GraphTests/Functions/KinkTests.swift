import Compiler
import Tensors
import Testing
import Transforms

@testable import Graph

/// Functions where they have no derivative, by the table in architecture.md, and where a careless rule has none.
struct KinkTests {
    private func number(_ g: Graph, _ value: Double) throws -> ValueID { try g.emit(Scalar(value, .float64), []) }

    /// The gradient of Σ f at x, and H·v for v of ones (unless nil).
    private func expectSlopes(
        _ x: [Double], _ slopes: [Double], curvatures: [Double]? = nil, _ what: String,
        _ f: (Graph, ValueID) throws -> ValueID
    ) throws {
        let x = try floats(x)
        expect(try gradient([x]) { try f($0, $1[0]) }, x.shape, slopes, within: 1e-14, "slope of \(what)")
        guard let curvatures else { return }
        let ones = try Tensor(repeating: 1.0, shape: x.shape)
        expect(try hessianProduct([x], ones) { try f($0, $1[0]) }, x.shape, curvatures, within: 1e-14, "curvature of \(what)")
    }

    @Test func functionsOfANumber() throws {
        try expectSlopes([-1, 0, 2], [0, 0, 1], curvatures: [0, 0, 0], "relu") { g, x in try g.unary(.relu, x) }
        try expectSlopes([-1, 0, 2], [-1, 0, 1], "abs") { g, x in try g.unary(.abs, x) }
        try expectSlopes([-1, 0, 2], [0, 0, 0], "sign") { g, x in try g.unary(.sign, x) }
        try expectSlopes([-1, 0, 2], [0, 1, 1], "max(x, 0)") { g, x in try g.binary(.maximum, x, number(g, 0)) }
        try expectSlopes([-1, 0, 2], [0, 0, 1], "max(0, x)") { g, x in try g.binary(.maximum, number(g, 0), x) }
        try expectSlopes([-1, 0, 2], [1, 1, 0], "min(x, 0)") { g, x in try g.binary(.minimum, x, number(g, 0)) }
        try expectSlopes([-1, 0, 2], [0, 0, 1], "where(x > 0, x, 0)") { g, x in
            try g.choose(g.binary(.greater, x, number(g, 0)), x, number(g, 0))
        }
        try expectSlopes([-2, -1, 0, 1, 2], [0, 1, 1, 1, 0], "clip(x, -1, 1)") { g, x in
            try g.clip(x, number(g, -1), number(g, 1))
        }
        try expectSlopes([-1, 0, 2], [-2, 0, 4], curvatures: [2, 2, 2], "abs(x)^2") { g, x in
            try g.power(g.unary(.abs, x), exponent: 2)
        }
    }

    @Test func wholePowersAtZero() throws {
        try expectSlopes([0, -2], [0, 0], curvatures: [0, 0], "x^0") { g, x in try g.power(x, exponent: 0) }
        try expectSlopes([0, -2], [1, 1], curvatures: [0, 0], "x^1") { g, x in try g.power(x, exponent: 1) }
        try expectSlopes([0, -2], [0, -4], curvatures: [2, 2], "x^2") { g, x in try g.power(x, exponent: 2) }
        try expectSlopes([0, -2], [0, 12], curvatures: [0, -12], "x^3") { g, x in try g.power(x, exponent: 3) }
        try expectSlopes([0.5], [-16], curvatures: [96], "x^-2") { g, x in try g.power(x, exponent: -2) }
    }

    @Test func theFirstOfEqualElements() throws {
        try expectSlopes([1, 3, 3, 0], [0, 1, 0, 0], "max") { g, x in try g.extremum(largest: true, x) }
        try expectSlopes([1, 3, 1, 3], [1, 0, 0, 0], "min") { g, x in try g.extremum(largest: false, x) }
        try expectSlopes([3, 1, 3, 3], [1, 0, 0, 0], "max over both axes") { g, x in
            try g.extremum(largest: true, g.reshape(x, [2, 2]), axis: [0, 1])
        }
        try expectSlopes([3, 1, 3, 3], [1, 0, 0, 1], "max over the first axis") { g, x in
            try g.extremum(largest: true, g.reshape(x, [2, 2]), axis: [0])
        }
        // Weights 1, 2, 3, 4 of the sorted elements: equal ones keep their order.
        try expectSlopes([5, 1, 5, 1], [3, 1, 4, 2], "sort") { g, x in
            try g.multiply(g.sort(x), g.emit(Literal(floats([1, 2, 3, 4])), []))
        }
    }

    @Test func normsAtZero() throws {
        try expectSlopes([0, 0], [0, 0], curvatures: [.nan, .nan], "norm") { g, x in try g.norm(x) }
        try expectSlopes([0, 0], [0, 0], curvatures: [2, 2], "norm^2") { g, x in try g.power(g.norm(x), exponent: 2) }
        try expectSlopes([0, 0], [0, 0], curvatures: [2, 2], "norm * norm") { g, x in try g.multiply(g.norm(x), g.norm(x)) }
        try expectSlopes([0, 0], [0, 0], curvatures: [2, 2], "norm along an axis") { g, x in
            try g.power(g.norm(g.reshape(x, [1, 2]), axis: [1], keepdims: true), exponent: 2)
        }
        try expectSlopes([2, 2], [0, 0], "std") { g, x in try g.std(x) }
        try expectSlopes([2, 2], [0, 0], curvatures: [0, 0], "std^2") { g, x in try g.power(g.std(x), exponent: 2) }
    }

    @Test func nothingLeaksFromTheBranchNotTaken() throws {
        for (name, f) in [("log", UnaryFunction.log), ("sqrt", .sqrt)] {
            try expectSlopes(
                [-1, 0, 1], [0, 0, f == .log ? 1 : 0.5], curvatures: [0, 0, f == .log ? -1 : -0.25], "where \(name)"
            ) {
                g, x in
                try g.choose(g.binary(.greater, x, number(g, 0)), g.unary(f, x), number(g, 0))
            }
        }
        try expectSlopes([0, 2], [0, 1], curvatures: [0, 0], "x / x where x is not 0") { g, x in
            let quotient = try g.divide(g.multiply(x, x), x)
            return try g.choose(g.binary(.equal, x, number(g, 0)), number(g, 3), quotient)
        }
        try expectSlopes([0, 2], [0, 0.5], "max(0, log x)") { g, x in try g.binary(.maximum, number(g, 0), g.unary(.log, x)) }
    }

    /// The zero of the branch not taken stays one through what lies between it and the infinite slope.
    @Test func nothingLeaksThroughViewsAndSums() throws {
        let ways: [(String, (Graph, ValueID) throws -> ValueID)] = [
            ("broadcast", { g, y in try g.broadcast(y, to: [2, 3]) }),
            ("reshape", { g, y in try g.reshape(y, [1, 3]) }),
            ("flip", { g, y in try g.flip(y) }),
            ("gather", { g, y in try g.index(y, [.positions(g.emit(Literal(integers([0, 0, 2])), []))]) }),
            ("slice", { g, y in try g.part(of: y, axis: 0, from: 0, count: 2) }),
            ("concat", { g, y in try g.concat([y, y]) }),
            ("sum with itself", { g, y in try g.add(y, g.multiply(y, y)) }),
            ("cumsum", { g, y in try g.cumsum(y) }),
            ("negative half", { g, y in try g.unary(.negative, g.multiply(y, g.scalar(0.5, like: y))) }),
            ("tile and transpose", { g, y in try g.transpose(g.tile(y, counts: [2, 2])) }),
            ("repeat", { g, y in try g.repeating(y, count: 2) }),
            ("assignment", { g, y in try g.assigning(g.scalar(1, like: y), [.slice(start: 0, stop: 3, step: 1)], y) }),
        ]
        for (name, way) in ways {
            let found = try gradient([floats([0, 0, 0])]) { g, x in
                let y = try way(g, g.unary(.sqrt, x[0]))
                return try g.choose(g.emit(Scalar(0, .bool), []), y, number(g, 0))
            }
            expect(found, [3], [0, 0, 0], name)
            // And taken, the slope is what it is.
            let taken = try gradient([floats([0, 0, 0])]) { g, x in
                let y = try way(g, g.unary(.sqrt, x[0]))
                return try g.choose(g.emit(Scalar(1, .bool), []), y, number(g, 0))
            }
            #expect(taken.doubles()[0].magnitude == .infinity, "\(name)")
        }
    }

    /// A zero that is a number of the program is one: 0·∞ is not 0.
    @Test func onlyMasksAbsorb() throws {
        try expectSlopes([0], [.nan], "√x²") { g, x in
            let root = try g.unary(.sqrt, x)
            return try g.multiply(root, root)
        }
        let product = try result([floats([.infinity, 2])]) { g, x in
            let chosen = try g.choose(g.binary(.less, x[0], number(g, 3)), x[0], number(g, 0))
            return try g.multiply(chosen, x[0])
        }
        expect(product, [2], [.nan, 4], "where(…) * inf")
    }

    /// ∂³/∂x∂y∂z and the like hold at zeros.
    @Test func productsWithZeros() throws {
        let weights = try floats([1, 2, 3, 4, 5])
        for zeros in [[], [1], [1, 3], [0, 2, 4]] {
            let x = (0..<5).map { zeros.contains($0) ? 0 : Double($0) + 1.5 }
            func product(without left: Set<Int>) -> Double { (0..<5).reduce(1) { left.contains($1) ? $0 : $0 * x[$1] } }
            let gradient = try gradient([floats(x)]) { g, x in try g.prod(x[0]) }
            expect(gradient, [5], (0..<5).map { product(without: [$0]) }, within: 1e-14, "gradient with zeros at \(zeros)")
            let hessian = try hessianProduct([floats(x)], weights) { g, x in try g.prod(x[0]) }
            let expected = (0..<5).map { i in
                (0..<5).reduce(0.0) { $0 + ($1 == i ? 0 : product(without: [i, $1]) * Double($1 + 1)) }
            }
            expect(hessian, [5], expected, within: 1e-14, "H·v with zeros at \(zeros)")
        }
    }
}
