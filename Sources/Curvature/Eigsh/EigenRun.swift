import Kernels
import Tensors

/// A run of `eigsh` that can go on after its end: to more products, to a tighter tolerance, to other pairs.
///
/// A plain value. Whatever it has done before, it gives to the bit what a first run with its request gives. What it keeps only
/// saves products: a search that was stopped goes on as if it had not been; otherwise the first Krylov space is repeated, and
/// where that was not kept all begins anew.
public struct EigenRun: Sendable {
    public private(set) var request: EigenRequest
    /// How large its bases may be; settled with the first one.
    private var budget: BasisBudget?
    /// A search that was stopped.
    private var search: EigenSearch?
    /// Of a search that has ended, the request that it answers, and its first space.
    private var answered: ResolvedRequest?
    private var space: (FirstSpace, LanczosBasis)?
    /// What is searched is a multiple of H.
    private var scale: OutOfRange?
    /// Products with H of the last result.
    public private(set) var products = 0

    public init(_ request: EigenRequest) { self.request = request }

    /// A run whose bases are to be as large as another's.
    init(_ request: EigenRequest, _ budget: BasisBudget?) {
        self.request = request
        self.budget = budget
    }

    /// What a run with `request` would have to make, beside what is known.
    public enum Rest: Sendable, Hashable {
        /// Nothing: the last result answers it.
        case nothing
        /// What comes after the stop.
        case remainder
        /// What comes after the first Krylov space, or after that part of it that it needs.
        case afterFirstSpace
        /// The matrix, which is solved directly.
        case matrix
        /// All of it.
        case everything
    }

    /// How a run to another request would go on. Throws where it makes no sense for H.
    public func rest(for request: EigenRequest, _ H: any LinearOperator) throws -> Rest {
        let resolved = try request.resolved(for: H)
        let isDense = resolved.isDense(dimension: H.dimension)
        if let answered, answered.asksForSame(as: resolved), answered.isDense(dimension: H.dimension) == isDense {
            return .nothing
        }
        if isDense { return .matrix }
        if let search, search.request.asksForSame(as: resolved) { return .remainder }
        return search?.lanczos.firstSpace == nil && space == nil ? .everything : .afterFirstSpace
    }

    /// Goes on to another request, whose start vector, basis limit and operator are those of before.
    public mutating func go(
        _ H: any LinearOperator, to request: EigenRequest, monitor: (any ProgressMonitor)? = nil
    ) throws -> EigenResult {
        let resolved = try request.resolved(for: H)
        switch try rest(for: request, H) {
        case .nothing, .matrix, .everything: self = EigenRun(request, budget)
        case .remainder: search?.request.productLimit = resolved.productLimit
        case .afterFirstSpace:
            if let (first, vectors) = search?.lanczos.firstSpace ?? space, let budget {
                space = nil
                search = EigenSearch(resolved, budget, repeating: first, in: vectors)
            } else {
                self = EigenRun(request, budget)
            }
        }
        self.request = request
        return try go(H, monitor: monitor)
    }

    /// Runs until the request is answered or something stops it.
    public mutating func go(_ H: any LinearOperator, monitor: (any ProgressMonitor)? = nil) throws -> EigenResult {
        let resolved = try request.resolved(for: H)
        do {
            return try solve(H, resolved, monitor)
        } catch let unscaled as OutOfRange {
            // Squares of such numbers overflow or vanish: 2ˢ·H is solved instead.
            scale = unscaled
            search = nil
            return try solve(H, resolved, monitor)
        }
    }

    private mutating func solve(
        _ H: any LinearOperator, _ request: ResolvedRequest, _ monitor: (any ProgressMonitor)?
    ) throws -> EigenResult {
        let scaled = scale.map { ShiftedOperator(H, factor: $0.factor) } ?? H
        var result: EigenResult
        if request.isDense(dimension: H.dimension) {
            do {
                result = try denseEigsh(scaled, request, monitor: monitor)
                answered = request
            } catch  where Interruption.isMeant(by: error) {
                Interruption.acknowledge()
                return EigenResult(
                    values: [], vectors: try Tensor(zeros: H.dtype, shape: [0, H.dimension]), residuals: [], matvecs: 0,
                    converged: [], floor: 0, warnings: ["eigsh: interrupted before anything was known"], isInterrupted: true)
            }
        } else {
            let budget = budget ?? BasisBudget(request, for: H)
            self.budget = budget
            // Held once: otherwise its vectors would be copied.
            var current = try search.take() ?? EigenSearch(request, for: scaled, budget)
            do {
                let ending = try current.run(scaled, monitor: monitor)
                if ending == .interrupted { Interruption.acknowledge() }
                result = try current.result(ending)
                answered = ending == .accepted ? request : nil
            } catch {
                // A product that fails changes nothing.
                if !current.isConcluding { search = current }
                throw error
            }
            search = current
        }
        if let scale {
            result.values = result.values.map { $0 / scale.factor }
            result.residuals = result.residuals.map { $0 / scale.factor }
            result.floor /= scale.factor
            result.matvecs += scale.products
        }
        products = result.matvecs
        return result
    }

    // MARK: Keeping

    /// Gives up what later runs have no use for, and memory that holds nothing.
    public mutating func condense() {
        guard var search = search.take() else { return }
        if search.isAccepted {
            space = search.lanczos.firstSpace.flatMap { first in
                first.vectors.compact(rows: first.space.steps.count + 1).map { (first.space, $0) }
            }
        } else {
            let rows = max(search.lanczos.rowCount, search.lanczos.first.steps.count) + 1
            if let compact = search.lanczos.basis.compact(rows: rows) { search.lanczos.basis = compact }
            self.search = search
        }
    }

    /// The run with its vectors, which are no longer held here.
    public mutating func handOver() -> EigenRun {
        let whole = self
        search = nil
        space = nil
        return whole
    }

    /// Takes back the vectors that were handed over, with what has come of them since, if they are still there.
    public mutating func takeBack(_ other: EigenRun) {
        guard search == nil, space == nil else { return }
        search = other.search
        space = other.space
        scale = other.scale
    }

    /// Whether there is memory for a copy of the vectors to go on with, beside those that are kept.
    public var fitsTwice: Bool {
        guard let basis = search?.lanczos.basis ?? space?.1 else { return true }
        let bytes = basis.bytes(rows: basis.capacity)
        return bytes <= 1 << 20 || bytes <= Memory.available() / 16 * 15
    }
}

extension ResolvedRequest {
    /// Whether both want the same, however many products it may take.
    func asksForSame(as other: ResolvedRequest) -> Bool {
        count == other.count && part == other.part && tolerance == other.tolerance
    }
}
