#if canImport(Glibc)
    import Glibc
#endif

/// Student's t distribution with ν degrees of freedom.
public enum StudentT {
    /// P(T ≤ t), through the regularised incomplete beta function: 1 − ½·I_x(ν/2, ½) with x = ν/(ν + t²), for t ≥ 0.
    public static func cumulative(_ t: Double, degrees ν: Double) -> Double {
        let tail = 0.5 * incompleteBeta(ν / (ν + t * t), ν / 2, 0.5)
        return t >= 0 ? 1 - tail : tail
    }

    /// The t with P(T ≤ t) = p, for 0 < p < 1; infinite for ν < 1 or p outside.
    public static func quantile(_ p: Double, degrees ν: Double) -> Double {
        guard p > 0, p < 1, ν >= 1 else { return p == 0.5 ? 0 : (p < 0.5 ? -.infinity : .infinity) }
        if p < 0.5 { return -quantile(1 - p, degrees: ν) }
        var (low, high) = (0.0, 1.0)
        while cumulative(high, degrees: ν) < p, high < 1e300 { (low, high) = (high, high * 2) }
        for _ in 0..<200 where high - low > 4e-16 * high {
            let middle = 0.5 * (low + high)
            if cumulative(middle, degrees: ν) < p { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }

    /// I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated by Lentz's method.
    private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
        let tiny = 1e-300
        var (c, d) = (1.0, 1 - (a + b) * x / (a + 1))
        d = 1 / (abs(d) < tiny ? tiny : d)
        var fraction = d
        for m in 1..<10_000 {
            let k = Double(m)
            for term in [
                k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k)), -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1)),
            ] {
                d = 1 + term * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + term / c
                if abs(c) < tiny { c = tiny }
                fraction *= d * c
            }
            if abs(d * c - 1) < 1e-16 { break }
        }
        return front * fraction
    }
}
