import Curvature
import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// diag(d) in float64 or float32, counting its products.
final class DiagonalOperator: LinearOperator {
    let diagonal: [Double]
    let dtype: DType
    var isSymmetricByConstruction: Bool { true }
    private(set) var products = 0

    init(_ diagonal: [Double], _ dtype: DType = .float64) {
        self.diagonal = diagonal
        self.dtype = dtype
    }

    var dimension: Int { diagonal.count }

    func apply(_ x: Tensor, into y: Tensor) throws {
        products += x.count / dimension
        for i in 0..<x.count {
            let d = diagonal[i % dimension]
            if dtype == .float32 {
                let value = Float(d) * x.pointer.load(fromByteOffset: 4 * i, as: Float.self)
                y.pointer.storeBytes(of: value, toByteOffset: 4 * i, as: Float.self)
            } else {
                y.pointer.storeBytes(
                    of: d * x.pointer.load(fromByteOffset: 8 * i, as: Double.self), toByteOffset: 8 * i, as: Double.self)
            }
        }
    }
}

/// Evenly spaced numbers, both ends included.
func spaced(_ start: Double, _ end: Double, _ count: Int) -> [Double] {
    (0..<count).map { start + (end - start) * Double($0) / Double(count - 1) }
}

/// Q diag(d) Qᵀ with a random orthogonal Q: a dense matrix of known spectrum, row-major.
func rotated(_ d: [Double], seed: UInt64 = 3) -> [Double] {
    let n = d.count
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n { a[i * n + i] = d[i] }
    // A few Householder reflections H = 1 − 2uuᵀ from both sides.
    let random = RandomStream(seed: seed, stream: 77)
    for reflection in 0..<4 {
        var u = (0..<n).map { random.uniform(at: UInt64(reflection * n + $0)) - 0.5 }
        let norm = u.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for i in 0..<n { u[i] /= norm }
        var w = [Double](repeating: 0, count: n)
        for i in 0..<n { for j in 0..<n { w[i] += a[i * n + j] * u[j] } }
        let α = zip(u, w).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<n {
            for j in 0...i {
                let value = a[i * n + j] - 2 * u[i] * w[j] - 2 * w[i] * u[j] + 4 * α * u[i] * u[j]
                a[i * n + j] = value
                a[j * n + i] = value
            }
        }
    }
    return a
}

/// The k eigenvalues that a request means, from all of them, ascending.
func wanted(_ k: Int, _ which: String, of spectrum: [Double]) -> [Double] {
    let ascending = spectrum.sorted()
    switch which {
    case "LA": return Array(ascending.suffix(k))
    case "SA": return Array(ascending.prefix(k))
    case "BE": return Array(ascending.prefix(k / 2) + ascending.suffix(k - k / 2))
    default:
        // Rounded so that ±λ are ties, of which the positive one comes first.
        let key = { (x: Double) in Double(Float(abs(x))) * (which == "LM" ? -1 : 1) }
        return Array(ascending.sorted { key($0) < key($1) || (key($0) == key($1) && $0 > $1) }.prefix(k)).sorted()
    }
}

/// ‖A x − λ x‖ of each pair, computed apart from everything else.
func trueResiduals(_ result: EigenResult, of diagonal: [Double]) -> [Double] {
    let n = diagonal.count
    return result.values.indices.map { i in
        var squares = 0.0
        for j in 0..<n {
            let r = (diagonal[j] - result.values[i]) * result.vectors.double(at: i * n + j)
            squares += r * r
        }
        return squares.squareRoot()
    }
}

func trueResiduals(_ result: EigenResult, ofMatrix a: [Double]) -> [Double] {
    let n = Int(Double(a.count).squareRoot())
    return result.values.indices.map { i in
        let x = (0..<n).map { result.vectors.double(at: i * n + $0) }
        var squares = 0.0
        for r in 0..<n {
            var sum = -result.values[i] * x[r]
            for c in 0..<n { sum += a[r * n + c] * x[c] }
            squares += sum * sum
        }
        return squares.squareRoot()
    }
}

/// What a failed comparison should show.
func summary(_ result: EigenResult) -> String {
    "\(result.values) residuals \(result.residuals) floor \(result.floor) matvecs \(result.matvecs) \(result.warnings)"
}

func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
}

/// XᵀX − 1 of the rows of a set of vectors, in the largest entry.
func orthogonalityError(_ vectors: Tensor) -> Double {
    let (k, n) = (vectors.shape[0], vectors.shape[1])
    let x = vectors.doubles()
    var worst = 0.0
    for i in 0..<k {
        for j in 0...i {
            var sum = i == j ? -1.0 : 0.0
            for l in 0..<n { sum += x[i * n + l] * x[j * n + l] }
            worst = max(worst, abs(sum))
        }
    }
    return worst
}

extension Tensor {
    /// The bytes, to compare results to the bit.
    var bits: [UInt8] { Array(UnsafeRawBufferPointer(start: pointer, count: byteCount)) }
}

/// The message and hint of the error that something throws; nil if it throws none, or another kind.
func thrown(_ body: () throws -> Void) -> TensorError? {
    do { try body() } catch { return error as? TensorError }
    return nil
}

func solve(
    _ H: any LinearOperator, _ k: Int?, _ which: String = "LM", tolerance: Double = 0, ncv: Int? = nil, maxiter: Int? = nil,
    start: Tensor? = nil
) throws -> EigenResult {
    try eigsh(
        H,
        EigenRequest(
            count: k, part: SpectrumPart(name: which), tolerance: tolerance, basisLimit: ncv, productLimit: maxiter, start: start)
    )
}
