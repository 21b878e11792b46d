import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// What Krylov methods do with long vectors: stored in float32 or float64, products and coefficients in float64.
///
/// A set of vectors is the rows of a matrix, `rowStride` elements apart.
public enum VectorKernels {
    /// Σ xᵢ yᵢ
    public static func dot(
        _ x: UnsafeRawPointer, _ y: UnsafeRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) -> Double {
        var sum = 0.0
        for i in 0..<count { sum += load(x, i, dtype) * load(y, i, dtype) }
        return sum
    }

    /// √Σ xᵢ², also where the squares would overflow or vanish.
    public static func norm(
        _ x: UnsafeRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) -> Double {
        var largest = 0.0
        for i in 0..<count { largest = max(largest, abs(load(x, i, dtype))) }
        guard largest > 0, largest.isFinite else { return try dot(x, x, count: count, dtype: dtype, pool: pool).squareRoot() }
        var sum = 0.0
        for i in 0..<count {
            let scaled = load(x, i, dtype) / largest
            sum += scaled * scaled
        }
        return largest * sum.squareRoot()
    }

    /// y += α x
    public static func axpy(
        _ alpha: Double, _ x: UnsafeRawPointer, into y: UnsafeMutableRawPointer, count: Int, dtype: DType,
        pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        for i in 0..<count { store(load(y, i, dtype) + alpha * load(x, i, dtype), y, i, dtype) }
    }

    /// x *= α
    public static func scale(
        _ alpha: Double, _ x: UnsafeMutableRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        for i in 0..<count { store(alpha * load(x, i, dtype), x, i, dtype) }
    }

    /// products[j] = Σ V[j, i] w[i] for the rows j of V: `V · w` in one pass over V and w.
    public static func multiDot(
        _ rows: UnsafeRawPointer, rowCount: Int, rowStride: Int, _ w: UnsafeRawPointer, count: Int, dtype: DType,
        into products: UnsafeMutablePointer<Double>, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        for j in 0..<rowCount {
            products[j] = try dot(rows + j * rowStride * dtype.byteSize, w, count: count, dtype: dtype, pool: pool)
        }
    }

    /// w -= Σ c[j] V[j, :]: `w - Vᵀ c` in one pass over V and w.
    public static func multiAxpy(
        subtracting coefficients: UnsafePointer<Double>, _ rows: UnsafeRawPointer, rowCount: Int, rowStride: Int,
        from w: UnsafeMutableRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        for i in 0..<count {
            var sum = load(w, i, dtype)
            for j in 0..<rowCount { sum -= coefficients[j] * load(rows, j * rowStride + i, dtype) }
            store(sum, w, i, dtype)
        }
    }

    /// The first k rows of V become QᵀV, in place: `V[l, :] = Σ_j Q[j, l] V[j, :]`; Q is m×k, row-major, k ≤ m.
    public static func rotate(
        _ rows: UnsafeMutableRawPointer, rowCount m: Int, rowStride: Int, by q: UnsafePointer<Double>, columns k: Int,
        count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard k <= m else { throw .invalid("a rotation gives at most as many vectors as it takes") }
        var column = [Double](repeating: 0, count: k)
        for i in 0..<count {
            for l in 0..<k {
                column[l] = 0
                for j in 0..<m { column[l] += q[j * k + l] * load(rows, j * rowStride + i, dtype) }
            }
            for l in 0..<k { store(column[l], rows, l * rowStride + i, dtype) }
        }
    }

    /// products[i, j] = Σ V[i, :] V[j, :], a symmetric k×k matrix.
    public static func gramian(
        _ rows: UnsafeRawPointer, rowCount k: Int, rowStride: Int, count: Int, dtype: DType,
        into products: UnsafeMutablePointer<Double>, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        for i in 0..<k {
            for j in 0...i {
                let product = try dot(
                    rows + i * rowStride * dtype.byteSize, rows + j * rowStride * dtype.byteSize, count: count,
                    dtype: dtype, pool: pool)
                products[i * k + j] = product
                products[j * k + i] = product
            }
        }
    }

    @inline(__always) private static func load(_ x: UnsafeRawPointer, _ i: Int, _ dtype: DType) -> Double {
        dtype == .float32
            ? Double(x.load(fromByteOffset: i * 4, as: Float.self)) : x.load(fromByteOffset: i * 8, as: Double.self)
    }

    @inline(__always) private static func store(_ value: Double, _ x: UnsafeMutableRawPointer, _ i: Int, _ dtype: DType) {
        if dtype == .float32 {
            x.storeBytes(of: Float(value), toByteOffset: i * 4, as: Float.self)
        } else {
            x.storeBytes(of: value, toByteOffset: i * 8, as: Double.self)
        }
    }
}
