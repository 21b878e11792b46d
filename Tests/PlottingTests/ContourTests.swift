import Testing

@testable import Plotting

/// Lines of equal value: their levels, and that whatever shows them agrees.
@Suite struct ContourTests {
    private let side = (0..<41).map { Double($0) / 20 - 1 }

    private func saddle(_ scale: Double = 1) -> Field {
        Field(side.flatMap { y in side.map { x in scale * (x * x - 0.6 * y * y) } }, x: side, y: side)
    }

    @Test func levelsAreFewAndDistinct() {
        for (lower, upper) in [(1.0, 3.0), (1e-3, 1), (1e-8, 1e8), (0.2, 700), (1e-300, 1e300)] {
            for scale in [Scale.linear, .log] {
                let levels = ScaledRange(scale, data: DataRange([lower, upper])).levels(.about(10))
                #expect((3...15).contains(levels.count), "\(lower) \(upper) \(levels)")
                #expect(Set(levels.map(\.value)).count == levels.count && Set(levels.map(\.label)).count == levels.count)
            }
        }
        // Numbers that differ late have labels that do.
        let levels = ScaledRange(.linear, data: DataRange([1.2345678, 1.2345682])).levels(.about(10))
        #expect(levels.count > 2 && Set(levels.map(\.label)).count == levels.count)
    }

    @Test func ticksOfTheBarAreLines() {
        for (lower, upper) in [(-0.6, 1.03), (0, 1), (-3, 17), (1e-5, 4e-5), (1.2345678, 1.2345682), (-2e9, 5e9)] {
            let range = ScaledRange(.linear, data: DataRange([lower, upper]))
            for count in [2, 5, 8, 12] {
                for lines in [5, 10, 20] {
                    let levels = Set(range.levels(.about(lines)).map(\.value))
                    let ticks = range.ticks(count: count, beside: .about(lines)).major.map(\.value)
                    #expect(ticks.count > 1 && ticks.count <= count + max(count / 4, 1), "\(lower) \(upper) \(count) \(ticks)")
                    #expect(ticks.allSatisfy(levels.contains), "\(lower) \(upper) \(count) \(lines) \(ticks) \(levels)")
                }
            }
        }
        for (lower, upper) in [(1e-3, 2e3), (0.02, 40), (1e-8, 1e8)] {
            let range = ScaledRange(.log, data: DataRange([lower, upper]))
            let levels = Set(range.levels(.about(10)).map(\.value))
            #expect(range.ticks(count: 8, beside: .about(10)).major.allSatisfy { levels.contains($0.value) })
        }
        // Beside levels that are given, and without any, they are round.
        let range = ScaledRange(.linear, data: DataRange([0, 1]))
        #expect(range.ticks(count: 5, beside: [0.123]) == range.ticks(count: 5))
        #expect(range.ticks(count: 5, beside: nil) == range.ticks(count: 5))
    }

    @Test func sharedColoursHaveSharedLevels() {
        let panels = [1.0, 2, 4].map { Panel([.heatmap(saddle($0)), .contour(saddle($0))]) }
        let apart = Figure(panels).scenes().map { $0.levels.map(\.value) }
        let shared = Figure(panels, sharesColours: true).scenes().map { $0.levels.map(\.value) }
        #expect(Set(apart).count == 3)
        #expect(Set(shared).count == 1 && shared[0] == apart[2])
    }

    @Test func canvasAndTerminalTakeTheSameLines() {
        let scene = Scene(Panel([.contour(saddle(), levels: [0, 0.5])]))
        let field = scene.fields[0]
        let small = scene.lines(of: field, [0, 0.5], x: field.x, y: field.y)
        let large = scene.lines(of: field, [0, 0.5], x: field.x.map { 100 * $0 }, y: field.y)
        #expect(small.map(\.level.label) == ["0", "0.5"])
        for (a, b) in zip(small, large) {
            #expect(
                a.lines.map { $0.map { Point(x: 100 * $0.x, y: $0.y) } }.joined().elementsEqual(b.lines.joined()) { p, q in
                    abs(p.x - q.x) < 1e-9 && abs(p.y - q.y) < 1e-9
                })
        }
        #expect(scene.lines(of: field, [0], x: field.x.map { _ in .nan }, y: field.y).isEmpty)
    }

    @Test func missingLinesAreSaid() {
        func notes(_ field: Field, _ contours: Contours = .about(10)) -> [String] {
            Scene(Panel([.heatmap(field), .contour(field, levels: contours)])).notes.map(\.text)
        }
        #expect(notes(Field([3, 3, 3, 3], rows: 2, columns: 2)) == ["no contours: all values are 3"])
        #expect(notes(Field([3], rows: 1, columns: 1)) == ["no contours: a grid of 1 × 1"])
        #expect(notes(saddle(), [7]) == ["no contours: none of the levels lies within the values"])
        #expect(notes(saddle()).isEmpty && notes(saddle(), [0.1, 7]).isEmpty)
        #expect(notes(Field([.nan, .nan, .nan, .nan], rows: 2, columns: 2)) == ["4 of 4 cells not finite"])
    }

    @Test func terminalsShowThemOverColours() throws {
        let panel = Panel([.heatmap(saddle()), .contour(saddle(), levels: [0, 0.5])])
        func rows(_ panel: Panel, _ colours: TerminalColours) throws -> String {
            try Figure(panel).renderTerminal(columns: 80, rows: 20, colour: colours)
        }
        func dots(_ text: String) -> Int { text.unicodeScalars.count { (0x2801...0x28FF).contains($0.value) } }
        for colours in [TerminalColours.truecolor, .ansi256] {
            let text = try rows(panel, colours)
            #expect(dots(text) > 40 && text.contains("contours at 0, 0.5"))
        }
        // Over shades they would not be seen, and nothing is said of them.
        let shades = try rows(panel, .none)
        #expect(dots(shades) == 0 && !shades.contains("contours"))
        let alone = try rows(Panel([.contour(saddle(), levels: [0, 0.5])]), .none)
        #expect(dots(alone) > 40 && alone.contains("contours at 0, 0.5"))
    }
}
