@testable import Curvature
import Kernels
import Tensors
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Runs of eigsh that go on after their end give the bits of one run.
@Suite(.serialized) struct EigenRunTests {
    /// Requests that lead through everything: the first space alone, checks for copies, restarts, breakdowns, small matrices.
    static let cases: [(request: EigenRequest, diagonal: [Double])] = [
        (EigenRequest(count: 1), spaced(0, 1, 300)),
        (EigenRequest(count: 2, part: .bothEnds, tolerance: 1e-6), spaced(-1, 1, 300)),
        (EigenRequest(count: 3, part: .largest), spaced(0, 1, 300) + [2, 2, 3]),
        (EigenRequest(count: 3, part: .largest, basisLimit: 12), spaced(0, 1, 300) + [2, 2, 3]),
        (EigenRequest(count: 4, part: .smallestMagnitude), [Double](repeating: 1, count: 40) + [0, 0, 0.5, -0.25]),
        (EigenRequest(count: 2, basisLimit: 9), spaced(1, 2, 200).map { $0 * 1e250 }),
        (EigenRequest(count: 3), spaced(-1, 2, 20)),
    ]

    private func same(_ a: EigenResult, _ b: EigenResult) -> Bool {
        a.values.map(\.bitPattern) == b.values.map(\.bitPattern) && a.vectors.bits == b.vectors.bits
            && a.residuals.map(\.bitPattern) == b.residuals.map(\.bitPattern) && a.matvecs == b.matvecs
            && a.converged == b.converged && a.floor.bitPattern == b.floor.bitPattern
    }

    @Test(arguments: cases.indices, [DType.float64, .float32])
    func aRunThatIsCutShortGoesOn(_ index: Int, _ dtype: DType) throws {
        let (request, diagonal) = EigenRunTests.cases[index]
        if dtype == .float32, diagonal.contains(where: { $0 > 1e30 }) { return }
        let whole = try eigsh(DiagonalOperator(diagonal, dtype), request)
        #expect(whole.warnings.isEmpty)
        let H = DiagonalOperator(diagonal, dtype)
        var run = EigenRun(request)
        for stop in [1, 2, 5, 9, 14, 20, 33, 60, 100] where stop < whole.matvecs {
            var limited = request
            limited.productLimit = stop
            let part = try run.go(H, to: limited)
            let alone = try eigsh(DiagonalOperator(diagonal, dtype), limited)
            #expect(part.matvecs == alone.matvecs && same(part, alone))
            run.condense()
        }
        #expect(same(try run.go(H, to: request), whole))
        // No product has been made twice; a small matrix is formed at once.
        if diagonal.count > 32 { #expect(H.products == whole.matvecs) }
    }

    @Test(arguments: cases.indices)
    func anInterruptChangesNothing(_ index: Int) throws {
        let (request, diagonal) = EigenRunTests.cases[index]
        let whole = try eigsh(DiagonalOperator(diagonal), request)
        for method in [0, 1, 2] {
            var run = EigenRun(request)
            for stop in [0, 1, 3, 8, 13, 21, 34] {
                let H = StoppingOperator(diagonal, after: stop, method: method)
                let part =
                    method == 1
                    ? try run.go(H, monitor: StoppingMonitor(after: stop)) : try run.go(H)
                if part.isInterrupted { #expect(part.matvecs <= whole.matvecs) }
                run.condense()
            }
            #expect(same(try run.go(DiagonalOperator(diagonal)), whole), "method \(method)")
        }
    }

    /// Whenever it comes, also between the steps of one column, of a restart, or of a look.
    /// With many pairs of few parameters most of the time goes into the decompositions of looks.
    @Test(arguments: [(4, nil, 20_000), (4, 14, 20_000), (100, 240, 1000)])
    func interruptsAtAnyTime(_ count: Int, _ basisLimit: Int?, _ dimension: Int) throws {
        let diagonal = spaced(0, 1, dimension) + [2, 2, 3]
        let request = EigenRequest(count: count, part: .largest, tolerance: 1e-4, basisLimit: basisLimit)
        let whole = try eigsh(DiagonalOperator(diagonal), request)
        var run = EigenRun(request)
        var interrupts = 0
        let random = RandomStream(seed: 5, stream: 1)
        while interrupts < 200 {
            EigenRunTests.interrupt(afterMicroseconds: UInt32(random.uniform(at: UInt64(interrupts)) * 3000))
            let result: EigenResult
            do { result = try run.go(DiagonalOperator(diagonal)) } catch {
                // Before there was anything to keep.
                #expect(Interruption.isMeant(by: error))
                interrupts += 1
                Interrupt.clear()
                continue
            }
            guard result.isInterrupted else { break }
            interrupts += 1
        }
        EigenRunTests.wait()
        Interrupt.clear()
        #expect(interrupts > 0)
        #expect(same(try run.go(DiagonalOperator(diagonal), to: request), whole))
    }

    nonisolated(unsafe) private static var thread: pthread_t?
    nonisolated(unsafe) private static var delay: UInt32 = 0

    private static func wait() {
        if let thread { pthread_join(thread, nil) }
        thread = nil
    }

    private static func interrupt(afterMicroseconds delay: UInt32) {
        wait()
        Interrupt.clear()
        self.delay = delay
        var started = pthread_t()
        pthread_create(
            &started, nil,
            { _ in
                usleep(EigenRunTests.delay)
                Interrupt.request()
                return nil
            }, nil)
        thread = started
    }

    /// Another tolerance, number or end: as one run with it, and the first space is not made again.
    @Test(arguments: [DType.float64, .float32], [true, false])
    func anotherRequestRepeatsTheFirstSpace(_ dtype: DType, _ isCondensed: Bool) throws {
        let diagonal = spaced(-1, 1, 400) + [1.5, 1.5, 2, -3]
        for first in [
            EigenRequest(count: 3, tolerance: 1e-1), EigenRequest(count: 1, tolerance: 1e-2),
            EigenRequest(count: 2, part: .bothEnds, productLimit: 25),
        ] {
            for (count, part, tolerance) in [
                (3, SpectrumPart.largestMagnitude, 1e-4), (2, .bothEnds, 1e-3), (1, .smallest, 1e-5), (5, .largest, 1e-1),
                (3, .largestMagnitude, 1e-1), (4, .smallestMagnitude, 0.5),
            ] {
                let request = EigenRequest(count: count, part: part, tolerance: tolerance)
                let whole = try eigsh(DiagonalOperator(diagonal, dtype), request)
                let H = DiagonalOperator(diagonal, dtype)
                var run = EigenRun(first)
                let before = try run.go(H)
                if isCondensed { run.condense() }
                let rest = try run.rest(for: request, H)
                let again = try run.go(H, to: request)
                #expect(same(again, whole), "\(first) \(count) \(part): \(summary(again)) \(summary(whole))")
                if rest == .afterFirstSpace { #expect(H.products < before.matvecs + whole.matvecs) }
                // And from there to the first one again.
                if isCondensed { run.condense() }
                #expect(same(try run.go(H, to: first), before))
            }
        }
    }

    @Test func whatIsAnsweredIsKnown() throws {
        let H = DiagonalOperator(spaced(0, 1, 300))
        var run = EigenRun(EigenRequest(count: 2, tolerance: 1e-3))
        #expect(try run.rest(for: run.request, H) == .everything)
        _ = try run.go(H)
        #expect(try run.rest(for: run.request, H) == .nothing)
        run.condense()
        #expect(try run.rest(for: run.request, H) == .nothing)
        #expect(try run.rest(for: EigenRequest(count: 2, tolerance: 1e-5), H) == .afterFirstSpace)
        var small = EigenRun(EigenRequest(count: 2))
        let matrix = DiagonalOperator([1, 2, 3])
        _ = try small.go(matrix)
        #expect(try small.rest(for: EigenRequest(count: 1), matrix) == .matrix)
        #expect(try small.go(matrix, to: EigenRequest(count: 1)).values == [3])
        #expect(thrown { _ = try small.rest(for: EigenRequest(count: 4), matrix) }?.message.contains("k=4") == true)
    }

    /// A basis for which there was little memory stays as it is, whatever memory is free later, and wherever the run begins anew.
    @Test(arguments: [true, false], [true, false])
    func theBasisIsSettledOnce(_ isCondensed: Bool, _ isHandedOver: Bool) throws {
        let H = DiagonalOperator(spaced(0, 1, 300) + [1.05, 1.05, 1.1])
        let first = EigenRequest(count: 3, part: .largest, tolerance: 1e-2)
        // Half of it, as a power of two, holds 13 vectors of 304 numbers.
        let budget = BasisBudget(try first.resolved(for: H), for: H, available: 1 << 16)
        #expect(budget.capacity(count: 3, dimension: 303) == 14)
        func alone(_ request: EigenRequest) throws -> EigenResult {
            var limited = request
            limited.basisLimit = 13
            return try eigsh(H, limited)
        }
        let tight = EigenRequest(count: 3, part: .largest)
        #expect(try alone(tight).matvecs != eigsh(H, tight).matvecs)
        var run = EigenRun(first, budget)
        #expect(same(try run.go(H), try alone(first)))
        for (count, part, tolerance, limit) in [
            (3, SpectrumPart.largest, 1e-6, nil), (2, .bothEnds, 1e-4, 20), (2, .bothEnds, 1e-4, nil), (12, .largest, 1e-1, nil),
            (1, .largest, 0, nil),
        ] {
            let request = EigenRequest(count: count, part: part, tolerance: tolerance, productLimit: limit)
            if isCondensed { run.condense() }
            if isHandedOver { _ = run.handOver() }
            // Three more than pairs at least, which ncv=13 means, too.
            #expect(same(try run.go(H, to: request), try alone(request)), "\(request)")
        }
    }

    @Test func budgets() throws {
        func rows(_ ncv: Int?, _ k: Int, _ n: Int, _ dtype: DType, available: Int) throws -> Int {
            let H = UnusedOperator(dimension: n, dtype: dtype)
            let request = EigenRequest(count: k, basisLimit: ncv)
            return BasisBudget(try request.resolved(for: H), for: H, available: available).capacity(count: k, dimension: n)
        }
        // ncv, bounded by k + 3 and N; the next vector comes on top.
        #expect(try rows(20, 3, 1000, .float64, available: 0) == 21)
        #expect(try rows(4, 3, 1000, .float64, available: 1 << 40) == 7)
        #expect(try rows(5000, 3, 1000, .float64, available: 0) == 1001)
        // The power of two below half of what there is, in vectors of 1024 · 8 or 4 bytes.
        #expect(try rows(nil, 3, 1024, .float64, available: (1 << 20) - 1) == 33)
        #expect(try rows(nil, 3, 1024, .float64, available: 1 << 20) == 65)
        #expect(try rows(nil, 3, 1024, .float32, available: 1 << 20) == 129)
        #expect(try rows(nil, 3, 1024, .float64, available: 1 << 40) == 1025)
        for nothing in [0, 1, -5] { #expect(try rows(nil, 6, 1024, .float64, available: nothing) == 10) }
    }

    /// Where not even the smallest basis fits, the error says what takes how much, and what would take less.
    @Test(arguments: [nil, 1000]) func memory(_ ncv: Int?) throws {
        let error = thrown {
            _ = try eigsh(UnusedOperator(dimension: 1 << 40, dtype: .float64), EigenRequest(count: 3, basisLimit: ncv))
        }
        let message = try #require(error).message
        #expect(message.hasPrefix("eigsh: a basis of \(ncv.map { $0 + 1 } ?? 7) vectors of 8.8 TB each: "), "\(message)")
        #expect(try #require(error?.hint).contains("at least k + 4"))
    }

    /// A product that fails costs nothing that was there before, wherever it comes, and what was made by then is kept.
    @Test(arguments: cases.indices)
    func aFailureChangesNothing(_ index: Int) throws {
        let (request, diagonal) = EigenRunTests.cases[index]
        let whole = try eigsh(DiagonalOperator(diagonal), request)
        var loose = request
        loose.tolerance = 0.3
        var run = EigenRun(loose)
        let before = try run.go(DiagonalOperator(diagonal))
        run.condense()
        for isHandedOver in [true, false] {
            for stop in [0, 1, 8, 21, 34] {
                var taken = isHandedOver ? run.handOver() : run
                let failing = FailingOperator(diagonal, after: stop)
                do { #expect(same(try taken.go(failing, to: request), whole)) } catch is FailingOperator.Failure {}
                taken.condense()
                if isHandedOver { run.takeBack(taken) }
            }
            var again = run
            #expect(same(try again.go(DiagonalOperator(diagonal), to: loose), before))
        }
        let H = DiagonalOperator(diagonal)
        #expect(same(try run.go(H, to: request), whole))
        #expect(same(try run.go(H, to: request), whole))
    }

    /// A run is a value: two go on from the same one.
    @Test func runsAreValues() throws {
        let H = DiagonalOperator(spaced(0, 1, 300) + [2, 2, 3])
        let request = EigenRequest(count: 3, part: .largest)
        var limited = request
        limited.productLimit = 17
        var run = EigenRun(limited)
        _ = try run.go(H)
        var one = run
        var two = run
        #expect(same(try one.go(H, to: request), try two.go(H, to: request)))
        #expect(try run.go(H).matvecs == 17)
    }
}

/// diag(d), whose products fail behind so many.
private final class FailingOperator: LinearOperator {
    struct Failure: Error {}

    private let whole: DiagonalOperator
    private let last: Int

    init(_ diagonal: [Double], after last: Int) {
        whole = DiagonalOperator(diagonal)
        self.last = last
    }

    var dimension: Int { whole.dimension }
    var dtype: DType { whole.dtype }
    var isSymmetricByConstruction: Bool { true }

    func apply(_ x: Tensor, into y: Tensor) throws {
        guard whole.products < last else { throw Failure() }
        try whole.apply(x, into: y)
    }
}

/// An operator whose products are not asked for.
private struct UnusedOperator: LinearOperator {
    let dimension: Int
    let dtype: DType
    var isSymmetricByConstruction: Bool { true }

    func apply(_ x: Tensor, into y: Tensor) throws { throw TensorError("this operator has no products") }
}
