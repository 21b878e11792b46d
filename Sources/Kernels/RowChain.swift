import Tensors

/// Loops and sums of products each of which computes rows of its results from the same rows of what those before it computed.
///
/// A row is a matrix of a batch, or a row of a single matrix. A tile takes a share of the rows through all links; so threads wait
/// for each other once for the whole chain, and what a link leaves the next one finds in its core's caches. Sums over rows are
/// put together when all shares are through: no link may read them.
public final class RowChain: Sendable {
    /// What a row is, and how many there are.
    public struct Rows: Sendable, Hashable {
        public var count: Int
        /// Whether a row is a matrix of a batch; otherwise it is a row of one matrix.
        public var isBatch: Bool

        public init(count: Int, isBatch: Bool) {
            self.count = count
            self.isBatch = isBatch
        }
    }

    public enum Link: Sendable {
        /// Its space has the rows as the product of some leading axes. Takes the pointers of its operands, then of its results.
        case loop(ElementwiseProgram)
        /// Products of one sum, as `ProductSet.sum(_:)` gives them. Takes A and B of each, then C.
        case sum([Gemm])

        /// Pointers to what is read.
        var operandCount: Int {
            switch self {
            case .loop(let program): program.operands.count
            case .sum(let products): 2 * products.count
            }
        }

        /// Pointers to what is read and written.
        var pointerCount: Int {
            switch self {
            case .loop(let program): program.operands.count + program.results.count
            case .sum(let products): 2 * products.count + 1
            }
        }
    }

    public let links: [Link]
    private let shares: RowShares
    private let kernels: [ElementwiseKernel]
    // Plain memory: what tiles read takes part in no reference counting.
    private nonisolated(unsafe) let steps: UnsafeMutableBufferPointer<Step>
    private nonisolated(unsafe) let products: UnsafeMutableBufferPointer<Gemm>
    private let partialBytes: Int

    /// A link ready to run: where its pointers begin, where results follow, and what it is.
    private struct Step {
        var operands: Int
        var results: Int
        var work: Work
    }

    private enum Work {
        case loop(Unmanaged<ElementwiseKernel>, partials: Int)
        case sum(Range<Int>)
    }

    /// Rows of a share.
    public var rowsPerShare: Int { shares.size }
    public var shareCount: Int { shares.count }

    /// Throws `KernelFailure.invalid` if a link does not have the rows.
    public init(_ links: [Link], rows: Rows) throws(KernelFailure) {
        guard rows.count > 0 else { throw .invalid("a chain of no rows") }
        let shares = RowShares(rows: rows.count, size: RowChain.shareSize(links, rows: rows))
        var steps: [Step] = []
        var products: [Gemm] = []
        var kernels: [ElementwiseKernel] = []
        var pointers = 0
        var partials = 0
        for link in links {
            let work: Work
            switch link {
            case .loop(let program):
                let kernel = try ElementwiseKernel(program, shares: shares)
                guard kernel.count > 0 else { throw .invalid("an empty loop in a chain") }
                kernels.append(kernel)
                work = .loop(.passUnretained(kernel), partials: partials)
                partials += (kernel.jobMemoryBytes + 63) / 64 * 64
            case .sum(let sum):
                guard ProductSet.sum(sum) == sum, RowChain.sum(sum, rows: rows) == sum else {
                    throw .invalid("products without the rows of their chain")
                }
                for product in sum { try product.check() }
                work = .sum(products.count..<(products.count + sum.count))
                products += sum
            }
            steps.append(Step(operands: pointers, results: pointers + link.operandCount, work: work))
            pointers += link.pointerCount
        }
        self.links = links
        self.shares = shares
        self.kernels = kernels
        partialBytes = partials
        self.steps = .allocate(capacity: steps.count)
        _ = self.steps.initialize(from: steps)
        self.products = .allocate(capacity: products.count)
        _ = self.products.initialize(from: products)
    }

    deinit {
        steps.deallocate()
        products.deallocate()
    }

    /// A sum, as a set takes it, with the rows of a chain; nil if it has none such.
    public static func sum(_ products: [Gemm], rows: Rows) -> [Gemm]? {
        guard let first = products.first else { return nil }
        guard rows.isBatch else { return first.batch == 1 && first.m == rows.count ? products : nil }
        if first.batch == rows.count { return products }
        let shared = products.compactMap { $0.batch == 1 ? $0.rowsShared(among: rows.count) : nil }
        return shared.count == products.count ? shared : nil
    }

    /// Runs all links; `pointers` are theirs, one link's after the other's. What one link reads as another's result is that
    /// result's memory, in which both mean the same bytes by a row.
    public func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer>, pool: ThreadPool = .shared) throws(KernelFailure) {
        let thread = ThreadState.current
        guard let partials = thread.pointee.jobMemory(partialBytes) else { throw .outOfMemory(bytes: partialBytes) }
        let failures = thread.pointee.failures
        failures.reset()
        let job = RowChainJob(chain: .passUnretained(self), pointers: pointers, partials: partials, failures: failures)
        guard pool.run(tiles: shares.count, job) else { throw .interrupted }
        for step in steps {
            if case .loop(let kernel, let partials) = step.work {
                kernel._withUnsafeGuaranteedRef { $0.combine(elementwise(kernel, step, partials, job)) }
            }
        }
        try failures.check()
    }

    fileprivate func run(share: Int, _ job: RowChainJob) {
        for step in steps {
            switch step.work {
            case .loop(let kernel, let partials): elementwise(kernel, step, partials, job).run(tile: share)
            case .sum(let range):
                for number in range {
                    let place = step.operands &+ 2 &* (number &- range.lowerBound)
                    multiply(
                        products[number], rows: shares[share], job.pointers[place], job.pointers[place &+ 1],
                        job.pointers[step.results], job.failures)
                }
            }
        }
    }

    private func multiply(
        _ product: Gemm, rows: Range<Int>, _ a: UnsafeMutableRawPointer, _ b: UnsafeMutableRawPointer,
        _ c: UnsafeMutableRawPointer, _ failures: FailureFlags
    ) {
        guard product.batch > 1 else {
            return GemmTile(product, matrix: 0, rows: rows)
                .multiply(a, b, c, from: 0, to: product.k, accumulate: product.accumulate, failures)
        }
        for matrix in rows {
            GemmTile(product, matrix: matrix, rows: 0..<product.m)
                .multiply(a, b, c, from: 0, to: product.k, accumulate: product.accumulate, failures)
        }
    }

    private func elementwise(
        _ kernel: Unmanaged<ElementwiseKernel>, _ step: Step, _ partials: Int, _ job: RowChainJob
    ) -> ElementwiseJob {
        ElementwiseJob(
            kernel: kernel,
            operands: UnsafeRawPointer(job.pointers + step.operands).assumingMemoryBound(to: UnsafeRawPointer.self),
            results: job.pointers + step.results, partials: job.partials + partials, failures: job.failures)
    }
}

private struct RowChainJob: TileTask {
    let chain: Unmanaged<RowChain>
    let pointers: UnsafePointer<UnsafeMutableRawPointer>
    let partials: UnsafeMutableRawPointer
    let failures: FailureFlags

    func run(tile: Int) { chain._withUnsafeGuaranteedRef { $0.run(share: tile, self) } }
}

// How many rows a share has: a function of the links alone.
extension RowChain {
    /// Nanoseconds of work that are worth a thread, and after which an interrupt is looked for.
    private static let worthwhile = 8_000.0
    private static let longest = 5_000_000.0
    /// Rows of single matrices below which it costs more than threads gain that each share reads B again, or has to copy it.
    private static let fewest = 12
    private static let fewestCopying = 16
    private static let mostShares = 16

    /// Rows of a share of a chain; all of them where the work is not worth a second thread.
    static func shareSize(_ links: [Link], rows: Rows) -> Int {
        let cost = nanoseconds(links)
        let most = max(min(Int(cost / worthwhile), mostShares), Int(cost / longest))
        var count = 1
        if rows.isBatch {
            count = max(1, min(most, rows.count))
        } else {
            // A power of two, so that two or four threads have as much each.
            let fewest = links.contains(where: \.copiesB) ? RowChain.fewestCopying : RowChain.fewest
            while 2 * count <= min(most, rows.count / fewest) { count *= 2 }
        }
        return (rows.count + count - 1) / count
    }

    /// About what a chain costs on one thread.
    public static func nanoseconds(_ links: [Link]) -> Double { links.reduce(0) { $0 + $1.nanoseconds } }

    /// Whether the work is worth several threads.
    public static func isWorthwhile(_ links: [Link], rows: Rows) -> Bool { shareSize(links, rows: rows) < rows.count }
}

extension RowChain.Link {
    fileprivate var copiesB: Bool {
        guard case .sum(let products) = self else { return false }
        return products.contains(where: \.copiesB)
    }

    fileprivate var nanoseconds: Double {
        switch self {
        case .loop(let program): program.extents.reduce(program.nanosecondsPerElement) { $0 * Double($1) }
        case .sum(let products):
            products.reduce(0) { sum, product in
                let count = Double(product.batch) * Double(product.m) * Double(product.n) * Double(product.k)
                return sum + count * (product.dtype == .float32 ? 0.02 : 0.04)
            }
        }
    }
}
