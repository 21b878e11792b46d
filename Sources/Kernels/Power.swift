#if canImport(Glibc)
    import Glibc
#endif

// xʸ = exp(y log x).
extension SIMD8 where Scalar == Double {
    @inline(__always) func power(_ exponent: Self) -> Self {
        let isOrdinary = Self.both(
            Self.both(Self(repeating: Self.leastNormal) .<= self, self .< Self(repeating: .infinity)),
            exponent.magnitude .< Self(repeating: .infinity))
        let (high, low) = logarithmInParts()
        let product = exponent * high
        let bounded = product.limited(to: Self.exponentialBound).limited(below: -Self.exponentialBound)
        let lost = product.negated.addingProduct(exponent, high).addingProduct(exponent, low)
        let value = bounded.exp(adding: lost.replacing(with: Self(), where: bounded .!= product))
        return Self.holdsEverywhere(isOrdinary) ? value : value.completed(where: isOrdinary, by: Glibc.pow, of: self, exponent)
    }

    /// The logarithm of positive normal numbers in two parts: 65 bits and more.
    @inline(__always) private func logarithmInParts() -> (high: Self, low: Self) {
        let (k, m) = binaryParts
        let f = m - Self(repeating: 1)
        // s = f / (2 + f)
        let sum = Self.exactSum(larger: Self(repeating: 2), f)
        let inverse = Self(repeating: 1) / sum.high
        let s = f * inverse
        let sLow = f.addingProduct(s.negated, sum.high).addingProduct(s.negated, sum.low) * inverse
        // z = s²
        let z = s * s
        let zLow = z.negated.addingProduct(s, s).addingProduct(s.scaled(by: 2), sLow)
        // (log(1 + f) - 2 s) / s³ = 2/3 + z (2/5 + …)
        let rest = z * z.logarithmTailBeyondTwoThirds
        let (t, tLost) = Self.exactSum(larger: Self(repeating: 0.6666666666666666), rest)
        let tLow = tLost + Self(repeating: 3.700743415417188e-17)
        // s³
        let c = s * z
        let cLow = c.negated.addingProduct(s, z).addingProduct(s, zLow).addingProduct(sLow, z)
        let u = c * t
        let uLow = u.negated.addingProduct(c, t).addingProduct(c, tLow).addingProduct(cLow, t)
        // k ln 2
        let ln2 = Self(repeating: Self.ln2.0)
        let l = k * ln2
        let lLow = l.negated.addingProduct(k, ln2).addingProduct(k, Self(repeating: Self.ln2.1))
        let first = Self.exactSum(larger: l, s.scaled(by: 2))
        let second = Self.exactSum(larger: first.high, u)
        return Self.exactSum(larger: second.high, second.low + first.low + lLow + sLow.scaled(by: 2) + uLow)
    }
}

extension SIMD16 where Scalar == Float {
    /// In float64.
    @inline(__always) func power(_ exponent: Self) -> Self {
        let isOrdinary = Self.both(
            Self.both(Self() .< self, self .< Self(repeating: .infinity)),
            exponent.magnitude .< Self(repeating: .infinity))
        let low = (SIMD8<Double>(exponent.lowHalf) * SIMD8<Double>(lowHalf).normalLogarithm()).exp()
        let high = (SIMD8<Double>(exponent.highHalf) * SIMD8<Double>(highHalf).normalLogarithm()).exp()
        let value = Self(lowHalf: SIMD8<Float>(low), highHalf: SIMD8<Float>(high))
        return Self.holdsEverywhere(isOrdinary) ? value : value.completed(where: isOrdinary, by: Glibc.powf, of: self, exponent)
    }
}
