/// What one step of the recurrence gives, beside its vector.
struct LanczosStep: Sendable {
    /// α.
    var diagonal: Double
    /// β; 0 where `rest` was taken for a breakdown.
    var offDiagonal: Double
    /// What the sweeps left of the vector.
    var rest: Double
    /// ‖Hv‖.
    var size: Double
    /// The error of H as measured so far.
    var noise: OperatorNoise
    /// What was along each locked vector.
    var couplings: [Double]
}

/// The Krylov space with which a search begins, up to its first restart or lock: its steps and its vectors.
///
/// It depends on H and the start vector only, not on what is looked for: a search for other pairs, or to another tolerance, takes
/// its steps again from here, without products, and draws its own conclusions from them. So it comes to the same bits as if it
/// had made them.
struct FirstSpace: Sendable {
    var steps: [LanczosStep] = []
    /// The vectors, one more than steps; nil as long as they are the first rows of the search's own basis.
    var vectors: LanczosBasis?
    /// Random vectors drawn for the first one.
    var draws = 0
}

extension LanczosState {
    /// A factorisation whose first steps are known.
    init(repeating space: FirstSpace, in vectors: LanczosBasis, capacity: Int) {
        basis = vectors
        basis.setCapacity(capacity)
        noise = OperatorNoise(dtype: vectors.dtype, dimension: vectors.dimension)
        // The vector of the last step needs a row, too.
        first.steps = Array(space.steps.prefix(max(0, capacity - 1)))
        first.draws = space.draws
        draws = space.draws
        hasNextVector = true
    }

    /// Whether the open space is the first one: every product is a column of it.
    var isInFirstSpace: Bool { block.size == products }

    /// The first space with its vectors; nil where they were not kept.
    var firstSpace: (space: FirstSpace, vectors: LanczosBasis)? {
        if let vectors = first.vectors { return (first, vectors) }
        return isInFirstSpace ? (first, basis) : nil
    }

    /// The next step, if it is known and ends in the same way now.
    mutating func nextKnownStep(breakdown: Double) -> LanczosStep? {
        guard isInFirstSpace, products < first.steps.count else { return nil }
        let step = first.steps[products]
        if (step.rest > breakdown) == (step.offDiagonal > 0) { return step }
        first.steps.removeSubrange(products...)
        return nil
    }

    /// To be called before the vectors of the open space are given up: those of the first one are kept, where memory allows.
    mutating func keepFirstSpace() {
        guard isInFirstSpace, first.vectors == nil, !first.steps.isEmpty else { return }
        first.vectors = basis.compact(rows: first.steps.count + 1)
        if first.vectors == nil { first.steps = [] }
    }
}
