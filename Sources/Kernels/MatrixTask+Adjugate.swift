extension MatrixTask {
    /// Whether A is regular (1 or 0), what is not known if it is not (0 or NaN), U, Vh, and the products of all singular values but
    /// two, or (on the diagonal) one, times det U · det V; zeros for a regular A.
    func adjugateFactors(
        _ x: UnsafePointer<Number>, _ y: UnsafeMutablePointer<Number>, _ scratch: inout Scratch
    ) -> Int32 {
        let n = columns
        y.update(repeating: 0, count: resultCount)
        y[0] = 1
        guard n > 0, MatrixTask.isFinite(x, n * n) else { return 0 }
        let lu = scratch.copy(x, n * n)
        let singular = scratch.copy(x, n * n)
        let s = scratch.take(n)
        let u = scratch.take(n * n)
        let vh = scratch.take(n * n)
        let work = scratch.take(workCount)
        let integers = scratch.integers()
        _ = Number.getrf(Int32(n), lu, integers)
        let sizes = (0..<n).map { abs(lu[$0 * n + $0]) }
        guard let least = sizes.min(), let largest = sizes.max(), !(least > largest * Number.ulpOfOne.squareRoot()) else {
            return 0
        }
        let info = Number.gesdd(
            MatrixTask.job(.thin), Int32(n), Int32(n), singular, s, vh, u, Int32(n), work, Int32(workCount), integers)
        y[0] = 0
        y[1] = .nan
        (y + 2).update(from: u, count: n * n)
        (y + 2 + n * n).update(from: vh, count: n * n)
        let sign = orientation(u, integers) * orientation(vh, integers)
        let products = y + 2 + 2 * n * n
        for i in 0..<n {
            // Of the numbers before and after each.
            var before = sign
            for j in 0..<n {
                products[i * n + j] = before
                if j != i { before *= s[j] }
            }
            var after: Number = 1
            for j in (0..<n).reversed() {
                products[i * n + j] *= after
                if j != i { after *= s[j] }
            }
        }
        return info
    }

    /// The determinant, 1 or −1, of an orthogonal matrix, which is overwritten.
    private func orientation(_ a: UnsafeMutablePointer<Number>, _ pivots: UnsafeMutablePointer<Int32>) -> Number {
        let n = columns
        _ = Number.getrf(Int32(n), a, pivots)
        return (0..<n).reduce(1) { sign, i in (a[i * n + i] < 0) != (Int(pivots[i]) != i + 1) ? -sign : sign }
    }
}
