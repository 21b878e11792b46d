// sin, cos and tan: x = n π/2 + r with |r| ≤ π/4, r in two parts.
extension PolynomialLanes {
    /// n and r, for |x| up to `angleBound`. (Cody and Waite, with products in two parts: the error is below 2⁻¹³⁰ in float64.)
    @inline(__always) private func quadrant() -> (n: Self, r: Self, low: Self) {
        let n = scaled(by: 0.6366197723675814).nearest
        let minus = n.negated
        // Exact: multiples of the last place of π/2 that almost cancel.
        let first = addingProduct(minus, Self(repeating: Self.halfPi.0))
        let product = n.scaled(by: Self.halfPi.1)
        let lost = product.addingProduct(minus, Self(repeating: Self.halfPi.1))
        let second = first - product
        let rest = (((first - second) - product) + lost).addingProduct(minus, Self(repeating: Self.halfPi.2))
        let r = second + rest
        return (n, r, (second - r) + rest)
    }

    /// The sine of r + low less r, |r| ≤ π/4.
    @inline(__always) private static func sineRest(_ r: Self, _ low: Self, _ z: Self) -> Self {
        low.addingProduct(r * z, z.sineTail)
    }

    /// The cosine of r + low in two parts.
    @inline(__always) private static func cosineParts(_ r: Self, _ low: Self, _ z: Self) -> (high: Self, low: Self) {
        let (high, rest) = exactSum(larger: one, z.scaled(by: -0.5))
        // What the square lost, and what r lost.
        let lost = z.addingProduct(r.negated, r).scaled(by: 0.5).addingProduct(r.negated, low)
        return (high, (rest + lost).addingProduct(z * z, z.cosineTail))
    }

    /// The sine of x + quarters · π/2.
    @inline(__always) func sine(quarters: Scalar, completedBy f: (Scalar) -> Scalar) -> Self {
        let (n, r, low) = quadrant()
        let z = r * r
        let sine = r + Self.sineRest(r, low, z)
        let cosine = Self.cosineParts(r, low, z)
        let quarter = n + Self(repeating: quarters)
        let value = sine.replacing(with: cosine.high + cosine.low, where: quarter.isOdd).negated(inSecondHalfOf: quarter)
        let isInside = magnitude .<= Self(repeating: Self.angleBound)
        return Self.holdsEverywhere(isInside) ? value : value.completed(where: isInside, by: f, of: self)
    }

    @inline(__always) func tan(completedBy f: (Scalar) -> Scalar) -> Self {
        let (n, r, low) = quadrant()
        let z = r * r
        let sine = Self.exactSum(larger: r, Self.sineRest(r, low, z))
        let parts = Self.cosineParts(r, low, z)
        let cosine = Self.exactSum(larger: parts.high, parts.low)
        let isOdd = n.isOdd
        let value = Self.ratio(
            sine.high.replacing(with: cosine.high.negated, where: isOdd),
            sine.low.replacing(with: cosine.low.negated, where: isOdd),
            cosine.high.replacing(with: sine.high, where: isOdd), cosine.low.replacing(with: sine.low, where: isOdd)
        ).replacing(with: self, where: self .== Self.zero)
        let isInside = magnitude .<= Self(repeating: Self.angleBound)
        return Self.holdsEverywhere(isInside) ? value : value.completed(where: isInside, by: f, of: self)
    }
}

extension PolynomialLanes {
    /// The sine and the cosine of x π/2, for x from 0 to 4.
    @inline(__always) func sineAndCosineOfQuarters() -> (sine: Self, cosine: Self) {
        let n = nearest
        let r = (self - n).scaled(by: Self.halfPi.0)
        let z = r * r
        let sine = r.addingProduct(r * z, z.sineTail)
        let cosine = Self.one.addingProduct(z, z.cosineTail.times(z, plus: -0.5))
        let isOdd = n.isOdd
        return (
            sine.replacing(with: cosine, where: isOdd).negated(inSecondHalfOf: n),
            cosine.replacing(with: sine, where: isOdd).negated(inSecondHalfOf: n + Self.one)
        )
    }
}
