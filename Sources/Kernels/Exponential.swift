// exp, expm1 and what is made of them: eˣ = 2ⁿ eʳ with n the whole number next to x / ln 2, |r| ≤ ln 2 / 2.
extension PolynomialLanes {
    /// n, r and what r lost in rounding.
    @inline(__always) private func reduced() -> (n: Self, r: Self, low: Self) {
        let n = scaled(by: 1.4426950408889634).nearest
        // Exact: the terms are multiples of the last place of ln 2, and almost cancel.
        let rest = addingProduct(n, Self(repeating: -Self.ln2.0))
        let low = n.scaled(by: Self.ln2.1)
        let r = rest - low
        return (n, r, (rest - r) - low)
    }

    @inline(__always) private func boundedExponent() -> Self {
        limited(to: Self.exponentialBound).limited(below: -Self.exponentialBound)
    }

    /// self · 2ⁿ in two steps, so that it may overflow, vanish or lose digits as it should.
    @inline(__always) private func scaled(byPowerOfTwo n: Self) -> Self {
        let half = n.scaled(by: 0.5).nearest
        return self * Self.powerOfTwo(half) * Self.powerOfTwo(n - half)
    }

    @inline(__always) func exp() -> Self {
        let (n, r, low) = boundedExponent().reduced()
        if !Self.isCompensated {
            return (Self.one + r.addingProduct(r * r, r.exponentialTail)).scaled(byPowerOfTwo: n)
        }
        let (high, rest) = Self.exactSum(larger: Self.one, r)
        return (high + (rest + low.addingProduct(r * r, r.exponentialTail))).scaled(byPowerOfTwo: n)
    }

    /// exp(x) / 2, also where exp(x) overflows.
    @inline(__always) private func halfExponential() -> Self {
        let (n, r, low) = boundedExponent().reduced()
        let (high, rest) = Self.exactSum(larger: Self.one, r)
        return (high + (rest + low.addingProduct(r * r, r.exponentialTail))).scaled(byPowerOfTwo: n - Self.one)
    }

    /// exp(x + lost) for |x| within the bound.
    @inline(__always) func exp(adding lost: Self) -> Self {
        let (n, first, low) = reduced()
        let (r, rest) = Self.exactSum(first, low + lost)
        let (high, left) = Self.exactSum(larger: Self.one, r)
        return (high + (left + rest.addingProduct(r * r, r.exponentialTail))).scaled(byPowerOfTwo: n)
    }

    /// exp(x) in two parts, for x ≤ 0.
    @inline(__always) func exponentialInParts() -> (high: Self, low: Self) {
        let (n, r, low) = limited(below: -Self.exponentialBound).reduced()
        let first = Self.exactSum(larger: Self.one, r)
        let second = Self.exactSum(larger: first.high, first.low + low.addingProduct(r * r, r.exponentialTail))
        return (second.high.scaled(byPowerOfTwo: n), second.low.scaled(byPowerOfTwo: n))
    }

    /// 2ⁿ (eʳ - 1) + (2ⁿ - 1), halved on the way so that 2ⁿ does not overflow first.
    @inline(__always) func expm1() -> Self {
        // From there on nothing but -1 is left.
        let (n, r, low) = limited(to: Self.overflowBound).limited(below: -60).reduced()
        let tail = low.addingProduct(r * r, r.exponentialTail)
        let half = Self.powerOfTwo(n - Self.one)
        let (sum, rest) = Self.exactSum(larger: half - Self(repeating: 0.5), half * r)
        let value = (sum + rest.addingProduct(half, tail)).scaled(by: 2)
        return value.replacing(with: r + tail, where: n .== Self.zero).withSign(of: self)
    }

    /// 1 / (1 + e⁻ˣ)
    @inline(__always) func sigmoid() -> Self {
        let e = magnitude.negated.exp()
        let (sum, low) = Self.exactSum(larger: Self.one, e)
        return Self.ratio(Self.one.replacing(with: e, where: self .< Self.zero), Self.zero, sum, low)
    }

    @inline(__always) func sinh() -> Self {
        let t = magnitude
        let half = t.halfExponential()
        let large = half - Self(repeating: 0.25) / half
        let z = t * t
        let small = t.addingProduct(t * z, z.hyperbolicSineTail)
        return large.replacing(with: small, where: t .< Self.one).withSign(of: self)
    }

    @inline(__always) func cosh() -> Self {
        let half = magnitude.halfExponential()
        return half + Self(repeating: 0.25) / half
    }

    /// E / (E + 2) with E = exp(2 x) - 1.
    @inline(__always) func tanh() -> Self {
        let e = magnitude.limited(to: Self.tanhBound).scaled(by: 2).expm1()
        let (sum, low) = Self.exactSum(e, Self(repeating: 2))
        return Self.ratio(e, Self.zero, sum, low).withSign(of: self)
    }
}
