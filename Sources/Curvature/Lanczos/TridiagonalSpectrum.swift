#if canImport(Glibc)
    import Glibc
#endif

/// Eigenvalues θ of a symmetric tridiagonal matrix T and the last components s of its unit eigenvectors, in O(m²):
/// what Lanczos needs to know residuals, `‖H x − θ x‖ = β |s|`.
///
/// The implicit QL method with Wilkinson's shift (Parlett, *The symmetric eigenvalue problem*, §8.11), applied to the last
/// row of the identity beside T.
enum TridiagonalSpectrum {
    /// `offDiagonal[j]` couples j and j + 1; entries from m − 1 on are not read. Ascending values; nil if the iteration stalls.
    static func solve(diagonal: [Double], offDiagonal: [Double]) -> (values: [Double], last: [Double])? {
        let m = diagonal.count
        guard m > 0 else { return ([], []) }
        var d = diagonal
        var e = Array(offDiagonal.prefix(m - 1)) + [0]
        guard e.count == m else { return nil }
        var z = [Double](repeating: 0, count: m)
        z[m - 1] = 1
        // A coupling below this is rounding of the largest entries: what is wanted is accurate relative to these.
        let negligible = 0x1p-54 * zip(d, e).reduce(0) { max($0, abs($1.0), abs($1.1)) }
        for l in 0..<m {
            var iterations = 0
            while true {
                // The unreduced block that begins at l ends at `end`.
                var end = l
                while end < m - 1, abs(e[end]) > max(negligible, 0x1p-53 * (abs(d[end]) + abs(d[end + 1]))) { end += 1 }
                if end == l { break }
                iterations += 1
                guard iterations <= 60 else { return nil }
                var g = (d[l + 1] - d[l]) / (2 * e[l])
                var r = hypot(g, 1)
                g = d[end] - d[l] + e[l] / (g + (g < 0 ? -r : r))
                var s = 1.0
                var c = 1.0
                var p = 0.0
                var i = end - 1
                var isSplit = false
                while i >= l {
                    let f = s * e[i]
                    let b = c * e[i]
                    r = hypot(f, g)
                    e[i + 1] = r
                    if r == 0 {
                        d[i + 1] -= p
                        e[end] = 0
                        isSplit = true
                        break
                    }
                    s = f / r
                    c = g / r
                    g = d[i + 1] - p
                    r = (d[i] - g) * s + 2 * c * b
                    p = s * r
                    d[i + 1] = g + p
                    g = c * r - b
                    let upper = z[i + 1]
                    z[i + 1] = s * z[i] + c * upper
                    z[i] = c * z[i] - s * upper
                    i -= 1
                }
                if isSplit { continue }
                d[l] -= p
                e[l] = g
                e[end] = 0
            }
        }
        let order = (0..<m).sorted { d[$0] < d[$1] }
        return (order.map { d[$0] }, order.map { abs(z[$0]) })
    }
}
