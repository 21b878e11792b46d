#if canImport(Glibc)
    import Glibc
#endif

// A Krylov space of one vector sees each eigenvalue once: of an eigenspace only the start vector's projection. So a wanted
// set is accepted only after a fresh random start z, orthogonal to what was found, has brought up nothing better.
//
// How long must one look? With Lanczos polynomials p_j (p₀ = 1, β_j p_{j+1}(λ) = (λ − α_j) p_j(λ) − β_{j−1} p_{j−1}(λ)) the
// component of v_j along an eigenvector u of value λ is p_j(λ)·(u·z). It is at most 1. So where p_m(λ) has grown to 1/t, and λ is
// beyond all Ritz values (there |p_m| grows with λ), an eigenvalue from λ on has |u·z| ≤ t, which happens to a random z
// in d dimensions with probability √(2d/π)·t. (The sum θ + ‖residual‖ of the best Ritz value, the usual bound, misses
// such an eigenvalue where u·z is small, and is often reached later.)

/// The part of the spectrum where an eigenvalue that is not in the wanted set would belong into it.
struct WantedRegion: Sendable, Hashable {
    /// Values above this.
    var above: Double?
    /// Values below this.
    var below: Double?
    /// Values within ± this.
    var within: Double?

    /// The chance that is taken of missing such an eigenvalue.
    private static let risk = 1e-3

    /// What log |p| has to reach, `dimension` being that of the space in which the start vector was random.
    static func enough(dimension: Int) -> Double { log((2 * Double(max(dimension, 1)) / .pi).squareRoot() / risk) }

    /// How far the Lanczos polynomials have grown at the region's borders. Infinite where there is no border.
    func growth(in block: KrylovBlock) -> Growth {
        Growth(
            above: above.map { WantedRegion.growth(of: block, at: $0, sign: 1) } ?? .infinity,
            below: below.map { WantedRegion.growth(of: block, at: $0, sign: -1) } ?? .infinity,
            right: within.map { WantedRegion.growth(of: block, at: $0, sign: -1) } ?? .infinity,
            left: within.map { WantedRegion.growth(of: block, at: -$0, sign: 1) } ?? .infinity)
    }

    /// log |p| at each border, −∞ where a Ritz value lies beyond.
    struct Growth: Sendable, Hashable {
        var above = 0.0
        var below = 0.0
        /// At the borders of the middle: one of them is enough, with all Ritz values on its other side.
        var right = 0.0
        var left = 0.0

        var smallest: Double { min(above, below, max(right, left)) }

        static func + (a: Growth, b: Growth) -> Growth {
            Growth(above: a.above + b.above, below: a.below + b.below, right: a.right + b.right, left: a.left + b.left)
        }
    }

    /// log |p_m(λ)/p_q(λ)|, q being the size of the block's head, if λ is above (sign 1) or below (sign −1) all Ritz values,
    /// else −∞. In the arrow `(λ − θᵢ) (u·yᵢ) = sᵢ (u·v_q)`.
    static func growth(of block: KrylovBlock, at λ: Double, sign: Double) -> Double {
        var logarithm = 0.0
        var taken = 0.0
        for (θ, s) in zip(block.head, block.coupling) {
            guard (λ - θ) * sign > 0 else { return -.infinity }
            taken += s * s / (λ - θ)
        }
        for (α, β) in zip(block.diagonal, block.offDiagonal) {
            // Of λ's side for each j exactly if no Ritz value is beyond λ (Sturm).
            let pivot = λ - α - taken
            guard pivot * sign > 0 else { return -.infinity }
            guard β > 0 else { return .infinity }
            logarithm += log(abs(pivot) / β)
            taken = β * β / pivot
        }
        return logarithm
    }

    /// Whether the Ritz value that comes closest to belonging here is converged, and does not.
    func isExcluded(by spectrum: RitzSpectrum, _ criterion: ConvergenceCriterion) -> Bool {
        func isConverged(_ i: Int) -> Bool {
            hypot(spectrum.residuals[i], criterion.noise) <= criterion.target(spectrum.values[i])
        }
        guard let first = spectrum.values.first, let last = spectrum.values.last else { return false }
        if let above, last > above || !isConverged(spectrum.values.count - 1) { return false }
        if let below, first < below || !isConverged(0) { return false }
        if let within {
            for (i, value) in spectrum.values.enumerated() {
                if abs(value) < within { return false }
                if abs(value) - spectrum.residuals[i] < within, !isConverged(i) { return false }
            }
        }
        return true
    }
}

extension EigenSearch {
    /// Where a further eigenvalue would displace a wanted one; nil if none could. `wanted` is complete and converged, the worst
    /// last.
    func region(displacing wanted: [Candidate], _ criterion: ConvergenceCriterion) -> WantedRegion? {
        // One pair, or one from either end, has no second copy to be missed, unless the start vector lay in an invariant space:
        // a given one may.
        let isOneEach = request.count == 1 || (request.part == .bothEnds && request.count == 2)
        guard hasBrokenDown || request.start != nil || !isOneEach else { return nil }
        // What is better by less than the tolerance makes no difference.
        let margin = wanted.map { max($0.uncertainty, criterion.target($0.value)) }.reduce(0, max)
        let values = wanted.map(\.value).sorted()
        guard let low = values.first, let high = values.last else { return nil }
        switch request.part {
        case .largest: return WantedRegion(above: low + margin)
        case .smallest: return WantedRegion(below: high - margin)
        case .bothEnds:
            let bottomCount = request.count / 2
            let topCount = request.count - bottomCount
            var region = WantedRegion()
            let isEverywhere = hasBrokenDown || request.start != nil
            if topCount > 1 || isEverywhere { region.above = values[bottomCount] + margin }
            if bottomCount > 0, bottomCount > 1 || isEverywhere { region.below = values[bottomCount - 1] - margin }
            return region
        case .largestMagnitude:
            let worst = wanted.last?.value ?? 0
            // A positive value of equal magnitude displaces a negative one.
            let above = abs(worst) + (worst < 0 ? -2 * margin : margin)
            return WantedRegion(above: above, below: -abs(worst) - margin)
        case .smallestMagnitude:
            let worst = wanted.last?.value ?? 0
            let within = abs(worst) + (worst < 0 ? 2 * margin : -margin)
            return within > 0 ? WantedRegion(within: within) : nil
        }
    }
}
