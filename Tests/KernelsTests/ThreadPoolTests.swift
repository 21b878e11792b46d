import CAllocationCounter
import Tensors
import Synchronization
import Testing

@testable import Kernels

@Suite struct ThreadPoolTests {
    private struct Count: TileTask {
        let counts: UnsafeMutablePointer<Int>
        var spin = 0

        func run(tile: Int) {
            counts[tile] += 1
            var x = 1.0
            for _ in 0..<spin { x = (x + 1).squareRoot() }
            if x < 0 { counts[tile] = 0 }
        }
    }

    @Test(arguments: [1, 2, 3, 7]) func everyTileRunsOnce(threads: Int) {
        let pool = ThreadPool()
        pool.threadCount = threads
        for tiles in [0, 1, 2, 3, 5, 64, 1001] {
            let counts = UnsafeMutablePointer<Int>.allocate(capacity: tiles + 1)
            counts.initialize(repeating: 0, count: tiles + 1)
            defer { counts.deallocate() }
            for round in 1...20 {
                #expect(pool.run(tiles: tiles, Count(counts: counts)))
                #expect((0..<tiles).allSatisfy { counts[$0] == round })
            }
        }
    }

    @Test func workersTakePart() {
        let pool = ThreadPool()
        pool.threadCount = 2
        let counts = UnsafeMutablePointer<Int>.allocate(capacity: 64)
        counts.initialize(repeating: 0, count: 64)
        defer { counts.deallocate() }
        for _ in 0..<100 { #expect(pool.run(tiles: 64, Count(counts: counts, spin: 2000))) }
        #expect(pool.tilesRun.count == 2)
        #expect(pool.tilesRun.reduce(0, +) == 6400)
        #expect(pool.tilesRun[1] > 0)
    }

    private struct Nested: TileTask {
        let pool: ThreadPool
        let counts: UnsafeMutablePointer<Int>

        func run(tile: Int) {
            _ = pool.run(tiles: 10, Count(counts: counts + tile * 10))
        }
    }

    @Test func aJobInsideATileRunsThere() {
        let pool = ThreadPool()
        pool.threadCount = 3
        let counts = UnsafeMutablePointer<Int>.allocate(capacity: 400)
        counts.initialize(repeating: 0, count: 400)
        defer { counts.deallocate() }
        #expect(pool.run(tiles: 40, Nested(pool: pool, counts: counts)))
        #expect((0..<400).allSatisfy { counts[$0] == 1 })
    }

    @Test func callersDoNotDisturbEachOther() async {
        let pool = ThreadPool()
        pool.threadCount = 2
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let counts = UnsafeMutablePointer<Int>.allocate(capacity: 17)
                    counts.initialize(repeating: 0, count: 17)
                    defer { counts.deallocate() }
                    for _ in 0..<2000 { guard pool.run(tiles: 17, Count(counts: counts)) else { return false } }
                    return (0..<17).allSatisfy { counts[$0] == 2000 }
                }
            }
            for await right in group { #expect(right) }
        }
    }

    @Test func jobsAllocateNothing() {
        let pool = ThreadPool()
        pool.threadCount = 2
        let counts = UnsafeMutablePointer<Int>.allocate(capacity: 8)
        counts.initialize(repeating: 0, count: 8)
        defer { counts.deallocate() }
        _ = pool.run(tiles: 8, Count(counts: counts))
        let before = allocation_count()
        for _ in 0..<1000 { _ = pool.run(tiles: 8, Count(counts: counts)) }
        #expect(allocation_count() == before)
    }

    private struct Interrupting: TileTask {
        let counts: UnsafeMutablePointer<Int>

        func run(tile: Int) {
            counts[tile] += 1
            Interrupt.request()
        }
    }

    @Test func interruptsLeaveTilesOut() async {
        await #expect(processExitsWith: .success) {
            let pool = ThreadPool()
            pool.threadCount = 2
            let counts = UnsafeMutablePointer<Int>.allocate(capacity: 100)
            counts.initialize(repeating: 0, count: 100)
            #expect(!pool.run(tiles: 100, Interrupting(counts: counts)))
            let ran = (0..<100).reduce(0) { $0 + counts[$1] }
            #expect(ran >= 1 && ran <= 2)
            #expect(!pool.run(tiles: 1, Interrupting(counts: counts)))
            Interrupt.clear()
            #expect(pool.run(tiles: 1, Interrupting(counts: counts)))
            // A request that comes with the last tile leaves nothing out.
            Interrupt.clear()
            #expect(pool.run(tiles: 100, Count(counts: counts)))
        }
    }
}
