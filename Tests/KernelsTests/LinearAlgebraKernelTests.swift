import Foundation
import Tensors
import Testing

@testable import Kernels

@Suite(.serialized) struct LinearAlgebraKernelTests {
    private func matrices(_ count: Int, _ rows: Int, _ columns: Int) -> [Double] {
        var random = TestRandom(8)
        return (0..<(count * rows * columns)).map { i in
            random.uniform(-1, 1) + (i / columns % rows == i % columns ? Double(3 + i % columns) : 0)
        }
    }

    private func results(
        _ routine: MatrixRoutine, batch: Int, rows: Int, columns: Int, _ x: [Double], _ b: [Double] = [0], threads: Int = 2
    ) throws -> [Double] {
        let kernel = try LinearAlgebraKernel(routine, dtype: .float64, batch: batch, rows: rows, columns: columns)
        var y = [Double](repeating: .nan, count: batch * routine.resultCount(rows: rows, columns: columns))
        let pool = ThreadPool()
        pool.threadCount = threads
        try y.withUnsafeMutableBytes { y in
            guard let start = y.baseAddress else { return }
            try kernel.run(x, b, start, pool: pool)
        }
        return y
    }

    static let routines: [MatrixRoutine] = [
        .lu, .cholesky, .eigen(vectors: true), .eigen(vectors: false), .svd(.none), .svd(.thin), .svd(.full), .qr,
    ]

    /// Batches and single matrices, on one thread and two, whatever the alignment of what is handed in.
    @Test(arguments: routines) func equalMatricesHaveEqualBits(_ routine: MatrixRoutine) throws {
        for (batch, n) in [(200, 5), (3, 40)] {
            let x = matrices(batch, n, n)
            let one = try results(routine, batch: batch, rows: n, columns: n, x, threads: 1)
            let two = try results(routine, batch: batch, rows: n, columns: n, x, threads: 2)
            #expect(one.map(\.bitPattern) == two.map(\.bitPattern))
            let each = routine.resultCount(rows: n, columns: n)
            for i in [1, batch - 1] {
                let single = try results(routine, batch: 1, rows: n, columns: n, Array(x[(i * n * n)..<((i + 1) * n * n)]))
                #expect(single.map(\.bitPattern) == one[(i * each)..<((i + 1) * each)].map(\.bitPattern))
            }
        }
    }

    /// A call on a thread of its own gives what one on this thread gives.
    @Test func largeMatricesAreAsGoodAsSmallOnes() throws {
        let n = 200
        let x = matrices(1, n, n)
        let found = try results(.eigen(vectors: true), batch: 1, rows: n, columns: n, x)
        let task = MatrixTask<Double>(.eigen(vectors: true), rows: n, columns: n)
        #expect(task.cost > 5e7)
        var expected = [Double](repeating: 0, count: task.resultCount)
        let scratch = try AlignedMemory(byteCount: task.scratchBytes)
        #expect(task.run(x, x, &expected, scratch: scratch.start) == 0)
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }

    /// X·A = B and X·Aᵀ = B, for matrices large and small.
    @Test(arguments: [1, 3, 30, 300]) func divisions(_ n: Int) throws {
        let x = matrices(1, n, n)
        let b = (0..<(2 * n)).map { Double($0 % 7) - 3 }
        let factors = try results(.lu, batch: 1, rows: n, columns: n, x)
        for isTransposed in [false, true] {
            let quotient = try results(
                .divide(isTransposed: isTransposed, rejectsSingular: true), batch: 1, rows: 2, columns: n, factors, b)
            for row in 0..<2 {
                for j in 0..<n {
                    let sum = (0..<n).reduce(0.0) { $0 + quotient[row * n + $1] * (isTransposed ? x[j * n + $1] : x[$1 * n + j]) }
                    #expect(abs(sum - b[row * n + j]) < 1e-10)
                }
            }
        }
    }

    /// A stop that is asked for in the midst of a long call ends the wait, and the call goes on alone.
    @Test(arguments: [.eigen(vectors: true), .svd(.full)] as [MatrixRoutine]) func interruptsReachLongCalls(
        _ routine: MatrixRoutine
    )
        throws
    {
        let n = 1500
        let x = matrices(1, n, n)
        defer { Interrupt.clear() }
        Thread.detachNewThread {
            usleep(50_000)
            Interrupt.request()
        }
        #expect(throws: KernelFailure.interrupted) { try results(routine, batch: 1, rows: n, columns: n, x) }
    }

    /// The first matrix that fails is named, on any number of threads.
    @Test(arguments: [1, 2]) func theFirstFailureIsNamed(threads: Int) throws {
        var x = matrices(1000, 2, 2)
        for i in [900, 333, 700] { x[4 * i] = -1 }
        let fault = MatrixFault(kind: .notPositiveDefinite, shape: [2, 2], index: 333)
        #expect(throws: KernelFailure.matrix(fault)) {
            try results(.cholesky, batch: 1000, rows: 2, columns: 2, x, threads: threads)
        }
        x[4 * 5 + 1] = .nan
        #expect(throws: KernelFailure.matrix(MatrixFault(kind: .notFinite, shape: [2, 2], index: 5))) {
            try results(.cholesky, batch: 1000, rows: 2, columns: 2, x, threads: threads)
        }
    }

    @Test func tooLargeMatricesAreRefused() {
        #expect(throws: TensorError.self) {
            try LinearAlgebraKernel(.eigen(vectors: true), dtype: .float64, rows: 1 << 20, columns: 1 << 20)
        }
    }
}
