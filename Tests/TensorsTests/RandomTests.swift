import Tensors
import Testing

@Suite struct RandomTests {
    /// The known answers of Random123 1.14, kat_vectors, philox4x32 with 10 rounds.
    @Test func philoxKnownAnswers() {
        let all = UInt32.max
        #expect(
            Philox.block(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
                == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            Philox.block(counter: SIMD4(all, all, all, all), key: SIMD2(all, all))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            Philox.block(
                counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    /// Kinds, blocks, attempts, streams and seeds have counters of their own.
    @Test func noTwoCountersAreTheSame() {
        var seen: Set<UInt64> = []
        var count = 0
        for seed in [0, 1, 1 << 32] as [UInt64] {
            for stream in [0, 1, 1 << 32] as [UInt64] {
                for kind in RandomStream.Kind.allCases {
                    for block in [0, 1, 1 << 32, 1 << 47] as [UInt64] {
                        for attempt in [0, 1] as [UInt8] {
                            let words = RandomStream(seed: seed, stream: stream).words(kind, block: block, attempt: attempt)
                            seen.formUnion([words.0, words.1])
                            count += 2
                        }
                    }
                }
            }
        }
        #expect(seen.count == count)
    }

    @Test func rangesOfNumbers() {
        let random = RandomStream(seed: 5)
        for i in 0..<10_000 as Range<UInt64> {
            let u = random.uniform(at: i)
            #expect(u >= 0 && u < 1 && u * 0x1p53 == (u * 0x1p53).rounded())
            #expect(abs(random.rademacher(at: i)) == 1)
            #expect((-3..<4).contains(random.integer(at: i, low: -3, high: 4)))
        }
        #expect(random.integer(at: 0, low: 7, high: 7) == 7)
        #expect(random.integer(at: 0, low: 7, high: 8) == 7)
        // The widest range there is.
        let wide = (0..<64 as Range<UInt64>).map { random.integer(at: $0, low: .min, high: .max) }
        #expect(wide.contains { $0 < 0 } && wide.contains { $0 > 0 } && Set(wide).count == 64)
    }

    /// χ² of whole numbers against equal shares, within five standard deviations.
    @Test(arguments: [2, 3, 10, 97] as [Int64]) func integersAreEquallyLikely(high: Int64) {
        let random = RandomStream(seed: 11, stream: UInt64(high))
        let n = 50_000
        var counts = [Double](repeating: 0, count: Int(high))
        for i in 0..<n { counts[Int(random.integer(at: UInt64(i), low: 0, high: high))] += 1 }
        let expected = Double(n) / Double(high)
        let chiSquared = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        let freedom = Double(high - 1)
        #expect(abs(chiSquared - freedom) < 5 * (2 * freedom).squareRoot())
    }
}
