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
