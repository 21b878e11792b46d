import Kernels
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// The search for a part of the spectrum: a Lanczos factorisation, and what has been concluded from it so far.
///
/// A plain value: a copy can be kept and taken up again later. Its life:
///
///     extend ─> look, at growing intervals ─> converged? ─> lock, random start, look for more ─> nothing? ─> done
///       ^           │ broken down: lock, random start                                           │ better: go on
///       │           │ full: thick restart                                                       │
///       └───────────┴────────────────────────────────────────────────────────────────────────────┘
public struct EigenSearch: Sendable {
    var request: ResolvedRequest
    var lanczos: LanczosState
    /// Whether the recurrence has ended in an invariant space, by itself or within the tolerance.
    var hasBrokenDown = false
    /// Whether the locked pairs are known to hold the answer.
    var isAccepted = false
    /// The error of H when pairs were last taken as converged: what is converged stays so.
    var settledNoise = 0.0
    /// The check for multiplicity under way.
    private var check: Check?
    /// Products that the first convergence took.
    private var firstConvergence: Int?
    /// Whether the last column ended in an invariant space, as long as it has not been concluded what it means.
    private var unconcluded: Bool?
    /// The size of the open space at which to look again, and what the last look saw.
    private var nextLook = 1
    private var lastLook: (size: Int, distance: Double)?

    private struct Check: Sendable {
        var region: WantedRegion
        var start: Int
        /// How far the polynomials must grow, and had grown before the last restart.
        var enough: Double
        var before = WantedRegion.Growth()
    }

    /// Why a run came to its end.
    public enum Ending: Sendable, Hashable {
        /// The wanted pairs are found.
        case accepted
        /// The request's bound of products is reached.
        case productLimit
        /// Stopped from outside; the search can be taken up again.
        case interrupted
    }

    init(_ request: ResolvedRequest, for H: any LinearOperator, _ budget: BasisBudget) throws {
        self.request = request
        let capacity = budget.capacity(count: request.count, dimension: H.dimension)
        lanczos = try LanczosState(dtype: H.dtype, dimension: H.dimension, capacity: capacity)
        try lanczos.begin(with: request.start)
        lanczos.first.draws = lanczos.draws
    }

    /// A search that begins with steps that another one of H, from the same start vector, has made.
    init(_ request: ResolvedRequest, _ budget: BasisBudget, repeating space: FirstSpace, in vectors: LanczosBasis) {
        self.request = request
        let capacity = budget.capacity(count: request.count, dimension: vectors.dimension)
        lanczos = LanczosState(repeating: space, in: vectors, capacity: capacity)
    }

    /// A search that has not begun. Throws where the request makes no sense for H.
    public init(_ request: EigenRequest, for H: any LinearOperator) throws {
        let resolved = try request.resolved(for: H)
        try self.init(resolved, for: H, BasisBudget(resolved, for: H))
    }

    /// Products with H so far.
    public var products: Int { lanczos.products }

    /// Whether it has stopped in the midst of its conclusions, which only an interrupt leaves whole.
    var isConcluding: Bool { unconcluded != nil }

    /// Goes on until the wanted pairs are found or something stops it. H is the same each time.
    public mutating func run(_ H: any LinearOperator, monitor: (any ProgressMonitor)? = nil) throws -> Ending {
        do {
            while !isAccepted {
                if let isInvariant = unconcluded {
                    try conclude(isInvariant: isInvariant)
                    unconcluded = nil
                    continue
                }
                guard products < request.productLimit else { return .productLimit }
                try Interruption.check(
                    monitor, ProgressReport(task: "eigsh", done: products, total: nil, note: note))
                if !lanczos.hasNextVector { try wholly { try $0.lanczos.begin(with: nil) } }
                unconcluded = try lanczos.extend(by: H, breakdown: criterion.floor) == 0
            }
            return .accepted
        } catch  where Interruption.isMeant(by: error) { return .interrupted }
    }

    /// Does something, or, if it throws, nothing. What it changes of vectors that are needed, it must change last.
    private mutating func wholly(_ body: (inout EigenSearch) throws -> Void) throws {
        var before = self
        // The vectors themselves are held once: they are not copied.
        before.lanczos.basis = try LanczosBasis(dtype: lanczos.basis.dtype, dimension: lanczos.dimension, capacity: 0)
        do { try body(&self) } catch {
            swap(&before.lanczos.basis, &lanczos.basis)
            self = before
            throw error
        }
    }

    /// Whether the wanted pairs are found and only further copies of their values are looked for.
    var isChecking: Bool { check != nil && !isAccepted }

    private var note: String {
        if isChecking { return "looking for further copies" }
        guard let lastLook, lastLook.distance.isFinite else { return "" }
        return "residual \(shortDescription(exp(max(lastLook.distance, 0)))) times its target"
    }

    /// The most products that a check may take: as many as the first convergence, unless that tells nothing since the given
    /// start vector lay in an invariant space.
    private var longestCheck: Int {
        guard let firstConvergence, !(hasBrokenDown && request.start != nil) else { return .max }
        return firstConvergence
    }

    /// What one more column means.
    private mutating func conclude(isInvariant: Bool) throws {
        if isInvariant { hasBrokenDown = true }
        if let check, (check.before + check.region.growth(in: lanczos.block)).smallest >= check.enough {
            accept()
            return
        }
        let isOverdue = check.map { products - $0.start >= longestCheck } ?? false
        guard isInvariant || isOverdue || !lanczos.hasRoom || lanczos.block.size >= nextLook else { return }
        try wholly { try $0.look(isInvariant: isInvariant, isOverdue: isOverdue) }
    }

    /// What the space holds now.
    private mutating func look(isInvariant: Bool, isOverdue: Bool) throws {
        let assessment = try assess()
        scheduleLook(after: assessment)
        if lanczos.isComplete {
            isAccepted = true
        } else if assessment.isConverged {
            try consider(assessment, isCheckOver: isInvariant || isOverdue)
        } else if assessment.isBlocked {
            try release(assessment)
        } else if isInvariant {
            try lock(assessment)
        } else if !lanczos.hasRoom {
            try restart(assessment)
        }
    }

    /// The wanted pairs are converged: are they the right ones?
    private mutating func consider(_ assessment: Assessment, isCheckOver: Bool) throws {
        let criterion = criterion
        firstConvergence = firstConvergence ?? products
        if let check, assessment.wanted.allSatisfy(\.isLocked) {
            if try isCheckOver || check.region.isExcluded(by: lanczos.block.spectrum(), criterion) {
                accept()
            } else if !lanczos.hasRoom {
                try restart(assessment)
            }
            return
        }
        // Invariant within the tolerance: the start vector was a special one.
        let targets = assessment.wanted.map { criterion.target($0.value) }
        if lanczos.block.residualNorm <= targets.reduce(0, max) { hasBrokenDown = true }
        guard let region = region(displacing: assessment.wanted, criterion) else {
            isAccepted = true
            return
        }
        // The start vector's Krylov space has nothing of the copies that are looked for, and would only distract: all of it is
        // set aside, however poorly its other vectors are known.
        try lock(assessment)
        check = Check(
            region: region, start: products,
            enough: WantedRegion.enough(dimension: lanczos.dimension - lanczos.locked.count))
    }

    /// The check has found nothing: the locked pairs are the answer.
    private mutating func accept() {
        lanczos.discardBlock()
        isAccepted = true
    }

    /// Locks the pairs of the open space, the best of all if there is no room for more. The next space begins at random.
    private mutating func lock(_ assessment: Assessment) throws {
        settledNoise = max(settledNoise, criterion.noise)
        let rows = lanczos.basis.capacity - 1
        let limit = rows >= lanczos.dimension ? rows : max(request.count, rows / 2)
        let kept = assessment.order.prefix(limit).map { assessment.candidates[$0] }
        let open = kept.filter { !$0.isLocked }.sorted { $0.index < $1.index }
        let before = lanczos.locked.count
        try lanczos.lock(
            open.map(\.index),
            as: open.map { LanczosState.LockedPair(value: $0.value, residual: $0.residual, uncertainty: $0.uncertainty) })
        try lanczos.keepLocked(
            kept.filter(\.isLocked).map(\.index).sorted() + (before..<lanczos.locked.count))
        lastLook = nil
        nextLook = 1
    }

    /// Locked pairs that are not wanted, and known too poorly, couple with wanted ones of the open space: they are unlocked, and the
    /// space begins again with the sum of the latter.
    private mutating func release(_ assessment: Assessment) throws {
        let isNeeded = assessment.wanted.filter(\.isLocked).map(\.index).sorted()
        guard isNeeded.count < lanczos.locked.count else {
            // Nothing can be done about it: the residuals say so.
            try consider(assessment, isCheckOver: false)
            return
        }
        let start = try lanczos.sum(ofRitzVectors: assessment.wanted.filter { !$0.isLocked }.map(\.index))
        lanczos.discardBlock()
        try lanczos.keepLocked(isNeeded)
        try Interruption.postponed { try lanczos.begin(with: start) }
        check = nil
        lastLook = nil
        nextLook = 1
    }

    /// Room for more: of the open space the best part is kept.
    private mutating func restart(_ assessment: Assessment) throws {
        if let check { self.check?.before = check.before + check.region.growth(in: lanczos.block) }
        let m = lanczos.block.size
        let open = assessment.order.map { assessment.candidates[$0] }.filter { !$0.isLocked }
        let wanted = assessment.wanted.count { !$0.isLocked }
        // As many unwanted ones as speed up the wanted: about two fifths of what would be free.
        let count = min(max(1, wanted + max(0, m - wanted) * 2 / 5), m - 1)
        try lanczos.restart(keeping: open.prefix(count).map(\.index).sorted())
        lastLook = nil
        nextLook = lanczos.block.size + 1
    }

    /// When to look again. Looking costs more than a step, so it is done each time at half the distance at which, as things go,
    /// all will be converged.
    private mutating func scheduleLook(after assessment: Assessment) {
        let size = lanczos.block.size
        let distance = assessment.distance
        defer { lastLook = (size, distance) }
        guard distance.isFinite else {
            nextLook = max(size + 1, request.count - lanczos.locked.count)
            return
        }
        var step = max(1, size / 8)
        if let lastLook, lastLook.distance.isFinite, lastLook.distance > distance {
            let rate = (lastLook.distance - distance) / Double(max(1, size - lastLook.size))
            step = min(max(1, Int(min(distance / rate, 1e6) / 2)), max(1, size / 4))
        }
        nextLook = size + (size < 16 || distance <= 0 ? 1 : step)
    }
}
