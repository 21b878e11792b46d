import Compiler
import Tensors
import Testing
import Transforms

@testable import Graph

/// A subscript as the table writes it.
enum TestSubscript: Sendable, CustomStringConvertible {
    case i(Int)
    case s(Int?, Int?, Int)
    case e
    case n
    case p([Int64], [Int])
    case m([Bool], [Int])

    var description: String {
        switch self {
        case .i(let position): "\(position)"
        case .s(let start, let stop, let step): "\(start.map(String.init) ?? ""):\(stop.map(String.init) ?? ""):\(step)"
        case .e: "..."
        case .n: "new"
        case .p(let positions, let shape): "\(positions)\(shape)"
        case .m(let mask, let shape): "\(mask.map { $0 ? 1 : 0 })\(shape)"
        }
    }

    /// In a graph; with what may be a value of the graph as one, if `isDynamic`. `extent` is that of the axis.
    func made(in g: Graph, isDynamic: Bool = false, extent: Int = 0) throws -> Subscript {
        func literal(_ tensor: Tensor) throws -> ValueID { try g.emit(Literal(tensor), []) }
        switch self {
        case .i(let position):
            return isDynamic ? .dynamicIndex(try literal(Tensor(scalar: Int64(position)))) : .index(position)
        case .s(let start, let stop, let step):
            if isDynamic, step == 1 {
                let part = try Subscript.resolveSlice(start: start, stop: stop, step: step, extent: extent)
                return .dynamicSlice(start: try literal(Tensor(scalar: Int64(part.start))), extent: part.extent)
            }
            return .slice(start: start, stop: stop, step: step)
        case .e: return .ellipsis
        case .n: return .newAxis
        case .p(let positions, let shape): return .positions(try literal(Tensor(positions, shape: shape)))
        case .m(let mask, let shape):
            return .mask(shape: shape, positions: try Subscript.positions(ofTrue: Tensor(mask, shape: shape)).map(literal))
        }
    }
}

/// `x[…]` against NumPy, for x = arange(24).reshape(2, 3, 4).
struct IndexTests {
    /// Subscripts, and shape and elements of `x[subscripts]` in NumPy 2: printed by a loop over the same subscripts.
    static let table: [([TestSubscript], [Int], [Double])] = [
        ([.i(0)], [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        ([.i(-1), .i(2)], [4], [20, 21, 22, 23]),
        ([.i(1), .i(-3), .i(-4)], [], [12]),
        ([], [2, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]),
        ([.e], [2, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]),
        ([.s(nil, nil, 1)], [2, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]),
        ([.s(1, nil, 1)], [1, 3, 4], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]),
        ([.i(0), .s(nil, nil, -1)], [3, 4], [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]),
        ([.i(0), .s(5, nil, -2)], [2, 4], [8, 9, 10, 11, 0, 1, 2, 3]),
        ([.e, .s(-100, 100, 3)], [2, 3, 2], [0, 3, 4, 7, 8, 11, 12, 15, 16, 19, 20, 23]),
        ([.e, .s(3, 0, -1)], [2, 3, 3], [3, 2, 1, 7, 6, 5, 11, 10, 9, 15, 14, 13, 19, 18, 17, 23, 22, 21]),
        (
            [.e, .s(-1, -5, -1)], [2, 3, 4],
            [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20]
        ),
        ([.i(0), .s(2, 1, 1)], [0, 4], []),
        ([.i(0), .i(0), .s(nil, 0, -1)], [3], [3, 2, 1]),
        ([.i(0), .i(0), .s(nil, nil, -3)], [2], [3, 0]),
        ([.i(0), .i(0), .s(9, 1, -1)], [2], [3, 2]),
        ([.i(0), .i(0), .s(-9, nil, 2)], [2], [0, 2]),
        ([.n, .i(0), .n, .e, .n], [1, 1, 3, 4, 1], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        ([.e, .i(1)], [2, 3], [1, 5, 9, 13, 17, 21]),
        ([.i(1), .e, .i(0)], [3], [12, 16, 20]),
        ([.s(nil, nil, 2), .e, .s(1, 3, 1)], [1, 3, 2], [1, 2, 5, 6, 9, 10]),
        ([.i(0), .i(0), .s(2, -9, -5)], [1], [2]),
        ([.i(0), .i(0), .s(1, nil, 9_223_372_036_854_775_807)], [1], [1]),
        ([.i(0), .i(0), .s(nil, nil, -9_223_372_036_854_775_807)], [1], [3]),
        (
            [.p([1, 0, 1], [3])], [3, 3, 4],
            [
                12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
                19, 20, 21, 22, 23,
            ]
        ),
        ([.i(0), .p([2, 0, -1, 1], [2, 2])], [2, 2, 4], [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7]),
        ([.e, .p([0, -1], [2])], [2, 3, 2], [0, 3, 4, 7, 8, 11, 12, 15, 16, 19, 20, 23]),
        ([.s(nil, nil, 1), .p([2, 0], [2])], [2, 2, 4], [8, 9, 10, 11, 0, 1, 2, 3, 20, 21, 22, 23, 12, 13, 14, 15]),
        ([.i(0), .s(nil, nil, 1), .p([1, 2], [2])], [2, 3], [1, 5, 9, 2, 6, 10]),
        ([.s(nil, nil, 1), .i(0), .p([1, 2, 0, 3, -1], [5])], [2, 5], [1, 2, 0, 3, 3, 13, 14, 12, 15, 15]),
        ([.s(nil, nil, 1), .i(0), .e, .p([1, 2, 0, 3, -1], [5])], [5, 2], [1, 13, 2, 14, 0, 12, 3, 15, 3, 15]),
        ([.i(0), .n, .p([1, 2], [2])], [2, 1, 4], [4, 5, 6, 7, 8, 9, 10, 11]),
        ([.p([0, 1], [2]), .p([0, 2], [2]), .p([3, -4], [2])], [2], [3, 20]),
        ([.p([0, 1], [2, 1]), .p([0, 2], [2])], [2, 2, 4], [0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 20, 21, 22, 23]),
        ([.p([0, 1], [2, 1]), .s(nil, nil, 1), .p([0, 3], [2])], [2, 2, 3], [0, 4, 8, 3, 7, 11, 12, 16, 20, 15, 19, 23]),
        ([.s(nil, nil, 1), .p([0, 2], [2, 1]), .p([1, 3], [2])], [2, 2, 2], [1, 3, 9, 11, 13, 15, 21, 23]),
        ([.p([0, 1], [2]), .n, .p([2, 1], [2])], [2, 1, 4], [8, 9, 10, 11, 16, 17, 18, 19]),
        ([.p([0, 1], [2]), .e, .s(2, nil, -1)], [2, 3, 3], [2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 18, 17, 16, 22, 21, 20]),
        ([.i(0), .p([], [0])], [0, 4], []),
        ([.p([], [0]), .s(nil, nil, 1), .p([0], [1])], [0, 3], []),
        ([.p([1], [1]), .i(0), .s(1, 3, 1)], [1, 2], [13, 14]),
        ([.p([0, 1], [2]), .i(0)], [2, 4], [0, 1, 2, 3, 12, 13, 14, 15]),
        ([.s(nil, nil, 1), .p([1, 2, 0, 0], [4]), .i(1)], [2, 4], [5, 9, 1, 1, 17, 21, 13, 13]),
        ([.p([1, 0], [2]), .s(1, nil, 1), .i(1)], [2, 2], [17, 21, 5, 9]),
        ([.m([true, false], [2])], [1, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        (
            [.s(nil, nil, 1), .m([true, false, true], [3])], [2, 2, 4],
            [0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 20, 21, 22, 23]
        ),
        (
            [.i(0), .m([false, true, false, false, false, false, true, false, false, false, false, true], [3, 4])], [3],
            [1, 6, 11]
        ),
        ([.m([false, true, false, true, false, true], [2, 3]), .s(1, 3, 1)], [3, 2], [5, 6, 13, 14, 21, 22]),
        ([.m([false, true, false, true, false, true], [2, 3]), .p([3], [1])], [3], [7, 15, 23]),
        (
            [
                .m(
                    [
                        false, false, true, false, false, false, false, false, false, true, false, false, false, false, false,
                        false, true, false, false, false, false, false, false, true,
                    ], [2, 3, 4])
            ], [4], [2, 9, 16, 23]
        ),
        (
            [
                .m(
                    [
                        false, false, false, false, false, false, false, false, false, false, false, false, false, false, false,
                        false, false, false, false, false, false, false, false, false,
                    ], [2, 3, 4])
            ], [0], []
        ),
        ([.n, .m([true, true], [2]), .n, .s(1, 2, 1), .p([2, 3], [2])], [2, 1, 1, 1], [6, 19]),
    ]

    private let x = try? Tensor((0..<24).map(Double.init), shape: [2, 3, 4])

    @Test(arguments: table) func readsAsNumPy(_ subscripts: [TestSubscript], _ shape: [Int], _ elements: [Double]) throws {
        let found = try result([#require(x)]) { g, x in try g.index(x[0], subscripts.map { try $0.made(in: g) }) }
        expect(found, shape, elements, "\(subscripts)")
    }

    /// The same with positions and starts that are values of the graph.
    @Test(arguments: table) func readsFromValuesOfTheGraph(
        _ subscripts: [TestSubscript], _ shape: [Int], _ elements: [Double]
    ) throws {
        let found = try result([#require(x)]) { g, x in
            try g.index(
                x[0],
                PlacedSubscript.place(subscripts.map { try $0.made(in: g) }, in: [2, 3, 4]).map { placed in
                    switch placed.subscripting {
                    case .index(let position): try TestSubscript.i(position).made(in: g, isDynamic: true)
                    case .slice(let start, let stop, let step):
                        try TestSubscript.s(start, stop, step).made(in: g, isDynamic: true, extent: [2, 3, 4][placed.axis])
                    default: placed.subscripting
                    }
                })
        }
        expect(found, shape, elements, "\(subscripts)")
    }

    /// Assignment puts value k where reading takes element k from; of several at one place the last stays.
    @Test(arguments: table, [false, true]) func writesWhereItReads(
        _ row: ([TestSubscript], [Int], [Double]), _ isDynamic: Bool
    ) throws {
        let (subscripts, shape, elements) = row
        let value = try Tensor(elements.indices.map { -1 - Double($0) }, shape: shape)
        let found = try result([#require(x), value]) { g, x in
            try g.assigning(
                x[0],
                subscripts.map { one in
                    if case .i = one { return try one.made(in: g, isDynamic: isDynamic) }
                    return try one.made(in: g)
                }, x[1])
        }
        var expected = (0..<24).map(Double.init)
        for (k, place) in elements.enumerated() { expected[Int(place)] = -1 - Double(k) }
        expect(found, [2, 3, 4], expected, "\(subscripts)")
    }

    /// Reading sends a cotangent to where it reads from, adding up; what is overwritten gets none.
    @Test(arguments: table) func derivatives(_ subscripts: [TestSubscript], _ shape: [Int], _ elements: [Double]) throws {
        var count = [Double](repeating: 0, count: 24)
        for place in elements { count[Int(place)] += 1 }
        let read = try gradient([#require(x)]) { g, x in try g.index(x[0], subscripts.map { try $0.made(in: g) }) }
        expect(read, [2, 3, 4], count, "\(subscripts)")
        let written = try gradient([#require(x)]) { g, x in
            let value = try g.emit(Scalar(7, .float64), [])
            return try g.assigning(x[0], subscripts.map { try $0.made(in: g) }, value)
        }
        expect(written, [2, 3, 4], count.map { $0 > 0 ? 0 : 1 }, "\(subscripts)")
    }

    @Test func valuesBroadcastAndConvert() throws {
        let x = try integers([0, 1, 2, 3, 4, 5], [2, 3])
        let column = try result([x, Tensor([true, false], shape: [2, 1])]) { g, x in try g.assigning(x[0], [.all], x[1]) }
        expect(column, [2, 3], [1, 1, 1, 0, 0, 0], "bool into int64")
        #expect(column.dtype == .int64)
        let leading = try result([x, integers([7, 8, 9], [1, 1, 3])]) { g, x in try g.assigning(x[0], [.index(1)], x[1]) }
        expect(leading, [2, 3], [0, 1, 2, 7, 8, 9], "leading ones")
        let single = try result([Tensor([Float(1), 2]), floats([0.5], [])]) { g, x in
            try g.assigning(x[0], [.index(-1)], x[1])
        }
        expect(single, [2], [1, 0.5], "float64 into float32")
        #expect(single.dtype == .float32)
    }

    @Test func errorsNameIndexAxisAndExtent() throws {
        func index(_ subscripts: Subscript..., shape: [Int] = [2, 3, 4]) throws {
            let g = Graph()
            _ = try g.index(g.input(TensorType(.float64, shape)), subscripts)
        }
        expectError("index 3 is out of range for axis 1 with extent 3", "from 0 to 2, or from -3 to -1") {
            try index(.all, .index(3))
        }
        expectError("index -3", "axis 0 with extent 2") { try index(.index(-3)) }
        expectError("axis 0 with extent 0", "empty") { try index(.index(0), shape: [0]) }
        expectError("too many indices", "(2, 3, 4) has 3 axes", "4 are indexed") {
            try index(.index(0), .index(0), .index(0), .all)
        }
        expectError("a number has no axes") { try index(.index(0), shape: []) }
        expectError("`...`") { try index(.ellipsis, .ellipsis) }
        expectError("step of a slice") { try index(.slice(start: nil, stop: nil, step: 0)) }

        let g = Graph()
        let x = g.input(TensorType(.float64, [2, 3]))
        let two = g.input(TensorType(.int64, [2]))
        let three = g.input(TensorType(.int64, [3]))
        expectError("(2,), (3,)", "broadcast") { _ = try g.index(x, [.positions(two), .positions(three)]) }
        expectError("integer", "float64") { _ = try g.index(x, [.positions(x)]) }
        expectError("mask of shape (3,)", "extent 2") { _ = try g.index(x, [.mask(shape: [3], positions: [two])]) }
        expectError("shape (3,)", "shape (2,)") { _ = try g.assigning(x, [.all, .index(0)], g.convert(three, .float64)) }
        expectError("float64", "int64") { _ = try g.assigning(two, [.index(0)], g.emit(Scalar(2.5, .float64), [])) }
        expectError("4 positions", "extent 3") {
            _ = try g.index(x, [.all, .dynamicSlice(start: g.emit(Scalar(0, .int64), []), extent: 4)])
        }
        let positions = try integers([0, 1, -3])
        expectError("index -3 is out of range for axis 0 with extent 2") {
            try Subscript.check([.positions(three)], in: [2, 3]) { $0 == three ? positions : nil }
        }
        // Found at run time, in the axis where it is wrong and not in a neighbour.
        #expect(throws: (any Error).self) {
            _ = try result([floats([0, 1, 2, 3, 4, 5], [2, 3]), integers([0]), integers([3])]) { g, x in
                try g.index(x[0], [.positions(x[1]), .positions(x[2])])
            }
        }
    }

    @Test func extremeBoundsAreClamped() throws {
        for bound in [Int.min, Int.max, -1, 0, 1] {
            for step in [Int.min, -1, 1, Int.max] {
                _ = try Subscript.resolveSlice(start: bound, stop: nil, step: step, extent: 5)
                _ = try Subscript.resolveSlice(start: nil, stop: bound, step: step, extent: 0)
            }
        }
        #expect(try Subscript.resolveSlice(start: Int.max, stop: Int.min, step: Int.min, extent: 5) == (4, 1, 1))
    }

    @Test func attributesTellSubscriptsApart() {
        let all: [[Subscript]] = [
            [], [.index(0)], [.index(1)], [.all], [.slice(start: 0, stop: nil, step: 1)], [.ellipsis], [.newAxis],
            [.positions(ValueID(1))], [.dynamicIndex(ValueID(1))], [.dynamicSlice(start: ValueID(1), extent: 2)],
            [.mask(shape: [2], positions: [ValueID(1)])], [.index(0), .index(0)],
        ]
        #expect(Set(all.map(Subscript.attributes)).count == all.count)
    }
}
