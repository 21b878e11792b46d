import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// κ± of the dimension-reduced Hessian [[A, B], [B, C]] (Eq. 21),
///
///     κ± = ½ (A + C ± √(4B² + (A − C)²)).
///
/// Where the two terms nearly cancel, the smaller one in magnitude is the determinant over the larger one, the determinant
/// being formed without rounding of its products: it is accurate to a few units in the last place whatever A, B, C are.
public func principalCurvatures(_ a: Double, _ b: Double, _ c: Double) -> (plus: Double, minus: Double) {
    let largest = max(abs(a), abs(b), abs(c))
    guard largest > 0, largest.isFinite else {
        // 0, or what IEEE arithmetic makes of infinities and NaN.
        let half = hypot((a - c) / 2, b)
        return (a / 2 + c / 2 + half, a / 2 + c / 2 - half)
    }
    // Powers of two keep the products in range and cost no digit.
    let exponent = largest.exponent
    let scale = Double(sign: .plus, exponent: max(-1000, min(1000, -Int(exponent))), significand: 1)
    let (x, y, z) = (a * scale, b * scale, c * scale)
    let mean = (x + z) / 2
    let half = hypot((x - z) / 2, y)
    if mean == 0 { return (half / scale, -half / scale) }
    let larger = mean > 0 ? mean + half : mean - half
    // x z − y² by Kahan's scheme: what rounding takes from y² is added back.
    let square = y * y
    let determinant = (-square).addingProduct(x, z) + square.addingProduct(-y, y)
    let smaller = determinant / larger
    return mean > 0 ? (larger / scale, smaller / scale) : (smaller / scale, larger / scale)
}

/// κ± elementwise, for tensors that broadcast together: `principal_curvatures(A, B, C)`. The results are float64.
public func principalCurvatures(_ a: Tensor, _ b: Tensor, _ c: Tensor) throws -> (plus: Tensor, minus: Tensor) {
    guard let pair = Shape.broadcast(a.shape, b.shape), let shape = Shape.broadcast(pair, c.shape) else {
        throw TensorError(
            "principal_curvatures of shapes \(Shape.describe(a.shape)), \(Shape.describe(b.shape)) and "
                + Shape.describe(c.shape), hint: "A, B and C have equal shapes, or ones that broadcast")
    }
    let operands = try [a, b, c].map { try $0.broadcastDoubles(to: shape) }
    let plus = try Tensor(uninitialized: .float64, shape: shape)
    let minus = try Tensor(uninitialized: .float64, shape: shape)
    let upper = plus.pointer.assumingMemoryBound(to: Double.self)
    let lower = minus.pointer.assumingMemoryBound(to: Double.self)
    for i in 0..<plus.count { (upper[i], lower[i]) = principalCurvatures(operands[0][i], operands[1][i], operands[2][i]) }
    return (plus, minus)
}

extension Tensor {
    /// All elements as float64, repeated to a shape to which this one broadcasts.
    fileprivate func broadcastDoubles(to shape: [Int]) throws -> [Double] {
        if self.shape == shape { return doubles() }
        let result = try Tensor(uninitialized: .float64, shape: shape)
        let own = Shape.strides(self.shape)
        let missing = shape.count - rank
        let strides = shape.indices.map { $0 < missing || self.shape[$0 - missing] == 1 ? 0 : own[$0 - missing] }
        let copy = try StridedCopy(
            extents: shape, from: dtype, strides: strides, to: .float64, strides: Shape.strides(shape))
        try copy.run(from: pointer, to: result.pointer)
        return result.doubles()
    }
}
