import COpenBLAS
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// One routine on one matrix, in one precision: the numbers handed in are copied to aligned memory, and the results from there.
///
/// LAPACK sees the transpose of a row-major matrix; each routine says what that makes of it.
struct MatrixTask<Number: LAPACKNumber>: Sendable {
    let routine: MatrixRoutine
    let rows: Int
    let columns: Int
    /// Numbers and integers of work space that LAPACK asked for.
    let workCount: Int
    let integerCount: Int

    /// A matrix that has an entry which is not finite, where the routine has no answer for that.
    static var notFinite: Int32 { -1000 }

    init(_ routine: MatrixRoutine, rows: Int, columns: Int) {
        self.routine = routine
        self.rows = rows
        self.columns = columns
        _ = BLASLibrary.isSingleThreaded
        let (m, n) = (Int32(clamping: rows), Int32(clamping: columns))
        let k = min(m, n)
        var number: (Number, Number, Number, Number, Number) = (0, 0, 0, 0, 0)
        var integer: Int32 = 0
        switch routine {
        case .lu, .divide:
            workCount = 0
            integerCount = columns
        case .cholesky, .divideByTriangle:
            workCount = 0
            integerCount = 0
        case .eigen(let vectors):
            _ = Number.syevd(vectors, n, &number.0, &number.1, &number.2, -1, &integer, -1)
            workCount = MatrixTask.count(number.2)
            integerCount = Int(integer)
        case .svd, .adjugateFactors:
            let vectors = routine.singularVectors
            _ = Number.gesdd(
                MatrixTask.job(vectors), n, m, &number.0, &number.1, &number.2, &number.4, vectors == .full ? m : k, &number.3,
                -1, &integer)
            workCount = MatrixTask.count(number.3)
            integerCount = 8 * Int(k)
        case .qr:
            _ = Number.gelqf(n, m, &number.0, &number.1, &number.2, -1)
            _ = Number.orglq(k, m, &number.0, &number.1, &number.3, -1)
            workCount = MatrixTask.count(max(number.2, number.3))
            integerCount = 0
        }
    }

    /// A count that LAPACK gave as a number, which float32 may have rounded down.
    private static func count(_ number: Number) -> Int { Int(number.nextUp.rounded(.up)) }

    /// Numbers of the first operand of one matrix: A, or the factors of a division.
    var operandCount: Int {
        switch routine {
        case .divide: MatrixRoutine.lu.resultCount(rows: columns, columns: columns)
        case .divideByTriangle: columns * columns
        default: rows * columns
        }
    }

    /// Numbers of the second operand of one matrix; 0 where there is none.
    var secondCount: Int {
        switch routine {
        case .divide, .divideByTriangle: rows * columns
        default: 0
        }
    }

    var resultCount: Int { routine.resultCount(rows: rows, columns: columns) }

    /// Bytes of memory, 64-byte aligned, that `run` works in.
    var scratchBytes: Int {
        let k = min(rows, columns)
        let matrices = rows * columns + resultCount + columns * columns + 2 * k
        return MatrixTask.rounded((matrices + workCount) * MemoryLayout<Number>.stride + 8 * 64) + integerCount * 4 + 64
    }

    /// Operations, roughly, counted so that 10⁹ take about a third of a second.
    var cost: Double {
        let (m, n, k) = (Double(rows), Double(columns), Double(min(rows, columns)))
        return switch routine {
        case .lu: 0.7 * n * n * n
        case .cholesky: 0.4 * n * n * n
        case .divide, .divideByTriangle: 2 * m * n * n
        case .eigen(let vectors): (vectors ? 9 : 3) * n * n * n
        case .svd(let vectors): (vectors == .none ? 6 : 20) * m * n * k
        case .qr: 4 * m * n * k
        case .adjugateFactors: 22 * n * n * n
        }
    }

    /// Computes y from x and, in a division, b. Returns 0, LAPACK's `info`, or `notFinite`.
    func run(
        _ x: UnsafePointer<Number>, _ b: UnsafePointer<Number>, _ y: UnsafeMutablePointer<Number>,
        scratch: UnsafeMutableRawPointer
    ) -> Int32 {
        var scratch = Scratch(next: scratch)
        switch routine {
        case .lu: return factor(x, y, &scratch)
        case .divide(let isTransposed, let rejectsSingular):
            return divide(x, b, y, isTransposed: isTransposed, rejectsSingular: rejectsSingular, &scratch)
        case .cholesky: return cholesky(x, y, &scratch)
        case .divideByTriangle(let isUpper, let isTransposed):
            let t = scratch.copy(x, columns * columns)
            let result = scratch.copy(b, rows * columns)
            if rows * columns > 0 { Number.trsm(isUpper, isTransposed, Int32(rows), Int32(columns), t, result) }
            y.update(from: result, count: rows * columns)
            return 0
        case .eigen(let vectors): return eigen(x, y, vectors: vectors, &scratch)
        case .svd(let vectors): return singular(x, y, vectors, &scratch)
        case .qr: return orthogonal(x, y, &scratch)
        case .adjugateFactors: return adjugateFactors(x, y, &scratch)
        }
    }

    /// Memory handed out piece by piece, each on a 64-byte boundary.
    struct Scratch {
        var next: UnsafeMutableRawPointer

        mutating func take(_ count: Int) -> UnsafeMutablePointer<Number> {
            let start = next.assumingMemoryBound(to: Number.self)
            next += MatrixTask.rounded(count * MemoryLayout<Number>.stride)
            return start
        }

        mutating func copy(_ x: UnsafePointer<Number>, _ count: Int) -> UnsafeMutablePointer<Number> {
            let start = take(count)
            start.update(from: x, count: count)
            return start
        }

        func integers() -> UnsafeMutablePointer<Int32> { next.assumingMemoryBound(to: Int32.self) }
    }

    private static func rounded(_ bytes: Int) -> Int { (bytes + 63) & ~63 }

    static func isFinite(_ x: UnsafePointer<Number>, _ count: Int) -> Bool {
        var sum: Number = 0
        for i in 0..<count { sum += 0 * x[i] }
        return sum == 0
    }

    // MARK: LU

    /// The factors of Aᵀ, by columns.
    private func factor(_ x: UnsafePointer<Number>, _ y: UnsafeMutablePointer<Number>, _ scratch: inout Scratch) -> Int32 {
        let n = columns
        let rest = y + n * n
        guard MatrixTask.isFinite(x, n * n) else {
            y.update(repeating: .nan, count: n * n + n + 3)
            for i in 0..<n { rest[i] = Number(i + 1) }
            return 0
        }
        let a = scratch.copy(x, n * n)
        let pivots = scratch.integers()
        if n > 0 { _ = Number.getrf(Int32(n), a, pivots) }
        // LAPACK multiplies by the reciprocals of pivots: where one overflows, the rest is not a number.
        if (0..<n).contains(where: { MatrixTask.isTiny(a[$0 * n + $0]) }) {
            a.update(from: x, count: n * n)
            eliminate(a, pivots)
        }
        y.update(from: a, count: n * n)
        var sign = 1.0
        var logarithm = 0.0
        // The product as significand and exponent: no part of it is out of range before the whole is.
        var significand = 1.0
        var exponent = 0
        for i in 0..<n {
            let pivot = Double(a[i * n + i])
            rest[i] = Number(pivots[i])
            if Int(pivots[i]) != i + 1 { sign = -sign }
            sign *= pivot < 0 ? -1 : pivot == 0 ? 0 : 1
            logarithm += log(abs(pivot))
            significand *= pivot.magnitude
            if significand > 0, significand.isFinite {
                exponent += Int(significand.exponent)
                significand = significand.significand
            }
        }
        rest[n] = Number(sign)
        rest[n + 1] = Number(logarithm)
        rest[n + 2] = Number(sign * Double(sign: .plus, exponent: exponent, significand: significand))
        return 0
    }

    /// Whether the reciprocal of a number other than 0 overflows.
    private static func isTiny(_ x: Number) -> Bool { x != 0 && !x.isNaN && !(1 / x).isFinite }

    /// Gaussian elimination by columns with partial pivoting, which divides by pivots.
    private func eliminate(_ a: UnsafeMutablePointer<Number>, _ pivots: UnsafeMutablePointer<Int32>) {
        let n = columns
        for k in 0..<n {
            var row = k
            for i in k..<n where abs(a[k * n + i]) > abs(a[k * n + row]) { row = i }
            pivots[k] = Int32(row + 1)
            for j in 0..<n where row != k { (a[j * n + k], a[j * n + row]) = (a[j * n + row], a[j * n + k]) }
            let pivot = a[k * n + k]
            guard pivot != 0 else { continue }
            for i in k + 1..<n { a[k * n + i] /= pivot }
            for j in k + 1..<n {
                let factor = a[j * n + k]
                for i in k + 1..<n { a[j * n + i] -= a[k * n + i] * factor }
            }
        }
    }

    private func divide(
        _ x: UnsafePointer<Number>, _ b: UnsafePointer<Number>, _ y: UnsafeMutablePointer<Number>, isTransposed: Bool,
        rejectsSingular: Bool, _ scratch: inout Scratch
    ) -> Int32 {
        let (k, n) = (rows, columns)
        if rejectsSingular,
            let zero = (0..<n).first(where: { x[$0 * n + $0] == 0 || MatrixTask.isTiny(x[$0 * n + $0]) })
        {
            return Int32(zero + 1)
        }
        guard k > 0, n > 0 else { return 0 }
        let a = scratch.copy(x, n * n)
        let result = scratch.copy(b, k * n)
        let pivots = scratch.integers()
        for i in 0..<n { pivots[i] = max(Int32(i + 1), min(Int32(n), Int32(exactly: x[n * n + i]) ?? 1)) }
        _ = Number.getrs(isTransposed, Int32(n), Int32(k), a, pivots, result)
        y.update(from: result, count: k * n)
        return 0
    }

    // MARK: Symmetric matrices

    /// (A + Aᵀ)/2 in memory of its own; nil if an entry is not finite.
    private func symmetricPart(_ x: UnsafePointer<Number>, _ scratch: inout Scratch) -> UnsafeMutablePointer<Number>? {
        let n = columns
        guard MatrixTask.isFinite(x, n * n) else { return nil }
        let a = scratch.copy(x, n * n)
        for i in 0..<n {
            for j in 0..<i {
                let mean = x[i * n + j] == x[j * n + i] ? x[i * n + j] : x[i * n + j] / 2 + x[j * n + i] / 2
                a[i * n + j] = mean
                a[j * n + i] = mean
            }
        }
        return a
    }

    /// The lower triangle of rows is the upper one of columns.
    private func cholesky(_ x: UnsafePointer<Number>, _ y: UnsafeMutablePointer<Number>, _ scratch: inout Scratch) -> Int32 {
        let n = columns
        guard let a = symmetricPart(x, &scratch) else { return MatrixTask.notFinite }
        let info = n > 0 ? Number.potrf(Int32(n), a) : 0
        for i in 0..<n { for j in 0..<n { y[i * n + j] = j <= i ? a[i * n + j] : 0 } }
        return info
    }

    private func eigen(
        _ x: UnsafePointer<Number>, _ y: UnsafeMutablePointer<Number>, vectors: Bool, _ scratch: inout Scratch
    ) -> Int32 {
        let n = columns
        guard let a = symmetricPart(x, &scratch) else { return MatrixTask.notFinite }
        guard n > 0 else { return 0 }
        let w = scratch.take(n)
        let work = scratch.take(workCount)
        let info = Number.syevd(vectors, Int32(n), a, w, work, Int32(workCount), scratch.integers(), Int32(integerCount))
        y.update(from: w, count: n)
        if vectors { (y + n).update(from: a, count: n * n) }
        return info
    }

    // MARK: Any matrices

    static func job(_ vectors: MatrixRoutine.SingularVectors) -> Unicode.Scalar {
        switch vectors {
        case .none: "N"
        case .thin: "S"
        case .full: "A"
        }
    }

    /// Aᵀ = V·diag(s)·Uᵀ: V by columns is Vh by rows, and Uᵀ by columns U by rows.
    private func singular(
        _ x: UnsafePointer<Number>, _ y: UnsafeMutablePointer<Number>, _ vectors: MatrixRoutine.SingularVectors,
        _ scratch: inout Scratch
    ) -> Int32 {
        let (m, n) = (rows, columns)
        let k = min(m, n)
        let uColumns = vectors == .full ? m : k
        let vRows = vectors == .full ? n : k
        guard MatrixTask.isFinite(x, m * n) else { return MatrixTask.notFinite }
        guard k > 0 else {
            // Any orthogonal matrices will do.
            if vectors == .full {
                for i in 0..<m { for j in 0..<m { y[i * m + j] = i == j ? 1 : 0 } }
                for i in 0..<n { for j in 0..<n { y[m * m + i * n + j] = i == j ? 1 : 0 } }
            }
            return 0
        }
        let a = scratch.copy(x, m * n)
        let s = scratch.take(k)
        let u = scratch.take(vectors == .none ? 0 : m * uColumns)
        let vh = scratch.take(vectors == .none ? 0 : vRows * n)
        let work = scratch.take(workCount)
        let info = Number.gesdd(
            MatrixTask.job(vectors), Int32(n), Int32(m), a, s, vh, u, Int32(uColumns), work, Int32(workCount),
            scratch.integers())
        y.update(from: s, count: k)
        if vectors != .none {
            (y + k).update(from: u, count: m * uColumns)
            (y + k + m * uColumns).update(from: vh, count: vRows * n)
        }
        return info
    }

    /// Aᵀ = L·Q′, so that R = Lᵀ and Q = Q′ᵀ.
    private func orthogonal(_ x: UnsafePointer<Number>, _ y: UnsafeMutablePointer<Number>, _ scratch: inout Scratch) -> Int32 {
        let (m, n) = (rows, columns)
        let k = min(m, n)
        guard k > 0 else { return 0 }
        let a = scratch.copy(x, m * n)
        let tau = scratch.take(k)
        let q = scratch.take(m * k)
        let work = scratch.take(workCount)
        _ = Number.gelqf(Int32(n), Int32(m), a, tau, work, Int32(workCount))
        for j in 0..<m { for i in 0..<k { q[j * k + i] = a[j * n + i] } }
        _ = Number.orglq(Int32(k), Int32(m), q, tau, work, Int32(workCount))
        y.update(from: q, count: m * k)
        let r = y + m * k
        for i in 0..<k { for j in 0..<n { r[i * n + j] = j >= i ? a[i * n + j] : 0 } }
        return 0
    }
}

extension MatrixRoutine {
    fileprivate var singularVectors: SingularVectors {
        if case .svd(let vectors) = self { return vectors }
        return .thin
    }
}
