#if canImport(Glibc)
    import Glibc
#endif

/// Student's t distribution with ν degrees of freedom, any ν > 0.
public enum StudentT {
    /// P(T > t) for t ≥ 0: `½ I_x(ν/2, ½)`, x = ν/(ν + t²).
    static func upperTail(_ t: Double, degreesOfFreedom ν: Double) -> Double {
        let square = t * t
        return 0.5 * IncompleteBeta.regularized(ν / (ν + square), complement: square / (ν + square), a: ν / 2, b: 0.5)
    }

    /// The t for which P(T ≤ t) = p; ±∞ at p = 1 and 0, NaN outside.
    public static func quantile(_ p: Double, degreesOfFreedom ν: Double) -> Double {
        guard p >= 0, p <= 1, ν > 0 else { return .nan }
        if p == 0.5 { return 0 }
        if p < 0.5 { return -upper(p, ν) }
        return upper(1 - p, ν)
    }

    /// The t > 0 for which P(T > t) = q < ½.
    private static func upper(_ q: Double, _ ν: Double) -> Double {
        guard q > 0 else { return .infinity }
        if ν == 1 { return 1 / tan(.pi * q) }
        if ν == 2 { return (1 - 2 * q) / (2 * q * (1 - q)).squareRoot() }
        let z = Normal.upperQuantile(q)
        if ν > 1e7 || ν.isInfinite { return cornishFisher(z, ν) }
        // Newton's iteration on the logarithm of the tail, which is nearly straight in log t, inside a bracket that shrinks.
        var t = max(cornishFisher(z, ν), 1e-300)
        var low = 0.0
        var high = Double.infinity
        let scale = IncompleteBeta.gammaRatio(ν / 2) / (ν * .pi).squareRoot()
        for _ in 0..<200 {
            let tail = upperTail(t, degreesOfFreedom: ν)
            if tail > q { low = max(low, t) } else { high = min(high, t) }
            let density = scale * exp(-(ν + 1) / 2 * log1p(t * t / ν))
            guard tail > 0, density > 0 else {
                t = high.isFinite ? (low + high) / 2 : 2 * t
                continue
            }
            let slope = -t * density / tail
            var next = t * exp((log(q) - log(tail)) / slope)
            if !(next > low && next < high) { next = high.isFinite ? (low + high) / 2 : 2 * t }
            if abs(next - t) <= 4e-16 * t { return next }
            t = next
        }
        return t
    }

    /// Fisher and Cornish's expansion in 1/ν of the quantile whose normal counterpart is z (Abramowitz and Stegun 26.7.5).
    private static func cornishFisher(_ z: Double, _ ν: Double) -> Double {
        let z2 = z * z
        let g1 = (z2 + 1) * z / 4
        let g2 = ((5 * z2 + 16) * z2 + 3) * z / 96
        let g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * z / 384
        let g4 = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) * z / 92160
        return z + (g1 + (g2 + (g3 + g4 / ν) / ν) / ν) / ν
    }
}

/// The normal distribution.
enum Normal {
    /// The z ≥ 0 for which P(Z > z) = q, 0 < q ≤ ½.
    static func upperQuantile(_ q: Double) -> Double {
        // Abramowitz and Stegun 26.2.23, then Halley's iteration.
        let r = (-2 * log(q)).squareRoot()
        var z = r - (2.515517 + 0.802853 * r + 0.010328 * r * r) / (1 + 1.432788 * r + 0.189269 * r * r + 0.001308 * r * r * r)
        for _ in 0..<4 {
            let tail = 0.5 * erfc(z / 2.0.squareRoot())
            let step = (tail - q) / (exp(-z * z / 2) / (2 * .pi).squareRoot())
            z += step / (1 + z * step / 2)
        }
        return z
    }
}

/// The regularised incomplete beta function I_x(a, b), where one of a and b is ½.
enum IncompleteBeta {
    /// `complement` is 1 − x, given apart since it may be far smaller than what 1 − x leaves of it.
    static func regularized(_ x: Double, complement: Double, a: Double, b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard complement > 0 else { return 1 }
        // The fraction converges fast where x is below the mean.
        if x > (a + 1) / (a + b + 2) { return 1 - regularized(complement, complement: x, a: b, b: a) }
        let logX = complement < 0.5 ? log1p(-complement) : log(x)
        let logY = x < 0.5 ? log1p(-x) : log(complement)
        // 1/B(a, ½) = Γ(a + ½)/(Γ(a) √π)
        let ratio = gammaRatio(a == 0.5 ? b : a) / Double.pi.squareRoot()
        return ratio * exp(a * logX + b * logY) / a * fraction(x, a, b)
    }

    /// Γ(a + ½)/Γ(a), also where both would overflow or lose their difference's digits.
    static func gammaRatio(_ a: Double) -> Double {
        // Γ(a + ½)/Γ(a) = Γ(a + n + ½)/Γ(a + n) · Π (a + i)/(a + i + ½), up to where the series in 1/a holds.
        var factor = 1.0
        var a = a
        while a < 40 {
            factor *= a / (a + 0.5)
            a += 1
        }
        let r = 1 / a
        let series =
            1 + r * (-1 / 8 + r * (1 / 128 + r * (5 / 1024 + r * (-21 / 32768 + r * (-399 / 262144 + r * 869 / 4_194_304)))))
        return factor * a.squareRoot() * series
    }

    /// The continued fraction (Abramowitz and Stegun 26.5.8) by Lentz's method.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        d = 1 / (abs(d) < tiny ? tiny : d)
        var h = d
        for m in 1...20_000 {
            let m = Double(m)
            for numerator in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 + numerator * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + numerator / c
                if abs(c) < tiny { c = tiny }
                h *= c * d
            }
            if abs(c * d - 1) < 1e-16 { break }
        }
        return h
    }
}
