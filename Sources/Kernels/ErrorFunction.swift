extension PolynomialLanes {
    /// erf: x + x E(x²) up to 1, beyond 1 - exp(-x²) G(1 / (x + 2)).
    @inline(__always) func erf() -> Self {
        let t = magnitude.limited(to: Self.erfBound)
        let z = t * t
        let small = t.addingProduct(t, z.errorFunctionTail)
        let large = Self.one.addingProduct(
            z.negated.exp().negated, (Self.one / (t + Self(repeating: 2))).scaledComplementaryErrorFunction)
        return large.replacing(with: small, where: t .< Self.one).withSign(of: self)
    }
}
