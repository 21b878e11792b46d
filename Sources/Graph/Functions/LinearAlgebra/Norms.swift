import Tensors

/// Which norm: a number p, or one that has a name.
public enum NormOrder: Sendable, Hashable {
    case number(Double)
    case frobenius
    case nuclear
}

extension Graph {
    /// NumPy's `norm` with an order: of vectors along one axis, or of matrices in two.
    ///
    /// Vectors: p = 1, 2, ±∞, 0 (the number of elements that are not 0), and (Σ|x|ᵖ)^(1/p). Matrices: `frobenius`, `nuclear` (the sum
    /// of the singular values), ±1 (sums of columns), ±∞ (sums of rows), ±2 (singular values), the largest or, negative, least.
    public func norm(_ x: ValueID, order: NormOrder, axis: [Int]? = nil, keepdims: Bool = false) throws -> ValueID {
        let shape = type(x).shape
        let places: [Int]
        if let axis {
            places = try axis.map { try self.axis($0, of: x, in: "norm") }
        } else {
            places = Array(shape.indices)
        }
        guard (1...2).contains(places.count), Set(places).count == places.count else {
            throw TensorError(
                "`norm` with `ord` is that of vectors or matrices, not of \(places.count) axes of shape \(Shape.describe(shape))",
                hint: "`axis=` names one axis, or two")
        }
        let x = try floating(x)
        let value: ValueID
        if places.count == 1 {
            guard case .number(let p) = order else {
                throw TensorError(
                    "a vector has no such norm: \"fro\" and \"nuc\" are for matrices", hint: "`ord` is a number here")
            }
            value = try vectorNorm(movingAxis(x, from: places[0], to: shape.count - 1), p)
        } else {
            let rest = shape.indices.filter { !places.contains($0) }
            value = try matrixNorm(permute(x, rest + places), order)
        }
        return try keeping(value, axes: places, of: shape, keepdims: keepdims)
    }

    /// Over the last axis.
    private func vectorNorm(_ x: ValueID, _ p: Double) throws -> ValueID {
        let last = type(x).rank - 1
        if p == 2 { return try norm(x, axis: [last]) }
        if p == 0 {
            let isThere = try emit(NotEqual(), [x, zeros(like: x)])
            return try sum(convert(isThere, type(x).dtype), axes: [last])
        }
        let magnitudes = try emit(Absolute(), [x])
        if p.isInfinite { return try extremum(largest: p > 0, magnitudes, axis: [last]) }
        if p == 1 { return try sum(magnitudes, axes: [last]) }
        let total = try sum(emit(Power(), [magnitudes, scalar(p, like: magnitudes)]), axes: [last])
        // The root's slope at 0 is infinite; the norm's is taken as 0 there, as that of the Euclidean one.
        let zero = try zeros(like: total)
        let isZero = try emit(Equal(), [total, zero])
        let safe = try emit(Select(), [isZero, scalar(1, like: total), total])
        return try emit(Select(), [isZero, zero, emit(Power(), [safe, scalar(1 / p, like: total)])])
    }

    /// Over the last two axes.
    private func matrixNorm(_ x: ValueID, _ order: NormOrder) throws -> ValueID {
        let (rows, columns) = (type(x).rank - 2, type(x).rank - 1)
        switch order {
        case .frobenius: return try norm(x, axis: [rows, columns])
        case .nuclear: return try sum(singularValues(x), axes: [rows])
        case .number(let p) where abs(p) == 2: return try extremum(largest: p > 0, singularValues(x), axis: [rows])
        case .number(let p) where abs(p) == 1 || p.isInfinite:
            let sums = try sum(emit(Absolute(), [x]), axes: [p.isInfinite ? columns : rows])
            return try extremum(largest: p > 0, sums, axis: [rows])
        case .number(let p):
            throw TensorError(
                "a matrix has no norm of order \(p)", hint: "`ord` is \"fro\", \"nuc\", 1, -1, 2, -2, inf or -inf for a matrix")
        }
    }
}
