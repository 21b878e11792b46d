import Testing

@testable import Plotting

@Suite struct TicksTests {
    @Test func positionsHaveWholeTicks() {
        for (lower, upper) in [(-0.5, 0.5), (0, 3), (-0.5, 27.5), (0, 1e6)] {
            var range = ScaledRange(.linear, data: DataRange([lower, upper]))
            range.isWhole = true
            let values = range.ticks(count: 9).major.map(\.value)
            #expect(!values.isEmpty && values.allSatisfy { $0 == $0.rounded() }, "\(lower) \(upper) \(values)")
        }
        #expect(ScaledRange(.linear, data: DataRange([-0.5, 0.5])).ticks(count: 9).major.count > 3)
    }

    @Test func ticksOfBothSignsKeepApart() {
        for threshold in [1e-6, 1e-3, 0.3, 0.99, 1, 1.01] {
            for count in 3...12 {
                let range = ScaledRange(.symlog(threshold: threshold), data: DataRange([-1000, 1000]))
                let ticks = range.ticks(count: count).major
                #expect(ticks.contains { $0.label == "0" })
                let places = ticks.compactMap { range.fraction($0.value) }
                #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 0.6 / Double(count) }, "\(threshold) \(count)")
            }
        }
    }

    private func range(_ lower: Double, _ upper: Double, _ scale: Scale = .linear) -> ScaledRange {
        ScaledRange(scale, data: DataRange([lower, upper]))
    }

    @Test func linearTicksAreRoundNumbersWithExactLabels() {
        let ticks = range(-1, 1).ticks(count: 5)
        #expect(ticks.major.map(\.label) == ["−1.0", "−0.5", "0.0", "0.5", "1.0"])
        #expect(ticks.major.map(\.value) == [-1, -0.5, 0, 0.5, 1])
        #expect(range(0, 0.31).ticks(count: 4).major.map(\.value) == [0, 0.1, 0.2, 0.3])
    }

    @Test func tinyRangesShareAnOffsetAndAPower() {
        let ticks = range(1.2345678, 1.2345682).ticks(count: 4)
        #expect(ticks.annotation == "×10⁻⁶ + 1.234567")
        #expect(ticks.major.map(\.label) == ["0.8", "0.9", "1.0", "1.1", "1.2"])
        let micro = range(0, 4e-9).ticks(count: 4)
        #expect(micro.annotation == "×10⁻⁹")
        #expect(micro.major.map(\.label) == ["0", "1", "2", "3", "4"])
        let year = range(100_000_001, 100_000_003).ticks(count: 4)
        #expect(year.annotation == "+ 10⁸")
        let negative = range(-100_000_003, -100_000_001).ticks(count: 2)
        #expect(negative.annotation.contains("− "))
        #expect(negative.major.allSatisfy { !$0.label.contains("−") })
    }

    @Test func largeNumbersTakeAPowerOfTen() {
        let ticks = range(0, 3e12).ticks(count: 3)
        #expect(ticks.annotation == "×10¹²")
        #expect(ticks.major.map(\.label) == ["0", "1", "2", "3"])
        #expect(range(0, 600).ticks(count: 3).annotation == "")
    }

    @Test func decadesOnALogarithmicScale() {
        let ticks = range(1, 1e4, .log).ticks(count: 6)
        #expect(ticks.major.map(\.label) == ["10⁰", "10¹", "10²", "10³", "10⁴"])
        #expect(ticks.minor.count == 4 * 8)
        let wide = range(1e-300, 1e300, .log).ticks(count: 5)
        #expect((2...5).contains(wide.major.count))
        #expect(wide.major.contains { $0.value == 1 })
        let narrow = range(2, 30, .log).ticks(count: 6)
        #expect(narrow.major.map(\.label) == ["2", "5", "10", "20"])
        let within = range(3.1, 3.9, .log).ticks(count: 4)
        #expect(within.major.count >= 3)
    }

    @Test func aDecadeOrTwoHaveMoreThanTheirEnds() {
        #expect(range(0.0085, 0.13, .log).ticks(count: 8).major.map(\.label) == ["0.01", "0.02", "0.05", "0.1"])
        #expect(range(1, 10, .log).ticks(count: 8).major.map(\.label) == ["1", "2", "5", "10"])
        // Where there is little room, the powers of ten.
        #expect(range(0.0085, 0.13, .log).ticks(count: 3).major.map(\.label) == ["10⁻²", "10⁻¹"])
    }

    @Test func smallTicksTellALogarithmicScale() {
        for range in [range(1, 1e3, .log), ScaledRange(.symlog(threshold: 1), data: DataRange([-1000, 1000]))] {
            let ticks = range.ticks(count: 30)
            #expect(ticks.minor.count >= 24)
            #expect(ticks.minor.allSatisfy { value in !ticks.major.contains { $0.value == value } && abs(value) > 1 })
        }
    }

    @Test func symlogHasBothSignsAndZero() {
        let range = ScaledRange(.symlog(threshold: 1), data: DataRange([-1000, 1000]))
        let labels = range.ticks(count: 9).major.map(\.label)
        // ±10⁰ would stand too near to 0.
        #expect(labels == ["−10³", "−10²", "−10¹", "0", "10¹", "10²", "10³"])
        #expect(range.ticks(count: 30).major.map(\.label).contains("10⁰"))
        #expect(range.fraction(0) == 0.5)
        for x in [-700, -1, -1e-3, 0.2, 5, 999] {
            let back = range.number(at: range.fraction(x) ?? .nan)
            #expect(abs(back - x) <= 1e-9 * max(1, abs(x)))
        }
    }

    private static let ranges: [(Double, Double)] = [
        (0, 0), (1, 1), (-3, -3), (1e308, 1e308), (-1.7e308, 1.7e308), (0, .leastNonzeroMagnitude),
        (.leastNormalMagnitude / 8, .leastNormalMagnitude / 4), (1, 1.0000000000000002), (1e17, 1e17 + 16),
        (-1e-300, 1e-300), (.greatestFiniteMagnitude, .greatestFiniteMagnitude), (.leastNonzeroMagnitude, 1e308),
        (-1, 1e300), (9.999999999999998, 10), (123_456_789.1, 123_456_789.2),
    ]

    /// Every range of float64 has a finite number of distinct, finite, increasing ticks inside.
    @Test(arguments: TicksTests.ranges)
    func anyRangeHasTicks(_ lower: Double, _ upper: Double) {
        for scale in [Scale.linear, .log, .symlog()] {
            let range = ScaledRange(scale, data: DataRange([lower, upper]))
            #expect(range.lower < range.upper)
            #expect(range.lower.isFinite && range.upper.isFinite)
            for count in [0, 2, 5, 20] {
                let ticks = range.ticks(count: count)
                let values = ticks.major.map(\.value)
                #expect(values.count <= 60 && ticks.minor.count <= 400)
                #expect(values.allSatisfy { $0.isFinite })
                #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
                #expect(values.allSatisfy { (-0.01...1.01).contains(range.fraction($0) ?? .nan) })
                if count >= 5 { #expect(!values.isEmpty, "\(scale) \(lower) \(upper)") }
                #expect(Set(ticks.major.map(\.label)).count == values.count)
            }
        }
    }

    @Test func labelsReadBackAsTheirValues() throws {
        for (lower, upper) in [(-1.0, 1.0), (0, 7e5), (1e-7, 9e-7), (-2e10, 3e9), (0.001, 0.0042)] {
            let ticks = range(lower, upper).ticks(count: 6)
            let power = ticks.annotation.isEmpty ? 0 : try #require(Int(plain(String(ticks.annotation.dropFirst(3)))))
            for tick in ticks.major {
                let read = try #require(Double("\(plain(tick.label))e\(power)"))
                #expect(read == tick.value)
            }
        }
    }

    /// Typographic signs as ASCII.
    private func plain(_ text: String) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return String(
            text.map { character in
                if character == "−" || character == "⁻" { return "-" }
                return digits.firstIndex(of: character).map { Character("\($0)") } ?? character
            })
    }

    @Test func shortTexts() {
        #expect(shortText(0.00130) == "0.0013")
        #expect(shortText(1.3e-7) == "1.3×10⁻⁷")
        #expect(shortText(-1e9) == "−10⁹")
        #expect(shortText(999.9) == "1000")
        #expect(shortText(0) == "0")
        #expect(shortText(.nan) == "NaN")
        #expect(shortText(-.infinity) == "−∞")
        #expect(shortText(2.0 / 3, digits: 5) == "0.66667")
        #expect(shortText(1.7976931348623157e308, digits: 17) == "1.7976931348623157×10³⁰⁸")
    }
}
