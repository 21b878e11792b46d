// log and log1p: log(2ᵏ m) = k ln 2 + log(1 + f), and log(1 + f) = f - f²/2 + s (f²/2 + s² R(s²)) with s = f / (2 + f).
extension PolynomialLanes {
    /// k ln 2 + log(1 + f)
    @inline(__always) private static func logarithm(exponent k: Self, significandMinusOne f: Self) -> Self {
        let s = f / (f + Self(repeating: 2))
        let z = s * s
        let half = f * f.scaled(by: 0.5)
        let tail = k.scaled(by: ln2.1).addingProduct(s, half.addingProduct(z, z.logarithmTail))
        if !isCompensated { return (f - (half - tail)).addingProduct(k, Self(repeating: ln2.0)) }
        let twos = k.scaled(by: ln2.0)
        let lost = twos.negated.addingProduct(k, Self(repeating: ln2.0))
        let first = exactSum(larger: f, half.negated)
        let second = exactSum(larger: twos, first.high)
        return second.high + (second.low + (first.low + lost + tail))
    }

    /// The logarithm of positive normal numbers.
    @inline(__always) func normalLogarithm() -> Self {
        let (k, m) = binaryParts
        return Self.logarithm(exponent: k, significandMinusOne: m - Self.one)
    }

    @inline(__always) func log(completedBy f: (Scalar) -> Scalar) -> Self {
        let isNormal = Self.both(Self(repeating: Self.leastNormal) .<= self, self .< Self(repeating: .infinity))
        let value = normalLogarithm()
        return Self.holdsEverywhere(isNormal) ? value : value.completed(where: isNormal, by: f, of: self)
    }

    /// log(1 + x + low) for -1 < x < 2²⁰ and low below its last place.
    @inline(__always) private func logarithmOfOnePlus(_ low: Self) -> Self {
        let (u, lost) = Self.exactSum(Self.one, self)
        let (k, m) = u.binaryParts
        let rest = (lost + low) * Self.powerOfTwo(k.negated)
        return Self.logarithm(exponent: k, significandMinusOne: (m - Self.one) + rest)
    }

    @inline(__always) func log1p(completedBy f: (Scalar) -> Scalar) -> Self {
        let isInside = Self.both(Self(repeating: -1) .< self, self .< Self(repeating: 0x1p100))
        let value = logarithmOfOnePlus(Self.zero).replacing(with: self, where: self .== Self.zero)
        return Self.holdsEverywhere(isInside) ? value : value.completed(where: isInside, by: f, of: self)
    }

    /// log(1 + eˣ)
    @inline(__always) func softplus() -> Self {
        let e = magnitude.negated.exponentialInParts()
        return e.high.logarithmOfOnePlus(e.low) + Self.zero.replacing(with: self, where: Self.zero .< self)
    }
}
