import Tensors

/// √(Σx²/n) of one or several tensors x, its sources; the operand is that number, computed so that no square overflows.
///
/// `ẏ = Σ x/y·ẋ / n`, with slope 0 at 0, where the square root's own slope is infinite. Said by x itself, the slope holds for
/// numbers whose squares are out of range, and the square of a norm is found again without a kink (`norm(x)^2`, `simplify`).
public struct Norm: Op {
    public static let name = "norm"
    /// The axes of x that are summed over, ascending; nil stands for all.
    public let axes: [Int]?
    public let divisor: Int

    public init(axes: [Int]?, divisor: Int = 1) {
        self.axes = axes
        self.divisor = divisor
    }

    public var attributes: [Int] { [divisor, axes == nil ? 0 : 1] + (axes ?? []) }
    public func resultType(_ operands: [TensorType]) throws -> TensorType { operands[0] }
    public func tangent(_ g: Graph, _ x: [ValueID], _ y: ValueID, _ dx: [ValueID?]) throws -> ValueID? {
        var total: ValueID?
        for (x, dx) in zip(x, dx) {
            guard let dx else { continue }
            let shape = g.type(x).shape
            let axes = axes ?? Array(shape.indices)
            let slope = try g.emit(SlopeOfNorm(), [x, g.expand(y, axes: axes, to: shape)])
            total = try g.accumulate(g.sum(g.multiply(dx, slope), axes: axes), total)
        }
        return try total.map { try g.reshape(divided(g, $0), g.type(y).shape) }
    }
    /// A batch of norms is not differentiated again.
    public func batch(_ g: Graph, _ x: [BatchedValue], count: Int) throws -> ValueID { x[0].id }
    public func lowering(_ operands: [TensorType], _ result: TensorType) -> Lowering { .alias }

    private func divided(_ g: Graph, _ x: ValueID) throws -> ValueID {
        divisor == 1 ? x : try g.divide(x, g.scalar(Double(divisor), like: x))
    }

    /// Σx²/n of the sources, in the result's type.
    func square(_ g: Graph, _ x: [ValueID], _ type: TensorType) throws -> ValueID {
        try g.reshape(g.convert(divided(g, sumOfSquares(g, x, scale: 1)), type.dtype), type.shape)
    }

    /// Σ(s·x)², without the axes; of float32 in float64.
    private func sumOfSquares(_ g: Graph, _ x: [ValueID], scale: Double) throws -> ValueID {
        var total: ValueID?
        for x in x {
            let axes = axes ?? Array(g.type(x).shape.indices)
            let scaled = scale == 1 ? x : try g.multiply(x, g.scalar(scale, like: x))
            let isWide = g.type(x).dtype == .float32
            let square = try g.multiply(scaled, scaled)
            total = try g.accumulate(g.emit(Sum(axes: axes, isWide: isWide), [square]), total)
        }
        return try total ?? g.emit(Scalar(0, .float64), [])
    }

    /// √(Σx²/n): of the squares as they are where they are in range, else of those of larger or smaller numbers, in the same
    /// pass (Blue 1978).
    func root(_ g: Graph, _ x: [ValueID]) throws -> ValueID {
        guard let dtype = x.first.map({ g.type($0).dtype }) else { return try g.emit(Scalar(0, .float64), []) }
        let (up, down, least) = dtype == .float32 ? (0x1p100, 0x1p-70, 0x1p-90) : (0x1p600, 0x1p-600, 0x1p-900)
        func root(_ sum: ValueID, _ scale: Double) throws -> ValueID {
            let root = try g.emit(SquareRoot(), [divided(g, sum)])
            return scale == 1 ? root : try g.divide(root, g.scalar(scale, like: root))
        }
        let plain = try sumOfSquares(g, x, scale: 1)
        let isSmall = try g.emit(Less(), [plain, g.scalar(least, like: plain)])
        let unusual = try g.emit(
            Select(), [isSmall, root(sumOfSquares(g, x, scale: up), up), root(sumOfSquares(g, x, scale: down), down)])
        let isUsual = try g.emit(And(), [g.emit(IsFinite(), [plain]), g.emit(Not(), [isSmall])])
        return try g.convert(g.emit(Select(), [isUsual, root(plain, 1), unusual]), dtype)
    }
}

extension Graph {
    /// The norm of x over axes (nil: of all x together), divided by √n; its shape is that of what is left, or `shape`.
    func norm(_ x: [ValueID], axes: [Int]?, divisor: Int = 1, shape: [Int]? = nil) throws -> ValueID {
        let op = Norm(axes: axes, divisor: divisor)
        let root = try op.root(self, x)
        return try emitUnchanged(op, [reshape(root, shape ?? type(root).shape)], by: x)
    }
}
