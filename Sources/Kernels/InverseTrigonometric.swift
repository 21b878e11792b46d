// arctan, arcsin and arccos: brought to small arguments by addition theorems.
extension PolynomialLanes {
    /// Beyond tan π/8 that of (x - 1) / (x + 1), beyond tan 3π/8 that of -1 / x, from what they differ by.
    @inline(__always) func arctan() -> Self {
        let t = magnitude.limited(to: 0x1p60)
        let isMiddle = Self(repeating: 0.41421356237309503) .< t
        let isLarge = Self(repeating: 2.414213562373095) .< t
        let minusOne = Self(repeating: -1)
        let difference = Self.exactSum(t, minusOne)
        let sum = Self.exactSum(t, Self.one)
        let u = Self.ratio(
            t.replacing(with: difference.high, where: isMiddle).replacing(with: minusOne, where: isLarge),
            Self.zero.replacing(with: difference.low, where: isMiddle).replacing(with: Self.zero, where: isLarge),
            Self.one.replacing(with: sum.high, where: isMiddle).replacing(with: t, where: isLarge),
            Self.zero.replacing(with: sum.low, where: isMiddle).replacing(with: Self.zero, where: isLarge))
        let z = u * u
        let halves = Self.indicator(isMiddle) + Self.indicator(isLarge)
        let (high, low) = Self.exactSum(larger: halves.scaled(by: Self.halfPi.0 / 2), u)
        let tail = halves.scaled(by: Self.halfPi.1 / 2).addingProduct(u * z, z.arctangentTail)
        return (high + (low + tail)).withSign(of: self)
    }

    /// For |x| > 1/2 by s = √((1 - |x|) / 2): arcsin |x| = π/2 - 2 arcsin s. `first` is |x| or s, `tail` arcsin of it less that.
    @inline(__always) private func arcsineParts() -> (first: Self, tail: Self, isLarge: Condition) {
        let t = magnitude
        let isLarge = Self(repeating: 0.5) .< t
        let half = (Self.one - t).scaled(by: 0.5)
        let z = (t * t).replacing(with: half, where: isLarge)
        let first = t.replacing(with: half.squareRoot(), where: isLarge)
        return (first, first * z * z.arcsineTail, isLarge)
    }

    @inline(__always) func arcsin() -> Self {
        let (first, tail, isLarge) = arcsineParts()
        let large = Self(repeating: Self.halfPi.0) - (first.scaled(by: 2) - (Self(repeating: Self.halfPi.1) - tail.scaled(by: 2)))
        return (first + tail).replacing(with: large, where: isLarge).withSign(of: self)
    }

    @inline(__always) func arccos() -> Self {
        let (first, tail, isLarge) = arcsineParts()
        let isNegative = self .< Self.zero
        let signedTail = tail.replacing(with: tail.negated, where: isNegative)
        let small = Self(repeating: Self.halfPi.0) - (self - (Self(repeating: Self.halfPi.1) - signedTail))
        let twice = (first + tail).scaled(by: 2)
        let beyond = Self(repeating: 2 * Self.halfPi.0) - (twice - Self(repeating: 2 * Self.halfPi.1))
        return small.replacing(with: twice.replacing(with: beyond, where: isNegative), where: isLarge)
    }
}
