#if canImport(Glibc)
    import Glibc
#endif

// When a pair (θ, x) is good enough:
//
//     ‖H x − θ x‖ ≤ max(tol·|θ|, floor),   floor = 4 ε_op ‖H‖.
//
// tol·|θ| alone is never met at θ = 0. In Lanczos ‖Hx − θx‖ is β|s| in exact arithmetic; the error of H, ε_op ‖H‖, is what no
// further step takes away.

/// A Ritz pair that may be wanted.
struct Candidate: Sendable, Hashable {
    var value: Double
    var residual: Double
    /// How far its value may be from an eigenvalue: the residual, or its square over the distance to the next value.
    var uncertainty: Double
    /// Its place among the locked pairs, or among those of the open space.
    var index: Int
    var isLocked: Bool
}

/// How far a search has come.
struct Assessment {
    var candidates: [Candidate]
    /// Indices of candidates, in the order in which they are wanted.
    var order: [Int]
    /// The k best, or as many as there are.
    var wanted: [Candidate]
    /// Whether these are all there and converged, and no pair that is not converged could turn out to be better.
    var isConverged: Bool
    /// Whether only what the locked pairs neglect keeps wanted pairs of the open space from being converged.
    var isBlocked: Bool
    /// log(residual / target) of the worst wanted pair, to be brought to 0; infinite while there are fewer than k.
    var distance: Double
}

/// Targets of convergence for one state of knowledge about H.
struct ConvergenceCriterion: Sendable, Hashable {
    var tolerance: Double
    /// ε_op ‖H‖.
    var noise: Double

    var floor: Double { 4 * noise }

    func target(_ value: Double) -> Double { max(tolerance * abs(value), floor) }

    func isMet(by candidate: Candidate) -> Bool { candidate.residual <= target(candidate.value) }
}

extension EigenSearch {
    var criterion: ConvergenceCriterion {
        ConvergenceCriterion(
            tolerance: request.tolerance,
            noise: max(settledNoise, lanczos.noise.level(norm: lanczos.normEstimate, summands: lanczos.block.size)))
    }

    /// Looks at the Ritz pairs of the open space beside the locked ones.
    mutating func assess() throws -> Assessment {
        let spectrum = try lanczos.block.spectrum()
        for value in spectrum.values { lanczos.normEstimate = max(lanczos.normEstimate, abs(value)) }
        let criterion = criterion
        var candidates = lanczos.locked.enumerated().map { index, pair in
            Candidate(
                value: pair.value, residual: pair.residual, uncertainty: pair.uncertainty, index: index, isLocked: true)
        }
        // A locked pair gives way only to one that is better beyond doubt.
        let handicap = candidates.filter(criterion.isMet).map(\.uncertainty).reduce(criterion.floor, max)
        let handicaps =
            candidates.map { _ in 0 } + spectrum.values.map { _ in candidates.isEmpty ? 0 : handicap }
        for (index, value) in spectrum.values.enumerated() {
            let residual = hypot(spectrum.residuals[index], criterion.noise)
            let gap = spectrum.gap(at: index)
            candidates.append(
                Candidate(
                    value: value, residual: residual, uncertainty: residual < gap ? residual * residual / gap : residual,
                    index: index, isLocked: false))
        }
        let order = request.part.order(
            candidates.map(\.value), handicaps: handicaps,
            ties: candidates.map { criterion.floor + (criterion.isMet(by: $0) ? $0.uncertainty : 0) })
        let chosen = order.prefix(request.count)

        let ownResidualsAreSmall = chosen.allSatisfy { criterion.isMet(by: candidates[$0]) }
        if ownResidualsAreSmall { try addCouplings(to: &candidates, at: chosen) }
        let wanted = chosen.map { candidates[$0] }
        let isComplete = wanted.count == request.count
        var distance = isComplete ? -Double.infinity : .infinity
        for candidate in wanted where candidate.residual > 0 {
            distance = max(distance, log(candidate.residual / criterion.target(candidate.value)))
        }
        let areMet = wanted.allSatisfy(criterion.isMet)
        let isRivalled = hasRival(order.dropFirst(request.count).map { candidates[$0] }, worst: wanted.last, criterion)
        return Assessment(
            candidates: candidates, order: order, wanted: wanted, isConverged: isComplete && areMet && !isRivalled,
            isBlocked: ownResidualsAreSmall && !areMet, distance: distance)
    }

    /// Adds to the residuals of open pairs x = V s what the recurrence left out, ‖QᵀHx‖ = ‖C s‖.
    private func addCouplings(to candidates: inout [Candidate], at chosen: ArraySlice<Int>) throws {
        guard !lanczos.lockedCouplings.isEmpty, chosen.contains(where: { !candidates[$0].isLocked }) else { return }
        let m = lanczos.block.size
        let vectors = try lanczos.block.decomposition().vectors
        for i in chosen where !candidates[i].isLocked {
            let s = vectors[candidates[i].index * m..<(candidates[i].index + 1) * m]
            var coupling = [Double](repeating: 0, count: lanczos.locked.count)
            for (row, component) in zip(lanczos.lockedCouplings, s) {
                for (j, entry) in row.enumerated() { coupling[j] += component * entry }
            }
            candidates[i].residual = coupling.reduce(into: candidates[i].residual) { $0 = hypot($0, $1) }
        }
    }

    /// Whether a pair that is not wanted as it stands, and not converged, could still turn out to be better than the worst
    /// wanted one. At the end of the spectrum where that one lies this cannot be: Ritz values keep their order there.
    private func hasRival(_ others: [Candidate], worst: Candidate?, _ criterion: ConvergenceCriterion) -> Bool {
        guard let worst else { return false }
        let limit = abs(worst.value)
        let slack = worst.value < 0 ? 2 * criterion.floor : 0
        switch request.part {
        case .largest, .smallest, .bothEnds: return false
        case .largestMagnitude:
            let sign = worst.value < 0 ? 1.0 : -1.0
            let rival = others.filter { !$0.isLocked }.max { sign * $0.value < sign * $1.value }
            guard let rival, !criterion.isMet(by: rival) else { return false }
            return sign * rival.value + rival.residual > limit - slack
        case .smallestMagnitude:
            return others.contains { !$0.isLocked && !criterion.isMet(by: $0) && abs($0.value) - $0.residual < limit + slack }
        }
    }
}
