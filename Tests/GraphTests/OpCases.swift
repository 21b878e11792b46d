import Tensors

@testable import Graph

/// An op with operands to try it on.
struct OpCase: Sendable, CustomStringConvertible {
    var op: any Op
    /// float64, or int64 and bool where the op wants them.
    var operands: [Tensor]
    /// Far enough from kinks and poles for difference quotients.
    var isSmooth = true
    /// What the op is applied to, made of the operands: an op that reads a factorization takes it and the matrix.
    var applied: @Sendable (Graph, [ValueID]) throws -> [ValueID] = { $1 }

    func emit(_ g: Graph, _ x: [ValueID]) throws -> ValueID { try g.emit(op, applied(g, x)) }

    var description: String { "\(type(of: op).name) \(operands.map { Shape.describe($0.shape) })" }
}

/// Numbers that look random and are the same in every run, in `range`.
func numbers(_ shape: [Int], _ range: ClosedRange<Double> = -1...1, salt: Int = 0) throws -> Tensor {
    let count = try Shape.count(shape)
    let values = (0..<count).map { i -> Double in
        let x = Double((i + 1) * 7919 + salt * 104_729) * 0.618_033_988_749_894_9
        return range.lowerBound + (x - x.rounded(.down)) * (range.upperBound - range.lowerBound)
    }
    return try Tensor(values, shape: shape)
}

/// The cases of every op, by its name. `OpTests.everyOpHasACase` fails for an op without one.
func opCases() throws -> [String: [OpCase]] {
    var cases: [String: [OpCase]] = [:]
    func add(
        _ op: any Op, _ operands: [Tensor], isSmooth: Bool = true,
        _ applied: @escaping @Sendable (Graph, [ValueID]) throws -> [ValueID] = { $1 }
    ) {
        cases[type(of: op).name, default: []].append(
            OpCase(op: op, operands: operands, isSmooth: isSmooth, applied: applied))
    }
    let shapes = [[2, 3], [], [0, 3], [1], [2, 1, 4], [700]]
    func unary(_ op: any ElementwiseOp, _ range: ClosedRange<Double> = -1...1, isSmooth: Bool = true) throws {
        for shape in shapes { add(op, [try numbers(shape, range)], isSmooth: isSmooth) }
    }
    func binary(_ op: any ElementwiseOp, _ range: ClosedRange<Double> = -1...1, isSmooth: Bool = true) throws {
        for shape in shapes { add(op, [try numbers(shape, range), try numbers(shape, range, salt: 1)], isSmooth: isSmooth) }
    }
    for op in [Negate(), Exp(), Expm1(), Sin(), Cos(), Tan(), Arctan(), Sinh(), Cosh(), Tanh(), Sigmoid(), Softplus(), Erf()]
        as [any ElementwiseOp]
    { try unary(op) }
    for op in [SquareRoot(), Log(), Log1p()] as [any ElementwiseOp] { try unary(op, 0.5...2) }
    for op in [Arcsin(), Arccos()] as [any ElementwiseOp] { try unary(op, -0.8...0.8) }
    for op in [Absolute(), Sign(), Floor(), Ceiling(), Round(), IsNaN(), IsFinite()] as [any ElementwiseOp] {
        try unary(op, 0.1...0.4)
    }
    try unary(Absolute(), -0.9 ... -0.1)
    for op in [Add(), Subtract(), Multiply(), Maximum(), Minimum()] as [any ElementwiseOp] { try binary(op) }
    for op in [Equal(), NotEqual(), Less(), LessEqual()] as [any ElementwiseOp] { try binary(op) }
    for op in [Divide(), Power(), Arctan2()] as [any ElementwiseOp] { try binary(op, 0.5...2) }
    for op in [Modulo(), FloorDivide()] as [any ElementwiseOp] {
        add(op, [try numbers([2, 3], 5.1...5.4), try numbers([2, 3], 1.1...1.2)])
    }
    let mask = try Tensor([true, false, true, true, false, false], shape: [2, 3])
    add(Not(), [mask])
    add(And(), [mask, try Tensor([true, true, false, true, false, true], shape: [2, 3])])
    add(Or(), [mask, try Tensor([true, true, false, true, false, true], shape: [2, 3])])
    for role in [Select.Role.choice, .mask, .kink] {
        add(Select(role), [mask, try numbers([2, 3]), try numbers([2, 3], salt: 1)])
    }

    add(Scalar(2.5, .float64), [])
    add(Literal(try numbers([2, 2])), [])
    add(Iota(count: 5), [])
    add(Reshape([3, 2]), [try numbers([2, 3])])
    add(Reshape([0, 5]), [try numbers([3, 0])])
    for (from, to) in [([3], [2, 3]), ([], [2, 3]), ([2, 1, 3], [2, 4, 3]), ([1], [0]), ([0, 1], [0, 3])] {
        add(Broadcast(to), [try numbers(from)])
    }
    for axes in [[1, 0, 2], [2, 0, 1], [2, 1, 0]] { add(Permute(axes: axes), [try numbers([2, 3, 4])]) }
    let regions = [
        (Region(starts: [0, 1], steps: [1, 1], extents: [2, 2]), [3, 4]),
        (Region(starts: [2, 3], steps: [-1, -2], extents: [3, 2]), [3, 4]),
        (Region(starts: [1], steps: [3], extents: [2]), [6]),
        (Region(starts: [0, 0], steps: [1, 1], extents: [0, 4]), [3, 4]),
        (Region(starts: [], steps: [], extents: []), []),
    ]
    for (region, shape) in regions {
        add(Slice(region), [try numbers(shape)])
        for accumulate in [true, false] {
            add(UpdateRegion(region, accumulate: accumulate), [try numbers(shape), try numbers(region.extents, salt: 1)])
        }
    }
    add(Concatenate(axis: 0), [try numbers([2, 3]), try numbers([1, 3], salt: 1), try numbers([0, 3])])
    add(Concatenate(axis: 1), [try numbers([2, 3]), try numbers([2, 2], salt: 1)])
    add(Convert(.float64), [try numbers([2, 3])])
    add(Convert(.float32), [try numbers([2, 3])], isSmooth: false)
    add(StopGradient(), [try numbers([2, 3])], isSmooth: false)
    add(Variable(serial: 1), [try numbers([2, 3])])

    for (a, b, op) in [
        ([2, 3], [3, 4], MatMul()), ([3, 2], [3, 4], MatMul(true, false)), ([2, 3], [4, 3], MatMul(false, true)),
        ([3, 2], [4, 3], MatMul(true, true)), ([5, 2, 3], [5, 3, 4], MatMul()), ([5, 3, 2], [5, 4, 3], MatMul(true, true)),
        ([5, 2, 3], [3, 4], MatMul()), ([2, 3], [5, 3, 4], MatMul()), ([3, 2], [5, 4, 3], MatMul(true, true)),
        ([5, 3, 2], [3, 4], MatMul(true, false)), ([2, 0], [0, 3], MatMul()), ([0, 2], [2, 3], MatMul()),
        ([70, 90], [90, 80], MatMul()),
    ] {
        add(op, [try numbers(a), try numbers(b, salt: 1)])
    }
    for (axes, shape) in [
        ([0], [3]), ([0, 1], [2, 3]), ([1], [2, 3, 4]), ([0, 2], [2, 3, 4]), ([2], [2, 3, 4]), ([0], [0, 3]), ([1], [2, 700]),
    ] {
        add(Sum(axes: axes), [try numbers(shape)])
        add(Sum(axes: axes, isWide: true), [try numbers(shape)])
    }
    for largest in [true, false] {
        for shape in [[4], [2, 5], [2, 3, 4]] {
            add(Extremum(largest: largest), [try numbers(shape)])
            add(ArgExtremum(largest: largest), [try numbers(shape)])
        }
    }
    add(Norm(axes: []), [try numbers([2, 3], 0.5...2)])
    add(SlopeOfNorm(), [try numbers([2, 3]), try numbers([2, 3], 0.5...2, salt: 1)])
    let positions = try Tensor([Int64(2), 0, 2, -1])
    let once = try Tensor([Int64(2), 0])
    add(Gather(axis: 0), [try numbers([3, 2]), positions])
    add(Gather(axis: 1), [try numbers([2, 3, 2]), positions])
    add(Gather(axis: 0), [try numbers([3]), try Tensor([Int64]())])
    add(Scatter(axis: 0, accumulate: true), [try numbers([3, 2]), positions, try numbers([4, 2], salt: 1)])
    add(Scatter(axis: 1, accumulate: true), [try numbers([2, 3]), positions, try numbers([2, 4], salt: 1)])
    add(Scatter(axis: 0, accumulate: false), [try numbers([3, 2]), once, try numbers([2, 2], salt: 1)])
    add(Scatter(axis: 0, accumulate: false), [try numbers([3]), try Tensor([Int64(1), 1]), try numbers([2], salt: 1)])
    for reverse in [true, false] {
        for axis in [0, 1] { add(CumulativeSum(axis: axis, reverse: reverse), [try numbers([3, 4])]) }
    }
    add(ArgSort(), [try numbers([2, 5])])
    for test in try matrixCases() { cases[type(of: test.op).name, default: []].append(test) }
    return cases
}
