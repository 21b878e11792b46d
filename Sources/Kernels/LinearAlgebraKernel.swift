import Tensors

/// A routine of dense linear algebra on each matrix of a batch.
///
/// Small matrices are spread over the pool's threads. A large one is a call of its own, which an interrupt abandons. Either way a
/// matrix is computed by one thread, so that bits do not depend on their number.
public struct LinearAlgebraKernel: Sendable {
    public let routine: MatrixRoutine
    public let batch: Int
    public let rows: Int
    public let columns: Int
    private let task: Task

    private enum Task: Sendable {
        case single(MatrixTask<Float>)
        case double(MatrixTask<Double>)
    }

    /// Beyond this the size of some work space does not fit LAPACK's integers.
    public static let largestExtent = 20_000

    /// For matrices of rows × columns: the operand of a factorization, or B of a division, where A has as many columns. float32
    /// or float64. Throws where extents are too large.
    public init(_ routine: MatrixRoutine, dtype: DType, batch: Int = 1, rows: Int, columns: Int) throws {
        let extent = routine.isDivision ? columns : max(rows, columns)
        guard extent <= LinearAlgebraKernel.largestExtent, rows <= Int(Int32.max) else {
            throw TensorError(
                "a matrix of shape \(Shape.describe([rows, columns])) is too large for this",
                hint: "extents go up to \(LinearAlgebraKernel.largestExtent)")
        }
        self.routine = routine
        self.batch = batch
        self.rows = rows
        self.columns = columns
        task =
            dtype == .float32
            ? .single(MatrixTask(routine, rows: rows, columns: columns))
            : .double(MatrixTask(routine, rows: rows, columns: columns))
    }

    /// Operations of the whole batch, roughly.
    public var flops: Int {
        let cost =
            switch task {
            case .single(let task): task.cost
            case .double(let task): task.cost
            }
        return Int(min(Double(batch) * cost, 0x1p62))
    }

    /// Computes the results y from the operands x and, in a division, b; any number for b elsewhere.
    public func run(
        _ x: UnsafeRawPointer, _ b: UnsafeRawPointer, _ y: UnsafeMutableRawPointer, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        switch task {
        case .single(let task): try run(task, x, b, y, pool)
        case .double(let task): try run(task, x, b, y, pool)
        }
    }

    private func run<Number>(
        _ task: MatrixTask<Number>, _ x: UnsafeRawPointer, _ b: UnsafeRawPointer, _ y: UnsafeMutableRawPointer,
        _ pool: ThreadPool
    ) throws(KernelFailure) {
        let job = MatrixJob(
            task: task, x: x.assumingMemoryBound(to: Number.self), b: b.assumingMemoryBound(to: Number.self),
            y: y.assumingMemoryBound(to: Number.self), batch: batch,
            perTile: max(1, Int(LinearAlgebraKernel.tileCost / max(task.cost, 1))), failures: ThreadState.current.pointee.failures
        )
        if task.cost > LinearAlgebraKernel.directCost {
            for index in 0..<batch { try check(job.runAbandonably(index), index) }
            return
        }
        job.failures.reset()
        guard pool.run(tiles: (batch + job.perTile - 1) / job.perTile, job) else { throw .interrupted }
        // The first that fails is run again, for what it says.
        if let index = job.failures.position { try check(job.run(index), index) }
        try job.failures.check()
    }

    /// A tile is worth at least this, a call of its own more than that.
    private static let tileCost = 5e4
    private static let directCost = 5e7

    private func check(_ status: Int32, _ index: Int) throws(KernelFailure) {
        guard status != 0 else { return }
        let fault: MatrixFault.Kind =
            switch routine {
            case _ where status == MatrixTask<Double>.notFinite: .notFinite
            case .divide: .singular
            case .cholesky: .notPositiveDefinite
            default: .noConvergence
            }
        let shape = routine.isDivision ? [columns, columns] : [rows, columns]
        throw .matrix(MatrixFault(kind: fault, shape: shape, index: batch == 1 ? nil : index))
    }
}

/// What the numbers of a matrix do not allow.
public struct MatrixFault: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case singular, notPositiveDefinite, noConvergence, notFinite
    }
    public var kind: Kind
    /// Its rows and columns.
    public var shape: [Int]
    /// Which it is of a batch; nil for a single one.
    public var index: Int?
}

extension MatrixFault: CustomStringConvertible {
    public var description: String {
        let which = "the matrix of shape \(Shape.describe(shape))" + (index.map { " at index \($0) of the batch" } ?? "")
        return switch kind {
        case .singular: "\(which) is singular"
        case .notPositiveDefinite: "\(which) is not positive definite"
        case .noConvergence: "\(which) has no decomposition: LAPACK's iteration did not converge"
        case .notFinite: "\(which) has an entry that is NaN or infinite"
        }
    }
}

extension MatrixRoutine {
    fileprivate var isDivision: Bool {
        switch self {
        case .divide, .divideByTriangle: true
        default: false
        }
    }
}

private struct MatrixJob<Number: LAPACKNumber>: TileTask, @unchecked Sendable {
    let task: MatrixTask<Number>
    let x: UnsafePointer<Number>
    let b: UnsafePointer<Number>
    let y: UnsafeMutablePointer<Number>
    let batch: Int
    let perTile: Int
    let failures: FailureFlags

    func run(tile: Int) {
        for index in (tile * perTile)..<min((tile + 1) * perTile, batch) where run(index) != 0 { failures.note(position: index) }
    }

    /// Matrix `index` on this thread, in its scratch memory.
    func run(_ index: Int) -> Int32 {
        guard let scratch = ThreadState.current.pointee.tileMemory(task.scratchBytes) else {
            failures.note(.outOfMemory)
            return 0
        }
        return task.run(
            x + index * task.operandCount, b + index * task.secondCount, y + index * task.resultCount, scratch: scratch)
    }

    /// Matrix `index` on a thread of its own, in memory that the call owns.
    func runAbandonably(_ index: Int) throws(KernelFailure) -> Int32 {
        let width = MemoryLayout<Number>.stride
        let task = task
        let parts = [task.operandCount, task.secondCount, task.resultCount].map { ($0 * width + 63) & ~63 }
        let memory = try AlignedMemory(byteCount: parts.reduce(0, +) + task.scratchBytes)
        @Sendable func part(_ i: Int) -> UnsafeMutablePointer<Number> {
            (memory.start + parts[..<i].reduce(0, +)).assumingMemoryBound(to: Number.self)
        }
        part(0).update(from: x + index * task.operandCount, count: task.operandCount)
        if task.secondCount > 0 { part(1).update(from: b + index * task.secondCount, count: task.secondCount) }
        let status = try AbandonableCall.run {
            task.run(part(0), part(1), part(2), scratch: UnsafeMutableRawPointer(part(3)))
        }
        (y + index * task.resultCount).update(from: part(2), count: task.resultCount)
        return status
    }
}
